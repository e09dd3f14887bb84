"""The same table in every kind of source nbreports reads."""

from __future__ import annotations

import gzip
import json
import math
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

from nbreports.sources.files import open_file
from nbreports.sources.frames import open_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbreports.sources.base import Source


def _frame(convert: Callable[[pa.Table], Any]) -> Callable[[pa.Table, Path], Source]:
    return lambda table, folder: open_frame(convert(table), "rows")


def _pandas(table: pa.Table) -> pd.DataFrame:
    """A pandas frame as people have them: NaN, not NA, for a missing float."""
    return table.to_pandas(date_as_object=True)


def _relation(table: pa.Table) -> Any:
    return duckdb.connect().from_arrow(table)


def _dataset(table: pa.Table, folder: Path) -> Source:
    (folder / "set").mkdir()
    for part, start in enumerate(range(0, max(table.num_rows, 1), 2500)):
        pa.parquet.write_table(
            table.slice(start, 2500), folder / "set" / f"{part:03d}.parquet", row_group_size=1000
        )
    return open_frame(pa.dataset.dataset(folder / "set"), "rows")


def _csv_text(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink)
    return sink.getvalue().to_pybytes()


def _csv(table: pa.Table, folder: Path) -> Source:
    (folder / "rows.csv").write_bytes(_csv_text(table))
    return open_file(folder / "rows.csv")


def _csv_zip(table: pa.Table, folder: Path) -> Source:
    with zipfile.ZipFile(folder / "rows.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside/rows.csv", _csv_text(table))
    return open_file(folder / "rows.csv.zip")


def _csv_gz(table: pa.Table, folder: Path) -> Source:
    (folder / "rows.csv.gz").write_bytes(gzip.compress(_csv_text(table)))
    return open_file(folder / "rows.csv.gz")


def _parquet(table: pa.Table, folder: Path) -> Source:
    pa.parquet.write_table(table, folder / "rows.parquet", row_group_size=4096)
    return open_file(folder / "rows.parquet")


def _missing(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _records(table: pa.Table) -> list[dict[str, Any]]:
    return [
        {k: _missing(v) if isinstance(v, str | int | float | None) else v.isoformat() for k, v in row.items()}
        for row in table.to_pylist()
    ]


def _json(table: pa.Table, folder: Path) -> Source:
    (folder / "rows.json").write_text(json.dumps(_records(table)))
    return open_file(folder / "rows.json")


def _jsonl(table: pa.Table, folder: Path) -> Source:
    lines = (json.dumps(row, ensure_ascii=False) for row in _records(table))
    (folder / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_file(folder / "rows.jsonl")


def _arrow_file(table: pa.Table, folder: Path) -> Source:
    with pa.OSFile(str(folder / "rows.arrow"), "w") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=4096)
    return open_file(folder / "rows.arrow")


def _xlsx(table: pa.Table, folder: Path) -> Source:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    sheet.append(table.column_names)
    for row in table.to_pylist():
        sheet.append([_missing(v) for v in row.values()])
    book.save(folder / "rows.xlsx")
    return open_file(folder / "rows.xlsx")


def _duckdb(table: pa.Table, folder: Path) -> Source:
    with duckdb.connect(folder / "rows.duckdb") as con:
        con.register("given", table)
        con.execute("CREATE TABLE rows AS SELECT * FROM given")
    return open_file(folder / "rows.duckdb", "rows")


_SQLITE = {"int64": "INTEGER", "double": "REAL", "string": "TEXT", "date32[day]": "DATE", "bool": "BOOLEAN"}


def _sqlite(table: pa.Table, folder: Path) -> Source:
    columns = ", ".join(
        '"' + field.name.replace('"', '""') + '" ' + _SQLITE[str(field.type)] for field in table.schema
    )
    con = sqlite3.connect(folder / "rows.sqlite")
    con.execute(f"CREATE TABLE rows ({columns})")
    marks = ", ".join("?" * table.num_columns)
    cells = [
        [v.isoformat() if hasattr(v, "isoformat") else v for v in row.values()] for row in table.to_pylist()
    ]
    con.executemany(f"INSERT INTO rows VALUES ({marks})", cells)
    con.commit()
    con.close()
    return open_file(folder / "rows.sqlite", "rows")


KINDS: dict[str, Callable[[pa.Table, Path], Source]] = {
    "pandas": _frame(_pandas),
    "pandas-arrow": _frame(lambda table: table.to_pandas(types_mapper=pd.ArrowDtype)),
    "polars": _frame(pl.from_arrow),
    "polars-lazy": _frame(lambda table: pl.from_arrow(table).lazy()),
    "arrow": _frame(lambda table: table),
    "arrow-reader": _frame(lambda table: table.to_reader(max_chunksize=4096)),
    "arrow-dataset": _dataset,
    "duckdb-relation": _frame(_relation),
    "csv": _csv,
    "csv.zip": _csv_zip,
    "csv.gz": _csv_gz,
    "parquet": _parquet,
    "json": _json,
    "jsonl": _jsonl,
    "arrow-file": _arrow_file,
    "xlsx": _xlsx,
    "duckdb-file": _duckdb,
    "sqlite": _sqlite,
}
UNTYPED_WHEN_EMPTY = {"csv", "csv.zip", "csv.gz", "xlsx"}
"""Kinds whose types are in their values, so that a table without rows has text columns only."""
NO_ROWS_POSSIBLE = {"json", "jsonl"}
"""Kinds whose columns are in their rows, so that a table without rows has none."""
