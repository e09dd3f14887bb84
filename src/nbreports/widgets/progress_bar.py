"""A run as a bar: its phase and rows, and the gate's pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.widgets._base import Part
from nbreports.widgets.running import Progress, Running

if TYPE_CHECKING:
    from nbreports.pipeline.run import Run
    from nbreports.widgets.report_session import ReportSession


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
        self._running = Running(run, self._show)
        self.on_msg(self._on_message)

    def start(self) -> None:
        """Begin the run in the background.

        Raises
        ------
        UsageError
            Where it was begun before.
        """
        self._running.start()

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the end of the run, ``timeout`` seconds at most.

        Raises
        ------
        NbreportsError
            What the run failed with.
        """
        self._running.wait(timeout)

    def pause(self) -> None:
        """Hold the run before its next rows."""
        self._running.pause()

    def resume(self) -> None:
        """Let the run go on."""
        self._running.resume()

    def cancel(self) -> None:
        """Stop the run; nothing of its outputs is left."""
        self._running.cancel()

    def _on_message(self, _widget: object, content: object, _buffers: object) -> None:
        actions = {"run.pause": self.pause, "run.resume": self.resume, "run.cancel": self.cancel}
        kind = content.get("kind") if isinstance(content, dict) else None
        if isinstance(kind, str) and kind in actions:
            actions[kind]()

    def _show(self, progress: Progress) -> None:
        self.phase, self.rows, self.total = progress.phase, progress.rows, progress.total
        # the end comes last: who waits for it finds the rest
        self.message, self.state = progress.message, progress.state
