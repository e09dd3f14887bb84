"""How wide a text is in the charts' font, so that labels are laid out before anything is drawn."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

FONT = "Noto Sans"
FONT_FOLDER = Path(__file__).resolve().parent.parent / "pdf" / "fonts"
"""The package's own fonts, registered wherever charts are drawn."""

ELLIPSIS = "…"


@lru_cache(maxsize=1)
def _advances() -> dict[int, float]:
    """Return the advance of every character of the font, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(FONT_FOLDER / "NotoSans-Regular.ttf", lazy=True) as font:
        units = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}


def in_font(character: str) -> bool:
    """Say whether the charts' own font has a character."""
    return ord(character) in _advances()


def _advance(character: str) -> float:
    known = _advances().get(ord(character))
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.62


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return the width of ``text`` in points at ``size`` points."""
    return size * sum(_advance(character) for character in text)


def clean(text: str) -> str:
    """Return ``text`` on one line, without characters that XML or a page cannot hold."""
    kept = (
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
        if unicodedata.category(character) != "Cs" and ord(character) & 0xFFFE != 0xFFFE
    )
    return " ".join("".join(kept).split(" ")).strip()


def fit(text: str, limit: float, size: float) -> str:
    """Return ``text``, cut with an ellipsis where it is wider than ``limit`` points."""
    if text_width(text, size) <= limit:
        return text
    room = limit - text_width(ELLIPSIS, size)
    kept = 0
    for character in text:
        room -= size * _advance(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def wrap(text: str, limit: float, size: float, lines: int) -> list[str] | None:
    """Return ``text`` broken at spaces into at most ``lines`` lines of ``limit`` points, or None."""
    rows: list[str] = []
    for word in text.split():
        if text_width(word, size) > limit:
            return None
        if rows and text_width(f"{rows[-1]} {word}", size) <= limit:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return rows if 0 < len(rows) <= lines else None
