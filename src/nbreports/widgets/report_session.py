"""One report under the hands of its widgets: the bundle, the definition, the answers to what views ask."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import os  # noqa: TC003 - read by documentation tools at run time
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import traitlets

from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.report.binding import catalog_for, source_names
from nbreports.report.report import Report
from nbreports.sources.connections import note_connections
from nbreports.widgets._base import BUNDLE, Strict
from nbreports.widgets.answering import AREAS
from nbreports.widgets.answering.base import Reply
from nbreports.widgets.answering.jobs import JobAnswers
from nbreports.widgets.answering.shared import SharedAnswers
from nbreports.widgets.background import in_background
from nbreports.widgets.cells import after_cell
from nbreports.widgets.dispatcher import Dispatcher
from nbreports.widgets.messages.shared import Refused
from nbreports.widgets.places import block_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from pydantic import BaseModel

    from nbreports.collab.repair import Problem
    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.catalog import Catalog
    from nbreports.widgets.answering.base import Answered, Answers
    from nbreports.widgets.messages.shared import ViewClose

A = TypeVar("A", bound="Answers")

UNTITLED = "Untitled report"
UNBOUND = "data"
"""The source of a report nobody has picked data for."""


class ReportSession(Strict):
    """A report being looked at or edited, shared by all widgets that are given it.

    It is never shown itself: it carries the bundle that draws the others, and answers what they ask.

    Parameters
    ----------
    report
        A ``Report``, or the path of a ``.nbreport`` file; an empty report when None.
    data
        Source name -> frame or path, as ``Report.export`` takes it; without it, names resolve among the
        notebook's own frames.
    params
        Parameter values to begin with.
    notebook
        Whether the report is being edited: other data than its own may be picked, the notebook's frames and files
        of the folder, and changes are saved to the file it was opened from.

    Attributes
    ----------
    revision
        Counts the changes of the definition.
    data_revision
        Counts the moments at which what names stand for may have changed.
    params
        The parameter values all parts show, name -> value.
    file
        ``path``, ``state``, ``when`` and ``message`` of the report's file.
    job
        The report's job that is shown at the foot of the builder, as ``messages.jobs.JobCard``; empty without one.

    Raises
    ------
    NbreportsError
        For a file that is no report, and data that fits none of its sources.
    """

    _view_name = traitlets.Any(None, allow_none=True).tag(sync=True)
    revision = traitlets.Int(0, read_only=True).tag(sync=True)
    data_revision = traitlets.Int(0, read_only=True).tag(sync=True)
    params = traitlets.Dict().tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
    job = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        report: Report | str | os.PathLike[str] | None = None,
        data: Mapping[str, Any] | Any | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        notebook: bool = False,
    ) -> None:
        # first of all: a session that fails below is closed as any other
        self._lock = threading.RLock()
        self.answers: tuple[Answers, ...] = ()
        self._stop_cells: Callable[[], None] = lambda: None
        self._report = _report(report)
        self.opened = None if report is None or isinstance(report, Report) else Path(report).resolve()
        self.data = data
        self.notebook = notebook
        # what cannot be bound is told here, not in the first view
        self._check_bound(self._report)
        self._answering: contextvars.Context | None = None
        if not BUNDLE.is_file():
            raise UsageError(
                "the widgets' bundle was not built", remedy="Run “npm ci && npm run build” in the folder js."
            )
        super().__init__(params=dict(params or {}))
        self.answers = tuple(area(self) for area in AREAS)
        handlers = {kind: take for area in self.answers for kind, take in area.handlers().items()}
        self._dispatcher = Dispatcher({**handlers, "view.close": self._on_close}, self._refuse, self._settle)
        self._stop_cells = after_cell(self._cell_ran)
        self._note_connections()
        self.on_msg(self._on_message)
        if notebook and self.opened is not None:
            in_background(asyncio.to_thread(self.area(JobAnswers).find))

    _esm = BUNDLE if BUNDLE.is_file() else ""

    # --- the report --------------------------------------------------------------------------------------------

    @property
    def report(self) -> Report:
        """The report as it stands."""
        return self._report

    @report.setter
    def report(self, report: Report) -> None:
        self._check_bound(report)
        with self._lock:
            self._report = report
            self.set_trait("revision", self.revision + 1)
        self.area(SharedAnswers).report.set(report.definition)
        self._tell_changed()

    @property
    def definition(self) -> ReportDefinition:
        """What the report says, frozen."""
        return self._report.definition

    @property
    def folder(self) -> Path | None:
        """Where the report's own files lie: before it was saved, where the notebook works."""
        if self._report.folder is None and self.notebook:
            return Path.cwd()
        return self._report.folder

    def replace(self, definition: ReportDefinition) -> None:
        """Set the report's definition; pages are told."""
        self.report = Report.of(definition, self._report.folder)

    def take(self, definition: ReportDefinition) -> None:
        """Take what pages made of the report; what they may not bind is told to the view that asks next."""
        with self._lock:
            if definition == self._report.definition:
                return
            self._report = Report.of(definition, self._report.folder)
            self.set_trait("revision", self.revision + 1)
        self._tell_changed()

    def left_out(self) -> tuple[Problem, ...]:
        """Return what stands in the shared document and is not in the report, since the format does not allow it."""
        return self.area(SharedAnswers).report.guard.checked().problems

    def catalog(self) -> Catalog:
        """Return what the report may read now: names among the notebook's frames are looked up at each request."""
        if not self.notebook or not (self.data is None or isinstance(self.data, Mapping)):
            return catalog_for(self.definition, self.data, self.folder)
        from nbreports.sources.catalog import Catalog

        known, frames = source_names(self.definition)
        given = {name: what for name, what in (self.data or {}).items() if name in known}
        catalog = Catalog.from_main(sorted(frames - given.keys()), self.folder)
        for name, what in given.items():
            catalog.register(name, what)
        return catalog

    def data_changed(self) -> None:
        """Tell pages that names may stand for other data now."""
        with self._lock:
            self.set_trait("data_revision", self.data_revision + 1)

    def close(self) -> None:
        """Stop what runs and let go of the data."""
        with self._lock:
            stop, self._stop_cells = self._stop_cells, lambda: None
            answers, self.answers = self.answers, ()
        stop()
        for area in answers:
            area.close()
        super().close()

    def _check_bound(self, report: Report) -> None:
        if not self.notebook:
            catalog_for(report.definition, self.data, report.folder)

    def _tell_changed(self) -> None:
        for area in self.answers:
            area.changed(self.definition)

    def area(self, kind: type[A]) -> A:
        """Return what answers one area's questions."""
        return next(area for area in self.answers if isinstance(area, kind))

    def _cell_ran(self) -> None:
        self._note_connections()
        self.data_changed()

    def _note_connections(self) -> None:
        if self.notebook:
            note_connections(vars(sys.modules["__main__"]))

    # --- the comm ----------------------------------------------------------------------------------------------

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        # JupyterLab speaks to a subshell, so that widgets work while a cell runs; but the kernel sends what a
        # comm receives to whichever shell last wrote on it. So all that is sent goes out from where it came in.
        if threading.current_thread() is not threading.main_thread():
            self._answering = contextvars.copy_context()
        super()._handle_msg(msg)

    def _send(self, msg: Any, buffers: Any = None) -> None:
        if self._answering is None:
            super()._send(msg, buffers)
        else:
            self._answering.copy().run(super()._send, msg, buffers)

    def _on_message(self, _widget: object, content: object, buffers: Sequence[Any]) -> None:
        self._dispatcher.take(content, buffers)

    def answer(self, answer: BaseModel, buffers: list[bytes] | None = None) -> None:
        """Send an answer, or what was not asked for, to every page."""
        self.send(answer.model_dump(mode="json"), buffers)

    def _settle(self, ident: str, answered: Answered | Awaitable[Answered]) -> None:
        if inspect.isawaitable(answered):
            in_background(self._await(ident, answered))
        elif isinstance(answered, Reply):
            self.answer(answered.message, answered.buffers)
        elif answered is not None:
            self.answer(answered)

    async def _await(self, ident: str, answered: Awaitable[Answered]) -> None:
        try:
            self._settle(ident, await answered)
        except NbreportsError as error:
            self._refuse(ident, error)
        except BaseException as error:
            self._refuse(ident, JobCancelled("the question was given up", remedy="Ask again."))
            if isinstance(error, Exception):
                raise

    def _refuse(self, ident: str, error: NbreportsError) -> None:
        self.answer(
            Refused(
                v=1,
                id=ident,
                kind="refused",
                code=error.code,
                message=error.message,
                remedy=error.remedy or "",
                where=error.where,
                block=block_at(self.definition, error.where),
            )
        )

    def _on_close(self, question: ViewClose, _buffers: Sequence[bytes]) -> None:
        for area in self.answers:
            area.close_view(question.id.rpartition(".")[0])


def _report(given: Report | str | os.PathLike[str] | None) -> Report:
    if given is None:
        return Report(UNTITLED, UNBOUND)
    return given if isinstance(given, Report) else Report.load(given)
