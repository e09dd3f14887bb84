"""Drawn charts, looked through once more before they stand in a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from nbreports.errors import RenderError

_SPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc", "defs", "clipPath", "linearGradient", "radialGradient", "stop",
})  # fmt: skip
_URL = re.compile(
    r"url\(\s*(?!#[\w:.-]+\))|\b(?:javascript|data|vbscript)\s*:|@import|expression\(", re.IGNORECASE
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PLAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")


def inline_svg(svg: str) -> str:
    """Return an SVG document as markup for a page.

    Raises
    ------
    RenderError
        Where it is not well-formed or holds anything that could run, load or style: a script, a style, a link
        out of itself, an event handler, foreign content.
    """
    if "<!DOCTYPE" in svg or "<!ENTITY" in svg:
        raise RenderError("the drawing of a chart has a document type")
    try:
        root = ET.fromstring(_NO_XML.sub("\ufffd", svg))  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise RenderError(f"the drawing of a chart is not well-formed: {error}") from error
    _check(root)
    root.set("xmlns", _SPACE[1:-1])
    return ET.tostring(root, encoding="unicode")


def _check(element: ET.Element) -> None:
    name = str(element.tag).removeprefix(_SPACE)
    if name not in _ELEMENTS:
        raise RenderError(f"the drawing of a chart holds <{name:.40}>")
    element.tag = name
    for key, value in element.attrib.items():
        if not _PLAIN.fullmatch(key) or key.lower().startswith("on") or key in {"style", "href"}:
            raise RenderError(f"the drawing of a chart holds the attribute {key!r:.40}")
        if key != "aria-label" and _URL.search(value):
            raise RenderError(f"the drawing of a chart refers to {value!r:.60}")
    for child in element:
        _check(child)
