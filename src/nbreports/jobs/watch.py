"""One look at the journal for everybody in this process who waits for jobs: ten times a second, while anybody does."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from nbreports.errors import NbreportsError
from nbreports.jobs.lock import ensure_dispatcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.storage.journal import JobRecord, Journal

EVERY = 0.1
CHECKED_EVERY = 1.0
"""Seconds between two looks whether there is still a dispatcher for what is going on."""

logger = logging.getLogger("nbreports.jobs")


class Watch:
    """Tells of changes in a journal, from a thread that lives while somebody listens.

    Parameters
    ----------
    journal
        Stays its owner's.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._told: dict[int, Callable[[list[JobRecord]], None]] = {}
        self._next = 0
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()

    def subscribe(self, job: str, told: Callable[[JobRecord], None]) -> Callable[[], None]:
        """Call ``told`` with a job as it stands now and whenever it changes.

        Returns
        -------
        Callable
            Ends it; safe to call twice.
        """

        def take(records: list[JobRecord]) -> None:
            for record in records:
                if record.id == job:
                    told(record)

        return self.subscribe_all(take)

    def subscribe_all(self, told: Callable[[list[JobRecord]], None]) -> Callable[[], None]:
        """Call ``told`` with every job, then with those that have changed since; the return value ends it."""
        with self._lock:
            self._next += 1
            number = self._next
            self._told[number] = _quiet(told)
            if self._thread is None or not self._thread.is_alive():
                self._ending = threading.Event()
                self._thread = threading.Thread(
                    target=self._look, args=(self._ending,), name="nbreports-jobs", daemon=True
                )
                self._thread.start()

        def leave() -> None:
            with self._lock:
                self._told.pop(number, None)
                if not self._told:
                    self._ending.set()
                    self._thread = None

        return leave

    def ended(self, job: str) -> Future[JobRecord]:
        """Return what will be the job at its end.

        Raises
        ------
        UsageError
            Where there is no such job.
        """
        self._journal.get(job)
        future: Future[JobRecord] = Future()
        leaving: list[Callable[[], None]] = []

        def told(record: JobRecord) -> None:
            if record.over and not future.done():
                future.set_result(record)

        leaving.append(self.subscribe(job, told))
        future.add_done_callback(lambda _future: leaving[0]())
        return future

    def _look(self, ending: threading.Event) -> None:
        seen: dict[int, int] = {}
        checked = time.monotonic()
        while not ending.is_set():
            with self._lock:
                told = dict(self._told)
            seen = {number: seen.get(number, 0) for number in told}
            try:
                if time.monotonic() - checked > CHECKED_EVERY:
                    checked = time.monotonic()
                    if self._journal.jobs("queued", "running", "cancelling"):
                        ensure_dispatcher(self._journal.folder)
                records = self._journal.jobs(since=min(seen.values(), default=0))
            except NbreportsError as error:
                logger.warning("%s", error)
                records = []
            for number, tell in told.items():
                fresh = [record for record in records if record.revision > seen[number]]
                if fresh or not seen[number]:
                    tell(fresh)
            # 1 where there is no job yet: the next look is no first one
            newest = max((record.revision for record in records), default=1)
            seen = {number: max(known, newest) for number, known in seen.items()}
            ending.wait(EVERY)


def _quiet(told: Callable[[list[JobRecord]], None]) -> Callable[[list[JobRecord]], None]:
    def tell(records: list[JobRecord]) -> None:
        try:
            told(records)
        except Exception:
            # one listener's fault is not the others'
            logger.exception("a subscriber to jobs failed")

    return tell


_watches: WeakKeyDictionary[Journal, Watch] = WeakKeyDictionary()
_lock = threading.Lock()


def watch_of(journal: Journal) -> Watch:
    """Return the one watch of a journal."""
    with _lock:
        return _watches.setdefault(journal, Watch(journal))
