"""Formats that shorten: 1.2K, 3.4 Mio., 5 MB, as far as Excel can divide, which is by thousands.

A condition in a format (``[>=1000]``) would lose the sign of what is negative in some programs, so each value
is given the format of its own size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.patterns import find_locale

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.document.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Short:
    """The format of values of at least ``size``: shown divided by ``divisor``, with decimals or ``whole``."""

    size: int
    divisor: int
    code: str
    whole: str


_UNITS = 6
"""Bytes, kilobytes, and so on up to petabytes."""


def compact_formats(pattern: Pattern, literal: Callable[[str], str]) -> tuple[Short, ...]:
    """Return the formats of a locale's short numbers, largest first."""
    table = find_locale(pattern.locale).compact_decimal_formats.get("short", {}).get("other", {})
    fraction = "." + "0" * pattern.decimals[1] if pattern.decimals[1] else ""
    made = []
    for key, short in table.items():
        plain = re.sub(r"'([^']*)'", r"\1", str(getattr(short, "pattern", short)))
        match = re.fullmatch(r"(0+)(\D*)", plain)
        power = len(str(key)) - len(match[1]) if match else 0
        if match is None or power % 3:
            # a myriad or a lakh: Excel cannot divide by it, so the whole number stands
            made.append(Short(int(key), 1, "#,##0", "#,##0"))
        elif match[2] and power:
            unit = "," * (power // 3) + literal(match[2])
            made.append(Short(int(key), 10**power, f"0{fraction}{unit}", f"0{unit}"))
    return tuple(sorted(made, key=lambda short: -short.size))


def size_formats(pattern: Pattern, literal: Callable[[str], str]) -> tuple[Short, ...]:
    """Return the formats of amounts of bytes, largest first, the last for less than a kilobyte."""
    made = []
    for power in range(_UNITS):
        text = format_value(7 * 1000**power, FormatSpec("integer", "bytes", pattern.locale))
        before, _, after = text.partition("7")
        commas = "," * power
        whole = f"{literal(before)}#,##0{commas}{literal(after)}"
        code = f"{literal(before)}#,##0.0{commas}{literal(after)}" if power else whole
        made.append(Short(1000**power if power else 0, 1000**power, code, whole))
    return tuple(reversed(made))
