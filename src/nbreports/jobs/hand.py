"""One job in the dispatcher's hand: its worker process, what it says, and how it is made to obey.

A pause is the system's own: every thread of the worker is stopped where it is, so it holds in every state, also in a
call that cannot be interrupted, and costs nothing while it lasts. That is why a worker holds no lock that others wait
for. A cancel is said first, and the worker cleans up; one that does not is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from nbreports.jobs.voice import Ear, voice_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from nbreports.errors import NbreportsError
    from nbreports.storage.journal import JobRecord

CANCEL_PATIENCE = 1.0
"""Seconds a worker has to clean up when cancelled."""


class Hand:
    """A worker.

    Parameters
    ----------
    record
        Its job, with the attempt that is meant.
    folder
        The job's.
    memory
        Bytes its engine may hold.
    """

    def __init__(self, record: JobRecord, folder: Path, memory: int) -> None:
        self.job = record.id
        self.attempt = record.attempt
        self.folder = folder
        self.pid = record.pid
        self.born = record.born
        self.paused = record.state == "paused"
        """Whether it is stopped where it is."""
        self.failure: NbreportsError | None = None
        """Why it was ended, where the dispatcher did it."""
        self._memory = memory
        self._ear = Ear(voice_path(folder, record.attempt), record.applied)
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled_at: float | None = None

    @property
    def heard(self) -> int:
        """The number of its last word."""
        return self._ear.heard

    def start(self) -> None:
        """Start the worker, which belongs to no terminal and ends with nobody."""
        with (self.folder / "worker.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [
                    *(sys.executable, "-P", "-m", "nbreports.jobs.worker"),
                    *(str(self.folder), str(self.attempt), str(self._memory)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                start_new_session=True,
            )

    def listen(self) -> Iterator[Mapping[str, Any]]:
        """Give what it has said since."""
        for said in self._ear.listen():
            if said["kind"] == "begun":
                self.pid, self.born = said["pid"], said["born"]
            yield said

    def unhear(self) -> None:
        """Forget what was heard last: it is to be given again."""
        self._ear.unhear()

    @property
    def cancelling(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled_at is not None

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        if self._process is not None:
            return self._process.poll() is None
        return self._living() is not None

    @property
    def exit_code(self) -> int | None:
        """How it ended, where that is known."""
        return self._process.returncode if self._process is not None else None

    def memory(self) -> int:
        """Return the bytes it and its children hold."""
        process = self._living()
        if process is None:
            return 0
        total = 0
        with suppress(psutil.Error):
            for each in (process, *process.children(recursive=True)):
                with suppress(psutil.Error):
                    total += each.memory_info().rss
        return total

    # --- what is wanted of it ----------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop it where it is."""
        self.paused = True
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.paused = False
        self._signal(signal.SIGCONT)

    def cancel(self) -> None:
        """Ask it to stop; where it was asked a while ago, end it."""
        if self._cancelled_at is None:
            self._cancelled_at = time.monotonic()
            if self.paused:
                self.resume()
            if self.pid is None:
                self.kill()  # it has not begun, and cannot hear yet
            else:
                self._signal(signal.SIGTERM, alone=True)
        elif time.monotonic() - self._cancelled_at > CANCEL_PATIENCE:
            self.kill()

    def kill(self) -> None:
        """End it and what it started, at once."""
        children: list[psutil.Process] = []
        process = self._living()
        if process is not None:
            with suppress(psutil.Error):
                children = process.children(recursive=True)
        self._signal(signal.SIGKILL)
        for child in children:  # those of other sessions, such as drawers of charts
            with suppress(psutil.Error):
                child.kill()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2)

    def _living(self) -> psutil.Process | None:
        """Return the process, unless it is gone and its number another's."""
        pid = self.pid if self.pid is not None else self._process.pid if self._process is not None else None
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            if self.born is not None and abs(process.create_time() - self.born) > 0.02:
                return None
            return None if process.status() == psutil.STATUS_ZOMBIE else process
        except psutil.Error:
            return None

    def _signal(self, number: signal.Signals, *, alone: bool = False) -> None:
        process = self._living()
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            # a worker leads a group of its own
            (os.kill if alone else os.killpg)(process.pid, number)


def environment() -> dict[str, str]:
    """Return the worker's environment, with this package on its path wherever it was imported from."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
