"""Tables and views of a SQLite file, read through Python's own sqlite3 and copied into the engine.

SQLite gives types to values, not to columns, so one pass over the table finds which kinds of value each
column holds.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quote_url

import pyarrow as pa

from nbreports.errors import FrameRefused, SourceError
from nbreports.sources.base import Description, ForeignKey
from nbreports.sources.engine import BATCH_ROWS
from nbreports.sources.files import FileSource, Opened
from nbreports.sources.naming import unique_names
from nbreports.sources.quoting import quote
from nbreports.sources.shape import Column, Shape
from nbreports.sources.tables import choose_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbreports.sources.engine import Engine

_DAY = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    shape: Shape
    stored: pa.Schema
    rows: int
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]


class SqliteSource(FileSource):
    """One table or view of a SQLite file."""

    fixed = False

    def describe(self) -> Description:
        """Return the shape, found by one pass over the table; its rows are not copied."""
        path = self._existing()
        with _reading(path) as connection:
            known = self._placed(lambda: self._table(connection, path))
        return Description(
            known.shape.schema, known.rows, known.shape.notes, known.primary_key, known.foreign_keys
        )

    def _open(self, engine: Engine, path: Path) -> Opened:
        with _reading(path) as connection:
            known = self._table(connection, path)
        raw, name = engine.name("raw"), engine.name(self.name)
        engine.register_batches(raw, known.stored, self._batches(path, known))
        engine.execute(f"CREATE TABLE {name} AS {known.shape.select(raw)}", label=f"read {self.name}")
        engine.forget(raw)
        return Opened(name, known.shape, known.rows, (), known.primary_key, known.foreign_keys, stored=True)

    def _batches(self, path: Path, known: _Table) -> Iterator[pa.RecordBatch]:
        with _reading(path) as connection:
            cursor = connection.execute(f"SELECT * FROM {quote(known.name)}")
            while rows := cursor.fetchmany(BATCH_ROWS):
                columns = [
                    pa.array(_fitting(values, field.type), field.type)
                    for values, field in zip(zip(*rows, strict=True), known.stored, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(columns, schema=known.stored)

    def _table(self, connection: sqlite3.Connection, path: Path) -> _Table:
        there = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
                " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
        ]
        table = choose_table(self.table, there, path.name)
        info = connection.execute(f"PRAGMA table_info({quote(table)})").fetchall()
        raw = [row[1] for row in info]
        names, notes = unique_names(raw)
        asked = ", ".join(_kinds_sql(quote(column)) for column in raw)
        found = connection.execute(f"SELECT count(*), {asked} FROM {quote(table)}").fetchone()
        said = list(notes)
        columns, stored = [], []
        for position, (column, name) in enumerate(zip(info, names, strict=True)):
            kinds = found[1 + position * 6 : 7 + position * 6]
            store, kind, sql, note = _type_of(kinds, str(column[2]), f"c{position}", name)
            stored.append((f"c{position}", store))
            columns.append(Column(f"c{position}", name, kind, sql))
            if note:
                said.append(f"{name}: {note}")
        renamed = dict(zip(raw, names, strict=True))
        key = tuple(renamed[row[1]] for row in sorted(info, key=lambda row: row[5]) if row[5])
        shape = Shape(tuple(columns), tuple(said))
        return _Table(table, shape, pa.schema(stored), found[0], key, _foreign(connection, table, renamed))


def _kinds_sql(cell: str) -> str:
    return (
        f"max(typeof({cell}) = 'integer'), max(typeof({cell}) = 'real'), max(typeof({cell}) = 'text'),"
        f" max(typeof({cell}) = 'blob'),"
        f" min(CASE WHEN {cell} IS NOT NULL THEN {cell} GLOB '{_DAY}' AND date({cell}) IS NOT NULL END),"
        f" min(CASE WHEN {cell} IS NOT NULL THEN ({cell} GLOB '{_DAY}' OR {cell} GLOB"
        f" '{_DAY}[T ][0-2][0-9]:[0-5][0-9]*')"
        f" AND {cell} NOT GLOB '*[Z+]*' AND datetime({cell}) IS NOT NULL END)"
    )


def _type_of(
    kinds: Any, declared: str, cell: str, name: str
) -> tuple[pa.DataType, pa.DataType, str, str | None]:
    integer, real, text, blob, day, moment = (bool(kind) for kind in kinds)
    declared = declared.upper()
    if not (integer or real or text or blob):
        # without values the declaration is all there is
        text = day = moment = "DATE" in declared or "TIME" in declared
        integer = "BOOL" in declared
    if blob and (integer or real or text):
        raise FrameRefused(
            f"column {name!r} mixes bytes with other values",
            where=name,
            remedy=f"Make one kind of value of {name!r} in a view, and report that.",
        )
    if blob:
        return pa.binary(), pa.binary(), cell, None
    if text and (integer or real):
        return pa.string(), pa.string(), cell, "mixed values are read as text"
    if text and "DATE" in declared and "TIME" not in declared and day:
        return pa.string(), pa.date32(), f"CAST({cell} AS DATE)", None
    if text and ("DATE" in declared or "TIME" in declared) and moment:
        return pa.string(), pa.timestamp("us"), f"CAST({cell} AS TIMESTAMP)", None
    if text:
        return pa.string(), pa.string(), cell, None
    if real:
        return pa.float64(), pa.float64(), cell, None
    if integer and "BOOL" in declared:
        return pa.int64(), pa.bool_(), f"CAST({cell} AS BOOLEAN)", None
    if integer or "INT" in declared:
        return pa.int64(), pa.int64(), cell, None
    if any(word in declared for word in ("REAL", "FLOA", "DOUB", "NUM", "DEC")):
        return pa.float64(), pa.float64(), cell, None
    return pa.string(), pa.string(), cell, None


def _fitting(values: tuple[Any, ...], kind: pa.DataType) -> list[Any]:
    if pa.types.is_string(kind):
        return [value if value is None or isinstance(value, str) else str(value) for value in values]
    return list(values)


def _foreign(connection: sqlite3.Connection, table: str, renamed: dict[str, str]) -> tuple[ForeignKey, ...]:
    by_id: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({quote(table)})"):
        by_id.setdefault(row[0], []).append(row)
    keys = []
    for _, parts in sorted(by_id.items(), reverse=True):
        parts.sort(key=lambda part: part[1])
        other = parts[0][2]
        there = tuple(part[4] for part in parts)
        if None in there:
            info = connection.execute(f"PRAGMA table_info({quote(other)})").fetchall()
            there = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
        keys.append(ForeignKey(tuple(renamed[part[3]] for part in parts), other, there))
    return tuple(keys)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        # the engine pulls rows from a thread of its own
        connection = sqlite3.connect(
            f"file:{quote_url(str(path))}?mode=ro", uri=True, check_same_thread=False, timeout=5
        )
        with closing(connection):
            connection.execute("PRAGMA query_only=ON")
            yield connection
    except sqlite3.Error as error:
        raise SourceError(
            f"the SQLite file cannot be read: {error}",
            where=str(path),
            remedy="Check that it is whole, and that no other program holds it locked.",
        ) from error
