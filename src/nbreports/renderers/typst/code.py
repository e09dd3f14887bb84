"""Values as Typst code. Every text of a report stands in a string; nothing of it is ever markup or code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nbreports.renderers.plain import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import Cell, CellStyle, ImageData

_SPECIAL = re.compile('[\\\\"\t\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t"}
_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def string(text: str) -> str:
    """Return a text as a string; what has no place in a text becomes U+FFFD."""
    return '"' + _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], "\ufffd"), text) + '"'


def content(text: str) -> str:
    """Return a text as content, its line breaks kept."""
    return " + linebreak() + ".join(map(string, _BREAKS.split(text)))


def call(name: str, *positional: str, **named: str | None) -> str:
    """Return a call; a named argument that is None is left out, ``_`` in its name is a hyphen."""
    arguments = [f"{key.replace('_', '-')}: {value}" for key, value in named.items() if value is not None]
    return f"{name}({', '.join([*arguments, *positional])})"


def array(items: Iterable[str]) -> str:
    """Return an array; a comma follows each item, so that one item is an array too."""
    made = list(items)
    return f"({', '.join(made)},)" if made else "()"


def color(value: str | None) -> str | None:
    """Return a colour, None for what is none."""
    return call("rgb", string(value)) if value is not None and _COLOR.fullmatch(value) else None


def number(value: float) -> str:
    """Return a number without an exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def linked(inner: str, address: str | None) -> str:
    """Return a link around content, or the content where the address is not one a report may give."""
    if address is None or not _ADDRESS.fullmatch(address):
        return inner
    return call("link", string(address), inner)


def picture(image: ImageData, alt: str, **named: str | None) -> str:
    """Return a picture whose bytes are in the source."""
    if image.media_type == "image/svg+xml":
        data = _svg(image.data.decode("utf-8", "replace"))
    else:
        data = call("bytes", array(map(str, image.data)))
    kind = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}[image.media_type]
    return call("image", data, format=string(kind), alt=string(alt) if alt else None, **named)


def drawing(svg: str, alt: str, **named: str | None) -> str:
    """Return a drawing whose SVG is in the source."""
    return call("image", _svg(svg), format=string("svg"), alt=string(alt) if alt else None, **named)


def _svg(svg: str) -> str:
    # white space between its elements says nothing, and a string has no line breaks here
    return call("bytes", string(_BREAKS.sub(" ", svg)))


def styled(inner: str, styles: Iterable[CellStyle], *, strong: bool = False) -> str:
    """Return content in the styles of its cell; later ones win."""
    fill, bold, italic = None, strong, False
    for style in styles:
        fill = color(style.color) or fill
        bold, italic = bold or style.bold, italic or style.italic
    if fill is None and not bold and not italic:
        return inner
    return call(
        "text",
        inner,
        fill=fill,
        weight=string("bold") if bold else None,
        style=string("italic") if italic else None,
    )


def background(styles: Iterable[CellStyle]) -> str | None:
    """Return the colour behind a cell."""
    found = None
    for style in styles:
        found = color(style.background) or found
    return found


def picked(mask: int, styles: tuple[CellStyle, ...]) -> list[CellStyle]:
    """Return the styles of a mask."""
    return [style for bit, style in enumerate(styles) if mask >> bit & 1]


def cell_content(cell: Cell | None) -> str:
    """Return what a cell shows: its sign, its text, its link."""
    if cell is None:
        return '""'
    inner = linked(content(cell.text), cell.link)
    return f"{string(SIGNS[cell.icon] + ' ')} + {inner}" if cell.icon else inner
