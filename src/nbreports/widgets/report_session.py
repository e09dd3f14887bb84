"""One report under the hands of its widgets: the bundle, the definition, the answers to what views ask."""

from __future__ import annotations

import contextvars
import hashlib
import os  # noqa: TC003 - read by documentation tools at run time
import threading
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.renderers.html.appearance import appearance
from nbreports.report.binding import catalog_for
from nbreports.report.report import Report
from nbreports.widgets._base import BUNDLE, Strict
from nbreports.widgets.background import in_background
from nbreports.widgets.dispatcher import Dispatcher, Refusal
from nbreports.widgets.messages import (
    ParamsForm,
    PreviewPages,
    PreviewShown,
    Refused,
    Sheet,
)
from nbreports.widgets.parameters import form_fields
from nbreports.widgets.shared_report import SharedReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future

    from pydantic import BaseModel

    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.preview import PreviewResult, PreviewService
    from nbreports.sources.catalog import Catalog
    from nbreports.widgets.messages import (
        ParamsDescribe,
        PreviewCancel,
        PreviewRequest,
        ViewClose,
        YAwareness,
        YSync,
    )

PAGE_SCALE = 2.0
"""Times 72 pixels an inch: sharp on a screen of two pixels a point."""
MOST_AWARENESS = 64 * 1024
"""Bytes of one awareness message."""
MOST_PREVIEWS = 6
"""Views with a preview of their own; with more, the one longest silent is closed."""


class ReportSession(Strict):
    """A report being looked at or edited, shared by all widgets that are given it.

    It is never shown itself: it carries the bundle that draws the others, and answers what they ask.

    Parameters
    ----------
    report
        A ``Report``, or the path of a ``.nbreport`` file.
    data
        Source name -> frame or path, as ``Report.export`` takes it; without it, names resolve among the
        notebook's own frames.
    params
        Parameter values to begin with.

    Attributes
    ----------
    revision
        Counts the changes of the definition.
    params
        The parameter values all parts show, name -> value.

    Raises
    ------
    NbreportsError
        For a file that is no report, and data that fits none of its sources.
    """

    _view_name = traitlets.Any(None, allow_none=True).tag(sync=True)
    revision = traitlets.Int(0, read_only=True).tag(sync=True)
    params = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        report: Report | str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        # first of all: a session that fails below is closed as any other
        self._lock = threading.RLock()
        self._previews: dict[str, PreviewService] = {}
        self._running: dict[str, tuple[str, Future[None]]] = {}
        self._shared: SharedReport | None = None
        self._report = report if isinstance(report, Report) else Report.load(report)
        self._data = data
        # what cannot be bound is told here, not in the first view
        self._bound()
        self._answering: contextvars.Context | None = None
        self._dispatcher = Dispatcher(
            {
                "preview.request": self._on_preview,
                "preview.cancel": self._on_cancel,
                "view.close": self._on_close,
                "y.sync": self._on_sync,
                "y.awareness": self._on_awareness,
                "params.describe": self._on_describe,
            },
            self._refuse,
        )
        if not BUNDLE.is_file():
            raise UsageError(
                "the widgets' bundle was not built", remedy="Run “npm ci && npm run build” in the folder js."
            )
        super().__init__(params=dict(params or {}))
        self._shared = SharedReport(self._report.definition, self._answer, self._on_change)
        self.on_msg(self._on_message)

    _esm = BUNDLE if BUNDLE.is_file() else ""

    @property
    def report(self) -> Report:
        """The report as it stands."""
        return self._report

    @report.setter
    def report(self, report: Report) -> None:
        with self._lock:
            self._report, before = report, self._report
            try:
                self._bound()
            except NbreportsError:
                self._report = before
                raise
            self.set_trait("revision", self.revision + 1)
        if self._shared is not None:
            self._shared.set(report.definition)

    def _bound(self) -> Catalog:
        """Return what the report may read: names among the notebook's frames are looked up at each request."""
        return catalog_for(self._report.definition, self._data, self._report.folder)

    def close(self) -> None:
        """Stop what runs and let go of the data."""
        with self._lock:
            for service in self._previews.values():
                service.close()
            self._previews.clear()
            shared, self._shared = self._shared, None
        if shared is not None:
            shared.close()
        super().close()

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

    def _answer(self, answer: BaseModel, buffers: list[bytes] | None = None) -> None:
        self.send(answer.model_dump(mode="json"), buffers)

    def _refuse(self, ident: str, error: NbreportsError) -> None:
        self._answer(
            Refused(
                v=1,
                id=ident,
                kind="refused",
                code=error.code,
                message=error.message,
                remedy=error.remedy or "",
                where=error.where,
                block=block_at(self._report.definition, error.where),
            )
        )

    # --- previews ----------------------------------------------------------------------------------------------

    def _on_preview(self, request: PreviewRequest, _buffers: Sequence[bytes]) -> None:
        if request.rev != self.revision:
            raise Refusal(
                f"revision {request.rev} is not the newest, which is {self.revision}",
                code="stale",
                remedy="Ask again with the newest.",
            )
        view = request.id.rpartition(".")[0]
        with self._lock:
            service = self._service(view)
            self._running[view] = (request.id, in_background(self._preview(request, service)))

    def _service(self, view: str) -> PreviewService:
        """Return the preview of one view: a view's newer question stops its older one, and no other's."""
        from nbreports.pipeline.preview import PreviewService

        service = self._previews.pop(view, None)
        if service is None:
            service = PreviewService(self._report.definition, self._bound, self._report.folder)
        self._previews[view] = service
        while len(self._previews) > MOST_PREVIEWS:
            oldest = next(iter(self._previews))
            self._previews.pop(oldest).close()
            self._running.pop(oldest, None)
        return service

    async def _preview(self, request: PreviewRequest, service: PreviewService) -> None:
        try:
            await self._previewed(request, service)
        except NbreportsError as error:
            self._refuse(request.id, error)
        except BaseException as error:
            self._refuse(request.id, JobCancelled("the preview was stopped"))
            if isinstance(error, Exception):
                raise

    async def _previewed(self, request: PreviewRequest, service: PreviewService) -> None:
        definition = self._report.definition
        if request.view == "pages":
            began = time.monotonic()
            picture = await service.page(
                request.page, request.params, definition=definition, scale=PAGE_SCALE
            )
            ms = round((time.monotonic() - began) * 1000)
            answer = PreviewPages(
                v=1,
                id=request.id,
                kind="preview.pages",
                rev=request.rev,
                count=picture.count,
                page=picture.number,
                ms=ms,
            )
            self._answer(answer, [picture.png])
            return
        async with aclosing(service.stream(definition, request.params, rev=request.rev)) as results:
            known = request.sheet
            async for result in results:
                known = self._show(request, result, known)

    def _show(self, request: PreviewRequest, result: PreviewResult, known: str) -> str:
        """Answer with a result, and with the style sheet where the view has another one; return its digest."""
        sheet = result.styles()
        digest = hashlib.sha256(sheet.encode()).hexdigest()
        self._answer(
            PreviewShown(
                v=1,
                id=request.id,
                kind="preview.result",
                rev=request.rev,
                output=result.output,
                look=appearance(result.nodes, result.svgs),
                sheet=Sheet(digest=digest, text=None if digest == known else sheet),
                sampled=result.sampled,
                # after a sample the exact figures follow
                more=result.sampled,
                rows=result.rows,
                ms=result.ms,
            )
        )
        return digest

    def _on_cancel(self, request: PreviewCancel, _buffers: Sequence[bytes]) -> None:
        view = request.request.rpartition(".")[0]
        with self._lock:
            ident, _ = self._running.get(view, ("", None))
            service = self._previews.get(view)
        if ident == request.request and service is not None:
            service.cancel()

    def _on_close(self, request: ViewClose, _buffers: Sequence[bytes]) -> None:
        view = request.id.rpartition(".")[0]
        with self._lock:
            service = self._previews.pop(view, None)
            self._running.pop(view, None)
        if service is not None:
            service.close()

    # --- the shared report -------------------------------------------------------------------------------------

    def _on_sync(self, request: YSync, buffers: Sequence[bytes]) -> None:
        if self._shared is not None and len(buffers) == 1:
            self._shared.take(request.id, buffers[0])

    def _on_awareness(self, request: YAwareness, buffers: Sequence[bytes]) -> None:
        if self._shared is not None and len(buffers) == 1 and len(buffers[0]) <= MOST_AWARENESS:
            self._shared.tell(request.id, buffers[0])

    def _on_change(self, definition: ReportDefinition) -> None:
        """Take what pages made of the report; what they may not bind is told to the view that asks next."""
        with self._lock:
            if definition != self._report.definition:
                self._report = Report.of(definition, self._report.folder)
                self.set_trait("revision", self.revision + 1)

    # --- parameters --------------------------------------------------------------------------------------------

    def _on_describe(self, request: ParamsDescribe, _buffers: Sequence[bytes]) -> None:
        fields = form_fields(self._report.definition, request.params)
        self._answer(ParamsForm(v=1, id=request.id, kind="params.form", fields=fields))


def block_at(definition: ReportDefinition, where: str | None) -> str | None:
    """Return the id of the block a JSON pointer such as ``/body/2/columns/1`` leads into."""
    parts = (where or "").split("/")
    if parts[:2] != ["", "body"]:
        return None
    found: Any = None
    blocks: Any = definition.body
    for part, following in zip(parts[2::2], [*parts[3::2], ""], strict=False):
        if not part.isdigit() or int(part) >= len(blocks):
            break
        found = blocks[int(part)]
        if following != "blocks":
            break
        blocks = found.blocks
    return None if found is None else found.id
