"""Dates and times to text at the speed of arrays, equal to Babel.

Each field of a CLDR pattern depends on little: a month's name on the month, an hour on the hour. Babel writes
every text a field can have once, into a table, and a column only looks up. Fields that depend on more (weeks,
eras, fractions of a second, time zones) are asked of Babel itself, once a distinct value.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from babel import Locale

ORDINAL = 719_163
"""``toordinal()`` of the first day of 1970."""
DAY = 86_400_000_000
"""Microseconds in a day."""
FIRST_DAY, LAST_DAY = date.min.toordinal() - ORDINAL, date.max.toordinal() - ORDINAL
"""The first and the last day that has a text, counted from 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a timestamp without a zone stays without one
_FEW = 24
_MEMO = 100_000


class DateFormat:
    """A CLDR date, time or datetime pattern in one locale.

    Parameters
    ----------
    pattern
        The CLDR pattern.
    locale
        Babel's locale.
    """

    def __init__(self, pattern: str, locale: Locale) -> None:
        from babel.dates import tokenize_pattern

        self._parts: list[_Part] = []
        self._days = _Memo(lambda day: self.one(datetime.fromordinal(day + ORDINAL)))
        for kind, token in tokenize_pattern(pattern):
            part = _Literal(str(token)) if kind == "chars" else _field(token[0], int(token[1]), locale)
            last = self._parts[-1] if self._parts else None
            if isinstance(last, _Day) and isinstance(part, _Day | _Literal):
                last.parts += part.parts if isinstance(part, _Day) else [part]
            elif isinstance(last, _Table) and isinstance(part, _Literal):
                self._parts[-1] = last.before(part)
            else:
                self._parts.append(part)

    def one(self, value: date | time | datetime) -> str:
        """Return one value as text."""
        return "".join([part.one(value) for part in self._parts])

    def days(self, days: list[int]) -> list[str]:
        """Return days since 1970 as text; their time of day is midnight."""
        memo = self._days
        return [memo[day] for day in days]

    def instants(self, micros: Any, zone: tzinfo | None) -> list[str]:
        """Return microseconds since 1970 as text.

        Parameters
        ----------
        micros
            An int64 array of shape (n,), within the years 1 to 9999.
        zone
            The zone that instants are written in; None where they are local times without one.
        """
        if len(micros) <= _FEW:
            return [self.one(_moment(value, zone)) for value in micros.tolist()]
        clock = _Clock(micros, zone)
        texts: Any = ""
        for part in self._parts:
            texts = texts + part.all(clock)
        return [texts] * len(micros) if isinstance(texts, str) else texts.tolist()


class _Clock:
    """The numbers that a column's fields depend on, as arrays of shape (n,)."""

    def __init__(self, micros: Any, zone: tzinfo | None) -> None:
        self.moments: list[Any] = []
        self.moment: Any = np.zeros(len(micros), np.int64)
        if zone is not None:
            offsets, self.moment, self.moments = _offsets(micros, zone)
            micros = micros + offsets
        self.day, self.clock = np.divmod(micros, DAY)
        seconds = (self.clock // 1_000_000).astype(np.int32)
        self.hour = seconds // 3600
        self.minute = seconds // 60 % 60
        self.second = seconds % 60


class _Literal:
    def __init__(self, text: str) -> None:
        self.text = text

    def one(self, _value: Any) -> str:
        return self.text

    def all(self, _clock: _Clock) -> Any:
        return self.text


class _Table:
    """A field with a text for each number of one attribute, such as ``hour`` or ``month``."""

    def __init__(self, attribute: str, texts: list[str]) -> None:
        self._attribute = attribute
        self._texts = texts
        self._array = np.array(texts, object)

    def before(self, literal: _Literal) -> _Table:
        """Return this field with a text that always follows it."""
        return _Table(self._attribute, [text + literal.text for text in self._texts])

    def one(self, value: Any) -> str:
        return self._texts[getattr(value, self._attribute)]

    def all(self, clock: _Clock) -> Any:
        return self._array[getattr(clock, self._attribute)]


class _Function:
    """A field that depends on the day alone, written by a function."""

    def __init__(self, of: Callable[[Any], str]) -> None:
        self.one = of


class _Day:
    """A run of day fields and the text between them, remembered by day."""

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts
        self.memo = _Memo(lambda day: self.one(date.fromordinal(day + ORDINAL)))

    def one(self, value: Any) -> str:
        return "".join([part.one(value) for part in self.parts])

    def all(self, clock: _Clock) -> Any:
        memo = self.memo
        return np.array([memo[day] for day in clock.day.tolist()], object)


class _TimeOfDay:
    """A field that depends on the whole time of day: fractions of a second, parts of the day."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        self.one = write
        self._memo = _Memo(lambda micros: write(_moment(micros, None)))

    def all(self, clock: _Clock) -> Any:
        memo = self._memo
        return np.array([memo[micros] for micros in clock.clock.tolist()], object)


class _Zone:
    """A field of the time zone; ``clock`` knows one moment for each of its states."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        self.one = write

    def all(self, clock: _Clock) -> Any:
        return np.array([self.one(moment) for moment in clock.moments], object)[clock.moment]


_Part = _Literal | _Table | _Day | _TimeOfDay | _Zone


class _Memo(dict[int, str]):
    """Texts by number, made once; forgotten when they become too many."""

    def __init__(self, make: Callable[[int], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: int) -> str:
        if len(self) >= _MEMO:
            self.clear()
        text = self[key] = self._make(key)
        return text


def _field(letter: str, width: int, locale: Locale) -> _Part:
    from babel.dates import parse_pattern

    pattern = parse_pattern(letter * width)

    def write(value: Any) -> str:
        return str(pattern.apply(value, locale))

    if letter in "HhKka":
        return _Table("hour", [write(time(hour)) for hour in range(24)])
    if letter == "m":
        return _Table("minute", [write(time(0, minute)) for minute in range(60)])
    if letter == "s":
        return _Table("second", [write(time(0, 0, second)) for second in range(60)])
    if letter in "bBSA":
        return _TimeOfDay(write)
    if letter in "zZOvVxX":
        return _Zone(write)
    return _Day([_day_field(letter, width, write)])


def _day_field(letter: str, width: int, write: Callable[[Any], str]) -> Any:
    if letter in "MLQq":
        return _Table("month", ["", *(write(date(2001, month, 1)) for month in range(1, 13))])
    if letter == "d":
        return _Table("day", ["", *(write(date(2001, 1, day)) for day in range(1, 32))])
    if letter in "Eec":
        names = [write(date(2001, 1, day)) for day in range(1, 8)]  # the first of January 2001 is a Monday
        return _Function(lambda value: names[value.weekday()])
    if letter in "yu":
        if width == 2:
            return _Function(lambda value: f"{value.year:02d}"[-2:])
        return _Function(lambda value: f"{value.year:0{width}d}")
    return _Function(write)


# --- moments --------------------------------------------------------------------------------------------


def in_zone(value: datetime, zone: tzinfo | None) -> datetime:
    """Return an instant in ``zone``, or as it is where the zone's time lies outside the years 1 to 9999."""
    if zone is None:
        return value
    try:
        return value.astimezone(zone)
    except OverflowError:
        return value


def _moment(micros: int, zone: tzinfo | None) -> datetime:
    if zone is None:
        return _NAIVE_EPOCH + timedelta(microseconds=micros)
    return in_zone(_EPOCH + timedelta(microseconds=micros), zone)


def _offsets(micros: Any, zone: tzinfo) -> tuple[Any, Any, list[datetime]]:
    """Return each instant's offset in microseconds and its state, and one moment for each state of the zone.

    A state is an offset, daylight saving and a name. It is asked for at both ends of each day, and for every
    instant of the days in which it changes.
    """
    days, which = np.unique(micros // DAY, return_inverse=True)
    starts = (days * DAY).tolist()
    states: dict[tuple[Any, ...], int] = {}
    moments: list[datetime] = []

    def state(instant: int) -> int:
        moment = _moment(instant, zone)
        key = (moment.utcoffset(), moment.dst(), moment.tzname())
        if key not in states:
            states[key] = len(moments)
            moments.append(moment)
        return states[key]

    first = np.array([state(start) for start in starts], np.int64)
    last = np.array([state(start + DAY - 1) for start in starts], np.int64)
    of = first[which]
    for row in np.flatnonzero((first != last)[which]).tolist():
        of[row] = state(int(micros[row]))
    offsets = [(moment.utcoffset() or timedelta()) // timedelta(microseconds=1) for moment in moments]
    return np.array(offsets, np.int64)[of], of, moments
