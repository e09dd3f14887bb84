"""Nice domains and ticks of numbers and of time: pure arithmetic, no text.

Ticks step by 1, 2 or 5 times a power of ten and are exact decimals (``0.3``, never ``0.30000000000000004``).
Time ticks stand on the calendar: first days of years, quarters and months, Mondays, days, hours, minutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

TimeUnit = Literal["year", "month", "week", "day", "hour", "minute", "second"]

_LARGEST = 1e300
"""Beyond this a domain's width would overflow a float."""

_SMALLEST = 1e-300
"""Below this a number counts as zero, since the steps between would underflow."""

_NARROWEST = 1e-12
"""Values nearer than this part of their size are one: the ticks between would be one float."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LinearScale:
    """A resolved scale of numbers.

    Attributes
    ----------
    domain
        Low and high end.
    ticks
        Tick values inside the domain, ascending.
    step
        Distance of two ticks.
    """

    domain: tuple[float, float]
    ticks: tuple[float, ...]
    step: Decimal


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A resolved scale of time: ``unit`` and ``every`` say what a tick stands for."""

    domain: tuple[date, date]
    ticks: tuple[date, ...]
    unit: TimeUnit
    every: int


def as_number(value: Any) -> float | None:
    """Return ``value`` as a finite float, or None where it has no place on a scale (NULL, NaN, infinite)."""
    if value is None:
        return None
    if isinstance(value, timedelta):
        return value.total_seconds()
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        return None
    if not abs(number) <= _LARGEST:
        return None
    return number if abs(number) >= _SMALLEST else 0.0


def as_instant(value: date) -> float:
    """Return a date or datetime as seconds since 1970; without a zone it counts as UTC."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, clock.min)
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return (value - _EPOCH).total_seconds()


def in_one_clock(values: Sequence[date], timezone: str | None) -> list[date]:
    """Return dates and datetimes as one kind, instants in ``timezone``, so that they compare."""
    if not any(isinstance(value, datetime) for value in values):
        return list(values)
    aware = any(isinstance(value, datetime) and value.tzinfo is not None for value in values)
    zone = ZoneInfo(timezone) if timezone else UTC
    clocked: list[date] = []
    for value in values:
        moment = value if isinstance(value, datetime) else datetime.combine(value, clock.min)
        if moment.tzinfo is not None:
            moment = _in_zone(moment, zone) if timezone else moment
        elif aware:
            moment = moment.replace(tzinfo=zone)
        clocked.append(moment)
    return clocked


def _in_zone(value: datetime, zone: tzinfo) -> datetime:
    try:
        return value.astimezone(zone)
    except OverflowError:  # the first and last hours of the calendar have no local time in some zones
        return value


def linear(
    values: Sequence[float], *, zero: bool, nice: bool = True, whole: bool = False, count: int = 4
) -> LinearScale:
    """Fit a scale of numbers.

    Parameters
    ----------
    values
        Finite numbers, in any order; none at all gives 0 to 1.
    zero
        Whether zero belongs to the domain.
    nice
        Whether the domain ends on ticks; else it ends on the data.
    whole
        Whether ticks are whole numbers.
    count
        How many steps are wished for; there are 3 to 7.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= _NARROWEST * max(abs(low), abs(high)):
        low, high, nice = *_around(low, zero=zero, whole=whole), True
    step = _step(low, high, count, whole=whole)
    first, last = Decimal(low) / step, Decimal(high) / step
    if nice:
        first_k, last_k = math.floor(_snap(first)), math.ceil(_snap(last))
        low, high = float(first_k * step), float(last_k * step)
    else:
        first_k, last_k = math.ceil(_snap(first)), math.floor(_snap(last))
    ticks = tuple(_number(k * step) for k in range(first_k, last_k + 1))
    return LinearScale((_number(Decimal(low)), _number(Decimal(high))), ticks, step)


def _around(value: float, *, zero: bool, whole: bool) -> tuple[float, float]:
    if value == 0 or zero:
        return (0.0, 1.0) if value >= 0 else (value, 0.0)
    reach = max(abs(value) * 0.1, 1.0 if whole else 0.0)
    return value - reach, value + reach


def _step(low: float, high: float, count: int, *, whole: bool) -> Decimal:
    rough = (Decimal(high) - Decimal(low)) / count
    exponent = rough.adjusted()
    fraction = float(rough.scaleb(-exponent))
    factor = 1 if fraction < 1.4 else 2 if fraction < 2.8 else 5 if fraction < 7 else 10
    step = Decimal(factor).scaleb(exponent)
    return max(step, Decimal(1)) if whole else step


def _snap(quotient: Decimal) -> Decimal:
    """Take a quotient that misses a whole number by a rounding error for that number."""
    nearest = quotient.to_integral_value()
    return nearest if abs(quotient - nearest) < Decimal("1e-12") else quotient


def _number(value: Decimal) -> float:
    """Return the shortest number: an int where it is whole and exact, else a float."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


_DURATIONS = (1, 60, 3600, 86400)


def duration(values: Sequence[float], *, zero: bool, nice: bool = True, count: int = 4) -> LinearScale:
    """Fit a scale of seconds: as `linear`, with steps that are nice in seconds, minutes, hours or days."""
    reach = max((abs(value) for value in values), default=1.0)
    unit = max((unit for unit in _DURATIONS if unit * 2 <= reach), default=1)
    scale = linear([value / unit for value in values], zero=zero, nice=nice, count=count)
    low, high = (_number(Decimal(str(end)) * unit) for end in scale.domain)
    ticks = tuple(_number(Decimal(str(tick)) * unit) for tick in scale.ticks)
    return LinearScale((low, high), ticks, scale.step * unit)


# --- time ---------------------------------------------------------------------------------------------------

_STEPS: tuple[tuple[TimeUnit, int, float], ...] = (
    ("second", 1, 1.0),
    ("second", 5, 5.0),
    ("second", 15, 15.0),
    ("second", 30, 30.0),
    ("minute", 1, 60.0),
    ("minute", 5, 300.0),
    ("minute", 15, 900.0),
    ("minute", 30, 1800.0),
    ("hour", 1, 3600.0),
    ("hour", 3, 10800.0),
    ("hour", 6, 21600.0),
    ("hour", 12, 43200.0),
    ("day", 1, 86400.0),
    ("day", 2, 172800.0),
    ("week", 1, 604800.0),
    ("week", 2, 1209600.0),
    ("month", 1, 2629800.0),
    ("month", 2, 5259600.0),
    ("month", 3, 7889400.0),
    ("month", 6, 15778800.0),
    ("year", 1, 31557600.0),
)
_YEAR = 31557600.0


def time(values: Sequence[date], *, count: int = 6) -> TimeScale:
    """Fit a scale of dates or datetimes (all of one kind); its domain ends on the data.

    One value alone gets a day on either side (dates) or an hour (datetimes).
    """
    low, high = min(values), max(values)
    if low == high:
        reach = timedelta(hours=1) if isinstance(low, datetime) else timedelta(days=1)
        low, high = _shift(low, -reach), _shift(high, reach)
    seconds = (high - low).total_seconds()
    unit, every = _time_step(seconds / count, whole_days=not isinstance(low, datetime))
    ticks = _time_ticks(low, high, unit, every) or (low, high)
    return TimeScale((low, high), ticks, unit, every)


def _shift(value: date, by: timedelta) -> date:
    try:
        return value + by
    except OverflowError:
        return value


def _time_step(seconds: float, *, whole_days: bool) -> tuple[TimeUnit, int]:
    if seconds > 0.75 * _YEAR:
        return "year", max(1, int(_step(0, seconds / _YEAR, 1, whole=True)))
    steps = [step for step in _STEPS if not whole_days or step[2] >= 86400]
    unit, every, _ = min(steps, key=lambda step: abs(math.log(step[2] / max(seconds, 1e-6))))
    return unit, every


def _time_ticks(low: date, high: date, unit: TimeUnit, every: int) -> tuple[date, ...]:
    ticks: list[date] = []
    tick: date | None = _floor(low, unit, every)
    while tick is not None and tick <= high:
        if tick >= low:
            ticks.append(tick)
        tick = _next(tick, unit, every)
    return tuple(ticks)


def _floor(value: date, unit: TimeUnit, every: int) -> date:
    if isinstance(value, datetime):
        value = value.replace(microsecond=0)
        if unit == "second":
            return value.replace(second=value.second - value.second % every)
        value = value.replace(second=0)
        if unit == "minute":
            return value.replace(minute=value.minute - value.minute % every)
        value = value.replace(minute=0)
        if unit == "hour":
            return value.replace(hour=value.hour - value.hour % every)
        value = value.replace(hour=0)
    if unit == "year":
        return value.replace(year=max(1, value.year - value.year % every), month=1, day=1)
    if unit == "month":
        return value.replace(month=value.month - (value.month - 1) % every, day=1)
    if unit == "week":
        return _shift(value, -timedelta(days=value.weekday()))
    return value


def _next(value: date, unit: TimeUnit, every: int) -> date | None:
    months = {"year": 12, "month": 1}.get(unit)
    try:
        if months is not None:
            index = value.year * 12 + value.month - 1 + months * every
            if value.year == 1 and unit == "year" and every > 1:
                index = every * 12
            return value.replace(year=index // 12, month=index % 12 + 1)
        unit_length = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}[unit]
        return value + timedelta(seconds=unit_length * every)
    except (OverflowError, ValueError):
        return None
