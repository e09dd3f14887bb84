"""Values as people read them: numbers, amounts, dates and durations by locale. Babel defines what is right."""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nbreports.document.patterns import Pattern, check_format, find_locale, resolve, without_zone
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    import pyarrow as pa

    from nbreports.document.nodes import DataType

__all__ = ["FormatSpec", "check_format", "format_array", "format_value"]

_EXACT = decimal.Context(prec=1000, rounding=decimal.ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """How the values of a column are written.

    Attributes
    ----------
    type
        The values' type.
    format
        A preset (``percent:1``) or CLDR pattern; None for the type's default.
    locale
        A BCP 47 name; it never comes from the machine.
    currency
        An ISO 4217 code; None for that of the locale's territory.
    timezone
        An IANA name, applied to instants only: a timestamp without a zone is written as it stands.
    """

    type: DataType
    format: str | None = None
    locale: str = "en-US"
    currency: str | None = None
    timezone: str | None = None


def format_array(values: pa.Array | pa.ChunkedArray, spec: FormatSpec) -> list[str]:
    """Return the values as text, one string a row; NULL and NaN are the empty string.

    Raises
    ------
    DefinitionError
        For a format, locale, currency or time zone that is not known, or a format that does not fit the type.
    """
    one = _formatter(spec)
    return ["" if value is None else one(value) for value in values.to_pylist()]


def format_value(value: Any, spec: FormatSpec) -> str:
    """Return one raw value as text; None and NaN are the empty string.

    Raises
    ------
    DefinitionError
        For a format, locale, currency or time zone that is not known, or a format that does not fit the type.
    """
    return "" if value is None else _formatter(spec)(value)


# --- one value ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _formatter(spec: FormatSpec) -> Callable[[Any], str]:
    pattern = resolve(spec)
    if pattern.kind == "number":
        return _number_formatter(pattern)
    if pattern.kind in {"date", "datetime", "time"}:
        return _date_formatter(pattern, spec)
    if pattern.kind == "duration":
        return _duration_formatter(pattern)
    if pattern.kind == "bytes":
        return _bytes_formatter(pattern)
    if pattern.kind == "boolean":
        yes, no = _words(pattern.locale)
        return lambda value: yes if value else no
    return lambda value: _text(value, spec)


def _number_formatter(pattern: Pattern) -> Callable[[Any], str]:
    from babel.numbers import format_compact_decimal, get_infinity_symbol, parse_pattern

    locale = find_locale(pattern.locale)
    parsed = parse_pattern(pattern.pattern)
    infinity = get_infinity_symbol(locale)
    digits = pattern.decimals[1]
    plain = parsed.exp_prec is None and "@" not in pattern.pattern

    def one(value: Any) -> str:
        if value != value:  # noqa: PLR0124 - NaN
            return ""
        number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
        with decimal.localcontext(_EXACT):
            if pattern.compact:
                return str(format_compact_decimal(number, locale=locale, fraction_digits=digits))
            if number.is_infinite() and not plain:
                return f"-{infinity}" if number < 0 else infinity
            return str(parsed.apply(number, locale, currency=pattern.currency, currency_digits=False))

    return one


def _date_formatter(pattern: Pattern, spec: FormatSpec) -> Callable[[Any], str]:
    from babel.dates import parse_pattern

    locale = find_locale(pattern.locale)
    parsed = parse_pattern(pattern.pattern)
    zoneless = parse_pattern(without_zone(pattern.pattern))
    zone = _zone(spec.timezone)

    def one(value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            if value.tzinfo is not None:
                return str(parsed.apply(_in_zone(value, zone), locale))
        elif isinstance(value, date):
            value = datetime.combine(value, time.min)
        return str(zoneless.apply(value, locale))

    return one


def _in_zone(value: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        return value
    try:
        return value.astimezone(zone)
    except OverflowError:  # the first and last hours of the calendar have no local time in some zones
        return value


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DefinitionError(
            f"the time zone {name!r} is not known", remedy="Use an IANA name, such as Europe/Zurich."
        ) from error


def _duration_formatter(pattern: Pattern) -> Callable[[Any], str]:
    def one(value: Any) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return "" if math.isnan(value) else ("-∞" if value < 0 else "∞")
        if isinstance(value, timedelta):
            micros = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
        else:
            with decimal.localcontext(_EXACT):
                micros = int((decimal.Decimal(str(value)) * 1_000_000).to_integral_value())
        sign = "-" if micros < 0 else ""
        seconds, fraction = divmod(abs(micros), 1_000_000)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        tail = f"{fraction:06d}".rstrip("0")
        return f"{sign}{hours}:{minute:02d}:{second:02d}" + (pattern.decimal_symbol + tail if tail else "")

    return one


_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte")


def _bytes_formatter(pattern: Pattern) -> Callable[[Any], str]:
    from babel.units import format_unit

    locale = find_locale(pattern.locale)

    def size(value: Any) -> str:
        if isinstance(value, bytes):
            value = len(value)
        if value != value:  # noqa: PLR0124 - NaN
            return ""
        with decimal.localcontext(_EXACT):
            number = decimal.Decimal(str(value))
            power = 0
            # 999,950 is written 1 MB, never 1,000 kB
            while (
                number.is_finite()
                and power < len(_UNITS) - 1
                and abs(round(number, 1 if power else 0)) >= 1000
            ):
                number /= 1000
                power += 1
            digits = "#,##0.#" if power else "#,##0"
            return str(format_unit(number, f"digital-{_UNITS[power]}", "short", digits, locale=locale))

    def hexed(value: Any) -> str:
        data = bytes(value)
        return data.hex() if len(data) <= 8 else f"{data[:8].hex()}… ({size(data)})"

    return size if pattern.pattern == "size" else hexed


# CLDR has these words, Babel leaves them out
_WORDS = {
    "ar": ("نعم", "لا"),
    "bg": ("да", "не"),
    "bn": ("হ্যাঁ", "না"),
    "ca": ("Sí", "No"),
    "cs": ("Ano", "Ne"),
    "da": ("Ja", "Nej"),
    "de": ("Ja", "Nein"),
    "el": ("Ναι", "Όχι"),
    "en": ("Yes", "No"),
    "es": ("Sí", "No"),
    "et": ("Jah", "Ei"),
    "fa": ("بله", "خیر"),
    "fi": ("Kyllä", "Ei"),
    "fr": ("Oui", "Non"),
    "he": ("כן", "לא"),
    "hi": ("हाँ", "नहीं"),
    "hr": ("Da", "Ne"),
    "hu": ("Igen", "Nem"),
    "id": ("Ya", "Tidak"),
    "it": ("Sì", "No"),
    "ja": ("はい", "いいえ"),
    "ko": ("예", "아니요"),
    "lt": ("Taip", "Ne"),
    "lv": ("Jā", "Nē"),
    "nb": ("Ja", "Nei"),
    "nl": ("Ja", "Nee"),
    "nn": ("Ja", "Nei"),
    "no": ("Ja", "Nei"),
    "pl": ("Tak", "Nie"),
    "pt": ("Sim", "Não"),
    "ro": ("Da", "Nu"),
    "ru": ("Да", "Нет"),
    "sk": ("Áno", "Nie"),
    "sl": ("Da", "Ne"),
    "sr": ("Да", "Не"),
    "sv": ("Ja", "Nej"),
    "tr": ("Evet", "Hayır"),
    "uk": ("Так", "Ні"),
    "vi": ("Có", "Không"),
    "zh": ("是", "否"),
}


def _words(locale: str) -> tuple[str, str]:
    return _WORDS.get(locale.partition("_")[0], _WORDS["en"])


def _text(value: Any, spec: FormatSpec) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join("" if item is None else _text(item, spec) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else ("-∞" if value < 0 else "∞")
        # an id that met a NULL on its way became a float: 1001.0 is still 1001
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
