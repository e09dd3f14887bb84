"""Which characters of a picture no font could show: the converter draws a box and says nothing."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from nbreports.errors import GlyphError
from nbreports.renderers.charts.measure import FONT, in_font

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMED = 5
_TRIED = 200
"""Characters tried one by one to find those to name; a picture with more of them names the first it finds."""


def check_glyphs(svg: str, pdf: bytes, convert: Callable[[str], bytes]) -> None:
    """Check that every character of a drawing is shown.

    Parameters
    ----------
    svg, pdf
        The drawing, and what it was converted to.
    convert
        Turns an SVG into a PDF, for the search.

    Raises
    ------
    GlyphError
        Names the characters that no font has.
    """
    strange = sorted({character for character in _text(svg) if not in_font(character)})
    if not strange or not _has_box(pdf):
        return
    missing = [character for character in strange[:_TRIED] if _has_box(convert(_sample(character)))]
    if not missing:
        return  # parts of clusters, shown together though not alone
    named = ", ".join(
        f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})"
        for character in missing[:_NAMED]
    )
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    raise GlyphError(
        f"no font at hand can show {named}{more}",
        remedy="Install a font that has these characters, or name one in font_files.",
    )


def _text(svg: str) -> str:
    return "".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own drawing


def _sample(character: str) -> str:
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": "20", "height": "20"})
    ET.SubElement(root, "text", {"y": "15", "font-family": FONT}).text = character
    return ET.tostring(root, encoding="unicode")


def _has_box(pdf: bytes) -> bool:
    """Say whether a page shows glyph 0 of any font: the box for what the font has not."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        for instruction in pikepdf.parse_content_stream(document.pages[0], "Tj TJ"):
            for operand in instruction.operands:
                shown = operand if isinstance(operand, pikepdf.Array) else [operand]
                if any(_holds_zero(bytes(part)) for part in shown if isinstance(part, pikepdf.String)):
                    return True
    return False


def _holds_zero(codes: bytes) -> bool:
    return any(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
