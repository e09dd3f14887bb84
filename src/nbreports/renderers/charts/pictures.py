"""A report's own SVG pictures, before they become vector forms of a PDF: nothing comes in from outside.

The converter reads local files that an SVG names, so whatever lies outside of the picture is taken out. It
also leaves out text in a font it does not find, so the package's own font stands behind every other.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from nbreports.errors import RenderError
from nbreports.renderers.charts.measure import FONT

_BEHIND = rf"\1\2, {FONT}"
_XLINK = "http://www.w3.org/1999/xlink"
_REFERENCES = ("href", f"{{{_XLINK}}}href", "src")
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg);base64,)", re.IGNORECASE)
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|\\", re.IGNORECASE)
_FAMILY = re.compile(r"(font-family\s*:\s*)([^;}]*[^;}\s])", re.IGNORECASE)
_DROPPED = frozenset({"script", "foreignobject", "iframe", "audio", "video", "handler", "set", "animate"})


def self_contained(svg: str) -> str:
    """Return the picture without anything that runs or refers to what lies outside of it.

    Raises
    ------
    RenderError
        Where it is no well-formed SVG, or declares entities.
    """
    if "<!DOCTYPE" in svg or "<!ENTITY" in svg:
        svg = re.sub(r"<!DOCTYPE[^\[>]*>", "", svg, count=1)
        if "<!" in svg.replace("<!--", "").replace("<![CDATA[", ""):
            raise RenderError(
                "the SVG picture declares entities", remedy="Save it as plain SVG, or use PNG or JPEG."
            )
    try:
        root = ET.fromstring(svg)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise RenderError(
            f"the SVG picture is not well-formed: {error}", remedy="Save it again, or use PNG or JPEG."
        ) from error
    if _name(root) != "svg":
        raise RenderError(f"a picture that begins with <{_name(root):.40}> is no SVG")
    _clean(root)
    root.attrib.setdefault("font-family", FONT)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    for key, value in list(element.attrib.items()):
        refers = key in _REFERENCES and not _INSIDE.match(value)
        if refers or key.lower().startswith("on") or _OUTSIDE_URL.search(value):
            del element.attrib[key]
        elif key == "font-family":
            element.set(key, f"{value}, {FONT}")
        elif key == "style":
            element.set(key, _FAMILY.sub(_BEHIND, value))
    if _name(element) == "style":
        sheet = element.text or ""
        element.text = "" if _OUTSIDE_URL.search(sheet) else _FAMILY.sub(_BEHIND, sheet)
    for child in list(element):
        if not isinstance(child.tag, str) or _name(child) in _DROPPED:
            element.remove(child)
        else:
            _clean(child)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].lower()
