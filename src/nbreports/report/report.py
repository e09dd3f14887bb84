"""The public Report: a frozen definition with its verbs."""

from __future__ import annotations

import asyncio
import os  # noqa: TC003 - read by documentation tools and type checkers at run time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.definition.dump import dumps
from nbreports.definition.load import load
from nbreports.definition.report import ReportDefinition
from nbreports.errors import NbreportsError
from nbreports.report.binding import catalog_for
from nbreports.report.options import check_outputs, run_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from nbreports.jobs.job import Job
    from nbreports.report.static import StaticPreview


class Report:
    """A report: what it says, and what can be done with it.

    Parameters
    ----------
    title
        The report's title.
    source
        The name of its source: one of ``sources``, else a frame.
    body
        Its blocks.
    **keys
        The other keys of the format: ``params``, ``sources``, ``fields``, ``measures``, ``page``, ``theme`` …

    Raises
    ------
    DefinitionError
        For anything the report may not say, with its place and the right name.

    Examples
    --------
    >>> from nbreports import Report, Table
    >>> report = Report("Sales by region", "sales", [Table("customer", "amount", group_by="region", totals="sum")])
    >>> report.definition.body[0].id
    'b1'
    """

    def __init__(self, title: str, source: str, body: Any = None, /, **keys: Any) -> None:
        if body is not None:
            keys["body"] = body
        self._definition = ReportDefinition(title, source, **keys)
        self._folder: Path | None = None

    @classmethod
    def of(cls, definition: ReportDefinition, folder: Path | None = None) -> Report:
        """Return a report of ``definition``; paths in it are relative to ``folder``."""
        report = cls.__new__(cls)
        report._definition = definition  # noqa: SLF001 - its own
        report._folder = folder  # noqa: SLF001 - its own
        return report

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Report:
        """Return the report in a ``.nbreport`` file; its own folder is the one its paths are relative to.

        Raises
        ------
        DefinitionError
            For a file that is no report, with the place and the remedy.
        """
        return cls.of(load(Path(path)), Path(path).resolve().parent)

    @classmethod
    def from_code(cls, code: str) -> Report:
        """Return the report that Python ``code`` writes; it is read, never run.

        Raises
        ------
        DefinitionError
            For code that is anything else than a report written out.
        """
        from nbreports.definition.code_reader import from_code

        return cls.of(from_code(code))

    @classmethod
    def from_template(
        cls,
        template: str | os.PathLike[str],
        data: Any = None,
        *,
        choices: Mapping[str, str | None] | None = None,
    ) -> Report:
        """Return a new report made from a template, its slots bound to the fields of ``data``.

        Parameters
        ----------
        template
            A template's name (``"Summary by group"``), key (``"summary"``) or file; ``nbreports new --list``
            lists them.
        data
            A frame, the path of a file, or one of them as ``{name: frame}``. The report's source bears that
            name, else the frame's own in the notebook.
        choices
            Slot -> field, where another is wanted than the one proposed; None leaves a slot empty.

        Raises
        ------
        UsageError
            For a template that is not there; the remedy names the nearest.
        DefinitionError
            For a template that is broken, or a choice that cannot be.
        """
        from nbreports.report.starting import start

        return cls.of(start(template, data, choices).definition)

    @property
    def definition(self) -> ReportDefinition:
        """What the report says, frozen."""
        return self._definition

    @property
    def folder(self) -> Path | None:
        """Where the report's own files lie, None for a report that was not read from a file."""
        return self._folder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Report) and self._definition == other._definition

    def __hash__(self) -> int:
        return hash(self._definition.title)

    def __repr__(self) -> str:
        blocks = len(self._definition.body)
        counted = "1 block" if blocks == 1 else f"{blocks} blocks"
        return f"Report({self._definition.title!r}, {self._definition.source!r}, {counted})"

    # --- as data -----------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """Return the report as the text of a ``.nbreport`` file, in canonical form."""
        return dumps(self._definition)

    def to_code(self) -> str:
        """Return the report as Python code."""
        from nbreports.definition.code import to_code

        return to_code(self._definition)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the report to a ``.nbreport`` file and return its path; the file is replaced whole.

        Raises
        ------
        OutputError
            Where it cannot be written; what was there is untouched.
        """
        from nbreports.storage.atomic import AtomicFile

        target = Path(path)
        with AtomicFile(target) as file:
            file.write(self.to_json().encode())
            file.commit()
        return target

    # --- running -----------------------------------------------------------------------------------------------

    def export(
        self,
        path: str | os.PathLike[str],
        *more: str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        now: datetime | None = None,
        sample: int | None = None,
        deterministic: bool = False,
        progress: bool = True,
        options: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> tuple[Path, ...]:
        """Make the report as one or several files, in one pass, and return their paths.

        Parameters
        ----------
        path, *more
            Each ending gives the format: ``.pdf .xlsx .html .csv .parquet .md .json .ipynb .typ``.
        data
            Source name -> frame, path or catalog entry; a ``Catalog``; or None: then names resolve among the
            variables of
            ``__main__`` that are frames.
        now
            The run's moment; ``SOURCE_DATE_EPOCH``, else the clock, when None.
        sample
            Take only so many rows of each source; the outputs say so.
        deterministic
            The same float sums every time, on one engine thread.
        progress
            Show a bar.
        options
            Keys of ``RenderOptions``: ``stamp``, ``csv_safety``, ``subtotals``, ``font_files``.
        **params
            Parameter values.

        Raises
        ------
        NbreportsError
            Typed, with place and remedy; no output is left then, and what was there before is untouched.
        """
        from nbreports.pipeline.waiting import wait_for

        return wait_for(
            self.aexport(
                path,
                *more,
                data=data,
                now=now,
                sample=sample,
                deterministic=deterministic,
                progress=progress,
                options=options,
                **params,
            )
        )

    async def aexport(
        self,
        path: str | os.PathLike[str],
        *more: str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        now: datetime | None = None,
        sample: int | None = None,
        deterministic: bool = False,
        progress: bool = True,
        options: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> tuple[Path, ...]:
        """Do what ``export`` does, awaitable."""
        from nbreports.outputs.file import FileOutput
        from nbreports.pipeline.run import Run
        from nbreports.report.auditing import execute_audited
        from nbreports.report.progress import Progress

        paths = tuple(Path(one) for one in (path, *more))
        check_outputs(paths, data)
        catalog = catalog_for(self._definition, data, self._folder)
        chosen = run_options(now=now, sample=sample, deterministic=deterministic, render=options)
        outputs: list[FileOutput] = []
        try:
            outputs += [FileOutput(one) for one in paths]
            with Progress(shown=progress) as bar:
                run = Run(
                    self._definition,
                    outputs,
                    catalog=catalog,
                    params=params,
                    folder=self._folder,
                    options=chosen,
                    tell=bar.tell,
                )
                await execute_audited(run, "export")
        finally:
            for output in outputs:
                output.close()
        return paths

    # --- in the background -------------------------------------------------------------------------------------

    def generate(
        self,
        path: str | os.PathLike[str],
        *more: str | os.PathLike[str],
        data: Mapping[str, Any] | Any | None = None,
        now: datetime | None = None,
        sample: int | None = None,
        deterministic: bool = True,
        options: Mapping[str, Any] | None = None,
        on_done: Callable[[Job], None] | None = None,
        notify: Sequence[str] = (),
        **params: Any,
    ) -> Job:
        """Make the report in the background, and return its job at once.

        The job runs in a process of its own and survives the kernel. Rows in memory are copied as they are now; files
        are read by the job.

        Parameters
        ----------
        path, *more, data, now, sample, options, **params
            As for ``export``.
        deterministic
            The same bytes however often the job has to be taken up again, on one engine thread.
        on_done
            Called once with the job when it has ended, well or not, in a thread of the package's own.
        notify
            URLs of Apprise that are told once when the job has ended, well or not, by e-mail
            (``mailto://user:password@example.com?to=you@example.com``) or chat, also when this kernel is gone. What
            came of it stands in ``job.log``. Needs ``pip install "nbreports[notify]"``.

        Raises
        ------
        NbreportsError
            Where an output's ending, an option, an address or a source's name cannot be meant, or rows cannot be
            copied. What goes wrong later is the job's own error.

        Examples
        --------
        >>> job = report.generate("sales.pdf", "sales.xlsx", data={"sales": frame})  # doctest: +SKIP
        >>> job.wait()                                                                # doctest: +SKIP
        (PosixPath('sales.pdf'), PosixPath('sales.xlsx'))
        """
        from nbreports.report.generating import generate

        return generate(
            self._definition,
            tuple(Path(one) for one in (path, *more)),
            catalog_for(self._definition, data, self._folder),
            data=data,
            folder=self._folder,
            options=run_options(now=now, sample=sample, deterministic=deterministic, render=options),
            params=params,
            on_done=on_done,
            notify=notify,
        )

    async def agenerate(
        self, path: str | os.PathLike[str], *more: str | os.PathLike[str], **keys: Any
    ) -> Job:
        """Do what ``generate`` does, without holding the event loop while rows are copied."""
        return await asyncio.to_thread(self.generate, path, *more, **keys)

    # --- showing -----------------------------------------------------------------------------------------------

    def preview(
        self,
        *,
        data: Mapping[str, Any] | Any | None = None,
        now: datetime | None = None,
        options: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> StaticPreview:
        """Return the report filled, the first rows of each table with totals over all, to be shown in a cell.

        Parameters
        ----------
        data, now, **params
            As for ``export``.
        options
            Keys of ``PreviewOptions``: ``rows``, ``lines``, ``seconds`` after which a sample will do, ``sample``.

        Raises
        ------
        NbreportsError
            Typed, with place and remedy.
        """
        from nbreports.pipeline.waiting import wait_for

        return wait_for(self.apreview(data=data, now=now, options=options, **params))

    async def apreview(
        self,
        *,
        data: Mapping[str, Any] | Any | None = None,
        now: datetime | None = None,
        options: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> StaticPreview:
        """Do what ``preview`` does, awaitable."""
        from nbreports.report.options import preview_options
        from nbreports.report.static import WHOLE, shown

        chosen = preview_options(WHOLE, now, options or {})
        return await shown(
            self._definition,
            catalog_for(self._definition, data, self._folder),
            self._folder,
            params,
            chosen,
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        """Return the report as a notebook shows it: filled where its sources are there, else why it is not."""
        from nbreports.pipeline.waiting import wait_for
        from nbreports.report.options import preview_options
        from nbreports.report.static import SHOWN, not_shown, shown

        try:
            options = preview_options(SHOWN, None, {})
            catalog = catalog_for(self._definition, None, self._folder)
            found = wait_for(shown(self._definition, catalog, self._folder, {}, options))
            return found._repr_mimebundle_()
        except NbreportsError as error:
            return not_shown(self._definition.title, error)
