"""Which tables a file holds, for files that hold several."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote as quote_url

from nbreports.errors import SourceError
from nbreports.sources.engine import Engine
from nbreports.sources.quoting import quote_text

if TYPE_CHECKING:
    from pathlib import Path

DATABASES = frozenset({".duckdb", ".ddb", ".sqlite", ".sqlite3", ".db"})
BOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_SQLITE = b"SQLite format 3\0"


def tables_in(path: Path) -> tuple[str, ...]:
    """Return the tables of a database or the visible sheets of a workbook; nothing for a file of one table.

    Raises
    ------
    SourceError
        When the file cannot be read.
    """
    ending = path.suffix.lower()
    try:
        if ending in BOOKS:
            return _sheets(path)
        if ending not in DATABASES:
            return ()
        with path.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE)) == _SQLITE
        return tables_in_sqlite(path) if is_sqlite else _duckdb_tables(path)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise SourceError(
            f"the file cannot be read: {error}", where=str(path), remedy="Check that it is whole."
        ) from error


def _sheets(path: Path) -> tuple[str, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        sheets = CalamineWorkbook.from_path(str(path)).sheets_metadata
    except CalamineError as error:
        raise SourceError(
            f"the workbook cannot be read: {error}",
            where=str(path),
            remedy="Open it and save it again, without a password.",
        ) from error
    return tuple(
        sheet.name
        for sheet in sheets
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    )


def tables_in_sqlite(path: Path) -> tuple[str, ...]:
    """Return the tables and views of a SQLite file; raises what ``sqlite3`` does."""
    address = f"file:{quote_url(str(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        return tuple(row[0] for row in rows)


def _duckdb_tables(path: Path) -> tuple[str, ...]:
    with Engine() as engine:
        catalog = quote_text(engine.attach_database(path.resolve()))
        rows = engine.fetch(
            f"SELECT schema_name AS s, table_name AS t FROM duckdb_tables() WHERE database_name = {catalog}"
            " UNION ALL SELECT schema_name, view_name FROM duckdb_views()"
            f" WHERE database_name = {catalog} AND NOT internal ORDER BY 1, 2",
            label=f"tables of {path.name}",
        ).to_pylist()
    return tuple(row["t"] if row["s"] == "main" else f"{row['s']}.{row['t']}" for row in rows)
