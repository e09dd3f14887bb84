"""Ctrl-C, SIGTERM and a closed terminal: a command ends in order and leaves nothing.

Python's own way, an exception raised wherever the program happens to be, may strike between the creation of a file
and the note that it is there. So while a report is made a signal only cancels the run, which then cleans up.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

T = TypeVar("T")

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(BaseException):
    """A signal came while nothing was under way that could be cancelled.

    No ``KeyboardInterrupt``: one that passes through an import makes Python end with the signal, whatever exit code is
    asked for.
    """


class Signals:
    """Whether a signal came, and whether one must wait now."""

    def __init__(self) -> None:
        self.received = False
        self.held = 0


_current: list[Signals] = []
"""The signals of the command that runs, if one does."""


@contextmanager
def stoppable() -> Iterator[Signals]:
    """Let a signal raise ``Stopped``; ``received`` also tells where a library made another error of it."""
    signals = Signals()

    def stop() -> None:
        signals.received = True
        if not signals.held:
            raise Stopped

    _current.append(signals)
    try:
        with _handled(stop):
            yield signals
    finally:
        _current.pop()


@contextmanager
def held() -> Iterator[None]:
    """Let a signal wait until what is begun here is noted where it will be cleaned up.

    Raises
    ------
    Stopped
        At the end, where a signal came meanwhile.
    """
    signals = _current[-1] if _current else Signals()
    signals.held += 1
    try:
        yield
    finally:
        signals.held -= 1
    if signals.received and not signals.held:
        raise Stopped


def run_stoppable(work: Coroutine[Any, Any, T]) -> T:
    """Return what ``work`` returns; a signal cancels it, once, and its cleaning up is waited for.

    Raises
    ------
    Stopped
        Where it was cancelled. A signal that comes when all is done changes nothing any more.
    """
    import asyncio  # slow to import, and signals are to be handled before anything slow

    async def cancellable() -> T:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        stopped = False

        def stop() -> None:
            nonlocal stopped
            if not stopped:
                stopped = True
                loop.call_soon_threadsafe(task.cancel)

        with _handled(stop):
            return await task

    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError:
        raise Stopped from None


@contextmanager
def _handled(action: Callable[[], None]) -> Iterator[None]:
    """Do ``action`` on a signal; what is ignored, as under nohup or in a script's background, stays so."""
    former: dict[int, Any] = {}
    try:
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                former[number] = signal.signal(number, lambda _number, _frame: action())
    except ValueError:
        pass  # only the main thread is told of signals
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
