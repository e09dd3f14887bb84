"""The journal of jobs: one SQLite file that every kernel, command and worker of a user reads.

Each change is one transaction in a write-ahead log on disk (``synchronous=FULL``), so that a process killed at any
moment leaves a journal that says what was true last. What a job reads, its spool and what its worker says lie in a
folder of the job's own beside it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from nbreports.errors import OutputError, UsageError
from nbreports.storage.job_states import ENDS, before
from nbreports.storage.state import private_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from nbreports.storage.job_states import JobState, Wish

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    wish TEXT NOT NULL DEFAULT 'run',
    ready INTEGER NOT NULL DEFAULT 1,
    line TEXT NOT NULL,
    starter TEXT NOT NULL,
    targets TEXT NOT NULL,
    outputs TEXT NOT NULL DEFAULT '[]',
    progress TEXT NOT NULL DEFAULT '{}',
    error TEXT,
    created REAL NOT NULL,
    started REAL,
    ended REAL,
    attempt INTEGER NOT NULL DEFAULT 0,
    restarts INTEGER NOT NULL DEFAULT 0,
    pid INTEGER,
    born REAL,
    applied INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_revision ON jobs (revision);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_job ON events (job);
CREATE TABLE IF NOT EXISTS notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL,
    state TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (client TEXT PRIMARY KEY, number INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS clock (tick INTEGER NOT NULL);
INSERT INTO clock SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM clock);
PRAGMA user_version = 1;
"""
_VERSION = 1
_JSON = frozenset({"starter", "targets", "outputs", "progress", "error"})


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as the journal has it.

    Attributes
    ----------
    id
        What it is called by; also its folder's name.
    title
        The report's title.
    state, wish
        Where it is and what is wanted of it.
    ready
        Whether all that it reads is in its folder.
    line
        The queue's lines take turns; jobs of one line go in order.
    starter
        Who asked for it: ``name``, ``from``, ``verified``; and ``process``, the one that hands its data over.
    targets, outputs
        The paths it is to write; those in place, each with ``path``, ``bytes`` and ``digest``.
    progress
        The last that its worker said: see ``jobs.progress``.
    error
        What it failed with: ``type``, ``message``, ``where``, ``remedy``, ``code``.
    created, started, ended
        Seconds since 1970.
    attempt, restarts
        How often a worker has begun it, and how often since somebody last asked for it.
    pid, born
        Its worker, and the moment that process began, which together name it for good.
    applied
        The number of the worker's last word that is in the journal.
    revision
        Grows with every change of any job.
    """

    number: int
    id: str
    title: str
    state: JobState
    wish: Wish
    ready: bool
    line: str
    starter: Mapping[str, Any]
    targets: tuple[str, ...]
    outputs: tuple[Mapping[str, Any], ...]
    progress: Mapping[str, Any]
    error: Mapping[str, Any] | None
    created: float
    started: float | None
    ended: float | None
    attempt: int
    restarts: int
    pid: int | None
    born: float | None
    applied: int
    revision: int

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in ENDS


@dataclass(frozen=True, slots=True)
class JournalEvent:
    """A line of a job's log."""

    number: int
    job: str
    at: float
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """A job has ended: told to each client once."""

    number: int
    job: str
    state: JobState
    at: float


class Journal:
    """The journal in a folder; every method may be called from any thread.

    Parameters
    ----------
    folder
        The state folder; :func:`~nbreports.storage.state.state_folder` when None.

    Raises
    ------
    OutputError
        Here and in every method, where the disk refuses, or the file is no journal.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = state_folder() if folder is None else private_folder(folder)
        self.path = self.folder / "journal.sqlite"
        self._lock = threading.RLock()
        with self._typed():
            self._connection = sqlite3.connect(
                self.path, timeout=10, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise

    def _open(self) -> None:
        known = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if known > _VERSION:
            raise OutputError(
                f"the journal is of version {known}, which a newer nbreports wrote",
                where=str(self.path),
                remedy="Update nbreports, or set NBREPORTS_STATE to another folder.",
            )
        # a file system that cannot do it keeps its own way, which is slower and as safe
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        if known < _VERSION:
            self.path.chmod(0o600)
            self._connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        with self._lock:
            self._connection.close()

    def job_folder(self, job: str) -> Path:
        """Return the folder of a job, made where it is missing."""
        private_folder(self.folder / "jobs")
        return private_folder(self.folder / "jobs" / job)

    # --- reading -----------------------------------------------------------------------------------------------

    def version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def get(self, job: str) -> JobRecord:
        """Return a job.

        Raises
        ------
        UsageError
            Where there is none of that id.
        """
        found = self._rows("SELECT * FROM jobs WHERE id = ?", job)
        if not found:
            raise UsageError(f"there is no job {job!r}", remedy="nbreports jobs lists them.", code="no_job")
        return _record(found[0])

    def find(self, start: str) -> JobRecord:
        """Return the one job whose id begins with ``start``.

        Raises
        ------
        UsageError
            Where there is none, or several.
        """
        found = [record for record in self.jobs() if record.id == start] or [
            record for record in self.jobs() if start and record.id.startswith(start)
        ]
        if len(found) > 1:
            raise UsageError(
                f"several jobs begin with {start!r}: {', '.join(record.id for record in found[:5])}",
                remedy="Write more of the id.",
                code="no_job",
            )
        return found[0] if found else self.get(start)

    def jobs(self, *states: JobState, since: int = 0) -> list[JobRecord]:
        """Return the jobs in one of ``states``, or all, that changed after revision ``since``; oldest first."""
        where = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
        rows = self._rows(f"SELECT * FROM jobs WHERE revision > ?{where} ORDER BY number", since, *states)
        return [_record(row) for row in rows]

    def events(self, job: str, after: int = 0) -> list[JournalEvent]:
        """Return the log of a job after the event ``after``."""
        rows = self._rows("SELECT * FROM events WHERE job = ? AND number > ? ORDER BY number", job, after)
        return [
            JournalEvent(row["number"], job, row["at"], row["kind"], json.loads(row["data"])) for row in rows
        ]

    # --- writing -----------------------------------------------------------------------------------------------

    def add(
        self,
        job: str,
        *,
        title: str,
        line: str,
        starter: Mapping[str, Any],
        targets: Iterable[str],
        ready: bool = True,
    ) -> JobRecord:
        """Put a new job at the end of the queue."""
        with self._writing():
            self._connection.execute(
                "INSERT INTO jobs (id, title, state, ready, line, starter, targets, created, revision)"
                f" VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, {_NEXT})",
                (job, title, ready, line, json.dumps(starter), json.dumps(list(targets)), time.time()),
            )
            self._log(job, "queued", {})
        return self.get(job)

    def move(self, job: str, to: JobState, *, expect: Iterable[JobState] = (), **changes: Any) -> bool:
        """Bring a job to another state, where it is in one of ``expect``, by default any that law allows.

        Returns
        -------
        bool
            Whether it was; else nothing has changed.
        """
        lawful = set(before(to)) & set(expect or before(to))
        with self._writing():
            row = self._connection.execute("SELECT state FROM jobs WHERE id = ?", (job,)).fetchone()
            if row is None or row["state"] not in lawful:
                return False
            if to in ENDS:
                changes = {"ended": time.time(), "pid": None, "born": None, **changes}
                self._connection.execute(
                    "INSERT INTO notices (job, state, at) VALUES (?, ?, ?)", (job, to, time.time())
                )
            self._set(job, {**changes, "state": to})
            self._log(job, to, {"error": changes["error"]} if changes.get("error") else {})
        return True

    def change(self, job: str, **changes: Any) -> None:
        """Change what the journal has of a job, besides its state."""
        with self._writing():
            self._set(job, changes)

    def wish(self, job: str, wish: Wish) -> JobRecord:
        """Say what is wanted of a job; one that no worker has in hand obeys at once.

        Raises
        ------
        UsageError
            Where there is no such job, or it has ended.
        """
        with self._writing():
            record = self.get(job)
            if record.over:
                raise UsageError(
                    f"the job {job} has ended: it is {record.state}",
                    remedy="Retry it." if record.state != "done" else "Start another.",
                    code="job_over",
                )
            idle = record.pid is None and record.state in ("queued", "paused")
            self._set(job, {"wish": wish})
            self._log(job, f"wish {wish}", {})
            if wish == "cancel":
                self.move(job, "cancelled" if idle else "cancelling")
            elif idle:
                self.move(job, "paused" if wish == "pause" else "queued")
        return self.get(job)

    def retry(self, job: str) -> JobRecord:
        """Put a job that failed or was cancelled into the queue again.

        Raises
        ------
        UsageError
            For any other job.
        """
        again: dict[str, Any] = {
            "wish": "run",
            "error": None,
            "ended": None,
            "restarts": 0,
            "progress": {},
            "outputs": [],
        }
        if not self.move(job, "queued", expect=("failed", "cancelled"), **again):
            record = self.get(job)
            raise UsageError(
                f"the job {job} is {record.state}, and only one that failed or was cancelled is tried again",
                remedy="Start another.",
                code="job_state",
            )
        return self.get(job)

    def log(self, job: str, kind: str, data: Mapping[str, Any]) -> None:
        """Add a line to a job's log."""
        with self._writing():
            self._log(job, kind, data)

    def remove(self, job: str) -> None:
        """Forget a job that has ended, and its log."""
        with self._writing():
            for table, column in (("events", "job"), ("notices", "job"), ("jobs", "id")):
                self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (job,))

    # --- completion, told once ---------------------------------------------------------------------------------

    def last_notice(self) -> int:
        """Return the number of the newest notice, 0 where there is none; nothing is written."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM notices")[0][0])

    def notices(self, client: str) -> list[Notice]:
        """Return what a client has not been told yet; one that is new hears only of what ends from now on."""
        with self._writing():
            self._connection.execute(
                "INSERT INTO seen (client, number, at)"
                " VALUES (?, (SELECT coalesce(max(number), 0) FROM notices), ?)"
                " ON CONFLICT (client) DO UPDATE SET at = excluded.at",
                (client, time.time()),
            )
        rows = self._rows(
            "SELECT * FROM notices WHERE number > (SELECT number FROM seen WHERE client = ?) ORDER BY number",
            client,
        )
        return [Notice(row["number"], row["job"], row["state"], row["at"]) for row in rows]

    def acknowledge(self, client: str, number: int) -> bool:
        """Note that a client has been told up to notice ``number``; return whether that is news."""
        with self._writing():
            done = self._connection.execute(
                "UPDATE seen SET number = ?, at = ? WHERE client = ? AND number < ?",
                (number, time.time(), client, number),
            )
        return done.rowcount > 0

    # --- inside ------------------------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make one transaction of the changes made inside."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._typed():
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.execute("UPDATE clock SET tick = tick + 1")
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _typed(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(
                f"the journal of jobs cannot be used: {error}",
                where=str(self.path),
                remedy="Free space on its disk, or set NBREPORTS_STATE to another folder.",
                code="journal",
            ) from error

    def _rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock, self._typed():
            return self._connection.execute(sql, values).fetchall()

    def _set(self, job: str, changes: Mapping[str, Any]) -> None:
        values = {
            name: json.dumps(value) if name in _JSON and value is not None else value
            for name, value in changes.items()
        }
        names = ", ".join(f"{name} = :{name}" for name in values)
        self._connection.execute(
            f"UPDATE jobs SET {names}{', ' if names else ''}revision = {_NEXT} WHERE id = :id",
            {**values, "id": job},
        )

    def _log(self, job: str, kind: str, data: Mapping[str, Any]) -> None:
        self._connection.execute(
            "INSERT INTO events (job, at, kind, data) VALUES (?, ?, ?, ?)",
            (job, time.time(), kind, json.dumps(data)),
        )


_NEXT = "(SELECT tick FROM clock)"


def _record(row: sqlite3.Row) -> JobRecord:
    values = {
        name: json.loads(row[name]) if name in _JSON and row[name] is not None else row[name]
        for name in row.keys()  # noqa: SIM118 - a row iterates over its values
    }
    values["ready"] = bool(values["ready"])
    for name in ("targets", "outputs"):
        values[name] = tuple(values[name])
    return JobRecord(**values)
