"""The drawing itself, as tasks of a worker process: a specification in, SVG or PDF bytes out."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from nbreports.renderers.charts.measure import FONT_FOLDER
from nbreports.renderers.charts.svg import finish


def svg(payload: bytes) -> bytes:
    """Draw ``{"spec", "width", "height", "alt"}`` as a clean SVG document."""
    return finish_svg(json.loads(payload)).encode()


def pdf(payload: bytes) -> bytes:
    """Draw the same as a one-page vector PDF with its fonts inside."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(finish_svg(json.loads(payload))))


def warm(payload: bytes) -> bytes:
    """Load what drawing needs, so that the first chart is as fast as the next."""
    _library()
    return payload


def finish_svg(order: dict[str, Any]) -> str:
    """Return the SVG of an order, from specification to clean document."""
    raw = _library().vegalite_to_svg(order["spec"], vl_version="6.4", allowed_base_urls=[])
    return finish(raw, width=order["width"], height=order["height"], alt=order["alt"])


@lru_cache(maxsize=1)
def _library() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
    return vl_convert
