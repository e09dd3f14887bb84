"""Raw values as the XML of typed cells: numbers, Excel's date serials, booleans, inline strings.

What a cell cannot hold without losing something becomes text, and is counted, so that the sheet says so:
more than 15 digits, infinities, days before March 1900 (Excel's calendar has a 29 February 1900), negative
durations.

A *body* is the rest of a cell's XML after its style, such as ``><v>12</v></c>``; None is an empty cell.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from nbreports.document.patterns import resolve
from nbreports.renderers.xlsx.xml_text import TextBodies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import DataType

Body = str | None
Array = Any
"""A ``pyarrow.Array``; its stubs know less than it does."""

DIGITS = 15
EXACT = 10**DIGITS
FIRST_SERIAL = 61
"""1 March 1900."""
LAST_SERIAL = 2_958_465
"""31 December 9999."""
EPOCH_SERIAL = 25_569
"""1 January 1970."""
LARGEST = 9.99999999999999e307
SMALLEST = 2.2250738585072014e-308
_DAY = 86_400
_UNITS = {"s": _DAY, "ms": _DAY * 10**3, "us": _DAY * 10**6, "ns": _DAY * 10**9}

DIGITS_LOST = "digits"
EARLY = "early"
INFINITE = "infinite"
NEGATIVE = "negative"

_TYPES: tuple[tuple[type, DataType], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "float"),
    (Decimal, "decimal"),
    (datetime, "datetime"),
    (date, "date"),
    (time, "time"),
    (timedelta, "duration"),
    (bytes, "bytes"),
)
REASONS = {
    DIGITS_LOST: "{count} with more digits than Excel's 15, or too large or small for it",
    EARLY: "{count} outside the calendar of Excel, which begins in March 1900 and ends in 9999",
    INFINITE: "{count} infinite",
    NEGATIVE: "{count} negative durations, which Excel cannot show",
}


@dataclass
class CellValues:
    """Makes bodies, and counts what had to become text, by reason."""

    texts: TextBodies = field(default_factory=TextBodies)
    kept_as_text: Counter[str] = field(default_factory=Counter)

    def chunk(self, values: Array, spec: FormatSpec, text: Callable[[], Sequence[str]]) -> list[Body]:
        """Return the bodies of a run of a column; ``text`` gives its formatted values, asked where needed."""
        import pyarrow as pa
        import pyarrow.compute

        pc: Any = pyarrow.compute

        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        kind = values.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            known = self.texts
            return [None if value is None else known[value] for value in values.to_pylist()]
        if pa.types.is_boolean(kind):
            return [None if v is None else f' t="b"><v>{v:d}</v></c>' for v in values.to_pylist()]
        if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
            numbers = self._numbers(values, spec)
            if numbers is not None:
                return [None if v is None else f"><v>{v}</v></c>" for v in numbers]
            return self._each(values.to_pylist(), spec, text)
        if pa.types.is_null(kind):
            return [None] * len(values)
        if pa.types.is_date(kind):
            days = pc.cast(pc.cast(values, pa.date32()), pa.int32())
            return self._serials(pc.add(days, EPOCH_SERIAL), values, EARLY)
        if pa.types.is_timestamp(kind):
            local = _local(values, spec.timezone)
            micros = pc.cast(pc.cast(local, pa.timestamp("us"), safe=False), pa.int64())
            serials = pc.add(pc.divide(pc.cast(micros, pa.float64(), safe=False), _UNITS["us"]), EPOCH_SERIAL)
            return self._serials(serials, local, EARLY)
        if pa.types.is_time(kind):
            ticks = pc.cast(values, pa.int32() if kind.bit_width == 32 else pa.int64())
            return _plain(pc.divide(pc.cast(ticks, pa.float64()), _UNITS[kind.unit]))
        if pa.types.is_duration(kind):
            serials = pc.divide(
                pc.cast(pc.cast(values, pa.int64()), pa.float64(), safe=False), _UNITS[kind.unit]
            )
            if (pc.min(serials).as_py() or 0.0) >= 0:
                return _plain(serials)
            shown = text()
            return [
                None if v is None else f"><v>{v!r}</v></c>" if v >= 0 else self._as_text(one, NEGATIVE)
                for v, one in zip(serials.to_pylist(), shown, strict=True)
            ]
        shown = text()
        return [
            self.texts[one] if valid else None
            for valid, one in zip(values.is_valid().to_pylist(), shown, strict=True)
        ]

    def one(self, value: Any, spec: FormatSpec, text: str) -> Body:
        """Return the body of one value, formatted as ``text``."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.texts[value]
        if isinstance(value, bool):
            return f' t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float | Decimal):
            return self._number(value, spec, text)
        if isinstance(value, datetime):
            local = _local_datetime(value, spec.timezone)
            since = local - datetime(1970, 1, 1)  # noqa: DTZ001 - serials have no zone
            serial = float(since // timedelta(microseconds=1)) / _UNITS["us"] + EPOCH_SERIAL
            return self._serial(serial, local.isoformat(" "))
        if isinstance(value, date):
            return self._serial(
                value.toordinal() - date(1970, 1, 1).toordinal() + EPOCH_SERIAL, value.isoformat()
            )
        if isinstance(value, time):
            since_midnight = timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            )
            return f"><v>{since_midnight / timedelta(days=1)!r}</v></c>"
        if isinstance(value, timedelta):
            if value < timedelta(0):
                return self._as_text(text, NEGATIVE)
            return f"><v>{value / timedelta(days=1)!r}</v></c>"
        return self.texts[text]

    # --- numbers ---

    def _numbers(self, values: Array, spec: FormatSpec) -> list[str | None] | None:
        """Return the digits of numbers that a cell holds exactly, all of them, else None."""
        import pyarrow as pa
        import pyarrow.compute

        pc: Any = pyarrow.compute

        kind = values.type
        if resolve(spec).kind == "duration":
            return None
        if pa.types.is_floating(kind):
            values = pc.cast(values, pa.float64())
            if pc.any(pc.is_nan(values)).as_py():
                values = pc.if_else(pc.is_nan(values), None, values)
            size = pc.min_max(pc.abs(values))
            largest, smallest = size["max"].as_py() or 0.0, size["min"].as_py() or 1.0
            if largest > LARGEST or smallest < SMALLEST:
                return None
        elif pa.types.is_integer(kind):
            size = pc.min_max(values)
            if max(abs(size["min"].as_py() or 0), abs(size["max"].as_py() or 0)) > EXACT:
                return None
        elif kind.precision > DIGITS:
            size = pc.min_max(values)
            largest_decimal = max(abs(size["min"].as_py() or 0), abs(size["max"].as_py() or 0))
            if (
                largest_decimal.adjusted() + 1 + kind.scale > DIGITS
                if largest_decimal
                else kind.scale > DIGITS
            ):
                return None
        digits: list[str | None] = pc.cast(values, pa.string()).to_pylist()
        return digits

    def _each(self, values: Sequence[Any], spec: FormatSpec, text: Callable[[], Sequence[str]]) -> list[Body]:
        # what is too long a number stands as its own digits: only other cases need the formatted text
        wordy = resolve(spec).kind == "duration" or any(
            isinstance(v, float) and math.isinf(v) for v in values
        )
        texts = text() if wordy else [""] * len(values)
        return [self.one(value, spec, one) for value, one in zip(values, texts, strict=True)]

    def _number(self, value: float | Decimal, spec: FormatSpec, text: str) -> Body:
        if value != value:  # noqa: PLR0124 - NaN
            return None
        if math.isinf(value):
            return self._as_text(text or ("∞" if value > 0 else "-∞"), INFINITE)
        if resolve(spec).kind == "duration":
            if value < 0:
                return self._as_text(text, NEGATIVE)
            return f"><v>{float(value) / _DAY!r}</v></c>"
        if not _exact(value):
            plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
            return self._as_text(plain, DIGITS_LOST)
        return f"><v>{value}</v></c>"

    # --- days ---

    def _serials(self, serials: Array, values: Array, reason: str) -> list[Body]:
        import pyarrow as pa
        import pyarrow.compute

        pc: Any = pyarrow.compute

        size = pc.min_max(serials)
        low, high = size["min"].as_py(), size["max"].as_py()
        if low is None or (low >= FIRST_SERIAL and high < LAST_SERIAL + 1):
            return _plain(serials)
        words = pc.cast(values, pa.string()).to_pylist()
        return [
            None
            if serial is None
            else f"><v>{serial!r}</v></c>"
            if FIRST_SERIAL <= serial < LAST_SERIAL + 1
            else self._as_text(_short_clock(word or ""), reason)
            for serial, word in zip(serials.to_pylist(), words, strict=True)
        ]

    def _serial(self, serial: float, iso: str) -> Body:
        if FIRST_SERIAL <= serial < LAST_SERIAL + 1:
            return f"><v>{serial!r}</v></c>"
        return self._as_text(_short_clock(iso), EARLY)

    def _as_text(self, text: str, reason: str) -> str:
        self.kept_as_text[reason] += 1
        return self.texts[text]


def number_of(cell: str | None) -> float | None:
    """Return the number that a body, or a cell, holds; None where it holds none."""
    if cell is None or ' t="' in cell:
        return None
    _, opening, rest = cell.partition("><v>")
    return float(rest.partition("<")[0]) if opening else None


def type_of(value: Any) -> DataType:
    """Return the type of a raw value that comes without one."""
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return "text"


def _exact(value: float | Decimal) -> bool:
    """Say whether Excel keeps every digit; a float's own digits are what any reader of it gets."""
    if isinstance(value, float):
        return value == 0 or SMALLEST <= abs(value) <= LARGEST
    if isinstance(value, int):
        return abs(value) <= EXACT or (abs(value) < 10**300 and len(str(abs(value)).rstrip("0")) <= DIGITS)
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits) <= DIGITS and (not digits or abs(value.adjusted()) <= 300)


def _plain(numbers: Array) -> list[Body]:
    import pyarrow as pa
    import pyarrow.compute

    pc: Any = pyarrow.compute

    return [None if v is None else f"><v>{v}</v></c>" for v in pc.cast(numbers, pa.string()).to_pylist()]


def _short_clock(iso: str) -> str:
    """Return an ISO time without a fraction of only zeros."""
    head, point, fraction = iso.partition(".")
    return head if not fraction.strip("0") else head + point + fraction


def _local(values: Array, timezone: str | None) -> Array:
    """Return instants as the clock of ``timezone`` showed them; timestamps without a zone stay."""
    import pyarrow as pa
    import pyarrow.compute

    pc: Any = pyarrow.compute

    zone = values.type.tz
    if zone is None:
        return values
    unit = values.type.unit
    try:
        return pc.local_timestamp(pc.cast(values, pa.timestamp(unit, timezone or zone)))
    except (pa.ArrowInvalid, OSError):
        # the machine has no time zone files of its own; Python's come with the package tzdata
        clocks = [
            None if value is None else _local_datetime(value, timezone)
            for value in pc.cast(values, pa.timestamp("us", "UTC"), safe=False).to_pylist()
        ]
        return pa.array(clocks, pa.timestamp("us"))


def _local_datetime(value: datetime, timezone: str | None) -> datetime:
    if value.tzinfo is None:
        return value
    if timezone is not None:
        try:
            value = value.astimezone(ZoneInfo(timezone) if timezone != "UTC" else UTC)
        except OverflowError:
            return value.replace(tzinfo=None)
    return value.replace(tzinfo=None)
