"""The report's look and paper, resolved: names to colours, sizes to millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import PageSetup, Theme

if TYPE_CHECKING:
    from nbreports.definition.page import Page
    from nbreports.definition.theme import Theme as ThemeDefinition

_BASES: dict[str, dict[str, str]] = {
    "plain": {
        "primary": "#1764c0",
        "text": "#1b1f24",
        "muted": "#5b6470",
        "line": "#d5d9de",
        "band": "#f4f6f8",
    },
    "corporate": {
        "primary": "#1e3a5f",
        "text": "#16202c",
        "muted": "#566273",
        "line": "#c9d1da",
        "band": "#eef2f6",
    },
    "minimal": {
        "primary": "#2b2f36",
        "text": "#22262b",
        "muted": "#6d747d",
        "line": "#e3e6e9",
        "band": "#ffffff",
    },
    "vibrant": {
        "primary": "#6d3bd1",
        "text": "#1d1a26",
        "muted": "#635d73",
        "line": "#dcd6ea",
        "band": "#f5f1fd",
    },
}
_SIGNALS = {"positive": "#1a7f4b", "negative": "#c0362c", "warn": "#b26a00", "muted": "#8a929c"}

PAPER = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
"""Width and height in millimetres, upright: ISO 216 and ANSI/ASME Y14.1."""


def resolve_theme(theme: ThemeDefinition) -> Theme:
    """Return the theme with every colour as ``#rrggbb``; the logo is read later."""
    base = _BASES[theme.base]
    primary = theme.primary or base["primary"]
    return Theme(
        base=theme.base,
        colors={"primary": primary, **_SIGNALS},
        text=base["text"],
        muted=base["muted"],
        line=base["line"],
        band=base["band"],
        palette=tuple(theme.palette),
        font=theme.font,
    )


def resolve_page(page: Page) -> PageSetup:
    """Return the paper and margins in millimetres; headers and footers are filled later."""
    width, height = PAPER[page.size]
    if page.orientation == "landscape":
        width, height = height, width
    top, right, bottom, left = page.margins
    return PageSetup(width, height, top, right, bottom, left, first_differs=page.first is not None)
