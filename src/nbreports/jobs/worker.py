"""A job's worker, one process a job: ``python -m nbreports.jobs.worker FOLDER ATTEMPT [MEMORY]``.

It reads what it is to do from the job's folder and says there how far it is. It belongs to nobody: whoever asked for
the job may end, and it goes on. SIGTERM cancels it; SIGSTOP and SIGCONT, which no program has to mind, pause and
resume it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import JobCancelled, NbreportsError, RenderError, described
from nbreports.jobs.voice import Voice, voice_path

if TYPE_CHECKING:
    from nbreports.jobs.progress import Meter
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.run import Run

TICK = 0.1
"""Seconds between two words of progress."""
BUSY = 75
"""The exit code where another worker has the job in hand."""
_NICE = 5


class Steering:
    """What the signals say. What comes before there is a run to obey ends all at once."""

    def __init__(self) -> None:
        self.cancelled = False
        self.continued = False
        """Whether it was stopped and goes on, since somebody last looked."""
        self._run: Run | None = None
        self._task: asyncio.Task[Any] | None = None
        signal.signal(signal.SIGTERM, lambda _number, _frame: self.cancel())
        signal.signal(signal.SIGCONT, lambda _number, _frame: setattr(self, "continued", True))

    def take(self, run: Run, task: asyncio.Task[Any]) -> None:
        """Steer this run from now on."""
        self._run, self._task = run, task

    def cancel(self) -> None:
        """Stop the run; asked again while it cleans up, it does not hurry."""
        if self.cancelled:
            return
        self.cancelled = True
        if self._run is None:
            raise JobCancelled("the job was cancelled before it began")
        if self._task is not None:
            if self._run.engine is not None:
                threading.Thread(target=self._run.engine.interrupt, daemon=True).start()
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)


class Telling:
    """Says how far a run is, ten times a second at most, and what happened, once."""

    def __init__(self, voice: Voice, meter: Meter, steering: Steering) -> None:
        self._voice = voice
        self._meter = meter
        self._steering = steering
        self._lock = threading.Lock()
        self._last = time.monotonic()

    def take(self, event: Event) -> None:
        """Take an event of the run, in whatever thread."""
        from nbreports.pipeline.events import OutputWritten, PhaseStarted

        with self._lock:
            self._meter.take(event)
        if isinstance(event, PhaseStarted):
            self._voice.say("phase", phase=event.phase, what=event.what)
        elif isinstance(event, OutputWritten):
            self._voice.say("written", path=str(event.path), bytes=event.bytes, digest=event.digest)

    async def go_on(self) -> None:
        """Say it again and again, until cancelled."""
        while True:
            self.say()
            await asyncio.sleep(TICK)

    def say(self) -> None:
        """Say how far the run is."""
        now = time.monotonic()
        with self._lock:
            if self._steering.continued:
                self._steering.continued = False
                self._meter.leave_out(now - self._last)
            self._last = now
            progress = self._meter.progress()
        self._voice.say("progress", progress=progress.data())


def main(arguments: list[str]) -> int:
    """Do the job in a folder, and return the exit code: 0 done, 5 cancelled, 1 failed, 75 another has it."""
    steering = Steering()
    folder, attempt = Path(arguments[0]), int(arguments[1])
    memory = int(arguments[2]) if len(arguments) > 2 else None
    lock = _locked(folder)
    if lock is None:
        return BUSY
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    voice = Voice(voice_path(folder, attempt))
    voice.say("begun", pid=os.getpid(), born=born(os.getpid()))
    try:
        asyncio.run(_make(folder, attempt, memory, voice, steering))
    except (asyncio.CancelledError, JobCancelled):
        voice.say("cancelled")
        return JobCancelled.exit_code
    except NbreportsError as error:
        voice.say("failed", error=described(error))
        return 1
    except MemoryError:
        voice.say("failed", error=described(memory_error()))
        return 1
    except Exception as error:
        wrong = RenderError(
            f"an internal error stopped the job: {type(error).__name__}: {error}"[:2000],
            remedy="Look at the job's log, and report it with the report's file.",
            code="internal",
        )
        voice.say("failed", error=described(wrong))
        raise
    return 0


def memory_error() -> NbreportsError:
    """Return the error of a job that wanted more memory than there is for it."""
    from nbreports.errors import LimitError

    return LimitError(
        "the job needs more memory than there is for one job",
        remedy="Print less detail, run it alone, or raise NBREPORTS_JOB_MEMORY.",
        code="memory_limit",
    )


def born(pid: int) -> float:
    """Return the moment a process began, in seconds since 1970."""
    import psutil

    return float(psutil.Process(pid).create_time())


async def _make(folder: Path, attempt: int, memory: int | None, voice: Voice, steering: Steering) -> None:
    from nbreports.jobs.making import prepared
    from nbreports.jobs.progress import Meter
    from nbreports.jobs.request import JobRequest

    began = time.time()
    request = JobRequest.read(folder)
    telling = Telling(voice, Meter(), steering)
    made = prepared(
        request, folder, attempt, memory, telling.take, lambda kind, data: voice.say(kind, **data)
    )
    ticking = asyncio.create_task(telling.go_on())
    try:
        task = asyncio.current_task()
        if task is not None:
            steering.take(made.run, task)
        await made.run.execute()
    finally:
        ticking.cancel()
        made.close()
        telling.say()
    voice.say("done", seconds=time.time() - began)


def _locked(folder: Path) -> int | None:
    """Return a handle that keeps others from this job as long as the process lives; None where one has it."""
    import fcntl

    handle = os.open(folder / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    os.set_inheritable(handle, False)
    return handle


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
