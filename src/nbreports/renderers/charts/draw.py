"""The drawing itself, as tasks of a worker process: a specification in, SVG or PDF bytes out."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from nbreports.renderers.charts.glyphs import check_glyphs
from nbreports.renderers.charts.measure import FONT_FOLDER
from nbreports.renderers.charts.pictures import self_contained
from nbreports.renderers.charts.svg import finish


def svg(payload: bytes) -> bytes:
    """Draw ``{"spec", "width", "height", "alt"}`` as a clean SVG document."""
    return finish_svg(json.loads(payload)).encode()


def pdf(payload: bytes) -> bytes:
    """Draw the same as a one-page vector PDF with its fonts inside; a character without one is an error."""
    order = json.loads(payload)
    size = order["width"], order["height"]
    _register(tuple(order.get("fonts", ())))
    drawing = finish_svg(order, unit="")
    page = _canonical(_library().svg_to_pdf(drawing), size)
    check_glyphs(drawing, page, _library().svg_to_pdf)
    return page


def picture(payload: bytes) -> bytes:
    """Turn a report's own SVG picture into a one-page vector PDF; nothing outside of it is read."""
    return _canonical(_library().svg_to_pdf(self_contained(payload.decode())))


def warm(payload: bytes) -> bytes:
    """Load what drawing needs, so that the first chart is as fast as the next."""
    empty = {"width": 8, "height": 8, "mark": "point", "data": {"values": []}}
    pdf(json.dumps({"spec": empty, "width": 8, "height": 8, "alt": ""}).encode())
    return payload


def finish_svg(order: dict[str, Any], *, unit: str = "pt") -> str:
    """Return the SVG of an order, from specification to clean document."""
    raw = _library().vegalite_to_svg(order["spec"], vl_version="6.4", allowed_base_urls=[])
    return finish(raw, width=order["width"], height=order["height"], alt=order["alt"], unit=unit)


def _canonical(raw: bytes, size: tuple[float, float] | None = None) -> bytes:
    """Return the PDF with its objects in one fixed order (fonts come in any) and a page of the exact size."""
    import pikepdf

    with pikepdf.open(BytesIO(raw)) as document:
        if size is not None:
            document.pages[0].MediaBox = pikepdf.Array([0, 0, *(Decimal(f"{edge:.3f}") for edge in size)])
        written = BytesIO()
        document.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


@lru_cache(maxsize=8)
def _register(files: tuple[str, ...]) -> None:
    """Add the folders of font files, once: the library takes folders, and reads a font when it is used."""
    for folder in dict.fromkeys(str(Path(file).parent) for file in files):
        _library().register_font_directory(folder)


@lru_cache(maxsize=1)
def _library() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
    return vl_convert
