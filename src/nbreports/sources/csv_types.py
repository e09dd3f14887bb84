"""What type a CSV column has: every cell is put into a class, the classes of all cells decide."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from nbreports.sources.shape import DECIMAL_INTEGER

_NUMBER = r"(0|[1-9][0-9]*)"
_INTEGER, _LONG, _FLOAT, _NAN, _BOOLEAN, _DATE, _ZONED, _DATETIME, _TIME, _DMY, _MDY, _TEXT = (
    1 << bit for bit in range(12)
)
_AMBIGUOUS = 1 << 12
_MARKER = 1 << 13
"""What stands for a missing value in some files, yet is a word of its own in others (``NA`` is Namibia)."""
_CLOCK = r"[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
_ISO = r"(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[01][0-9]-[0-3][0-9]"
_ZONE = r"(Z|[+-][0-2][0-9](:?[0-5][0-9])?)"


_WHOLE = f" *-?{_NUMBER} *"
_FRACTION = rf" *-?({_NUMBER}?\.[0-9]+|{_NUMBER}\.?)([eE][+-]?[0-9]+)? *"
_MOMENT = f"{_ISO}[T ]{_CLOCK}"
_INSTANT = f"{_MOMENT} ?{_ZONE}"
_SLASHED = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"


@dataclass(frozen=True, slots=True)
class CellType:
    """The type of a column, and the SQL that reads it."""

    type: pa.DataType
    sql: str
    note: str | None = None


def class_sql(cell: str) -> str:
    """Return SQL that gives the class of the text ``cell`` as a bit; 0 for an empty cell."""

    def like(pattern: str) -> str:
        return f"regexp_full_match({cell}, '{pattern}')"

    return (
        f"CASE WHEN {cell} IS NULL THEN 0"
        f" WHEN {like(_WHOLE)} THEN"
        f" CASE WHEN try_cast({cell} AS BIGINT) IS NOT NULL THEN {_INTEGER}"
        f" WHEN length(trim({cell}, ' -')) <= 38 THEN {_LONG} ELSE {_TEXT} END"
        f" WHEN {like(_FRACTION)} AND isfinite(try_cast({cell} AS DOUBLE)) THEN {_FLOAT}"
        f" WHEN {like('(?i)true|false')} THEN {_BOOLEAN}"
        f" WHEN {like('(?i)nan|[+-]?inf(inity)?')} THEN {_NAN}"
        f" WHEN {like('(?i)#?n/?a|null|none|-|[?]|[.]')} THEN {_MARKER}"
        f" ELSE {moment_sql(cell)} END"
    )


def moment_sql(cell: str) -> str:
    """Return SQL for the class of the text ``cell`` as a bit, where only dates and times are looked for."""

    def like(pattern: str) -> str:
        return f"regexp_full_match({cell}, '{pattern}')"

    return (
        f"CASE WHEN {cell} IS NULL THEN 0"
        f" WHEN {like(_ISO)} AND try_cast({cell} AS DATE) IS NOT NULL THEN {_DATE}"
        f" WHEN {like(_MOMENT)} AND try_cast({cell} AS TIMESTAMP) IS NOT NULL THEN {_DATETIME}"
        f" WHEN {like(_INSTANT)} AND try_cast({cell} AS TIMESTAMPTZ) IS NOT NULL THEN {_ZONED}"
        f" WHEN {like(_CLOCK)} AND try_cast({cell} AS TIME) IS NOT NULL THEN {_TIME}"
        f" WHEN {like(_SLASHED)} THEN"
        f" CASE WHEN try_strptime({cell}, '%d/%m/%Y') IS NULL"
        f" THEN CASE WHEN try_strptime({cell}, '%m/%d/%Y') IS NULL THEN {_TEXT} ELSE {_MDY} END"
        f" WHEN try_strptime({cell}, '%m/%d/%Y') IS NULL THEN {_DMY} ELSE {_AMBIGUOUS} END"
        f" ELSE {_TEXT} END"
    )


def type_of(classes: int, cell: str) -> CellType:
    """Return the type of a column whose cells have these ``classes``, and how the text ``cell`` is read."""

    def only(allowed: int, needed: int) -> bool:
        return not classes & ~allowed and bool(classes & needed)

    if only(_INTEGER, _INTEGER):
        return CellType(pa.int64(), cell)
    if only(_INTEGER | _LONG, _LONG):
        return CellType(
            DECIMAL_INTEGER, f"CAST({cell} AS DECIMAL(38,0))", "integers over 64 bits are read as decimals"
        )
    if only(_INTEGER | _FLOAT | _NAN, _INTEGER | _FLOAT):
        return CellType(pa.float64(), f"CASE WHEN isnan({cell}) THEN NULL ELSE {cell} END")
    if only(_BOOLEAN, _BOOLEAN):
        return CellType(pa.bool_(), cell)
    if only(_DATE, _DATE):
        # the CSV reader gives this type itself
        return CellType(pa.date32(), cell)
    numbers = _INTEGER | _LONG | _FLOAT
    if only(numbers | _NAN | _MARKER, _MARKER) and classes & numbers:
        return CellType(
            pa.string(),
            cell,
            "kept as text: words such as NA stand among its numbers; leave such cells empty",
        )
    return moment_type(classes, cell)


def moment_type(classes: int, cell: str) -> CellType:
    """Return the date or time type of a column with these ``classes`` of ``moment_sql``, else text."""

    def only(allowed: int, needed: int) -> bool:
        return not classes & ~allowed and bool(classes & needed)

    if only(_DATE, _DATE):
        return CellType(pa.date32(), f"CAST({cell} AS DATE)")
    if only(_DATE | _DATETIME, _DATETIME):
        return CellType(pa.timestamp("us"), f"CAST({cell} AS TIMESTAMP)")
    if only(_ZONED, _ZONED):
        return CellType(pa.timestamp("us", "UTC"), f"CAST({cell} AS TIMESTAMPTZ)")
    if only(_TIME, _TIME):
        return CellType(pa.time64("us"), f"CAST({cell} AS TIME)")
    for order, pattern in ((_DMY, "%d/%m/%Y"), (_MDY, "%m/%d/%Y")):
        if only(order | _AMBIGUOUS, order):
            return CellType(
                pa.date32(), f"CAST(strptime({cell}, '{pattern}') AS DATE)", f"dates are read as {pattern}"
            )
    if only(_DMY | _MDY | _AMBIGUOUS, _AMBIGUOUS):
        return CellType(
            pa.string(),
            cell,
            "kept as text: its dates can be read as day/month and as month/day; write 2020-12-31",
        )
    return CellType(pa.string(), cell)
