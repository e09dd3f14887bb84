"""What Vega writes, made fit to stand in a page: an allow-list of elements and attributes, nothing else.

No element can carry a script, an address, a style or an id, so several charts stand side by side in one HTML
file.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

FONTS = "'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
"""The charts' own font first; a page may be read where it is missing."""

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"g", "path", "rect", "line", "circle", "text", "tspan"})
_ATTRIBUTES = frozenset({
    "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "width", "height",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-dasharray", "opacity", "text-anchor", "font-size",
    "font-weight",
})  # fmt: skip
_NUMBERS = frozenset({"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r"})
_FLOAT = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")


def finish(raw: str, *, width: float, height: float, alt: str, unit: str = "pt") -> str:
    """Return Vega's SVG as a clean document of ``width`` by ``height`` points, described by ``alt``.

    ``unit`` is the unit of its size; the drawing's own is one point either way.
    """
    source = ET.fromstring(raw)  # noqa: S314 - written by Vega in this process, without a document type
    wide, high = _plain(width), _plain(height)
    size = {"width": wide + unit, "height": high + unit, "viewBox": f"0 0 {wide} {high}"}
    root = ET.Element("svg", {"xmlns": _SVG, **size, "font-family": FONTS, "role": "img", "aria-label": alt})
    _copy_children(source, root)
    return ET.tostring(root, encoding="unicode")


def _copy_children(source: ET.Element, target: ET.Element) -> None:
    for child in source:
        name = child.tag.removeprefix(f"{{{_SVG}}}")
        if name not in _ELEMENTS or child.get("display") == "none" or child.get("class") in _EMPTY:
            continue
        kept = {
            key: _FLOAT.sub(_rounded, value) if key in _NUMBERS else value
            for key, value in child.attrib.items()
            if key in _ATTRIBUTES and "url(" not in value
        }
        copy = ET.SubElement(target, name, kept)
        copy.text = child.text
        copy.tail = child.tail
        _copy_children(child, copy)


_EMPTY = ("background", "foreground")
"""Vega's frames around a plot, which nothing fills."""


def _rounded(match: re.Match[str]) -> str:
    return _plain(float(match[0]))


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") if number else "0"
