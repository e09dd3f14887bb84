"""Breaking text into lines that fit a width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .shaping import clean

if TYPE_CHECKING:
    from .text import Typesetter

# the breaks of UAX #14 that matter in alphabetic text: after spaces, hyphens and slashes between letters
_BREAKS = re.compile(
    "(?<=[ \u2002-\u2006\u2008-\u200a])(?=[^ \u2002-\u2006\u2008-\u200a])"
    r"|(?<=[^\W\d_][-\u2010\u2013\u2014/])(?=[^\W\d_])"
)
_KEPT = 50_000
_SPACES = " \u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"


def units(text: str, style: int, setter: Typesetter) -> list[str]:
    """Return the pieces of a line between which it may break."""
    if setter.simple(text, style):
        return _BREAKS.split(text)
    from uniseg.linebreak import line_break_units

    return list(line_break_units(text))


def longest_unit(text: str, style: int, setter: Typesetter) -> int:
    """Return the advance of the widest unbreakable piece, in 1/1000 em."""
    return max(
        (
            setter.width(unit.rstrip(_SPACES), style)
            for line in clean(text).split("\n")
            for unit in units(line, style, setter)
        ),
        default=0,
    )


def wrap(text: str, style: int, limit: float, setter: Typesetter) -> list[str]:
    """Return the lines of a text, none wider than ``limit`` (1/1000 em) unless one character is.

    Breaks where the text says so and between words; a word wider than the limit is broken between characters.
    """
    lines: list[str] = []
    paragraphs = [text] if text.isprintable() else clean(text).split("\n")
    for paragraph in paragraphs:
        if setter.width(paragraph, style) <= limit:
            lines.append(paragraph)
        else:
            lines.extend(_fill(paragraph, style, limit, setter))
    return lines


def _fill(paragraph: str, style: int, limit: float, setter: Typesetter) -> list[str]:
    lines: list[str] = []
    line = ""
    used = 0
    width = setter.width
    if len(setter.words[style]) > _KEPT:
        setter.words[style].clear()
    known = setter.words[style]
    for unit in units(paragraph, style, setter):
        sizes = known.get(unit)
        if sizes is None:
            sizes = known[unit] = (width(unit.rstrip(_SPACES), style), width(unit, style))
        size = sizes[0]
        if used + size <= limit or (not line and size <= limit):
            line += unit
            used += sizes[1]
            continue
        if line:
            lines.append(line.rstrip(_SPACES))
            line, used = "", 0
        if size > limit:
            *whole, rest = _chop(unit, style, limit, setter)
            lines.extend(whole)
            unit = rest  # noqa: PLW2901 - what is left of the word begins the next line
        line = unit
        used = width(unit, style)
    lines.append(line.rstrip(_SPACES))
    return lines


def _chop(word: str, style: int, limit: float, setter: Typesetter) -> list[str]:
    if setter.simple(word, style):
        clusters: list[str] = list(word)
    else:
        from uniseg.graphemecluster import grapheme_clusters

        clusters = list(grapheme_clusters(word))
    pieces: list[str] = []
    piece = ""
    for cluster in clusters:
        if piece and setter.width(piece + cluster, style) > limit:
            pieces.append(piece)
            piece = ""
        piece += cluster
    pieces.append(piece)
    return pieces
