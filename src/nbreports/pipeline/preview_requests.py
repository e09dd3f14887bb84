"""Requests of a preview: each on threads of the service's own, the newest alone going on.

A request may be made, awaited and stopped from any thread and any event loop. It runs in lanes, one thread each,
so the engines of a lane know one caller.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from nbreports.errors import JobCancelled, NbreportsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NEWER = "a newer request took its place"
"""Why most requests are stopped."""


async def settled(*futures: Future[Any], seconds: float | None = None) -> None:
    """Return when one of ``futures`` is done, or after so many seconds; none of them is cancelled."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def tell(_future: Future[Any]) -> None:
        # the loop may have ended before its request did
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(done.set)

    for future in futures:
        future.add_done_callback(tell)
    with suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), seconds)


class Request:
    """One question put to a preview; whoever awaits it hears nothing once it was stopped."""

    def __init__(self, lanes: Lanes, after: Future[None] | None, interrupt: Callable[[], None]) -> None:
        self.began = time.monotonic()
        self.stopped: Future[str] = Future()
        self._lanes = lanes
        self._after = after
        self._interrupt = interrupt
        self._work: list[Future[Any]] = []

    def submit(self, lane: str, work: Callable[[], T]) -> Future[T]:
        """Do ``work`` in the thread of a lane; after what the request before had running was interrupted."""

        def begin() -> T:
            if self._after is not None:
                self._after.result()
            self.check()
            return work()

        future = self._lanes.submit(lane, begin)
        self._work.append(future)
        return future

    async def run(self, lane: str, work: Callable[[], T]) -> T:
        """Do ``work`` in a lane and return what it does."""
        return await self.result(self.submit(lane, work))

    async def result(self, future: Future[T]) -> T:
        """Return what ``future`` gives.

        Raises
        ------
        JobCancelled
            Where the request was stopped meanwhile, also when the work was done.
        """
        await settled(future, self.stopped)
        self.check()
        return future.result()

    def check(self) -> None:
        """Raise JobCancelled where the request was stopped."""
        if self.stopped.done():
            raise JobCancelled(self.stopped.result(), remedy="Ask again.", code="superseded")

    def stop(self, why: str) -> Future[None] | None:
        """Stop the request; return what is done when nothing of it is left to be interrupted."""
        try:
            self.stopped.set_result(why)
        except Exception:  # noqa: BLE001 - it was stopped before
            return None
        running = [future for future in self._work if not future.cancel() and not future.done()]
        return self._lanes.submit("stop", self._interrupt) if running else None

    @property
    def ms(self) -> int:
        """Milliseconds since the request was made."""
        return round((time.monotonic() - self.began) * 1000)


class Lanes:
    """Named threads, one each, started on first use; they end with the program, whatever they are at."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._gate = threading.Lock()
        self.closed = False

    def submit(self, lane: str, work: Callable[[], T]) -> Future[T]:
        """Do ``work`` in the thread of a lane.

        Raises
        ------
        UsageError
            After ``close``.
        """
        with self._gate:
            if self.closed:
                raise UsageError("this preview is closed", remedy="Make a new one.")
            if lane not in self._lanes:
                self._lanes[lane] = _Lane(f"nbreports-preview-{lane}")
            return self._lanes[lane].submit(work)

    def close(self, interrupt: Callable[[], None]) -> None:
        """End every thread; ``interrupt`` is called until none works any more."""
        with self._gate:
            self.closed = True
            lanes = list(self._lanes.values())
        for lane in lanes:
            lane.end()
        own = threading.current_thread()
        for lane in lanes:
            # the last one to let go of a preview may be one of its threads
            while lane.thread is not own and lane.thread.is_alive():
                with suppress(NbreportsError):
                    interrupt()
                lane.thread.join(0.02)


class _Lane:
    """A thread that does one thing after another. Executors of the library would hold the program up at its end."""

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        self._queue.put((future, work))
        return future

    def end(self) -> None:
        """Cancel what waits, and end after what is being done."""
        with suppress(queue.Empty):
            while True:
                waiting = self._queue.get_nowait()
                if waiting is not None:
                    waiting[0].cancel()
                    waiting[0].set_running_or_notify_cancel()
        self._queue.put(None)

    def _run(self) -> None:
        while True:
            task = self._queue.get()
            if task is None:
                return
            future, work = task
            if future.set_running_or_notify_cancel():
                try:
                    result = work()
                except BaseException as error:  # noqa: BLE001 - it is the caller's
                    future.set_exception(error)
                else:
                    future.set_result(result)
                    del result
            # nothing is held while the thread waits
            del task, future, work
