"""Formats as written: presets, CLDR patterns, and names of the report's own ``formats``."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from nbreports.definition.faults import fault, nearest, quote

FormatKind = Literal["preset", "number", "date", "name"]

PRESETS = (
    "integer", "number", "decimal", "percent", "currency", "compact", "bytes", "duration",
    "date", "datetime", "time", "boolean", "text",
)  # fmt: skip
DEFAULTS = {
    "integer": "integer",
    "float": "decimal:2",
    "decimal": "decimal:2",
    "text": "text",
    "boolean": "boolean",
    "date": "date:medium",
    "datetime": "datetime:medium",
    "time": "time",
    "duration": "duration",
    "bytes": "bytes",
}
"""The format of a value by its type, where the report gives none."""

_PRESET = re.compile(
    r"(?:integer|number|compact|bytes|duration|boolean|text"
    r"|(?:decimal|percent)(?::(?:1?\d))?"
    r"|currency(?::[A-Z]{3})?"
    r"|(?:date|datetime|time)(?::(?:short|medium|long|full))?)\Z",
    re.ASCII,
)
_MISSPELT = re.compile(r"[A-Za-z]{3,}(?::|\Z)")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_DATE_LETTERS = frozenset("GyYuUrQqMLwWdDFgEecabBhHkKmsSAzZOvVXx")
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def format_kind(text: str) -> FormatKind | None:
    """Say what a format's text is, or None where it is nothing a format can be.

    A name is any identifier that is neither a preset nor a date pattern; whether the report has it is checked
    with the report.
    """
    if _PRESET.match(text):
        return "preset"
    if not text or len(text) > 200 or text.count("'") % 2:
        return None
    bare = _QUOTED.sub("", text)
    word = _MISSPELT.match(bare)
    if not word and re.search("[#0@]", bare):
        return "number"
    letters = {letter for letter in bare if letter.isalpha()}
    if letters and letters <= _DATE_LETTERS and not re.search(r"\d", bare) and not _word_like(bare):
        return "date"
    return "name" if _NAME.match(text) else None


def _word_like(text: str) -> bool:
    # a pattern repeats its letters (yyyy, MMM); a word of four letters or more that never does is a name
    return len(text) >= 4 and text.isalpha() and len(set(text.casefold())) == len(text)


def _format(value: str) -> str:
    if format_kind(value) is not None:
        return value
    raise bad_format(value)


def _pattern(value: str) -> str:
    if format_kind(value) in ("preset", "number", "date"):
        return value
    raise bad_format(value)


def bad_format(value: str, names: tuple[str, ...] = ()) -> Exception:
    """Return the error of a text that is no format."""
    near = nearest(value.partition(":")[0], (*PRESETS, *names))
    hint = (
        f"Did you mean {near!r}?"
        if near
        else f"Use one of {', '.join(PRESETS)}, a CLDR pattern or a name of 'formats'."
    )
    return fault(f"{quote(value)} is not a format", hint, code="format")


Format = Annotated[str, AfterValidator(_format)]
Pattern = Annotated[str, AfterValidator(_pattern)]
