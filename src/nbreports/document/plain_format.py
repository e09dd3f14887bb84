"""The values that CLDR has no pattern for: durations, sizes, bytes, truth, and text as it is."""

from __future__ import annotations

import decimal
import math
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

_EXACT = decimal.Context(prec=1000, rounding=decimal.ROUND_HALF_EVEN)
_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte")
_SHOWN = 8

# CLDR has these words, Babel leaves them out; a language that is not here gets the English ones
_YES_NO = {
    "ar": ("نعم", "لا"),
    "bg": ("да", "не"),
    "bn": ("হ্যাঁ", "না"),
    "ca": ("Sí", "No"),
    "cs": ("Ano", "Ne"),
    "da": ("Ja", "Nej"),
    "de": ("Ja", "Nein"),
    "el": ("Ναι", "Όχι"),  # noqa: RUF001
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
    "sr": ("Да", "Не"),  # noqa: RUF001
    "sv": ("Ja", "Nej"),
    "tr": ("Evet", "Hayır"),  # noqa: RUF001
    "uk": ("Так", "Ні"),  # noqa: RUF001
    "vi": ("Có", "Không"),
    "zh": ("是", "否"),
}


def yes_no(locale: str) -> tuple[str, str]:
    """Return the words for true and false in a locale such as ``de_CH``."""
    return _YES_NO.get(locale.partition("_")[0], _YES_NO["en"])


def duration(value: Any, point: str) -> str:
    """Return a timedelta, or a number of seconds, as ``h:mm:ss`` with as many hours as there are.

    Fractions of a second show where there are any, after ``point``.
    """
    if isinstance(value, timedelta):
        micros = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    elif isinstance(value, float) and not math.isfinite(value):
        return plain(value)
    else:
        exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
        micros = int(exact.scaleb(6, _EXACT).to_integral_value(context=_EXACT))
    return duration_of_micros(micros, point)


def duration_of_micros(micros: int, point: str) -> str:
    """Return a number of microseconds as ``h:mm:ss``."""
    seconds, fraction = divmod(abs(micros), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    tail = point + f"{fraction:06d}".rstrip("0") if fraction else ""
    return f"{'-' if micros < 0 else ''}{hours}:{minute:02d}:{second:02d}{tail}"


def size(value: Any, locale: Locale) -> str:
    """Return a number of bytes, or the length of bytes, in the largest unit that gives at least 1: 1.2 MB."""
    from babel.units import format_unit

    if isinstance(value, bytes):
        value = len(value)
    exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
    if exact.is_nan():
        return ""
    with decimal.localcontext(_EXACT):
        power = 0
        # 999,950 is written 1 MB, never 1,000 kB
        while exact.is_finite() and power < len(_UNITS) - 1 and abs(round(exact, min(power, 1))) >= 1000:
            exact /= 1000
            power += 1
        length, digits = ("short", "#,##0.#") if power else ("long", "#,##0")
        return str(format_unit(exact, f"digital-{_UNITS[power]}", length, digits, locale=locale))  # type: ignore[arg-type]


def hexadecimal(value: bytes, locale: Locale) -> str:
    """Return the first bytes in hexadecimal, and how many there are where not all are shown."""
    return value.hex() if len(value) <= _SHOWN else f"{value[:_SHOWN].hex()}… ({size(value, locale)})"


def plain(value: Any) -> str:
    """Return a value as text that no locale changes; a list as its items."""
    if isinstance(value, str):
        return value
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
    if isinstance(value, timedelta):
        return duration(value, ".")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return ", ".join("" if item is None else plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {'' if item is None else plain(item)}" for key, item in value.items())
    return str(value)
