"""What a format means: presets and CLDR patterns, resolved for a type and a locale.

``resolve`` turns a ``FormatSpec`` into a ``Pattern``, everything decided: which CLDR pattern, which currency,
which separators. The formatter reads it, and so does the spreadsheet renderer, which needs a number format of
its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from nbreports.document.presets import (
    CLOCK_FIELDS,
    DAY_FIELDS,
    DEFAULTS,
    ZONE_FIELDS,
    argument_remedy,
    is_currency,
    split_format,
)
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from babel import Locale

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import DataType

Kind = Literal["number", "date", "datetime", "time", "duration", "bytes", "boolean", "text"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A format with everything decided.

    Attributes
    ----------
    kind
        What the values are written as.
    pattern
        The CLDR pattern in the locale's own form, such as ``#,##0.00 ¤`` or ``dd.MM.y``. For ``duration`` it
        is ``h:mm:ss`` (hours unbounded); for ``bytes`` it is ``size`` (1.2 MB) or ``hex``; else empty.
    locale
        The locale's name as Babel writes it: ``de_DE``.
    currency, symbol
        The ISO code and the sign as the locale writes it; None and "" unless the pattern shows a currency.
    decimals
        Fewest and most digits after the decimal separator.
    percent
        Values are fractions, shown times 100.
    compact
        Values are shortened (1.2K); ``pattern`` is the locale's plain decimal one.
    decimal_symbol, group_symbol
        The locale's separators.
    """

    kind: Kind
    pattern: str
    locale: str
    currency: str | None = None
    symbol: str = ""
    decimals: tuple[int, int] = (0, 0)
    percent: bool = False
    compact: bool = False
    decimal_symbol: str = "."
    group_symbol: str = ","


@lru_cache(maxsize=1024)
def resolve(spec: FormatSpec) -> Pattern:
    """Return what ``spec`` means.

    Raises
    ------
    DefinitionError
        For an unknown format, locale or currency, or a format that does not fit the type.
    """
    locale = find_locale(spec.locale)
    preset, argument = split_format(DEFAULTS[spec.type] if spec.format is None else spec.format, spec.type)
    if preset in {"date", "datetime", "time"}:
        return Pattern(preset, _date_preset(preset, argument or "medium", locale), str(locale))  # type: ignore[arg-type]
    if preset == "dates":
        return Pattern(_kind_of_dates(argument, spec.type), argument, str(locale))
    if preset == "duration":
        return _with_symbols(Pattern("duration", "h:mm:ss", str(locale)), locale)
    if preset in {"bytes", "hex"}:
        return _with_symbols(Pattern("bytes", "hex" if preset == "hex" else "size", str(locale)), locale)
    if preset == "boolean":
        return Pattern("boolean", "", str(locale))
    if preset == "text":
        return Pattern("text", "", str(locale))
    return _number(preset, argument, spec, locale)


def without_zone(pattern: str) -> str:
    """Return a date pattern without its time zone: what a timestamp without a zone can truly say."""
    from babel.dates import tokenize_pattern, untokenize_pattern

    tokens = tokenize_pattern(pattern)
    if not any(kind == "field" and value[0] in ZONE_FIELDS for kind, value in tokens):
        return pattern
    kept = [
        token if token[0] == "chars" or token[1][0] not in ZONE_FIELDS else ("chars", "\0")
        for token in tokens
    ]
    text = untokenize_pattern(kept)
    return re.sub(r"\s*[(\[]?\0[)\]]?", "", text).strip()


# --- the parts ------------------------------------------------------------------------------------------


def _kind_of_dates(pattern: str, type: DataType) -> Kind:  # noqa: A002
    if type != "datetime":
        return type  # type: ignore[return-value]
    bare = re.sub(r"'[^']*'", "", pattern)
    has_date = bool(DAY_FIELDS & set(bare))
    has_time = bool((CLOCK_FIELDS | ZONE_FIELDS) & set(bare))
    if has_date and has_time:
        return "datetime"
    return "date" if has_date else "time"


def _date_preset(preset: str, length: str, locale: Locale) -> str:
    if preset == "date":
        return str(locale.date_formats[length].pattern)
    if preset == "time":
        return str(locale.time_formats[length].pattern)
    glue = locale.datetime_formats
    text = str(glue[length if length in glue else None])
    time = str(locale.time_formats[length].pattern)
    return text.replace("{0}", time).replace("{1}", str(locale.date_formats[length].pattern))


def _number(preset: str, argument: str, spec: FormatSpec, locale: Locale) -> Pattern:
    from babel.numbers import get_currency_precision, get_currency_symbol, parse_pattern

    code: str | None = None
    if preset == "percent":
        text = _fraction(str(locale.percent_formats[None].pattern), int(argument or 0))
    elif preset == "currency":
        code = argument.upper() if argument else currency_of(spec, locale)
        digits = get_currency_precision(code) if code else 2
        text = _fraction(str(locale.currency_formats["standard"].pattern), digits)
    elif preset == "integer":
        text = _fraction(str(locale.decimal_formats[None].pattern), 0)
    elif preset == "decimal":
        text = _fraction(str(locale.decimal_formats[None].pattern), int(argument or 2))
    elif preset == "pattern":
        text = argument
        code = currency_of(spec, locale) if "¤" in argument else None
    else:
        text = str(locale.decimal_formats[None].pattern)
    parsed = parse_pattern(text)
    decimals = (parsed.frac_prec[0], parsed.frac_prec[1])
    if preset == "compact":
        decimals = (0, int(argument or 1))
    pattern = Pattern(
        "number",
        text,
        str(locale),
        currency=code,
        symbol=get_currency_symbol(code, locale) if code else "",
        decimals=decimals,
        percent=parsed.scale == 2,
        compact=preset == "compact",
    )
    return _with_symbols(pattern, locale)


def _with_symbols(pattern: Pattern, locale: Locale) -> Pattern:
    from dataclasses import replace

    from babel.numbers import get_decimal_symbol, get_group_symbol

    return replace(pattern, decimal_symbol=get_decimal_symbol(locale), group_symbol=get_group_symbol(locale))


def _fraction(pattern: str, digits: int) -> str:
    """Return a number pattern with exactly ``digits`` after the point, in each of its halves."""
    fraction = "." + "0" * digits if digits else ""
    return ";".join(
        re.sub(r"([0#,]*[0#])(\.[0#]*)?", lambda match: match[1] + fraction, half, count=1)
        for half in pattern.split(";")
    )


# --- locales and currencies -----------------------------------------------------------------------------


@lru_cache(maxsize=64)
def find_locale(name: str) -> Locale:
    """Return Babel's locale for a name such as ``de-CH``; ``_`` is taken too.

    Raises
    ------
    DefinitionError
        For a name that no locale has.
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise DefinitionError(
            f"the locale {name!r} is not known",
            remedy="Use a language and a territory, such as en-US or de-CH.",
        ) from error


def find_zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises
    ------
    DefinitionError
        For a name that no zone has.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DefinitionError(
            f"the time zone {name!r} is not known", remedy="Use an IANA name, such as Europe/Zurich."
        ) from error


def currency_of(spec: FormatSpec, locale: Locale) -> str | None:
    """Return the currency of amounts: the spec's own, else that of the locale's territory, if it has one."""
    if spec.currency is not None:
        if not is_currency(spec.currency):
            raise DefinitionError(
                f"the currency {spec.currency!r} is not known",
                remedy=argument_remedy("currency", spec.currency),
            )
        return spec.currency.upper()
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    territory = locale.territory
    if territory is None:
        likely = get_global("likely_subtags").get(str(locale), "")
        territory = likely.rpartition("_")[2] or None
    currencies = get_territory_currencies(territory) if territory else []
    return str(currencies[0]) if currencies else None
