"""Text as a sheet part holds it: escaped for XML, and for Excel's own ``_xHHHH_`` notation."""

from __future__ import annotations

import re

from nbreports.errors import RenderError

MAX_TEXT = 32_767
"""UTF-16 units a cell can hold."""

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_PADDED = re.compile(r"^\s|\s$|\n")
_CACHED = 20_000
_LONG = 200
"""Texts longer than this hardly come twice."""


def escape(text: str) -> str:
    """Return ``text`` as the content of a ``<t>`` element.

    Control characters become ``_x0007_``, and text that already looks like that notation has its first
    underscore escaped, so that it reads back as written.

    Raises
    ------
    RenderError
        For half of a surrogate pair, which no file can hold.
    """
    return _ODD.sub(_replace, text)


def attribute(text: str) -> str:
    """Return ``text`` as the content of a double-quoted XML attribute, control characters left out."""
    plain = re.sub("[\x00-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def utf16_length(text: str) -> int:
    """Return the length of ``text`` as Excel counts it."""
    return len(text) + sum(1 for letter in text if letter > "\uffff") if not text.isascii() else len(text)


def shortened(text: str, limit: int = MAX_TEXT) -> str:
    """Return ``text``, or as much of it as fits ``limit`` UTF-16 units with a visible ``…`` at its end."""
    if len(text) * 2 <= limit or utf16_length(text) <= limit:
        return text
    units = text.encode("utf-16-le")[: (limit - 1) * 2]
    return units.decode("utf-16-le", errors="ignore") + "…"


class TextBodies(dict[str, str]):
    """The rest of a text cell's XML after its style, made once a text.

    ``cut`` counts texts that were longer than a cell can hold.
    """

    cut = 0

    def __missing__(self, text: str) -> str:
        if len(self) > _CACHED:
            self.clear()
        short = shortened(text)
        body = f' t="inlineStr"><is><t{_space(short)}>{escape(short)}</t></is></c>'
        if short is not text:
            self.cut += 1
        elif len(text) <= _LONG:
            self[text] = body
        return body


def _space(text: str) -> str:
    return ' xml:space="preserve"' if _PADDED.search(text) else ""


def _replace(match: re.Match[str]) -> str:
    letter = match[0]
    if letter in _MARKUP:
        return _MARKUP[letter]
    if "\ud800" <= letter <= "\udfff":
        raise RenderError(
            f"a text holds half of a surrogate pair, {letter!a}, which is not a character",
            remedy="Clean the column: decode its bytes as UTF-8 with errors='replace'.",
        )
    return f"_x{ord(letter):04X}_"


def printable(text: str) -> str:
    """Return text without the characters that XML cannot hold, for the parts that XlsxWriter writes."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]", "", text)


def chart_name(text: str) -> str:
    """Return text that XlsxWriter takes for a name: a zero-width space keeps ``Q1!A1`` no reference."""
    return re.sub(r"!(?=\$?[A-Z]+\$?\d)", "!\u200b", printable(text))
