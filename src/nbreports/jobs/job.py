"""A job as a program holds it: a handle on what the journal has, the same in every process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import JobCancelled, LimitError, NbreportsError, RenderError, revived
from nbreports.jobs.lock import ensure_dispatcher
from nbreports.jobs.progress import JobProgress
from nbreports.jobs.watch import watch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from nbreports.storage.job_states import JobState, Wish
    from nbreports.storage.journal import JobRecord, Journal, JournalEvent


class Job:
    """One run of a report in the background.

    It goes on whoever looks: the kernel that asked for it may be restarted. ``await job`` or ``wait`` gives the paths
    of its outputs; ``Jobs`` finds it again.

    Parameters
    ----------
    journal
        Where it stands.
    id
        What it is called by.

    Examples
    --------
    >>> job = report.generate("a.pdf")         # doctest: +SKIP
    >>> job.pause(), job.resume()              # doctest: +SKIP
    >>> job.wait()                             # doctest: +SKIP
    (PosixPath('a.pdf'),)
    """

    def __init__(self, journal: Journal, id: str) -> None:  # noqa: A002 - the field's word
        self._journal = journal
        self.id = id

    @property
    def record(self) -> JobRecord:
        """All that the journal has of it, now.

        Raises
        ------
        UsageError
            Where it was pruned meanwhile.
        """
        return self._journal.get(self.id)

    @property
    def title(self) -> str:
        """The report's title."""
        return self.record.title

    @property
    def state(self) -> JobState:
        """Where it is: ``queued running paused cancelling done failed cancelled``."""
        return self.record.state

    @property
    def progress(self) -> JobProgress:
        """How far it is."""
        return JobProgress.of(self.record.progress)

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The outputs in place so far."""
        return tuple(Path(each["path"]) for each in self.record.outputs)

    @property
    def error(self) -> NbreportsError | None:
        """What it failed with."""
        return error_of(self.record)

    @property
    def log(self) -> list[JournalEvent]:
        """What happened to it, in order."""
        return self._journal.events(self.id)

    def __repr__(self) -> str:
        record = self.record
        share = record.progress.get("share")
        far = f", {share:.0%}" if isinstance(share, float) and not record.over else ""
        return f"Job({self.id!r}, {record.title!r}, {record.state}{far})"

    # --- steering ----------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Hold it where it is; it costs no time of the machine until it is resumed, also over a restart.

        Raises
        ------
        UsageError
            Where it has ended.
        """
        self._wish("pause")

    def resume(self) -> None:
        """Let it go on; raises as ``pause``."""
        self._wish("run")

    def cancel(self) -> None:
        """Stop it; nothing of its outputs is left, and what was there before is untouched; raises as ``pause``."""
        self._wish("cancel")

    def retry(self) -> None:
        """Put it into the queue again, where it failed or was cancelled.

        Raises
        ------
        UsageError
            In any other state.
        """
        self._journal.retry(self.id)
        ensure_dispatcher(self._journal.folder)

    def _wish(self, wish: Wish) -> None:
        self._journal.wish(self.id, wish)
        ensure_dispatcher(self._journal.folder)

    # --- waiting -----------------------------------------------------------------------------------------------

    def subscribe(self, told: Callable[[JobRecord], None]) -> Callable[[], None]:
        """Call ``told`` with the job as it stands now and after every change, in a thread of the package's own.

        Returns
        -------
        Callable
            Ends it.
        """
        return watch_of(self._journal).subscribe(self.id, told)

    def wait(self, timeout: float | None = None) -> tuple[Path, ...]:
        """Wait for its end, ``timeout`` seconds at most, and return the paths of its outputs.

        Raises
        ------
        LimitError
            Where it goes on after that time; the job itself is not touched.
        NbreportsError
            What it failed with; ``JobCancelled`` where it was cancelled.
        """
        try:
            record = watch_of(self._journal).ended(self.id).result(timeout)
        except TimeoutError:
            raise LimitError(
                f"the job {self.id} goes on after {timeout:g} s",
                remedy="Wait again, or cancel it: job.cancel().",
                code="time_limit",
            ) from None
        return result_of(record)

    def __await__(self) -> Generator[Any, None, tuple[Path, ...]]:
        return self._finished().__await__()

    async def _finished(self) -> tuple[Path, ...]:
        return result_of(await asyncio.wrap_future(watch_of(self._journal).ended(self.id)))


def error_of(record: JobRecord) -> NbreportsError | None:
    """Return what a job failed with, None for one that did not."""
    if record.error is None:
        return None
    return revived(record.error) or RenderError(str(record.error.get("message")), code="internal")


def result_of(record: JobRecord) -> tuple[Path, ...]:
    """Return the outputs of a job that has ended.

    Raises
    ------
    NbreportsError
        What it failed with; ``JobCancelled`` where it was cancelled.
    """
    if record.state == "cancelled":
        raise JobCancelled(f"the job {record.id} was cancelled", remedy="Retry it: job.retry().")
    error = error_of(record)
    if error is not None:
        raise error
    return tuple(Path(target) for target in record.targets)
