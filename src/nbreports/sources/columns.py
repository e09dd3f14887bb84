"""Frames as Arrow tables whose columns the engine can read, with usable names."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow.compute import call_function

from nbreports.errors import FrameRefused
from nbreports.sources.cells import column_of
from nbreports.sources.naming import unique_names
from nbreports.sources.shape import DECIMAL_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Named = tuple[pa.Table, tuple[str, ...]]


def pandas_table(frame: Any) -> Named:
    """Return a pandas DataFrame as Arrow, and notes on what was renamed or converted.

    A named index becomes the first columns; one without a name does not.
    """
    levels = frame.index.names if any(level is not None for level in frame.index.names) else []
    raw = [f"level_{i}" if level is None else level for i, level in enumerate(levels)] + list(frame.columns)
    index = (
        frame.index.get_level_values(i).to_series(index=range(len(frame.index))) for i in range(len(levels))
    )
    # by position: labels may be there twice
    cells = (frame.iloc[:, i] for i in range(frame.shape[1]))
    return _assembled(raw, chain(index, cells), _pandas_column)


def polars_table(frame: Any) -> Named:
    """Return a polars DataFrame as Arrow, and notes on what was renamed or converted."""
    return _assembled(frame.columns, frame.get_columns(), _polars_column)


def arrow_table(table: pa.Table) -> Named:
    """Return an Arrow table in types the engine reads, and notes on what was renamed or converted."""
    return _assembled(table.column_names, table.columns, _acceptable)


def _assembled(raw: Iterable[Any], columns: Iterable[Any], convert: Callable[[Any, str], Any]) -> Named:
    names, renamed = unique_names(raw)
    notes = list(renamed)
    arrays = []
    for name, column in zip(names, columns, strict=True):
        array, note = convert(column, name)
        arrays.append(array)
        if note:
            notes.append(f"{name}: {note}")
    return pa.table(arrays, names=list(names)), tuple(notes)


def _pandas_column(series: Any, name: str) -> tuple[Any, str | None]:
    kind = series.dtype
    family = type(kind).__name__
    note = None
    if family == "SparseDtype":
        series, note = series.sparse.to_dense(), "sparse values are read as plain ones"
        kind, family = series.dtype, type(series.dtype).__name__
    if family == "CategoricalDtype":
        series = series.astype(kind.categories.dtype) if not series.isna().any() else series.astype(object)
        kind, family = series.dtype, type(series.dtype).__name__
    if family in {"PeriodDtype", "IntervalDtype"}:
        return column_of(series.astype(object), name)
    if getattr(kind, "kind", "") == "O" and family == "ObjectDType":
        return column_of(series.array, name)
    if getattr(kind, "kind", "") == "c":
        raise FrameRefused(
            f"column {name!r} holds complex numbers, which no report can hold",
            where=name,
            remedy=f"Give the real part of {name!r}, its size, or leave it out.",
        )
    try:
        array = pa.array(series, from_pandas=True)
    except UnicodeEncodeError:
        return column_of(series.array, name)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise _unreadable(name, str(kind), error) from error
    array, other = _acceptable(array, name)
    return array, note or other


def _polars_column(series: Any, name: str) -> tuple[Any, str | None]:
    import polars as pl

    kind = series.dtype
    if kind == pl.Object:
        return column_of(series.to_list(), name)
    wide = str(kind) in {"Int128", "UInt128"}
    try:
        array = (series.cast(pl.Decimal(38, 0)) if wide else series).to_arrow()
    except Exception as error:
        raise _unreadable(name, str(kind), error) from error
    array, note = _acceptable(array, name)
    return array, "integers over 64 bits are read as decimals" if wide else note


def _acceptable(array: Any, name: str) -> tuple[Any, str | None]:
    """Return an Arrow column in a type DuckDB reads; shape_of does the rest there."""
    kind = array.type
    try:
        if isinstance(kind, pa.BaseExtensionType):
            return _extension(array, kind, name)
        if pa.types.is_float16(kind):
            return array.cast(pa.float32()), None
        if pa.types.is_decimal256(kind):
            return array.cast(pa.decimal128(38, kind.scale)), None
        if pa.types.is_uint64(kind):
            return _unsigned(array)
        if pa.types.is_dictionary(kind):
            return _acceptable(array.cast(kind.value_type), name)
        if pa.types.is_run_end_encoded(kind):
            return _acceptable(call_function("run_end_decode", [array]), name)
    except pa.ArrowException as error:
        raise _unreadable(name, str(kind), error) from error
    return array, None


def _unsigned(array: Any) -> tuple[Any, str | None]:
    try:
        return array.cast(pa.int64()), None
    except pa.ArrowInvalid:
        return array.cast(DECIMAL_INTEGER), "integers over 64 bits are read as decimals"


def _extension(array: Any, kind: Any, name: str) -> tuple[Any, str | None]:
    if kind.extension_name == "arrow.uuid":
        return column_of(array.to_pylist(), name)
    if kind.extension_name in {"arrow.json", "arrow.bool8"}:
        return _acceptable(array.cast(kind.storage_type), name)
    raise _unreadable(name, str(kind), None)


def _unreadable(name: str, kind: str, error: Exception | None) -> FrameRefused:
    why = f": {str(error).partition(chr(10))[0]}" if error is not None else ""
    return FrameRefused(
        f"column {name!r} holds {kind}, which no report can hold{why}",
        where=name,
        remedy=f"Convert {name!r} to numbers, text or dates, or leave it out.",
    )
