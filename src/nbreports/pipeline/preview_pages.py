"""Pages of the PDF as pictures: the PDF is made once, of all the data, and may be stopped meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from nbreports.errors import JobCancelled
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.preview_picture import picture
from nbreports.pipeline.preview_requests import NEWER, settled
from nbreports.pipeline.run import Run, RunOptions
from nbreports.sources.fingerprint import entry_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from nbreports.pipeline.attaching import Attachable
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.preview_requests import Lanes
    from nbreports.pipeline.preview_result import PagePicture
    from nbreports.pipeline.preview_work import Asked, Work
    from nbreports.sources.catalog import Entry
    from nbreports.sources.fingerprint import Fingerprint

    Seen = Callable[[str, Attachable, Entry], None]

T = TypeVar("T")
MOST_PDFS = 2
"""How many are remembered."""


@dataclass(frozen=True)
class Pdf:
    """A report's PDF, and what it was made of."""

    data: bytes
    sources: dict[str, tuple[Attachable, Fingerprint]]


class PdfMaking:
    """One making of a PDF, on a thread of its own; stoppable from any.

    Parameters
    ----------
    run
        Returns the run, given where the bytes go and what hears of each source.
    """

    def __init__(self, run: Callable[[MemoryOutput, Seen], Run]) -> None:
        self._run = run
        self._gate = threading.Lock()
        self._stopped: str | None = None
        self._task: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None
        self.waiting = 1
        """How many wait for it."""

    def make(self) -> Pdf:
        """Return the PDF.

        Raises
        ------
        JobCancelled
            Where it was stopped.
        NbreportsError
            As a run.
        """
        sources: dict[str, tuple[Attachable, Fingerprint]] = {}
        output = MemoryOutput("report.pdf")

        def seen(name: str, source: Attachable, entry: Entry) -> None:
            sources[name] = (source, entry_fingerprint(entry))

        async def work() -> None:
            loop, task = asyncio.get_running_loop(), asyncio.current_task()
            with self._gate:
                if self._stopped is not None or task is None:
                    raise asyncio.CancelledError
                self._task = (loop, task)
            try:
                await self._run(output, seen).execute()
            finally:
                with self._gate:
                    self._task = None

        try:
            asyncio.run(work())
        except asyncio.CancelledError:
            raise JobCancelled(
                self._stopped or "the pages were stopped", remedy="Ask again.", code="superseded"
            ) from None
        return Pdf(output.data, sources)

    def stop(self, why: str) -> None:
        """Stop the making; returns at once."""
        with self._gate:
            self._stopped = self._stopped or why
            if self._task is not None:
                loop, task = self._task
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(task.cancel)


class Pages:
    """The PDFs of a preview and their pages: one is made at a time, the newest.

    Parameters
    ----------
    work
        Knows the catalog, the folder and the process that draws charts.
    lanes
        The threads of the service.
    """

    def __init__(self, work: Work, lanes: Lanes) -> None:
        self._work = work
        self._lanes = lanes
        self._gate = threading.RLock()
        self._making: tuple[str, PdfMaking, Future[Pdf]] | None = None
        self._pdfs: OrderedDict[str, Pdf] = OrderedDict()

    async def picture(
        self, asked: Asked, number: int, scale: float, tell: Callable[[Event], None]
    ) -> PagePicture:
        """Return one page of the PDF that answers ``asked``."""
        known = self._lanes.submit("pictures", lambda: self._known(asked))
        pdf = await _result(known) or await self._made(asked, tell)
        return await _result(self._lanes.submit("pictures", lambda: picture(pdf.data, number, scale)))

    def stop(self, why: str) -> None:
        """Stop the making of a PDF; returns at once."""
        with self._gate:
            if self._making is not None:
                self._making[1].stop(why)

    def forget(self) -> None:
        """Forget every PDF."""
        with self._gate:
            self._pdfs.clear()

    def _known(self, asked: Asked) -> Pdf | None:
        with self._gate:
            pdf = self._pdfs.get(asked.key)
        if pdf is None:
            return None
        prints = self._work.prints(asked)
        same = all(prints.same(name, source, mark) for name, (source, mark) in pdf.sources.items())
        return pdf if same else None

    async def _made(self, asked: Asked, tell: Callable[[Event], None]) -> Pdf:
        making, future = self._join(asked, tell)
        try:
            return await _result(future)
        finally:
            with self._gate:
                making.waiting -= 1
                if not making.waiting and not future.done():
                    making.stop("nobody waits for it")

    def _join(self, asked: Asked, tell: Callable[[Event], None]) -> tuple[PdfMaking, Future[Pdf]]:
        """Return the making of a PDF: the one under way, or a new one that stops that of another PDF."""
        with self._gate:
            if self._making is not None:
                key, making, future = self._making
                if key == asked.key and making.waiting and not future.done():
                    making.waiting += 1
                    return making, future
                making.stop(NEWER)
            making = PdfMaking(lambda output, seen: self._run(asked, output, seen, tell))
            future = self._lanes.submit("pages", lambda: self._keep(asked, making.make()))
            self._making = (asked.key, making, future)
            return making, future

    def _keep(self, asked: Asked, pdf: Pdf) -> Pdf:
        with self._gate:
            self._pdfs[asked.key] = pdf
            self._pdfs.move_to_end(asked.key)
            while len(self._pdfs) > MOST_PDFS:
                self._pdfs.popitem(last=False)
        return pdf

    def _run(self, asked: Asked, output: MemoryOutput, seen: Seen, tell: Callable[[Event], None]) -> Run:
        options = self._work.options
        return Run(
            asked.definition,
            [output],
            catalog=self._work.catalog(),
            params=asked.params,
            folder=self._work.folder,
            options=RunOptions(now=asked.now, deterministic=options.deterministic, memory=options.memory),
            tell=tell,
            pool=self._work.pool(),
            on_attach=seen,
        )


async def _result(future: Future[T]) -> T:
    await settled(future)
    try:
        return future.result()
    except CancelledError:
        raise JobCancelled("the preview was closed", code="superseded") from None
