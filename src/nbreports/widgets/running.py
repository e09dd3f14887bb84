"""A run under control: begun in the background, paused by its gate, cancelled; told at most ten times a second."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.pipeline.events import (
    Failed,
    Finished,
    OutputWritten,
    Paused,
    PhaseStarted,
    Resumed,
    RowsRead,
    RowsRendered,
)
from nbreports.widgets.background import in_background

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from nbreports.pipeline.events import Event
    from nbreports.pipeline.run import Run

INTERVAL = 0.1
"""Seconds between two tellings of rows."""

State = Literal["ready", "running", "paused", "cancelling", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    state
        ``ready`` until it is begun; ``done``, ``failed`` and ``cancelled`` are ends.
    phase, what, rows, total
        What it is at; ``total`` is 0 where it is not known.
    written
        The outputs in place, with their bytes.
    error
        What it failed with.
    message
        What went wrong, or what was written.
    """

    state: State = "ready"
    phase: str = ""
    what: str = ""
    rows: int = 0
    total: int = 0
    written: tuple[tuple[Path, int], ...] = ()
    error: NbreportsError | None = None
    message: str = ""


class Running:
    """A run and its progress.

    Parameters
    ----------
    run
        A ``Run`` that was not begun.
    changed
        Takes the progress whenever it has changed, in whatever thread it did.
    """

    def __init__(self, run: Run, changed: Callable[[Progress], None]) -> None:
        self.progress = Progress()
        self._run = run
        self._changed = changed
        self._lock = threading.RLock()
        self._told = 0.0
        self._before = run.tell
        self._future: Future[None] | None = None
        self._task: asyncio.Task[Any] | None = None
        run.tell = self._take

    def start(self) -> None:
        """Begin the run in the background.

        Raises
        ------
        UsageError
            Where it was begun before.
        """
        if self._future is not None:
            raise UsageError("the run was begun before", remedy="Make a new Run for another one.")
        self._set(state="running")
        self._future = in_background(self._execute())

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the end of the run, ``timeout`` seconds at most.

        Raises
        ------
        NbreportsError
            What the run failed with.
        """
        if self._future is not None:
            self._future.result(timeout)

    def pause(self) -> None:
        """Hold the run before its next rows."""
        if self.progress.state == "running":
            self._run.gate.pause()
            self._set(state="paused")

    def resume(self) -> None:
        """Let the run go on."""
        if self.progress.state == "paused":
            self._run.gate.resume()
            self._set(state="running")

    def cancel(self) -> None:
        """Stop the run; nothing of its outputs is left."""
        if self._future is not None and self.progress.state in ("running", "paused"):
            self._set(state="cancelling")
            in_background(self._stop())

    async def _execute(self) -> None:
        self._task = asyncio.current_task()
        try:
            await self._run.execute()
        except asyncio.CancelledError:
            raise JobCancelled("the run was cancelled") from None
        except NbreportsError:
            raise
        except Exception as error:
            # our own fault, but the bar must not go on
            self._set(message=str(error), state="failed")
            raise

    async def _stop(self) -> None:
        # in the run's own loop, after it has begun
        if self._task is not None:
            self._task.cancel()

    def _set(self, **changes: Any) -> None:
        with self._lock:
            self.progress = replace(self.progress, **changes)
            self._changed(self.progress)

    def _take(self, event: Event) -> None:
        self._before(event)
        state = self.progress.state
        match event:
            case PhaseStarted():
                self._set(phase=event.phase, what=event.what, total=event.total or self.progress.total)
            case RowsRead() | RowsRendered():
                now = time.monotonic()
                if now - self._told >= INTERVAL:
                    self._told = now
                    self._set(rows=event.rows)
            case OutputWritten():
                self._set(written=(*self.progress.written, (event.path, event.bytes)))
            case Paused() if state == "running":
                self._set(state="paused")
            case Resumed() if state == "paused":
                self._set(state="running")
            case Finished():
                names = ", ".join(path.name for path, _ in self.progress.written)
                self._set(rows=event.rows, message=names, state="done")
            case Failed():
                error = event.error
                message = f"{error} {error.remedy or ''}".strip()
                end = "cancelled" if isinstance(error, JobCancelled) else "failed"
                self._set(message=message, error=error, state=end)
