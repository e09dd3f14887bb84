"""Which formats there are, and which values each can take.

The presets are those of the report format: ``integer``, ``number``, ``decimal:2``, ``percent:1``,
``currency``, ``currency:EUR``, ``compact``, ``compact:1``, ``bytes``, ``duration``, ``boolean``, ``text``,
and ``date``, ``datetime``, ``time`` (each with ``:short``, ``:medium``, ``:long``, ``:full``). Anything else
must be a CLDR pattern that fits the type. In a pattern with a currency the digits are those of the pattern.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from nbreports.document.nodes import DataType

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
DEFAULTS: dict[str, str] = {
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
DAY_FIELDS = frozenset("GyYuQqMLwWdDFEec")
CLOCK_FIELDS = frozenset("abBhHKkmsSA")
ZONE_FIELDS = frozenset("zZOvVxX")
_FIELDS: dict[str, frozenset[str]] = {
    "date": DAY_FIELDS,
    "datetime": DAY_FIELDS | CLOCK_FIELDS | ZONE_FIELDS,
    "time": CLOCK_FIELDS | ZONE_FIELDS,
}


def check_format(format: str | None, type: DataType) -> None:  # noqa: A002 - the format's own words
    """Check that ``format`` is a preset or a CLDR pattern that values of ``type`` can take.

    Raises
    ------
    DefinitionError
        For an unknown preset or pattern, with the nearest right name, or one that does not fit the type.
    """
    if format is not None:
        split_format(format, type)


def split_format(format: str, type: DataType) -> tuple[str, str]:  # noqa: A002
    """Return a format's preset and argument, or refuse it.

    A CLDR pattern is ``("pattern", …)`` for numbers and ``("dates", …)`` for dates and times.
    """
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
            remedy=argument_remedy(preset, argument),
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


def argument_remedy(preset: str, argument: str) -> str:
    """Return what to write in the place of an argument that a preset does not take."""
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


@lru_cache(maxsize=256)
def is_currency(code: str) -> bool:
    """Say whether ``code`` is an ISO 4217 code."""
    from babel.numbers import is_currency as known

    return len(code) == 3 and code.isascii() and bool(known(code.upper()))
