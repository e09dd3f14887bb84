"""One run's private engine: an in-memory DuckDB that reads what it was shown before it was locked.

Three rules of DuckDB shape it. A connection holds one open result, so every stream has a cursor of its own.
Registered frames live on one connection, so they are read through the main one. Settings are per instance and
some refuse to change once external access is off, so ``lock`` keeps an order.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.sources.failures import translated
from nbreports.sources.quoting import quote_text
from nbreports.sources.shape import tidy_batch, tidy_schema
from nbreports.sources.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

BATCH_ROWS = 16_384

_FREE_SETTINGS = (
    "autoinstall_known_extensions=false",
    "autoload_known_extensions=false",
    "allow_community_extensions=false",
    "allow_persistent_secrets=false",
    "python_enable_replacements=false",
)
_READING = frozenset({"SELECT", "EXPLAIN", "RELATION"})
_AFTER_LOCK = frozenset({"SELECT", "CREATE", "INSERT", "DROP"})
"""Statements a locked engine still runs; COPY and ATTACH could write inside an allowed folder."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as the engine was asked it; ``label`` says on whose behalf."""

    label: str
    sql: str


class Engine:
    """A private DuckDB for one run.

    Every method may be called from any thread; calls on the main connection wait for each other.

    Parameters
    ----------
    memory_limit
        Bytes the engine may hold before it spills to ``scratch``; DuckDB's own default when None.
    threads
        Threads of the engine; one gives float sums in a fixed order.
    scratch
        An existing folder for spilled and unpacked data; a private one, removed on ``close``, when None.
    readable
        Files and folders that may still be read after ``lock``.
    timezone
        The zone in which instants are broken into days and hours.
    """

    def __init__(
        self,
        *,
        memory_limit: int | None = None,
        threads: int | None = None,
        scratch: Path | None = None,
        readable: Iterable[Path] = (),
        timezone: str = "UTC",
    ) -> None:
        import duckdb

        self.asked: list[Asked] = []
        self._own_scratch = scratch is None
        self.scratch = Path(tempfile.mkdtemp(prefix="nbreports-")) if scratch is None else scratch
        self._readable = {Path(path).resolve() for path in readable}
        self._gate = threading.RLock()
        self._idle = threading.Condition()
        self._busy: dict[int, Any] = {}
        self.generation = 0
        self._failure: NbreportsError | None = None
        self._names = 0
        self._databases: dict[Path, str] = {}
        self.locked = False
        self.closed = False
        self._con = duckdb.connect(":memory:")
        try:
            # refused once external access is off, so it comes first
            self._set(f"temp_directory={quote_text(str(self.scratch))}")
            if memory_limit is not None:
                self._set(f"memory_limit='{int(memory_limit)}B'")
            if threads is not None:
                self._set(f"threads={int(threads)}")
            for setting in _FREE_SETTINGS:
                self._set(setting)
            # a cursor has session settings of its own, so the zone is set for all
            self._set(f"GLOBAL TimeZone={quote_text(timezone)}")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- before the lock -----------------------------------------------------------------------------------

    def allow(self, path: Path) -> None:
        """Let ``path``, a file or folder, be read after ``lock`` too.

        Raises
        ------
        UsageError
            When the engine is locked already.
        """
        self._allow_lexically(Path(path).resolve())

    def readable(self, path: Path) -> Path:
        """Allow ``path`` and return it as DuckDB's readers take it, to whom ``*?[`` are patterns."""
        whole = Path(path).resolve()
        if any(sign in str(whole) for sign in "*?["):
            link = Path(tempfile.mkdtemp(prefix="link-", dir=self.scratch)) / f"file{whole.suffix}"
            link.symlink_to(whole)
            self.allow(whole)
            whole = link
        self._allow_lexically(whole)
        return whole

    def attach_database(self, path: Path) -> str:
        """Attach a DuckDB file for reading, once, and return the name of its catalog here."""
        whole = Path(path).resolve()
        with self._gate:
            if whole not in self._databases:
                alias = self.name(whole.stem)
                self.execute(
                    f"ATTACH {quote_text(str(whole))} AS {alias} (READ_ONLY)", label=f"attach {whole.name}"
                )
                self._databases[whole] = alias
            return self._databases[whole]

    def name(self, stem: str) -> str:
        """Return a relation name nobody has in this engine, made of ``stem`` and safe without quotes."""
        safe = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem.lower())[:40].strip("_")
        with self._gate:
            self._names += 1
            return f"s{self._names}_{safe}" if safe else f"s{self._names}"

    def register(self, name: str, arrow_object: Any) -> None:
        """Make an Arrow table, dataset or reader readable as ``name`` on the main connection."""
        with self.running(self._con, f"register {name}"):
            self._con.register(name, arrow_object)

    def register_batches(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        """Make ``batches`` readable once as ``name``; an error they raise comes out of the query as it is."""

        def watched() -> Iterator[pa.RecordBatch]:
            try:
                yield from batches
            except NbreportsError as error:
                self._failure = error
                raise

        self.register(name, pa.RecordBatchReader.from_batches(schema, watched()))

    def forget(self, name: str) -> None:
        """Drop the registered object ``name``; views over it no longer work."""
        with self.running(self._con, f"forget {name}"):
            self._con.unregister(name)

    def lock(self) -> None:
        """Shut every door but the registered frames and the readable files; there is no way back."""
        if self.locked:
            return
        files = sorted(str(path) for path in self._readable if not path.is_dir())
        folders = sorted(str(path) for path in self._readable if path.is_dir())
        self._set(f"allowed_paths=[{', '.join(map(quote_text, files))}]")
        self._set(f"allowed_directories=[{', '.join(map(quote_text, folders))}]")
        self._set("enable_external_access=false")
        self._set("lock_configuration=true")
        self.locked = True

    # --- queries -------------------------------------------------------------------------------------------

    def execute(self, sql: str, *, label: str, generation: int | None = None) -> None:
        """Run one statement on the main connection and wait for it.

        ``generation`` is the engine's own as it was when the caller decided to ask: an interrupt since then
        stops the statement before it begins. The same holds for ``fetch`` and ``stream``.

        Raises
        ------
        JobCancelled
            After ``interrupt``.
        LimitError
            Out of memory and disk, or a number that overflows.
        SourceError
            Anything else that fails in the engine.
        """
        self.asked.append(Asked(label, sql))
        with self.running(self._con, label, generation):
            if self.locked:
                _allow(self._con, sql, _AFTER_LOCK, label)
            self._con.execute(sql)

    def fetch(self, sql: str, *, label: str, generation: int | None = None) -> pa.Table:
        """Return the whole answer of one SELECT asked on the main connection; raises as ``execute`` does."""
        self.asked.append(Asked(label, sql))
        with self.running(self._con, label, generation):
            _allow(self._con, sql, _READING, label)
            reader = self._con.sql(sql).to_arrow_reader(BATCH_ROWS)
            try:
                schema = tidy_schema(reader.schema)
                return pa.Table.from_batches([tidy_batch(batch, schema) for batch in reader], schema)
            finally:
                reader.close()

    def raw_schema(self, sql: str, *, label: str) -> pa.Schema:
        """Return the Arrow schema of one SELECT's answer in DuckDB's own types, before they are tidied."""
        self.asked.append(Asked(label, sql))
        with self.running(self._con, label):
            _allow(self._con, sql, {"SELECT"}, label)
            reader = self._con.sql(sql).to_arrow_reader(1)
            try:
                return reader.schema
            finally:
                reader.close()

    def stream(
        self, sql: str, *, label: str, batch_rows: int = BATCH_ROWS, generation: int | None = None
    ) -> Stream:
        """Return the answer of one SELECT as batches, read through a cursor of its own.

        Registered frames are not visible here: read them through ``execute`` into a table first. Blocks until
        the first rows are ready; raises as ``execute`` does, here and while the stream is read.
        """
        self.asked.append(Asked(label, sql))
        with self._gate:
            self._open_or_raise(label)
            cursor = self._con.cursor()
        try:
            with self.running(cursor, label, generation):
                _allow(cursor, sql, {"SELECT"}, label)
                reader = cursor.sql(sql).to_arrow_reader(batch_rows)
        except BaseException:
            cursor.close()
            raise
        return Stream(self, cursor, reader, label)

    def interrupt(self) -> None:
        """Stop every query asked so far, running, waiting or streaming; the engine stays usable."""
        with self._idle:
            self.generation += 1
            running = list(self._busy.values())
            for connection in running:
                connection.interrupt()
            # DuckDB forgets an interrupt that comes while a statement is being set up, so it is said again
            for _ in range(20):
                if not self._busy or self._idle.wait(0.005):
                    break
                for connection in list(self._busy.values()):
                    connection.interrupt()

    def close(self) -> None:
        """End the engine, and what it wrote to a scratch folder of its own."""
        if self.closed:
            return
        self.closed = True
        self.interrupt()
        with self._gate:
            self._con.close()
        if self._own_scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)

    # --- inside --------------------------------------------------------------------------------------------

    def _set(self, setting: str) -> None:
        with self.running(self._con, "settings"):
            self._con.execute(f"SET {setting}")

    def _allow_lexically(self, path: Path) -> None:
        if self.locked and path not in self._readable:
            raise UsageError(
                f"{path} cannot be opened: the engine of this run is locked",
                remedy="Attach every source before the run begins.",
            )
        self._readable.add(path)

    def _open_or_raise(self, label: str) -> None:
        if self.closed:
            raise JobCancelled(f"{label}: the engine of this run has ended")

    @contextmanager
    def running(self, connection: Any, label: str, generation: int | None = None) -> Iterator[None]:
        """Hold ``connection`` while it works, reachable by ``interrupt``, and translate what it raises."""
        asked_in = self.generation if generation is None else generation
        guard = self._gate if connection is self._con else None
        if guard is not None:
            guard.acquire()
        key = threading.get_ident() ^ id(connection)
        try:
            self._open_or_raise(label)
            with self._idle:
                if self.generation != asked_in:
                    raise JobCancelled(f"{label} was stopped")
                self._busy[key] = connection
            try:
                yield
            except NbreportsError:
                raise
            except StopIteration:
                raise
            except Exception as error:
                failure, self._failure = self._failure, None
                if failure is not None:
                    raise failure from None
                raise translated(error, label) from error
        finally:
            with self._idle:
                self._busy.pop(key, None)
                self._idle.notify_all()
            if guard is not None:
                guard.release()


def _allow(connection: Any, sql: str, kinds: Iterable[str], label: str) -> None:
    statements = connection.extract_statements(sql)
    found = [str(statement.type).rpartition(".")[2] for statement in statements]
    if len(found) != 1 or found[0] not in kinds:
        raise UsageError(
            f"{label}: the engine was asked {', '.join(found) or 'nothing'}"
            f" where one of {', '.join(sorted(kinds))} may stand"
        )
