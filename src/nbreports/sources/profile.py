"""Columns in figures, and the first rows: what a person looks at before using a source."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.errors import SourceNotFound
from nbreports.sources.base import ColumnProfile
from nbreports.sources.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbreports.sources.engine import Engine

BINS = 12
SAMPLES = 5
_AT_ONCE = 40


def profile(engine: Engine, relation: str, columns: Sequence[str] | None = None) -> tuple[ColumnProfile, ...]:
    """Return the profile of each of ``columns``, by default all, over all rows; every figure is exact.

    ``samples`` are the most frequent values, ``histogram`` counts the finite values in equal steps from the
    least to the greatest (numbers, dates and times of day only).

    Raises
    ------
    SourceNotFound
        For a column that is not there.
    """
    schema = engine.fetch(f"SELECT * FROM {relation} LIMIT 0", label=f"profile {relation}").schema
    chosen = _checked(schema, columns, relation)
    found: list[ColumnProfile] = []
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        with copied(engine, relation, some) as copy:
            found.extend(_some(engine, copy, [schema.field(name) for name in some]))
    return tuple(found)


@contextmanager
def copied(engine: Engine, relation: str, columns: Sequence[str]) -> Iterator[str]:
    """Hold ``columns`` of ``relation`` in a table, so that a file or frame is read once, not per figure."""
    name = engine.name("copy")
    listed = ", ".join(quote(column) for column in columns)
    engine.execute(f"CREATE TABLE {name} AS SELECT {listed} FROM {relation}", label=f"read {relation}")
    try:
        yield name
    finally:
        engine.execute(f"DROP TABLE {name}", label=f"drop {name}")


def sample(
    engine: Engine, relation: str, columns: Sequence[str] | None = None, *, rows: int = 20
) -> pa.Table:
    """Return the first ``rows`` rows of ``relation``, in its order; raises as ``profile``."""
    schema = engine.fetch(f"SELECT * FROM {relation} LIMIT 0", label=f"sample {relation}").schema
    listed = ", ".join(quote(name) for name in _checked(schema, columns, relation))
    return engine.fetch(f"SELECT {listed} FROM {relation} LIMIT {int(rows)}", label=f"sample {relation}")


def type_name(kind: pa.DataType) -> str:
    """Return the report's word for a type of the engine: integer, float, decimal, text, boolean, date, …."""
    types = pa.types
    if types.is_integer(kind) or (types.is_decimal(kind) and kind.scale == 0):
        return "integer"
    for test, word in (
        (types.is_floating, "float"),
        (types.is_decimal, "decimal"),
        (types.is_boolean, "boolean"),
        (types.is_date, "date"),
        (types.is_timestamp, "datetime"),
        (types.is_time, "time"),
        (types.is_duration, "duration"),
        (types.is_binary, "bytes"),
    ):
        if test(kind):
            return word
    return "text"


def _checked(schema: pa.Schema, columns: Sequence[str] | None, relation: str) -> list[str]:
    if columns is None:
        return list(schema.names)
    for name in columns:
        if name not in schema.names:
            raise SourceNotFound(
                f"there is no column {name!r}",
                where=relation,
                remedy=f"Columns: {', '.join(schema.names[:20])}.",
            )
    return list(columns)


def _some(engine: Engine, relation: str, fields: list[pa.Field[Any]]) -> list[ColumnProfile]:
    asked = []
    for i, field in enumerate(fields):
        cell = quote(field.name)
        asked += [
            f"count({cell}) AS n{i}",
            f"count(DISTINCT {cell}) AS d{i}",
            f"min({cell}) AS lo{i}",
            f"max({cell}) AS hi{i}",
        ]
        number = _number(cell, field.type)
        if number:
            asked += [f"min({number}) AS a{i}", f"max({number}) AS b{i}"]
    figures = engine.fetch(
        f"SELECT count(*) AS n, {', '.join(asked)} FROM {relation}", label=f"profile {relation}"
    ).to_pylist()[0]
    return [_profiled(engine, relation, field, i, figures) for i, field in enumerate(fields)]


def _profiled(
    engine: Engine, relation: str, field: pa.Field[Any], i: int, figures: dict[str, Any]
) -> ColumnProfile:
    cell = quote(field.name)
    frequent = engine.fetch(
        f"SELECT {cell} AS v FROM {relation} WHERE {cell} IS NOT NULL GROUP BY {cell}"
        f" ORDER BY count(*) DESC, {cell} LIMIT {SAMPLES}",
        label=f"profile {relation}",
    )
    number = _number(cell, field.type)
    histogram: tuple[int, ...] = ()
    low, high = figures.get(f"a{i}"), figures.get(f"b{i}")
    if number and low is not None and high is not None:
        histogram = _histogram(engine, relation, number, float(low), float(high))
    return ColumnProfile(
        name=field.name,
        type=type_name(field.type),
        rows=figures["n"],
        nulls=figures["n"] - figures[f"n{i}"],
        distinct=figures[f"d{i}"],
        minimum=figures[f"lo{i}"],
        maximum=figures[f"hi{i}"],
        samples=tuple(frequent["v"].to_pylist()),
        histogram=histogram,
    )


def _number(cell: str, kind: pa.DataType) -> str | None:
    """Return SQL for the place of a value on a line, None for what has none."""
    types = pa.types
    if types.is_floating(kind):
        return f"CASE WHEN isfinite({cell}) THEN {cell} END"
    if types.is_integer(kind) or types.is_decimal(kind):
        return f"CAST({cell} AS DOUBLE)"
    if types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind) or types.is_duration(kind):
        return f"epoch({cell})"
    return None


def _histogram(engine: Engine, relation: str, number: str, low: float, high: float) -> tuple[int, ...]:
    span = high - low
    if not math.isfinite(span):
        return ()
    step = f"least({BINS - 1}, floor(({number} - {low!r}) / {span!r} * {BINS}))" if span > 0 else "0"
    rows = engine.fetch(
        f"SELECT CAST({step} AS BIGINT) AS bin, count(*) AS n FROM {relation}"
        f" WHERE {number} IS NOT NULL GROUP BY 1",
        label=f"profile {relation}",
    ).to_pylist()
    counts = {row["bin"]: row["n"] for row in rows}
    return tuple(counts.get(i, 0) for i in range(BINS))
