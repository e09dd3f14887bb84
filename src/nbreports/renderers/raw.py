"""Raw values as text that machines read: the same in every format that carries them."""

from __future__ import annotations

import base64
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from nbreports.errors import RenderError


def raw_text(value: Any) -> str:
    """Return a raw value as text: every digit of numbers, ISO 8601, seconds, base64, ``Infinity``.

    Parameters
    ----------
    value
        Any raw value but None and NaN, which have no text.

    Raises
    ------
    RenderError
        For a type that no cell of a document has.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            if math.isinf(value):
                return "-Infinity" if value < 0 else "Infinity"
            return repr(value)
        case Decimal():
            return decimal_text(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return seconds_text(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode("ascii")
    if hasattr(value, "item"):  # a scalar of NumPy
        return raw_text(value.item())
    raise RenderError(f"a value of type {type(value).__name__} has no text: {value!r:.80}")


def decimal_text(value: Decimal) -> str:
    """Return all digits of a decimal, without an exponent as long as that is no longer than a line."""
    if value.is_infinite():
        return "-Infinity" if value < 0 else "Infinity"
    return f"{value:f}" if -60 < value.adjusted() < 60 else str(value)


def seconds_text(value: timedelta) -> str:
    """Return a duration in seconds as an exact decimal number."""
    nanos = int(getattr(value, "nanoseconds", 0))
    total = ((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1000 + nanos
    seconds, rest = divmod(abs(total), 1_000_000_000)
    fraction = f".{rest:09d}".rstrip("0").rstrip(".")
    return f"{'-' if total < 0 else ''}{seconds}{fraction}"


def is_nan(value: Any) -> bool:
    """Say whether a value is NaN, which stands for NULL."""
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, Decimal) and value.is_nan()
