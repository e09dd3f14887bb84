"""Database connections that a program holds: each of their tables is a source, as a frame is.

A connection is recognised by its type, without importing its library. A DuckDB connection is read through a
cursor of its own, so that results its owner has not fetched yet stay; the file of a SQLite connection is opened
once more for reading, since such a connection belongs to the thread that made it. No address and no password
is ever looked at.
"""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import SourceError
from nbreports.sources.fingerprint import Fingerprint, fingerprint
from nbreports.sources.quoting import quote
from nbreports.sources.tables import choose_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.sources.base import Description, Source
    from nbreports.sources.engine import Engine

_KINDS = (
    ("duckdb", "DuckDBPyConnection", "DuckDB"),
    ("sqlite3", "Connection", "SQLite"),
    ("sqlalchemy.engine", "Engine", "SQLAlchemy"),
    ("sqlalchemy.engine", "Connection", "SQLAlchemy"),
    ("psycopg", "Connection", "PostgreSQL"),
    ("psycopg2.extensions", "connection", "PostgreSQL"),
)
_HASHED_ROWS = 2_000_000
"""Rows of a table that are looked at to see whether it has changed."""

# what PRAGMA says may be asked on the connection's own thread only
_files: dict[int, str] = {}


def connection_kind(value: object) -> str | None:
    """Return what kind of connection ``value`` is, or None; looks at its type only and runs none of its code."""
    for module, name, kind in _KINDS:
        loaded = sys.modules.get(module)
        known = getattr(loaded, name, None) if loaded is not None else None
        if isinstance(known, type) and issubclass(type(value), known):
            return kind
    return None


def note_connections(variables: Mapping[str, Any]) -> None:
    """Learn the files of SQLite connections; to be called on the thread that made them, as often as they may change."""
    found = {
        id(each): file
        for each in list(variables.values())
        if connection_kind(each) == "SQLite" and (file := _asked_file(each)) is not None
    }
    _files.clear()
    _files.update(found)


def tables_of(connection: Any, name: str) -> tuple[str, ...]:
    """Return the tables and views of a connection, ``schema.name`` outside the usual schema.

    Raises
    ------
    SourceError
        For one that is closed, or whose tables are not read.
    """
    if connection_kind(connection) == "DuckDB":
        return tuple(_duckdb_tables(connection, name))
    return _sqlite_tables(connection, name)


class ConnectionTable:
    """One table of a connection that a program holds.

    Parameters
    ----------
    connection
        A DuckDB or SQLite connection.
    variable
        What the program calls it.
    table
        As ``tables_of`` gives it.
    """

    def __init__(self, connection: Any, variable: str, table: str) -> None:
        self.name = f"{variable}.{table}"
        self._connection = connection
        self._variable = variable
        self._table = table

    def describe(self) -> Description:
        """Return the shape and the rows.

        Raises
        ------
        SourceError
            Without the table, or where the connection is closed.
        """
        described = self._source().describe()
        if connection_kind(self._connection) != "DuckDB":
            return described
        return replace(described, rows=self._duckdb("count(*)")[0])

    def fingerprint(self) -> Fingerprint:
        """Return what changes when the table's rows do."""
        if connection_kind(self._connection) == "DuckDB":
            return (self.name, id(self._connection), *self._duckdb("count(*), sum(hash(t))"))
        return (self.name, fingerprint(self._source()))

    def attach(self, engine: Engine) -> str:
        """Read the table into ``engine``."""
        return self._source().attach(engine)

    def _source(self) -> Source:
        if connection_kind(self._connection) == "DuckDB":
            from nbreports.sources.frames import RelationSource

            cursor = _cursor(self._connection, self._variable)
            return RelationSource(cursor.sql(f"SELECT * FROM {self._duckdb_name()}"), self.name)
        from nbreports.sources.sqlite import SqliteSource

        return SqliteSource(_sqlite_file(self._connection, self._variable), self._table, self.name)

    def _duckdb_name(self) -> str:
        there = _duckdb_tables(self._connection, self._variable)
        schema, table = there[choose_table(self._table, there, self._variable)]
        return f"{quote(schema)}.{quote(table)}"

    def _duckdb(self, asked: str) -> tuple[Any, ...]:
        import duckdb

        relation = self._duckdb_name()
        cursor = _cursor(self._connection, self._variable)
        limit = f" LIMIT {_HASHED_ROWS}" if "hash" in asked else ""
        try:
            row = cursor.execute(f"SELECT {asked} FROM (SELECT * FROM {relation}{limit}) AS t").fetchone()
        except duckdb.Error as error:
            raise _failed(self._variable, error) from error
        return tuple(row or ())


def _cursor(connection: Any, name: str) -> Any:
    import duckdb

    try:
        return connection.cursor()
    except duckdb.Error as error:
        raise _failed(name, error) from error


def _duckdb_tables(connection: Any, name: str) -> dict[str, tuple[str, str]]:
    import duckdb

    try:
        rows = (
            _cursor(connection, name)
            .execute(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
                " UNION ALL SELECT schema_name, view_name FROM duckdb_views()"
                " WHERE database_name = current_database() AND NOT internal ORDER BY 1, 2"
            )
            .fetchall()
        )
    except duckdb.Error as error:
        raise _failed(name, error) from error
    return {(table if schema == "main" else f"{schema}.{table}"): (schema, table) for schema, table in rows}


def _sqlite_tables(connection: Any, name: str) -> tuple[str, ...]:
    from nbreports.sources.holding import tables_in_sqlite

    path = _sqlite_file(connection, name)
    try:
        return tables_in_sqlite(path)
    except (sqlite3.Error, OSError) as error:
        raise _failed(name, error) from error


def _sqlite_file(connection: Any, name: str) -> Path:
    kind = connection_kind(connection)
    if kind != "SQLite":
        raise SourceError(
            f"tables of a {kind} connection are not read by this version",
            where=name,
            remedy=f"Make a frame of what you need: orders = pd.read_sql('SELECT …', {name}).",
            code="source_connection",
        )
    file = _asked_file(connection)
    if file is None:
        file = _files.get(id(connection))
    if not file:
        raise SourceError(
            "this SQLite connection is closed, or its database is in memory and belongs to one thread",
            where=name,
            remedy=f"Open a file, or make a frame: orders = pd.read_sql('SELECT …', {name}).",
            code="source_connection",
        )
    return Path(file)


def _asked_file(connection: sqlite3.Connection) -> str | None:
    """Return the file of a SQLite connection, empty for one in memory; None where it does not say."""
    try:
        rows = connection.execute("PRAGMA database_list").fetchall()
    except sqlite3.Error:
        return None
    return next((str(file or "") for _, schema, file in rows if schema == "main"), "")


def _failed(name: str, error: Exception) -> SourceError:
    first = str(error).strip().partition("\n")[0]
    return SourceError(
        f"the connection {name!r} cannot be read: {first}",
        where=name,
        remedy="Check that it is open, then run its cell again.",
        code="source_connection",
    )
