"""Outputs made, with their progress."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from nbreports.errors import LimitError, OutputError, UsageError
from nbreports.report.options import check_outputs, run_options
from nbreports.storage.naming import inside, plain_name, suggested_name
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.answering.files import FileAnswers
from nbreports.widgets.messages.generating import (
    Ending,
    FormatCard,
    GenerateOffered,
    GenerateStarted,
    OutputBytes,
    TableCard,
)
from nbreports.widgets.places import block_at
from nbreports.widgets.running import Progress, Running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.outputs.file import FileOutput
    from nbreports.widgets.messages.generating import GenerateDownload, GenerateOffer, GenerateStart
    from nbreports.widgets.report_session import ReportSession

LARGEST = 200 * 1024 * 1024
"""Bytes of an output that is handed to a page."""
_ONE_TABLE = (".csv", ".parquet")
_TYPES = {
    ".pdf": ("PDF", "application/pdf"),
    ".xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".html": ("HTML", "text/html"),
    ".csv": ("CSV", "text/csv"),
    ".parquet": ("Parquet", "application/vnd.apache.parquet"),
    ".md": ("Markdown", "text/markdown"),
    ".json": ("JSON", "application/json"),
    ".ipynb": ("Notebook", "application/x-ipynb+json"),
    ".typ": ("Typst", "text/plain"),
}
_GOING = ("running", "paused", "cancelling")


class GeneratingAnswers(Answers):
    """One run at a time, which belongs to the session: a page that is reloaded finds it going on."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._running: Running | None = None
        self._lock = threading.Lock()
        self._count = 0
        self._began = 0.0

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "generate.offer": self.offer,
            "generate.start": self.start,
            "generate.pause": lambda _question, _buffers: self._do("pause"),
            "generate.resume": lambda _question, _buffers: self._do("resume"),
            "generate.cancel": lambda _question, _buffers: self._do("cancel"),
            "generate.dismiss": lambda _question, _buffers: self._dismiss(),
            "generate.download": self.download,
        }

    async def offer(self, question: GenerateOffer, _buffers: Sequence[bytes]) -> GenerateOffered:
        """Say what can be made."""
        tables = [
            TableCard(id=block.id, label=block.title or block.id)
            for block in _blocks(self.session.definition.body)
            if block.kind == "table"
        ]
        reason = None if tables else "The report has no table, and this format holds nothing else."
        formats = [
            FormatCard(
                ending=ending, label=_TYPES[ending][0], reason=reason if ending in _ONE_TABLE else None
            )
            for ending in get_args(Ending)
        ]
        file = self._files.file
        name = file.path.stem if file else suggested_name(self.session.definition.title)
        return GenerateOffered(
            v=1,
            id=question.id,
            kind="generate.offered",
            name=name,
            folder=str(self._files.root),
            formats=formats,
            tables=tables,
        )

    async def start(self, question: GenerateStart, _buffers: Sequence[bytes]) -> GenerateStarted:
        """Begin a run."""
        with self._lock:
            if self._running is not None and self._running.progress.state in _GOING:
                raise UsageError("a run is going on", remedy="Wait for its end, or cancel it.", code="busy")
            self._count += 1
            number = self._count
        paths = self._paths(question)
        running = await asyncio.to_thread(self._begin, question, paths, number)
        with self._lock:
            self._running = running
        self._began = time.time()
        running.start()
        return GenerateStarted(v=1, id=question.id, kind="generate.started", run=number)

    async def download(self, question: GenerateDownload, _buffers: Sequence[bytes]) -> Reply:
        """Return the bytes of an output made last."""
        written = self._running.progress.written if self._running else ()
        if question.output >= len(written):
            raise UsageError("there is no such output", remedy="Generate the report first.")
        path, size = written[question.output]
        if size > LARGEST:
            raise LimitError(
                f"{path.name} is too large to be handed to the browser", remedy=f"It is at {path}."
            )
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise OutputError(
                f"{path.name} cannot be read: {error.strerror}", remedy="Generate it again."
            ) from error
        kind = _TYPES.get(path.suffix, ("", "application/octet-stream"))[1]
        return Reply(
            OutputBytes(v=1, id=question.id, kind="generate.bytes", name=path.name, type=kind), [data]
        )

    def close(self) -> None:
        """Stop what runs; nothing of it is left."""
        if self._running is not None:
            self._running.cancel()

    # --- the run -----------------------------------------------------------------------------------------------

    @property
    def _files(self) -> FileAnswers:
        return next(area for area in self.session.answers if isinstance(area, FileAnswers))

    def _paths(self, question: GenerateStart) -> list[Path]:
        folder = inside(self._files.root, question.folder or ".")
        if not folder.is_dir():
            raise OutputError(
                f"there is no folder {question.folder!r:.80}",
                remedy="Create the folder first, or leave it out.",
            )
        paths = [folder / plain_name(question.name, ending) for ending in dict.fromkeys(question.formats)]
        if not question.replace:
            mine = {path for path, _ in self._running.progress.written} if self._running else set()
            taken = [path.name for path in paths if path.exists() and path not in mine]
            if taken:
                raise OutputError(
                    f"{', '.join(taken)} {'is' if len(taken) == 1 else 'are'} there already",
                    remedy="Choose another name, or replace.",
                    code="file_exists",
                )
        return paths

    def _begin(self, question: GenerateStart, paths: list[Path], number: int) -> Running:
        from nbreports.outputs.file import FileOutput
        from nbreports.pipeline.run import Run

        session = self.session
        check_outputs(paths, session.data)
        outputs: list[FileOutput] = []
        try:
            outputs += [FileOutput(path) for path in paths]
            definition = session.definition
            run = Run(
                definition,
                outputs,
                catalog=session.catalog(),
                params={name: value for name, value in question.params.items() if value is not None},
                folder=session.folder,
                options=run_options(
                    deterministic=question.deterministic,
                    render={"stamp": question.stamp, "table": question.table},
                ),
            )
        except BaseException:
            for output in outputs:
                output.close()
            raise
        return Running(run, lambda progress: self._show(number, progress))

    def _do(self, action: Literal["pause", "resume", "cancel"]) -> None:
        if self._running is not None:
            getattr(self._running, action)()

    def _dismiss(self) -> None:
        if self._running is None or self._running.progress.state not in _GOING:
            self.session.job = {}

    def _show(self, number: int, progress: Progress) -> None:
        error = progress.error if progress.state == "failed" else None
        self.session.job = {
            "run": number,
            "state": progress.state,
            "phase": progress.phase,
            "what": progress.what,
            "rows": progress.rows,
            "total": progress.total,
            "began": self._began or time.time(),
            "message": error.message if error else progress.message,
            "remedy": (error.remedy or "") if error else "",
            "where": error.where if error else None,
            "block": block_at(self.session.definition, error.where) if error else None,
            "outputs": [_output(path, size) for path, size in progress.written],
        }


def _output(path: Path, size: int) -> dict[str, Any]:
    whole = path.resolve()
    home = ""
    with suppress(ValueError, RuntimeError):
        home = f"~/{whole.relative_to(Path.home().resolve()).as_posix()}"
    return {"name": path.name, "bytes": size, "path": whole.as_posix(), "home": home}


def _blocks(body: Sequence[Any]) -> list[Any]:
    return [one for block in body for one in (block, *_blocks(getattr(block, "blocks", ())))]
