"""What a chart says on its axes: short forms of numbers and dates in the report's locale."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.patterns import Pattern, find_locale, resolve
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from babel import Locale

    from nbreports.document.chart_scales import TimeScale
    from nbreports.document.nodes import Channel

NONE = "(none)"
"""The text of a NULL category."""

_COMPACT_FROM = 10_000
_SCIENTIFIC_FROM, _SCIENTIFIC_BELOW = Decimal("1e15"), Decimal("1e-6")
_BEFORE_DIGITS = re.compile(r"([0#,]*[0#])(\.[0#]*)?")
_LONG = re.compile(r"\d{4}|\d\W\d{3}(?!\d)")
_YEARS = re.compile(r"\byear\b", re.IGNORECASE)


def value_text(value: Any, channel: Channel) -> str:
    """Return one value in the channel's own format; NULL is empty."""
    return format_value(value, channel.spec)


# --- numbers ------------------------------------------------------------------------------------------------


def number_ticks(ticks: Sequence[float], step: Decimal, channel: Channel) -> tuple[str, ...]:
    """Return the texts of a number axis: the channel's format, the digits the step needs, short if large."""
    spec = channel.spec
    if channel.type not in ("integer", "float", "decimal"):
        return tuple(format_value(_typed(tick, channel), spec) for tick in ticks)
    pattern = resolve(spec)
    if pattern.kind != "number":
        return tuple(format_value(tick, spec) for tick in ticks)
    if "@" in pattern.pattern or "E" in pattern.pattern:
        return tuple(format_value(tick, spec) for tick in ticks)
    if _is_year(channel, ticks):
        return _patterned(ticks, "0", pattern)
    largest = max((abs(Decimal(tick)) for tick in ticks), default=Decimal(0))
    shown = step * 100 if pattern.percent else step
    if largest >= _SCIENTIFIC_FROM or shown < _SCIENTIFIC_BELOW:
        return _patterned(ticks, "0.###E0%" if pattern.percent else "0.###E0", pattern)
    plain = _patterned(
        ticks, _BEFORE_DIGITS.sub(rf"\g<1>{_fraction(_digits(shown))}", pattern.pattern), pattern
    )
    if largest >= _COMPACT_FROM and not pattern.percent and _is_bare(pattern):
        short = _compact(ticks, pattern)
        # some languages have no short form of thousands, and then write them without separators
        if len(set(short)) == len(short) and not any(_LONG.search(text) for text in short):
            return short
    return plain


def share_text(share: float, channel: Channel) -> str:
    """Return a part of a whole as a percentage, with a digit where it is small."""
    digits = 0 if share >= 0.1 or share == 0 else 1
    spec = FormatSpec(type="float", format=f"percent:{digits}", locale=channel.spec.locale)
    return format_value(share, spec)


def _typed(tick: float, channel: Channel) -> Any:
    return bool(tick) if channel.type == "boolean" and tick in (0, 1) else tick


def _patterned(ticks: Sequence[float], text: str, pattern: Pattern) -> tuple[str, ...]:
    from babel.numbers import parse_pattern

    parsed, locale = parse_pattern(text), find_locale(pattern.locale)
    return tuple(
        str(parsed.apply(Decimal(str(tick)), locale, currency=pattern.currency, currency_digits=False))
        for tick in ticks
    )


def _fraction(digits: int) -> str:
    return "." + "0" * min(digits, 20) if digits else ""


def _digits(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_bare(pattern: Pattern) -> bool:
    """Say whether a pattern is a plain number or amount, so that a compact form loses no words of it."""
    return not re.sub(r"[0#,.;¤\s\u200e\u200f-]", "", pattern.pattern)


def _compact(ticks: Sequence[float], pattern: Pattern) -> tuple[str, ...]:
    # the published types of Babel lag behind it
    import babel.numbers as numbers  # noqa: PLR0402

    locale = find_locale(pattern.locale)
    currency = (pattern.currency,) if pattern.currency else ()
    write: Callable[..., str] = getattr(numbers, f"format_compact_{'currency' if currency else 'decimal'}")

    def texts(digits: int) -> tuple[str, ...]:
        return tuple(
            write(Decimal(str(tick)), *currency, locale=locale, fraction_digits=digits) for tick in ticks
        )

    exact = texts(6)
    return next((short for digits in range(4) if (short := texts(digits)) == exact), exact)


def _is_year(channel: Channel, values: Sequence[Any]) -> bool:
    """Say whether whole numbers are years, which no one writes 2,024."""
    return (
        channel.type == "integer"
        and channel.spec.format is None
        and bool(_YEARS.search(f"{channel.name} {channel.label}".replace("_", " ")))
        and all(
            isinstance(value, int | float) and 1000 <= value < 3000 for value in values if value is not None
        )
    )


# --- dates --------------------------------------------------------------------------------------------------


def time_ticks(scale: TimeScale, values: Sequence[Any], channel: Channel) -> tuple[str, ...]:
    """Return the texts of a time axis; the year is told once, and again where it changes."""
    if scale.unit == "month" and scale.every % 3 == 0 and _whole(values) == "quarter":
        return _dated(scale.ticks, "quarter", channel)
    if scale.unit in ("year", "month", "week", "day"):
        return _dated(scale.ticks, scale.unit, channel)
    locale = find_locale(channel.spec.locale)
    clock = _clock(locale, scale)
    midnight = _skeleton(locale, "MMMd")
    return tuple(
        _written(tick, midnight if isinstance(tick, datetime) and tick.time() == time(0) else clock, channel)
        for tick in scale.ticks
    )


def _clock(locale: Locale, scale: TimeScale) -> str:
    if scale.unit == "second":
        return str(locale.time_formats["medium"].pattern)
    if scale.unit == "hour" and "h" in locale.time_formats["short"].pattern:
        return _skeleton(locale, "h")
    return str(locale.time_formats["short"].pattern)


def category_texts(values: Sequence[Any], channel: Channel) -> tuple[str, ...]:
    """Return the texts of categories; dates that are whole years, quarters, months or days are written so."""
    if channel.spec.format is None:
        unit = _whole(values) if channel.type in ("date", "datetime") else None
        if unit is not None:
            return _dated(values, unit, channel)
        if _is_year(channel, values):
            return tuple(NONE if value is None else str(value) for value in values)
    return tuple(NONE if value is None else value_text(value, channel) for value in values)


def full_text(value: Any, values: Sequence[Any], channel: Channel) -> str:
    """Return the text of one of ``values`` as it reads alone: ``Dec 2024`` where the axis says ``Dec``."""
    if value is None:
        return NONE
    if channel.spec.format is None:
        unit = _whole(values) if channel.type in ("date", "datetime") else None
        if unit is not None:
            return _dated((value,), unit, channel)[0]
        if _is_year(channel, values):
            return str(value)
    return value_text(value, channel) or NONE


def _whole(values: Sequence[Any]) -> str | None:
    dates = [value for value in values if value is not None]
    if len(dates) < 2 or not all(isinstance(value, date) for value in dates):
        return None
    if any(isinstance(value, datetime) and value.time() != time(0) for value in dates):
        return None
    if any(value.day != 1 for value in dates):
        return "day"
    if all(value.month == 1 for value in dates):
        return "year"
    months = sorted(value.year * 12 + value.month - 1 for value in dates)
    quarterly = all(month % 3 == 0 for month in months)
    return "quarter" if quarterly else "month"


def _dated(values: Sequence[Any], unit: str, channel: Channel) -> tuple[str, ...]:
    locale = find_locale(channel.spec.locale)
    whole, part = {
        "year": ("y", "y"),
        "quarter": ("yQQQ", "QQQ"),
        "month": ("yMMM", "MMM"),
        "week": ("yMMMd", "MMMd"),
        "day": ("yMMMd", "MMMd"),
    }[unit]
    dates = [value for value in values if value is not None]
    ascending = all(one < other for one, other in pairwise(dates))
    texts: list[str] = []
    year: int | None = None
    for value in values:
        if value is None:
            texts.append(NONE)
            continue
        skeleton = part if ascending and value.year == year else whole
        texts.append(_written(value, _skeleton(locale, skeleton), channel))
        year = value.year
    return tuple(texts)


def _written(value: date, pattern: str, channel: Channel) -> str:
    # a locale's narrow spaces are no part of a report's own patterns
    plain = re.sub(r"\s", " ", pattern)
    spec = replace(channel.spec, type="datetime", format=plain)
    try:
        return format_value(value, spec)
    except DefinitionError:  # a locale's own pattern with a field beyond what reports may use
        return value_text(value, channel)


_QUARTER = {"yQQQ": "QQQ y", "QQQ": "QQQ"}


def _skeleton(locale: Locale, skeleton: str) -> str:
    from babel.dates import match_skeleton

    known = locale.datetime_skeletons
    if skeleton not in known and skeleton in _QUARTER:
        return _QUARTER[skeleton]
    found = skeleton if skeleton in known else match_skeleton(skeleton, known)
    return str(known[found].pattern) if found else str(locale.date_formats["short"].pattern)
