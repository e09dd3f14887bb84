"""The scales of a specification: where bars, dots and lines stand, and which colour a series has.

Categories and series are numbers on every scale; their names never come here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.document.nodes import Axis
from nbreports.renderers.charts.places import Places

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode, ChartPoint
    from nbreports.renderers.charts.layout import Layout

Spec = dict[str, Any]

_BAR = 0.7
DODGED_BARS = 0.8
"""The part of a category's place that bars side by side take together."""
_WIDEST_BAR = 56.0
_WIDEST_LYING_BAR = 26.0


def places(chart: ChartNode) -> tuple[Places, Places]:
    """Return the places of both axes."""
    return Places(chart.x_axis), Places(chart.y_axis)


def no_places() -> tuple[Places, Places]:
    """Return the places of a picture without axes."""
    empty = Places(Axis("band", (), (), ""))
    return empty, empty


def scaled(chart: ChartNode, layout: Layout, along: str) -> Spec:
    """Return the encoding, without a field, of the picture's ``x`` or ``y``."""
    category = (along == "y") if chart.horizontal else (along == "x")
    spot = layout.x if category else layout.y
    if spot.kind != "band":
        scale = {"type": "linear", "domain": spot.domain, "nice": False, "zero": False}
        return {"type": "quantitative", "axis": None, "scale": scale}
    if chart.type == "bar":
        step = (layout.height if chart.horizontal else layout.width) / max(spot.count, 1)
        widest = _WIDEST_LYING_BAR if chart.horizontal else _WIDEST_BAR
        part = min(_bar_share(chart), widest * dodged(chart) / step)
        scale = {
            "type": "band",
            "domain": spot.domain,
            "paddingInner": 1 - part,
            "paddingOuter": (1 - part) / 2,
        }
    else:
        scale = {"type": "point", "domain": spot.domain, "padding": 0.5}
    return {"type": "ordinal", "axis": None, "sort": None, "scale": scale}


def _bar_share(chart: ChartNode) -> float:
    return DODGED_BARS if dodged(chart) > 1 else _BAR


def dodged(chart: ChartNode) -> int:
    """Return how many bars stand side by side at one category."""
    if chart.type != "bar" or chart.stack or chart.color is None:
        return 1
    seen = {point.x for point in chart.points}
    return len(chart.series) if len(seen) < len(chart.points) else 1


def colored(chart: ChartNode, channel: str = "fill") -> Spec:
    """Return the encoding of a series' colour."""
    scale = {
        "type": "ordinal",
        "domain": list(range(len(chart.series))),
        "range": [one.color for one in chart.series],
    }
    return {channel: {"field": "c", "type": "nominal", "sort": None, "legend": None, "scale": scale}}


class SeriesIndex:
    """The index of a point's series: by its colour, or by ``x`` where the slices are the series."""

    def __init__(self, chart: ChartNode) -> None:
        self._index = {one.key: index for index, one in enumerate(chart.series)}
        self._by_x = chart.color is None and chart.type == "pie"

    def of(self, point: ChartPoint) -> int:
        """Return the index of the point's series."""
        return self._index.get(point.x if self._by_x else point.color, 0)
