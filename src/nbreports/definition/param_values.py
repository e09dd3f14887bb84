"""What a parameter's value may be: its type, its range, and how a text becomes one."""

from __future__ import annotations

import math
import operator
import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from nbreports.definition.faults import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.parameters import Param

T = TypeVar("T")

_INTEGER = re.compile(r"[+-]?\d{1,19}\Z", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def is_iso(kind: str, text: str) -> bool:
    """Say whether ``text`` is a date or datetime in ISO 8601."""
    return _parsed(date.fromisoformat if kind == "date" else datetime.fromisoformat, text) is not None


def matches(kind: str, value: object) -> bool:
    """Say whether a value of the file has a parameter's type; ``"5"`` is no integer, true no number."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "decimal":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case _:
            return isinstance(value, str) and is_iso(kind, value)


def coerce(kind: str, value: Any) -> Any:
    """Return ``value`` as a parameter's type holds it, or None where it cannot be one.

    Texts, as a command line gives them, become what they say: ``"5"`` an integer, ``"2024-01-31"`` a date.
    A decimal is a ``Decimal``, a date a ``date``, a datetime a ``datetime``.
    """
    match kind:
        case "string":
            return value if isinstance(value, str) else None
        case "integer":
            return _integer(value)
        case "decimal":
            return _decimal(value)
        case "boolean":
            if isinstance(value, str):
                return _BOOLEANS.get(value.strip().casefold())
            return value if isinstance(value, bool) else None
        case "date":
            return _date(value)
        case _:
            return _datetime(value)


def range_error(param: Param, value: Any) -> tuple[str, str] | None:
    """Return message and remedy where a value is outside ``min``, ``max``, ``max_length`` or ``values``."""
    held = coerce(param.type, value)
    for key, outside, word in (("min", operator.lt, "less"), ("max", operator.gt, "more")):
        bound = getattr(param, key)
        if bound is not None and outside(_comparable(held), _comparable(coerce(param.type, bound))):
            return f"{_shown(value)} is {word} than {key} {bound}", f"Give a value from {_range(param)}."
    if param.max_length is not None and len(held) > param.max_length:
        return (
            f"{quote(value)} has {len(held)} characters and {param.max_length} are allowed",
            "Give a shorter text.",
        )
    if isinstance(param.values, tuple) and held not in [coerce(param.type, each) for each in param.values]:
        allowed = ", ".join(str(each) for each in param.values[:20])
        return f"{_shown(value)} is not one of the values of {param.name!r}", f"Give one of: {allowed}."
    return None


def _range(param: Param) -> str:
    low = "any" if param.min is None else param.min
    return f"{low} up" if param.max is None else f"{low} to {param.max}"


def _shown(value: Any) -> str:
    return quote(value) if isinstance(value, str | int | float) else str(value)


def _comparable(value: Any) -> Any:
    # local times and times with an offset do not compare
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _integer(value: Any) -> int | None:
    if isinstance(value, str):
        number = int(value) if _INTEGER.match(value.strip()) else None
    elif isinstance(value, bool):
        return None
    else:
        try:
            number = operator.index(value)
        except TypeError:
            return None
    return number if number is not None and -(2**63) <= number < 2**63 else None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 40 else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else None
    if isinstance(value, date):
        return value
    return _parsed(date.fromisoformat, value.strip()) if isinstance(value, str) else None


def _datetime(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return _parsed(datetime.fromisoformat, value.strip()) if isinstance(value, str) else None


def _parsed(parse: Callable[[str], T], text: str) -> T | None:
    try:
        return parse(text)
    except ValueError:
        return None
