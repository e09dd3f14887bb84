"""Excel's number formats for what a report's formats mean.

Excel writes separators, month and day names by its own user's settings; what is kept is the class of the
format: decimals, grouping, per cent, the currency's sign and its place, the order of a date's parts. Every
literal is quoted, so that no character of a locale is read as a code.
"""

from __future__ import annotations

import locale as windows
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from nbreports.document.patterns import resolve, without_zone
from nbreports.renderers.xlsx.short_format import compact_formats, size_formats

if TYPE_CHECKING:
    from decimal import Decimal

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.patterns import Pattern
    from nbreports.renderers.xlsx.short_format import Short

GENERAL = "General"
TEXT = "@"
MAX_LENGTH = 255

_ISO = {"date": "yyyy-mm-dd", "time": "hh:mm:ss", "datetime": "yyyy-mm-dd hh:mm:ss"}
_ICON = {
    "up": "▲",
    "flat": "►",
    "down": "▼",
    "green": "●",
    "amber": "▲",
    "red": "◆",
    "star0": "☆☆☆",
    "star1": "★☆☆",
    "star2": "★★☆",
    "star3": "★★★",
}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format, and those of values that need another.

    Attributes
    ----------
    whole
        That of whole values where decimals are optional: Excel would print ``5.``.
    decimals
        Most decimals, to tell which values are whole as shown.
    percent
        Values are shown times 100.
    shorts
        Those of values that are shortened, by size, largest first.
    """

    code: str
    whole: str | None = None
    decimals: int = 0
    percent: bool = False
    shorts: tuple[Short, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether values of one column have different formats."""
        return self.whole is not None or bool(self.shorts)

    def of(self, value: float | Decimal) -> str:
        """Return the format of one number."""
        size = abs(float(value))
        if not math.isfinite(size):
            return self.code
        for short in self.shorts:
            if size >= short.size:
                return short.whole if round(size / short.divisor, self.decimals).is_integer() else short.code
        if self.whole is not None and round(size * (100 if self.percent else 1), self.decimals).is_integer():
            return self.whole
        return self.code


@lru_cache(maxsize=1024)
def number_format(spec: FormatSpec) -> NumberFormat:
    """Return the Excel number format of ``spec``."""
    pattern = resolve(spec)
    made = _made(pattern, spec)
    if max(len(made.code), len(made.whole or "")) > MAX_LENGTH:
        return NumberFormat(GENERAL)
    return made


def with_icon(code: str, icon: str) -> str:
    """Return ``code`` with an icon at the left edge of the cell, the value staying a value.

    Arrows and lights differ in shape, three stars in how many are filled; colours are the cell's own.
    """
    lead = f'"{_ICON[icon]}"* '
    if code == TEXT:
        return f"{lead}{GENERAL};{lead}-{GENERAL};{lead}{GENERAL};{lead}@"
    sections = _sections(code)
    positive = sections[0]
    negative = sections[1] if len(sections) > 1 else f"-{positive}"
    iconed = f"{lead}{positive};{lead}{negative};{lead}{positive};{lead}@"
    return iconed if len(iconed) <= MAX_LENGTH else code


def _made(pattern: Pattern, spec: FormatSpec) -> NumberFormat:
    if pattern.kind in _ISO:
        return NumberFormat(_date_code(without_zone(pattern.pattern), pattern))
    if pattern.kind == "duration":
        return NumberFormat("[h]:mm:ss")
    if pattern.kind == "bytes":
        if pattern.pattern != "size" or spec.type == "bytes":
            return NumberFormat(TEXT)
        return NumberFormat("#,##0", decimals=1, shorts=size_formats(pattern, _literal))
    if pattern.kind == "text":
        return NumberFormat(_plain_code(spec.type))
    if pattern.kind == "boolean":
        return NumberFormat(GENERAL)
    if pattern.compact:
        return replace(_number(pattern), shorts=compact_formats(pattern, _literal))
    return _number(pattern)


def _plain_code(type_: str) -> str:
    if type_ in {"integer", "decimal", "float"}:
        return "0" if type_ == "integer" else GENERAL
    return _ISO.get(type_) or ("[h]:mm:ss" if type_ == "duration" else TEXT)


# --- numbers --------------------------------------------------------------------------------------------


def _number(pattern: Pattern) -> NumberFormat:
    from babel.numbers import parse_pattern

    parsed = parse_pattern(pattern.pattern)
    if "@" in pattern.pattern or "‰" in pattern.pattern:
        return NumberFormat(GENERAL)
    least, most = pattern.decimals
    whole_part = _integer_digits(parsed.int_prec[0], grouped=parsed.grouping[0] < 100)
    exponent = ""
    if parsed.exp_prec is not None:
        exponent = "E+" + "0" * max(parsed.exp_prec[0], 1)
        whole_part = "#" * max(parsed.int_prec[1] - parsed.int_prec[0], 0) + "0" * max(parsed.int_prec[0], 1)
    fraction = "." + "0" * least + "#" * (most - least) if most else ""

    def code(digits: str) -> str:
        positive = _affix(parsed.prefix[0], pattern) + digits + _affix(parsed.suffix[0], pattern)
        if not _has_negative(pattern.pattern):
            return positive
        negative = _affix(parsed.prefix[1], pattern) + digits + _affix(parsed.suffix[1], pattern)
        return f"{positive};{negative}"

    optional = most > 0 and least == 0 and not exponent
    return NumberFormat(
        code(whole_part + fraction + exponent),
        whole=code(whole_part) if optional else None,
        decimals=most,
        percent=pattern.percent,
    )


def _integer_digits(least: int, *, grouped: bool) -> str:
    if not grouped:
        return "0" * least or "#"
    digits = "0" * least
    digits = "#" * max(4 - len(digits), 0) + digits
    head = len(digits) % 3
    runs = [digits[:head]] if head else []
    runs += [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return ",".join(runs)


def _has_negative(pattern: str) -> bool:
    return ";" in re.sub(r"'[^']*'", "", pattern)


def _affix(text: str, pattern: Pattern) -> str:
    """Return a CLDR prefix or suffix as quoted literals, the sign of per cent left to act."""
    parts: list[str] = []
    literal = ""
    for quoted, bare in re.findall(r"'([^']*)'|([^']+)", text):
        if not bare:
            literal += quoted or "'"
            continue
        for run in re.findall(r"¤+|%|[^¤%]+", bare):
            if run == "%":
                parts += [_literal(literal), "%"]
                literal = ""
            elif run[0] == "¤":
                literal += pattern.symbol if len(run) == 1 else pattern.currency or ""
            else:
                literal += run
    parts.append(_literal(literal))
    return "".join(parts)


def _sections(code: str) -> list[str]:
    """Split a format at the semicolons outside its literals."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code)


def _literal(text: str) -> str:
    """Return text that Excel prints as it stands."""
    if not text:
        return ""
    if text in {"-", "+", " ", "(", ")"}:
        return text
    return "".join(f'"{run}"' if run != '"' else '\\"' for run in re.findall(r'"|[^"]+', text))


# --- dates ----------------------------------------------------------------------------------------------

_FIELDS = {
    "yy": "yy", "M": "m", "L": "m", "MM": "mm", "LL": "mm", "MMM": "mmm", "LLL": "mmm",
    "MMMM": "mmmm", "LLLL": "mmmm", "MMMMM": "mmmmm", "LLLLL": "mmmmm", "d": "d", "dd": "dd",
    "H": "h", "HH": "hh", "h": "h", "hh": "hh", "K": "h", "KK": "hh", "k": "h", "kk": "hh",
    "m": "mm", "mm": "mm", "s": "s", "ss": "ss",
}  # fmt: skip


def _date_code(pattern: str, meaning: Pattern) -> str:
    from babel.dates import tokenize_pattern

    code = ""
    names = False
    before = ""
    letters: set[str] = set()
    for kind, value in tokenize_pattern(pattern):
        if kind == "chars":
            code += _date_literal(str(value))
            continue
        letter, width = str(value[0]), int(value[1])
        field = _field(letter, width, after=before)
        if field is None:
            return _ISO[meaning.kind]
        if letter == "S":
            # fractions belong to the seconds, and their point is Excel's own
            code = re.sub(r"(?:\\.|\.)?$", "", code) + field
        else:
            code += field
        names = names or field in {"mmm", "mmmm", "mmmmm", "ddd", "dddd"}
        before = letter
        letters.add(letter)
    # Excel tells minutes from months by the hour before or the second after
    lone_minutes = "m" in letters and not letters & set("hHkKs")
    if len(code) > MAX_LENGTH - 10 or lone_minutes:
        return _ISO[meaning.kind]
    return _language(meaning.locale) + code if names else code


def _field(letter: str, width: int, *, after: str) -> str | None:
    if letter in "yYu" and width != 2:
        return "yyyy"
    if letter in "Ec" or (letter == "e" and width > 2):
        return "dddd" if width == 4 else "ddd" if width < 6 else None
    if letter in "abB":
        return "AM/PM"
    if letter == "S":
        return "." + "0" * min(width, 3) if after == "s" else None
    return _FIELDS.get(letter * width)


def _date_literal(text: str) -> str:
    return "".join(
        letter if letter in " -:" else f"\\{letter}" if letter != "\\" else "\\" for letter in text
    )


@lru_cache(maxsize=64)
def _language(locale: str) -> str:
    """Return the prefix that makes Excel write names in the report's language."""
    for code, name in sorted(windows.windows_locale.items()):
        if name == locale:
            return f"[$-{code:X}]"
    language = locale.partition("_")[0]
    for code, name in sorted(windows.windows_locale.items()):
        if name.partition("_")[0] == language:
            return f"[$-{code:X}]"
    return ""
