"""The types rows have inside the engine, and how any other type becomes one of them.

Everything a report reads is one of: boolean, int64, float64, decimal128, text, bytes, date, timestamp[us]
with or without UTC, time64[us] and duration[us]. Small integers are widened, since an expression's integers
have 64 bits; NaN is NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.errors import FrameRefused
from nbreports.sources.naming import unique_names
from nbreports.sources.quoting import quote, quote_text

if TYPE_CHECKING:
    from collections.abc import Sequence

DECIMAL_INTEGER = pa.decimal128(38, 0)
_INTERVAL = pa.month_day_nano_interval()


@dataclass(frozen=True, slots=True)
class Column:
    """One column on its way in: ``raw`` where it is read, ``sql`` that reads it, ``name`` in the result."""

    raw: str
    name: str
    type: pa.DataType
    sql: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How a relation's columns become a report's."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the rows as the engine gives them."""
        return pa.schema([(column.name, column.type) for column in self.columns])

    def select(self, relation: str, hidden: Sequence[str] = ()) -> str:
        """Return the SELECT that reads ``relation`` (SQL) in this shape, without the ``hidden`` columns."""
        listed = ", ".join(
            f"{column.sql} AS {quote(column.name)}" for column in self.columns if column.name not in hidden
        )
        return f"SELECT {listed} FROM {relation}"


def shape_of(schema: pa.Schema, *, types: Sequence[str] = (), raw: Sequence[str] | None = None) -> Shape:
    """Return the shape of rows that DuckDB reads with the Arrow ``schema``.

    Parameters
    ----------
    schema
        Names and types of the columns.
    types
        DuckDB's own names of the types, where they say more than Arrow's (``BIT``, ``JSON``).
    raw
        The columns' names in the relation that is read, where they are not those of ``schema``.

    Raises
    ------
    FrameRefused
        Without columns, or with one no report can hold.
    """
    if not len(schema):
        raise FrameRefused(
            "there are no columns", remedy="Give the report a source with at least one column."
        )
    names, notes = unique_names(schema.names)
    said = list(notes)
    columns = []
    for index, (field, name) in enumerate(zip(schema, names, strict=True)):
        inside = raw[index] if raw is not None else field.name
        duck = types[index].upper() if types else ""
        kind, sql, note = _reading(field.type, quote(inside), duck, name)
        if note:
            said.append(f"{name}: {note}")
        columns.append(Column(inside, name, kind, sql))
    return Shape(tuple(columns), tuple(said))


def _reading(kind: pa.DataType, cell: str, duck: str, name: str) -> tuple[pa.DataType, str, str | None]:
    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        if duck == "BIGNUM":
            return pa.string(), f"CAST({cell} AS VARCHAR)", "integers of any size are read as text"
        if duck == "VARIANT":
            return pa.string(), f"CAST(to_json({cell}) AS VARCHAR)", "nested values are read as JSON text"
        kind = kind.storage_type
    if types.is_dictionary(kind):
        inner, _, note = _reading(kind.value_type, cell, "", name)
        cast = "VARCHAR" if types.is_string(inner) else None
        return inner, f"CAST({cell} AS {cast})" if cast else cell, note
    if types.is_boolean(kind):
        return pa.bool_(), cell, None
    if types.is_uint64(kind):
        return DECIMAL_INTEGER, f"CAST({cell} AS DECIMAL(38,0))", None
    if types.is_integer(kind):
        return pa.int64(), cell if types.is_int64(kind) else f"CAST({cell} AS BIGINT)", None
    if types.is_floating(kind):
        wide = cell if types.is_float64(kind) else f"CAST({cell} AS DOUBLE)"
        return pa.float64(), f"CASE WHEN isnan({cell}) THEN NULL ELSE {wide} END", None
    if types.is_decimal(kind) and kind.precision <= 38:
        return pa.decimal128(kind.precision, kind.scale), cell, None
    if types.is_null(kind):
        return pa.string(), f"CAST({cell} AS VARCHAR)", None
    if duck == "BIT":
        return pa.string(), f"CAST({cell} AS VARCHAR)", "bits are read as text"
    return _reading_more(kind, cell, duck, name)


def _reading_more(kind: pa.DataType, cell: str, duck: str, name: str) -> tuple[pa.DataType, str, str | None]:
    types = pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return pa.string(), f"CAST({cell} AS VARCHAR)" if duck not in {"", "VARCHAR"} else cell, None
    if (
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_binary_view(kind)
        or types.is_fixed_size_binary(kind)
    ):
        return pa.binary(), cell, None
    if types.is_date(kind):
        return pa.date32(), _within(cell, "DATE", name), None
    if types.is_timestamp(kind) and kind.tz is not None:
        return (
            pa.timestamp("us", "UTC"),
            f"CASE WHEN isfinite({cell}) THEN CAST({cell} AS TIMESTAMPTZ) END",
            None,
        )
    if types.is_timestamp(kind):
        return pa.timestamp("us"), _within(cell, "TIMESTAMP", name), None
    if types.is_time(kind):
        note = "the offset from UTC is left out" if duck == "TIME WITH TIME ZONE" else None
        return pa.time64("us"), f"CAST({cell} AS TIME)", note
    if types.is_duration(kind) or types.is_interval(kind):
        return pa.duration("us"), cell, None
    if types.is_nested(kind):
        return pa.string(), f"CAST(to_json({cell}) AS VARCHAR)", "nested values are read as JSON text"
    raise FrameRefused(
        f"column {name!r} holds {kind}, which no report can hold",
        where=name,
        remedy=f"Convert {name!r} to numbers, text or dates, or leave it out.",
    )


def _within(cell: str, kind: str, name: str) -> str:
    """Return SQL for a date of the years 1 to 9999, which is all that Python, Excel and readers know."""
    zone = "+00" if kind == "TIMESTAMPTZ" else ""
    first, last = ("0001-01-01", "9999-12-31")
    if kind != "DATE":
        first, last = f"{first} 00:00:00{zone}", f"{last} 23:59:59.999999{zone}"
    value = f"CAST({cell} AS {kind})"
    said = quote_text(f"column {name!r}: a date outside the years 1 to 9999")
    return (
        f"CASE WHEN {value} BETWEEN {kind} '{first}' AND {kind} '{last}' THEN {value}"
        f" WHEN isfinite({cell}) THEN error({said}) END"
    )


# --- what comes back ----------------------------------------------------------------------------------------


def tidy_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of an answer with intervals as durations and categories as their values."""
    return pa.schema([(field.name, _tidy_type(field.type)) for field in schema])


def tidy_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return ``batch`` in the types of ``schema``, made by ``tidy_schema``; copies only what differs."""
    if batch.schema.types == schema.types:
        return pa.RecordBatch.from_arrays(batch.columns, schema=schema)
    columns = [_tidy(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _tidy_type(kind: pa.DataType) -> pa.DataType:
    if kind == _INTERVAL:
        return pa.duration("us")
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC" if kind.tz else None)
    return kind


def _tidy(column: pa.Array[Any], kind: pa.DataType) -> pa.Array[Any]:
    if column.type == kind:
        return column
    if column.type == _INTERVAL:
        return _durations(column)
    return column.cast(kind, safe=False)


def _durations(column: pa.Array[Any]) -> pa.Array[Any]:
    """Return intervals as microseconds, a day as 24 hours and a month as 30 days, as DuckDB compares them."""
    import numpy as np

    parts = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])
    validity, data = column.buffers()
    if data is None:
        return pa.nulls(len(column), pa.duration("us"))
    cells = np.frombuffer(data, dtype=parts, count=len(column), offset=column.offset * parts.itemsize)
    days = cells["months"].astype("i8") * 30 + cells["days"]
    micros = days * 86_400_000_000 + cells["nanoseconds"] // 1000
    missing = column.is_null().to_numpy(zero_copy_only=False) if validity is not None else None
    return pa.array(micros, mask=missing).cast(pa.duration("us"))
