"""The layers that show a chart's points: bars, bins and dots here, lines and areas in their own module.

Fields are single letters: ``x y`` and their ends ``x2 y2`` on scales, ``c`` a series' index, ``s`` a dot's
area, ``g`` a line's run, ``i`` the drawing order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.chart_scales import as_number
from nbreports.renderers.charts.bar_labels import bar_labels
from nbreports.renderers.charts.lines import area_layers, line_layers
from nbreports.renderers.charts.scales import SeriesIndex, colored, dodged, scaled
from nbreports.renderers.charts.texts import layer

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode, ChartPoint
    from nbreports.renderers.charts.layout import Layout
    from nbreports.renderers.charts.scales import Spec

_DOT = 22.0
LARGEST_DOT = 320.0


def layers(chart: ChartNode, layout: Layout, *, ink: str) -> list[Spec]:
    """Return the layers that show the chart's points."""
    if chart.type == "bar":
        return _bars(chart, layout, ink)
    if chart.type == "histogram":
        return _bins(chart, layout)
    if chart.type == "scatter":
        return _dots(chart, layout)
    if chart.type == "area":
        return area_layers(chart, layout)
    return line_layers(chart, layout, width=1.8)


def _bars(chart: ChartNode, layout: Layout, ink: str) -> list[Spec]:
    series = SeriesIndex(chart)
    category, value = ("y", "x") if chart.horizontal else ("x", "y")
    values = []
    for point in chart.points:
        place, amount = layout.x.of(point.x), layout.y.of(point.y)
        if place is None or amount is None:
            continue
        start = 0 if point.y_start is None else layout.y.of(point.y_start)
        end = amount if point.y_end is None else layout.y.of(point.y_end)
        values.append({"x": place, "y": start, "y2": end, "c": series.of(point)})
    encoding = {
        category: {"field": "x", **scaled(chart, layout, category)},
        value: {"field": "y", "stack": None, **scaled(chart, layout, value)},
        f"{value}2": {"field": "y2"},
        **colored(chart),
    }
    side_by_side = dodged(chart)
    if side_by_side > 1:
        scale = {"type": "band", "domain": list(range(side_by_side)), "paddingInner": 0.06, "paddingOuter": 0}
        encoding[f"{category}Offset"] = {"field": "c", "type": "ordinal", "sort": None, "scale": scale}
    mark: Spec = {"type": "bar"}
    if chart.stack:
        mark |= {"stroke": "#ffffff", "strokeWidth": 0.6}
    return [layer(values, mark, encoding), *bar_labels(chart, layout, side_by_side=side_by_side, ink=ink)]


def _bins(chart: ChartNode, layout: Layout) -> list[Spec]:
    series = SeriesIndex(chart)
    values = []
    for point in chart.points:
        left, right, amount = layout.x.of(point.x), layout.x.of(point.x_end), layout.y.of(point.y)
        if left is None or amount is None:
            continue
        values.append(
            {"x": left, "x2": left if right is None else right, "y": 0, "y2": amount, "c": series.of(point)}
        )
    encoding = {
        "x": {"field": "x", **scaled(chart, layout, "x")},
        "x2": {"field": "x2"},
        "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
        "y2": {"field": "y2"},
        **colored(chart),
    }
    return [layer(values, {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.6}, encoding)]


def _dots(chart: ChartNode, layout: Layout) -> list[Spec]:
    series = SeriesIndex(chart)
    largest = largest_size(chart)
    values = []
    for index, point in enumerate(chart.points):
        across, up = layout.x.of(point.x), layout.y.of(point.y)
        if across is None or up is None:
            continue
        area = dot_area(chart, point, largest)
        values.append({"x": across, "y": up, "c": series.of(point), "s": area, "i": index})
    encoding = {
        "x": {"field": "x", **scaled(chart, layout, "x")},
        "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
        "size": {"field": "s", "type": "quantitative", "scale": None, "legend": None},
        **colored(chart),
    }
    mark = {
        "type": "point",
        "shape": "circle",
        "filled": True,
        "fillOpacity": 0.55,
        "opacity": 1,
        "strokeWidth": 0,
    }
    return [layer(values, mark, encoding)]


def largest_size(chart: ChartNode) -> float:
    """Return the size of the largest dot."""
    return max((size for point in chart.points if (size := _size(point)) is not None), default=0.0)


def dot_area(chart: ChartNode, point: ChartPoint, largest: float) -> float:
    """Return a dot's area in square points, in proportion to its size."""
    if chart.size is None or not largest:
        return _DOT
    return max((_size(point) or 0) / largest * LARGEST_DOT, 4.0)


def _size(point: ChartPoint) -> float | None:
    number = as_number(point.size)
    return None if number is None or number < 0 else number
