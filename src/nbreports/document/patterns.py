"""What a format means: presets and CLDR patterns, resolved for a type and a locale.

``resolve`` turns a ``FormatSpec`` into a ``Pattern``, everything decided: which CLDR pattern, which currency,
which separators. The formatter reads it, and so does the spreadsheet renderer, which needs a number format of
its own.

The presets are those of the report format: ``integer``, ``number``, ``decimal:2``, ``percent:1``,
``currency``, ``currency:EUR``, ``compact``, ``compact:1``, ``bytes``, ``duration``, ``boolean``, ``text``,
and ``date``, ``datetime``, ``time`` (each with ``:short``, ``:medium``, ``:long``, ``:full``). Anything else
must be a CLDR pattern that fits the type. In a pattern with a currency the digits are those of the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from babel import Locale

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import DataType

Kind = Literal["number", "date", "datetime", "time", "duration", "bytes", "boolean", "text"]

LENGTHS = ("short", "medium", "long", "full")
MAX_DECIMALS = 20
MAX_PATTERN = 200

_NUMBERS = frozenset({"integer", "float", "decimal"})
_DATES = frozenset({"date", "datetime"})
_FITS: dict[str, frozenset[str]] = {
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "decimal": _NUMBERS,
    "percent": _NUMBERS,
    "currency": _NUMBERS,
    "compact": _NUMBERS,
    "bytes": _NUMBERS | {"bytes"},
    "duration": _NUMBERS | {"duration"},
    "date": _DATES,
    "datetime": _DATES,
    "time": frozenset({"time", "datetime"}),
    "boolean": frozenset({"boolean"}),
    "text": _NUMBERS | _DATES | {"text", "boolean", "time", "duration", "bytes"},
}
_DEFAULTS: dict[str, str] = {
    "integer": "integer",
    "float": "decimal:2",
    "decimal": "decimal:2",
    "text": "text",
    "boolean": "boolean",
    "date": "date:medium",
    "datetime": "datetime:medium",
    "time": "time:medium",
    "duration": "duration",
    "bytes": "hex",
}
_DAY_FIELDS = frozenset("GyYuQqMLwWdDFEec")
_CLOCK_FIELDS = frozenset("abBhHKkmsSA")
_ZONE_FIELDS = frozenset("zZOvVxX")
_FIELDS: dict[str, frozenset[str]] = {
    "date": _DAY_FIELDS,
    "datetime": _DAY_FIELDS | _CLOCK_FIELDS | _ZONE_FIELDS,
    "time": _CLOCK_FIELDS | _ZONE_FIELDS,
}


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


def check_format(format: str | None, type: DataType) -> None:  # noqa: A002 - the format's own words
    """Check that ``format`` is a preset or a CLDR pattern that values of ``type`` can take.

    Raises
    ------
    DefinitionError
        For an unknown preset or pattern, with the nearest right name, or one that does not fit the type.
    """
    if format is not None:
        _split(format, type)


@lru_cache(maxsize=1024)
def resolve(spec: FormatSpec) -> Pattern:
    """Return what ``spec`` means.

    Raises
    ------
    DefinitionError
        For an unknown format, locale or currency, or a format that does not fit the type.
    """
    locale = find_locale(spec.locale)
    preset, argument = _split(_DEFAULTS[spec.type] if spec.format is None else spec.format, spec.type)
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
    if not any(kind == "field" and value[0] in _ZONE_FIELDS for kind, value in tokens):
        return pattern
    kept = [
        token if token[0] == "chars" or token[1][0] not in _ZONE_FIELDS else ("chars", "\0")
        for token in tokens
    ]
    text = untokenize_pattern(kept)
    return re.sub(r"\s*[(\[]?\0[)\]]?", "", text).strip()


# --- the parts ------------------------------------------------------------------------------------------


def _split(format: str, type: DataType) -> tuple[str, str]:  # noqa: A002
    """Return the preset and its argument; a CLDR pattern is ``("pattern", …)`` or ``("dates", …)``."""
    if format == "hex" and type == "bytes":
        return "hex", ""
    preset, colon, argument = format.partition(":")
    if preset in _FITS and _is_argument(preset, argument, colon):
        if type not in _FITS[preset]:
            raise DefinitionError(
                f"the format {format!r} does not fit values of type {type}",
                remedy=f"Use {_suggestions(type)}, or leave the format out.",
            )
        return preset, argument
    if preset in _FITS and colon and not _is_pattern(format, type):
        raise DefinitionError(
            f"the format {format!r} is not known: {argument!r} is no {_argument_name(preset)}",
            remedy=_argument_remedy(preset, argument),
        )
    if preset not in _FITS and _is_pattern(format, type):
        return ("pattern" if type in _NUMBERS else "dates"), format
    near = get_close_matches(preset, _FITS, n=1, cutoff=0.6)
    known = (
        f"Did you mean {near[0]!r}?" if near else f"Use {_suggestions(type)}, or a CLDR pattern that fits."
    )
    raise DefinitionError(f"the format {format!r} is not known for values of type {type}", remedy=known)


def _is_argument(preset: str, argument: str, colon: str) -> bool:
    if not colon:
        return True
    if preset in {"decimal", "percent", "compact"}:
        return argument.isascii() and argument.isdecimal() and int(argument) <= MAX_DECIMALS
    if preset == "currency":
        return is_currency(argument)
    return preset in {"date", "datetime", "time"} and argument in LENGTHS


def _argument_name(preset: str) -> str:
    if preset in {"decimal", "percent", "compact"}:
        return f"number of digits from 0 to {MAX_DECIMALS}"
    if preset == "currency":
        return "currency code"
    return "length" if preset in {"date", "datetime", "time"} else "argument it takes"


def _argument_remedy(preset: str, argument: str) -> str:
    if preset in {"decimal", "percent", "compact"}:
        return f"Write {preset}:2, for instance."
    if preset == "currency":
        from babel.numbers import list_currencies

        near = get_close_matches(argument.upper(), sorted(list_currencies()), n=1, cutoff=0.6)
        return (
            f"Did you mean 'currency:{near[0]}'?" if near else "Write an ISO 4217 code, such as currency:EUR."
        )
    if preset in {"date", "datetime", "time"}:
        near = get_close_matches(argument, LENGTHS, n=1, cutoff=0.5)
        return f"Did you mean '{preset}:{near[0]}'?" if near else f"Use one of {', '.join(LENGTHS)}."
    return f"Write {preset!r} alone."


def _suggestions(type: DataType) -> str:  # noqa: A002
    return ", ".join(preset for preset, types in _FITS.items() if type in types)


def _is_pattern(format: str, type: DataType) -> bool:  # noqa: A002
    if not format or len(format) > MAX_PATTERN or not format.isprintable():
        return False
    if type in _NUMBERS:
        return _is_number_pattern(format)
    return type in _FIELDS and _is_date_pattern(format, type)


def _is_number_pattern(format: str) -> bool:  # noqa: A002
    bare = re.sub(r"'[^']*'", "", format)
    if "'" in bare or '"' in bare:
        return False
    match = re.fullmatch(
        r"([^0-9#@.,A-Za-z]*)([#0@.,]+)(?:E\+?0+)?([^0-9#@.,A-Za-z]*)", bare.partition(";")[0]
    )
    if match is None or re.search(r"[1-9A-DF-Za-z]", bare):
        return False
    integer, _, fraction = match[2].partition(".")
    if "@" in match[2]:
        return re.fullmatch(r"#*(,#+)*@+#*", match[2]) is not None
    return (
        re.fullmatch(r"(#+,)*#*0*(,0+)*", integer) is not None
        and not integer.startswith(",")
        and re.fullmatch(r"0*#*", fraction) is not None
        and "0" in match[2]
        and len(fraction) <= MAX_DECIMALS
    )


def _is_date_pattern(format: str, type: DataType) -> bool:  # noqa: A002
    from babel.dates import parse_pattern, tokenize_pattern

    bare = re.sub(r"'[^']*'", "", format)
    letters = {letter for letter in bare if letter.isascii() and letter.isalpha()}
    if "'" in bare or not letters or not letters <= _FIELDS[type]:
        return False
    try:
        parse_pattern(format)
    except ValueError:  # a field of a length that does not exist
        return False
    return ("field", ("O", 1)) not in tokenize_pattern(format)  # Babel writes "None"


def _kind_of_dates(pattern: str, type: DataType) -> Kind:  # noqa: A002
    if type != "datetime":
        return type  # type: ignore[return-value]
    bare = re.sub(r"'[^']*'", "", pattern)
    has_date = bool(_DAY_FIELDS & set(bare))
    has_time = bool((_CLOCK_FIELDS | _ZONE_FIELDS) & set(bare))
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


@lru_cache(maxsize=256)
def is_currency(code: str) -> bool:
    """Say whether ``code`` is an ISO 4217 code."""
    from babel.numbers import is_currency as known

    return len(code) == 3 and code.isascii() and bool(known(code.upper()))


def currency_of(spec: FormatSpec, locale: Locale) -> str | None:
    """Return the currency of amounts: the spec's own, else that of the locale's territory, if it has one."""
    if spec.currency is not None:
        if not is_currency(spec.currency):
            raise DefinitionError(
                f"the currency {spec.currency!r} is not known",
                remedy=_argument_remedy("currency", spec.currency),
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
