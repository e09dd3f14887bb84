"""The preview of a report under change: asked again after every edit, exact where the engine answers in time.

Who may call what: ``preview``, ``stream`` and ``page`` from any event loop of any thread, several at once too (the
loops of a kernel's subshells, say); ``cancel``, ``refresh`` and ``close`` from any thread, with or without a loop.
``cancel`` and ``refresh`` return at once, ``close`` when nothing is left. All work is done on threads of the
service's own, so no loop is ever held up.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from nbreports.definition.dump import dumps
from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.pipeline.preview_pages import Pages
from nbreports.pipeline.preview_requests import NEWER, Lanes, Request, settled
from nbreports.pipeline.preview_result import PagePicture, PreviewOptions, PreviewResult
from nbreports.pipeline.preview_work import Asked, Work

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.preview_work import Filled
    from nbreports.sources.catalog import Catalog
    from nbreports.sources.engine import Engine

__all__ = ["PagePicture", "PreviewOptions", "PreviewResult", "PreviewService"]


class PreviewService:
    """Shows a report while it is edited: its first rows with exact totals, or pictures of its pages.

    The newest request alone goes on: an older one under way is stopped, and whoever awaits it gets a
    ``JobCancelled`` of code ``superseded``. Pages and previews do not stop each other.

    Parameters
    ----------
    definition
        The report, for requests that bring none.
    catalog
        What it may read; or what returns that, asked at each request, so that a name bound anew is noticed.
    folder
        The report's folder, for its own files.
    options
        How much is shown and how long the engine may take.
    """

    def __init__(
        self,
        definition: ReportDefinition,
        catalog: Catalog | Callable[[], Catalog],
        folder: Path | None = None,
        *,
        options: PreviewOptions | None = None,
    ) -> None:
        self.definition = definition
        self.options = options or PreviewOptions()
        self._work = Work(catalog if callable(catalog) else lambda: catalog, folder, self.options)
        self._lanes = Lanes()
        self._gate = threading.RLock()
        self._request: Request | None = None
        self._stopping: Future[None] | None = None
        self._pages = Pages(self._work, self._lanes)
        # a service nobody closed leaves nothing either, but for what it does just then
        self._finalizer = weakref.finalize(self, _end, self._lanes, self._work)

    @property
    def engine(self) -> Engine | None:
        """The engine that reads all rows, once there is one; ``engine.asked`` tells what it was asked."""
        bench = self._work.benches.get(False)
        return bench.engine if bench is not None else None

    # --- the page ----------------------------------------------------------------------------------------------

    async def preview(
        self,
        definition: ReportDefinition | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        rev: int = 0,
        exact: bool = False,
    ) -> PreviewResult:
        """Return the best there is in time: the exact result, else that of a sample; ``exact`` waits for it.

        Raises
        ------
        JobCancelled
            Where a newer request, ``cancel`` or ``close`` stopped it.
        NbreportsError
            For a report that cannot be shown; ``where`` is the pointer of what is wrong.
        """
        async with aclosing(self.stream(definition, params, rev=rev, exact=exact)) as results:
            async for result in results:
                return result
        raise JobCancelled("the preview ended", remedy="Ask again.", code="superseded")

    async def stream(
        self,
        definition: ReportDefinition | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        rev: int = 0,
        exact: bool = False,
    ) -> AsyncGenerator[PreviewResult, None]:
        """Give the exact result; where it is not there in time, that of a sample before it.

        The request begins, and stops the one before it, when the first result is asked for. It raises as
        ``preview`` does. Close it (``contextlib.aclosing``) where it is left early.
        """
        asked = self._asked(definition, params, rev)
        request = self._begin()
        work = self._work
        try:
            known = await request.run("whole", lambda: work.known(asked))
            if known is not None:
                yield replace(known, rev=rev, ms=request.ms, cached=True)
                return
            opened = await request.run("whole", lambda: work.open(asked))
            filling = request.submit("whole", lambda: work.fill(opened, request.check))
            if not exact:
                sample = await self._sample_in_time(request, asked, filling)
                if sample is not None:
                    yield sample
            filled = await request.result(filling)
            result = await request.run("draw", lambda: work.write(filled, request.check))
            yield replace(result, ms=request.ms)
        finally:
            with self._gate:
                self._stopping = request.stop("it was left") or self._stopping

    async def _sample_in_time(
        self, request: Request, asked: Asked, filling: Future[Filled]
    ) -> PreviewResult | None:
        """Return the result of a sample where the exact one takes longer than it may, and the sample does not."""
        work, seconds = self._work, self.options.seconds
        if seconds > 0:
            await settled(filling, request.stopped, seconds=min(seconds, threading.TIMEOUT_MAX))
        if seconds > 0 and filling.done():
            return None
        sampling = request.submit("sample", lambda: work.sampled(asked, request.check))
        if seconds > 0:
            await settled(sampling, filling, request.stopped)
            if filling.done():
                return None
        try:
            filled = await request.result(sampling)
            if filled is None:
                return None
            result = await request.run("draw", lambda: work.write(filled, request.check))
        except JobCancelled:
            raise
        except NbreportsError:
            # the exact answer says what is wrong
            return None
        return replace(result, ms=request.ms)

    # --- the pages ---------------------------------------------------------------------------------------------

    async def page(
        self,
        number: int,
        params: Mapping[str, Any] | None = None,
        *,
        definition: ReportDefinition | None = None,
        scale: float = 1.5,
        tell: Callable[[Event], None] = lambda _event: None,
    ) -> PagePicture:
        """Return a picture of one page of the PDF, which is made once, of all the data.

        Pages of one PDF may be asked for at once. A request for another PDF stops the making of this one; so
        does cancelling everyone who awaits it.

        Parameters
        ----------
        number
            From 1.
        scale
            Times 72 pixels an inch.
        tell
            Takes the events of the making, from any thread; not called where the PDF is there or under way.

        Raises
        ------
        JobCancelled
            Where it was stopped.
        NbreportsError
            As a run; ``UsageError`` for a page that is not there.
        """
        asked = self._asked(definition, params, 0)
        return await self._pages.picture(asked, number, scale, tell)

    # --- control -----------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop what is under way, page and pages; returns at once, and the next request goes on as if nothing was."""
        self._stop("it was cancelled")

    def refresh(self) -> None:
        """Read everything again at the next request: for sources that do not tell when they change."""
        with self._gate:
            self._work.forget()
            self._pages.forget()

    def close(self) -> None:
        """Stop everything; no process, thread or file is left when it returns. Safe to call twice."""
        self._stop("the preview was closed")
        self._finalizer()

    def _stop(self, why: str) -> None:
        with self._gate:
            if self._request is not None and not self._lanes.closed:
                self._stopping = self._request.stop(why) or self._stopping
        self._pages.stop(why)

    def _begin(self) -> Request:
        with self._gate:
            if self._lanes.closed:
                raise UsageError("this preview is closed", remedy="Make a new one.")
            if self._request is not None:
                self._stopping = self._request.stop(NEWER) or self._stopping
            self._request = Request(self._lanes, self._stopping, self._work.interrupt)
            return self._request

    def _asked(
        self, definition: ReportDefinition | None, params: Mapping[str, Any] | None, rev: int
    ) -> Asked:
        chosen = definition or self.definition
        given = dict(params or {})
        now = self.options.now or datetime.now(UTC)
        # today() is part of the question, the minute is not
        today = self.options.now or now.astimezone(ZoneInfo(chosen.timezone or "UTC")).date()
        key = f"{dumps(chosen)}\0{sorted(given.items(), key=lambda item: item[0])!r}\0{today}"
        return Asked(chosen, given, now, rev, key)


def _end(lanes: Lanes, work: Work) -> None:
    lanes.close(work.interrupt_all)
    with suppress(NbreportsError):
        work.close()
