"""A run as a bar: its phase and rows, and the gate's pause."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import traitlets

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
from nbreports.widgets._base import Part
from nbreports.widgets.background import in_background

if TYPE_CHECKING:
    from concurrent.futures import Future

    from nbreports.pipeline.events import Event
    from nbreports.pipeline.run import Run
    from nbreports.widgets.report_session import ReportSession

INTERVAL = 0.1
"""Seconds between two tellings of progress."""


class ProgressBar(Part):
    """A run and its progress, to be paused, resumed and cancelled.

    Parameters
    ----------
    session
        The session whose bundle draws it.
    run
        A ``Run`` that was not begun.

    Attributes
    ----------
    state
        ``ready``, ``running``, ``paused``, ``cancelling``, ``done``, ``failed`` or ``cancelled``.
    phase, rows, total
        What the run is at; ``total`` is 0 where it is not known.
    message
        What went wrong, or what was written.
    """

    view = traitlets.Unicode("progress_bar", read_only=True).tag(sync=True)
    state = traitlets.Enum(
        ("ready", "running", "paused", "cancelling", "done", "failed", "cancelled"), "ready"
    ).tag(sync=True)
    phase = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(0).tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)

    def __init__(self, session: ReportSession, run: Run, **traits: Any) -> None:
        super().__init__(session, **traits)
        self._run = run
        self._told = 0.0
        self._before = run.tell
        self._written: list[str] = []
        self._future: Future[None] | None = None
        self._task: asyncio.Task[Any] | None = None
        run.tell = self._take
        self.on_msg(self._on_message)

    def start(self) -> None:
        """Begin the run in the background.

        Raises
        ------
        UsageError
            Where it was begun before.
        """
        if self._future is not None:
            raise UsageError("the run was begun before", remedy="Make a new Run for another one.")
        self.state = "running"
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
        if self.state == "running":
            self._run.gate.pause()
            self.state = "paused"

    def resume(self) -> None:
        """Let the run go on."""
        if self.state == "paused":
            self._run.gate.resume()
            self.state = "running"

    def cancel(self) -> None:
        """Stop the run; nothing of its outputs is left."""
        if self._future is not None and self.state in ("running", "paused"):
            self.state = "cancelling"
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
            self.message, self.state = str(error), "failed"
            raise

    async def _stop(self) -> None:
        # in the run's own loop, after it has begun
        if self._task is not None:
            self._task.cancel()

    def _on_message(self, _widget: object, content: object, _buffers: object) -> None:
        actions = {"run.pause": self.pause, "run.resume": self.resume, "run.cancel": self.cancel}
        kind = content.get("kind") if isinstance(content, dict) else None
        if isinstance(kind, str) and kind in actions:
            actions[kind]()

    def _take(self, event: Event) -> None:
        self._before(event)
        match event:
            case PhaseStarted():
                self.set_trait("phase", event.phase)
                self.set_trait("total", event.total or self.total)
            case RowsRead() | RowsRendered():
                now = time.monotonic()
                if now - self._told >= INTERVAL:
                    self._told = now
                    self.rows = event.rows
            case OutputWritten():
                self._written.append(event.path.name)
            case Paused():
                self.state = "paused" if self.state == "running" else self.state
            case Resumed():
                self.state = "running" if self.state == "paused" else self.state
            case Finished():
                self.rows = event.rows
                self.message = ", ".join(self._written)
                self.state = "done"
            case Failed():
                self._failed(event.error)

    def _failed(self, error: NbreportsError) -> None:
        self.message = f"{error} {error.remedy or ''}".strip()
        self.state = "cancelled" if isinstance(error, JobCancelled) else "failed"
