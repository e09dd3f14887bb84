"""Columns of Python objects as Arrow: one kind of value a column, everything else refused by name and row."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import numbers
import uuid
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.errors import FrameRefused
from nbreports.sources.shape import DECIMAL_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_INT64 = range(-(2**63), 2**63)
_DECIMAL38 = 10**38
_WIDER = {
    frozenset({"integer", "float"}): "float",
    frozenset({"integer", "decimal"}): "decimal",
    frozenset({"date", "datetime"}): "datetime",
    frozenset({"text", "uuid"}): "text",
}
_ARROW = {
    "boolean": pa.bool_(),
    "float": pa.float64(),
    "text": pa.string(),
    "bytes": pa.binary(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "instant": pa.timestamp("us", "UTC"),
    "time": pa.time64("us"),
    "duration": pa.duration("us"),
}


def column_of(cells: Iterable[Any], name: str) -> tuple[pa.Array[Any], str | None]:
    """Return Python values as one Arrow array, and a note where they were converted.

    None, NaN, NaT and pandas.NA are NULL. Integers mix with floats and with decimals, dates with datetimes;
    every other mixture is refused.

    Raises
    ------
    FrameRefused
        With the column's name and the first row (counted from 1) that does not fit.
    """
    values = list(cells)
    families: dict[type, str | None] = {}
    seen: dict[str, int] = {}
    for row, value in enumerate(values):
        kind = type(value)
        if kind not in families:
            families[kind] = _family(value)
        family = families[kind]
        # NaN is the value unlike itself
        nan = family in {"float", "decimal"} and value != value  # noqa: PLR0124
        if nan or family == "missing":
            family = values[row] = None
        elif family == "datetime" and value.tzinfo is not None:
            family = "instant"
        if family is not None and family not in seen:
            seen[family] = row
    chosen = _one(seen, values, name)
    try:
        return _build(values, chosen, name)
    except UnicodeEncodeError:
        row = next(i for i, v in enumerate(values) if isinstance(v, str) and not _encodable(v))
        raise _refused(name, row, values[row], "is not valid Unicode text (a lone surrogate)") from None
    except (pa.ArrowException, OverflowError, ValueError, TypeError) as error:
        raise FrameRefused(
            f"column {name!r} cannot be read: {str(error).partition(chr(10))[0]}",
            where=name,
            remedy=_advice(name),
        ) from error


def _family(value: Any) -> str:
    """Return the kind of a value, by what it is and not by the library it comes from."""
    kind = type(value)
    if value is None or kind.__name__ in {"NAType", "NaTType"}:
        return "missing"
    for types, family in (
        ((bool,), "boolean"),
        ((str,), "text"),
        ((int,), "integer"),
        ((float,), "float"),
        ((decimal.Decimal,), "decimal"),
        ((dt.datetime,), "datetime"),
        ((dt.date,), "date"),
        ((dt.time,), "time"),
        ((dt.timedelta,), "duration"),
        ((bytes, bytearray, memoryview), "bytes"),
        ((uuid.UUID,), "uuid"),
        ((list, tuple, dict), "nested"),
        ((numbers.Integral,), "integer"),
        ((numbers.Real,), "float"),
    ):
        if issubclass(kind, types):
            return family
    if kind.__module__ == "numpy" and kind.__name__ in {"bool", "bool_"}:
        return "boolean"
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
        return "nested"
    if kind.__module__.partition(".")[0] == "pandas" and kind.__name__ in {"Period", "Interval"}:
        return "spelled"
    return f"a {kind.__name__}"


def _one(seen: dict[str, int], values: Sequence[Any], name: str) -> str:
    """Return the kind all values share, or refuse the column."""
    if not seen:
        return "text"
    kinds = frozenset(seen)
    if len(kinds) == 1:
        (only,) = kinds
        if only.startswith("a "):
            raise _refused(name, seen[only], values[seen[only]], f"is {only}, which no report can hold")
        return only
    if kinds in _WIDER:
        return _WIDER[kinds]
    first, *others = sorted(seen, key=lambda kind: seen[kind])
    bad = next(kind for kind in others if frozenset({first, kind}) not in _WIDER or len(kinds) > 2)
    raise _refused(name, seen[bad], values[seen[bad]], f"is {bad} where the rows before hold {first}")


def _build(values: list[Any], kind: str, name: str) -> tuple[pa.Array[Any], str | None]:
    if kind == "integer":
        return _integers(values, name)
    if kind == "decimal":
        return _decimals(values, name)
    if kind == "float":
        large = next((i for i, v in enumerate(values) if isinstance(v, int) and float(v) != v), None)
        if large is not None:
            raise _refused(
                name, large, values[large], "is an integer no float can hold, in a column of floats"
            )
        return pa.array([None if v is None else float(v) for v in values], pa.float64()), None
    if kind == "nested":
        return pa.array([_json(v) for v in values], pa.string()), "nested values are read as JSON text"
    if kind in {"uuid", "spelled", "text"}:
        spelled = [v if v is None or isinstance(v, str) else str(v) for v in values]
        note = None if kind == "text" else "values are read as text"
        return pa.array(spelled, pa.string()), note
    if kind == "bytes":
        return pa.array([None if v is None else bytes(v) for v in values], pa.binary()), None
    if kind == "datetime":
        mixed = any(type(v) is dt.date for v in values)
        whole = [dt.datetime.combine(v, dt.time()) if type(v) is dt.date else v for v in values]
        return _unboxed(whole, kind), "dates are read as the midnight they begin with" if mixed else None
    return _unboxed(values, kind), None


def _unboxed(values: list[Any], kind: str) -> pa.Array[Any]:
    # pandas' Timestamp and Timedelta carry nanoseconds, which Arrow refuses to drop
    plain = [
        v.to_pydatetime(warn=False)
        if hasattr(v, "to_pydatetime")
        else v.to_pytimedelta()
        if hasattr(v, "to_pytimedelta")
        else v
        for v in values
    ]
    return pa.array(plain, _ARROW[kind])


def _integers(values: list[Any], name: str) -> tuple[pa.Array[Any], str | None]:
    whole = [None if v is None else int(v) for v in values]
    large = next((i for i, v in enumerate(whole) if v is not None and v not in _INT64), None)
    if large is None:
        return pa.array(whole, pa.int64()), None
    huge = next((i for i, v in enumerate(whole) if v is not None and abs(v) >= _DECIMAL38), None)
    if huge is not None:
        raise _refused(name, huge, str(whole[huge])[:20] + "…", "has more than 38 digits")
    exact = [None if v is None else decimal.Decimal(v) for v in whole]
    return pa.array(exact, DECIMAL_INTEGER), "integers over 64 bits are read as decimals"


def _decimals(values: list[Any], name: str) -> tuple[pa.Array[Any], str | None]:
    exact = [
        None if v is None else v if isinstance(v, decimal.Decimal) else decimal.Decimal(v) for v in values
    ]
    endless = next((i for i, v in enumerate(exact) if v is not None and not v.is_finite()), None)
    if endless is not None:
        raise _refused(name, endless, values[endless], "is an infinite decimal")
    shapes = [v.as_tuple() for v in exact if v is not None]
    scale = max((-int(s.exponent) for s in shapes if int(s.exponent) < 0), default=0)
    whole = max((len(s.digits) + int(s.exponent) for s in shapes), default=1)
    precision = max(whole, 0) + scale
    if precision > 38:
        raise FrameRefused(
            f"column {name!r} needs {precision} decimal digits, a report holds 38",
            where=name,
            remedy=f"Round {name!r} to fewer decimal places.",
        )
    return pa.array(exact, pa.decimal128(max(precision, 1), scale)), None


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Return a nested value in JSON's own types; what has none is spelled."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not (value == value and abs(value) != float("inf")):  # noqa: PLR0124
        return None if value != value else str(value)  # noqa: PLR0124
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _advice(name: str) -> str:
    return f"Convert {name!r} to one kind of value (numbers, text, dates), or leave it out."


def _refused(name: str, row: int, value: Any, why: str) -> FrameRefused:
    shown = ascii(value)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    return FrameRefused(f"column {name!r}, row {row + 1}: {shown} {why}", where=name, remedy=_advice(name))
