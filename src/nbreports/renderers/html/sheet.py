"""The page's one style sheet: the theme as variables, the package's rules, the report's styles as classes.

No element carries a style of its own, so the page's policy needs no ``unsafe-inline``: widths and bars are
classes in half per cents, the width below which a table scrolls one in steps, each rule of the report one
class a bit.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from nbreports.errors import RenderError

if TYPE_CHECKING:
    from nbreports.document.nodes import CellStyle, DocumentStart, PageSetup, Theme

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[\w][\w \-]{0,60}")
_COLORS = {
    "primary": "#1764c0",
    "positive": "#1a7f37",
    "negative": "#b42318",
    "warn": "#9a6700",
    "muted": "#5b6470",
}
LEAST = tuple(range(320, 2001, 80))
"""Widths in pixels at which tables begin to scroll."""

NARROW = 720
"""Pixels below which figures keep their width and words take what is left."""
MOST_TENS = 36


def style_sheet(start: DocumentStart, *, paged: bool = True) -> str:
    """Return the style sheet of a document; not ``paged``, it leaves the paper of the page it stands in alone.

    Raises
    ------
    RenderError
        For a colour that is not ``#rrggbb``.
    """
    parts = [_page(start.page)] if paged else []
    return "\n".join([*parts, _theme(start.theme), _fixed(), _styles(start.styles)])


def least_class(pixels: float) -> str:
    """Return the class of a table that needs ``pixels`` to be read."""
    return f"m{next((width for width in LEAST if width >= pixels), LEAST[-1])}"


def kept_class(tens: int | None) -> str:
    """Return the class of a column that keeps tens of pixels where there is little room, or takes the rest."""
    return "" if tens is None else f"k{min(tens, MOST_TENS)}"


def width_class(share: float) -> str:
    """Return the class of a width, ``share`` from 0 to 1."""
    return f"w{min(200, max(0, round(share * 200)))}"


@lru_cache(maxsize=1)
def _fixed() -> str:
    rules = files("nbreports.renderers.html").joinpath("style.css").read_text("utf-8")
    widths = "".join(f".w{n}{{width:{n / 2:g}%}}" for n in range(201))
    spans = "".join(f".c{n}{{grid-column:span {n}}}" for n in range(1, 25))
    least = "".join(
        f"@container (max-width:{width - 0.5}px)"
        f"{{.m{width}{{overflow-x:auto}}.m{width}>*{{min-width:{width}px}}}}\n"
        for width in LEAST
    )
    kept = "".join(f".nbr .k{n}{{width:{n * 10}px}}" for n in range(1, MOST_TENS + 1))
    rest = ".nbr .k0{width:auto}.nbr span.k0{flex:1 1 0;min-width:0}"
    narrow = f"@container (max-width:{NARROW - 0.5}px){{{rest}{kept}}}"
    return f"{rules}\n{widths}\n{spans}\n@media screen{{{narrow}\n{least}}}"


def _color(value: str) -> str:
    if not _COLOR.fullmatch(value):
        raise RenderError(f"{value!r:.40} is not a colour", remedy="Write colours as #rrggbb.")
    return value


def _theme(theme: Theme) -> str:
    colors = {**_COLORS, **{name: value for name, value in theme.colors.items() if name in _COLORS}}
    colors |= {"text": theme.text, "muted": theme.muted, "line": theme.line, "band": theme.band}
    variables = "".join(f"--t-{name}:{_color(value)};" for name, value in colors.items())
    # a family that is no plain name could end the declaration
    own = f'"{theme.font}",' if theme.font and _FONT.fullmatch(theme.font) else ""
    return f'.nbr{{{variables}--font:{own}"Noto Sans",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}}'


def _page(page: PageSetup) -> str:
    margins = (page.margin_top, page.margin_right, page.margin_bottom, page.margin_left)
    edges = " ".join(f"{margin:g}mm" for margin in margins)
    number = 'counter(page) " / " counter(pages)'
    return (
        f"@page{{size:{page.width:g}mm {page.height:g}mm;margin:{edges};"
        f'@bottom-right{{content:{number};font:7.5pt "Noto Sans",sans-serif;color:#5b6470}}}}'
    )


def _styles(styles: tuple[CellStyle, ...]) -> str:
    rules = []
    for bit, style in enumerate(styles):
        color = style.color and _color(style.color)
        declarations = []
        if style.background:
            background = _color(style.background)
            # the fill keeps its colour in the dark, so what stands on it does too
            declarations.append(f"background:{background};color:{color or _ink(background)}")
        elif color:
            declarations.append(f"color:{color}")
        if style.bold:
            declarations.append("font-weight:700")
        if style.italic:
            declarations.append("font-style:italic")
        rules.append(f".nbr .s{bit}{{{';'.join(declarations)}}}")
        if color and not style.background:
            lighter = f"color:color-mix(in oklab,{color} 55%,#fff)"
            rules.append(f"@media screen and (prefers-color-scheme:dark){{.nbr .s{bit}{{{lighter}}}}}")
    return "\n".join(rules)


def _ink(background: str) -> str:
    red, green, blue = (int(background[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#1b1f24" if light > 0.36 else "#ffffff"
