"""The marks that show a chart's points in the notebook: bars, lines, dots and slices of a resolved chart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nbreports.renderers.charts.lines import bands_of, runs_of
from nbreports.renderers.charts.marks import LARGEST_DOT, dot_area, largest_size
from nbreports.renderers.charts.scales import SeriesIndex, dodged, scaled
from nbreports.widgets.chart_parts import MarkPart, pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.layout import Layout
    from nbreports.renderers.charts.scales import Spec

ON_SCALES = {"x": "x", "y": "y"}
_CLEAR = "transparent"
_WHITE = "#ffffff"
_HAIR = 0.6
_RING = 0.6
_ROUND = math.pi / 4
"""A circle's area as a part of its square's: areas of dots are those of squares on the page."""


def marks(chart: ChartNode, layout: Layout) -> dict[str, MarkPart]:
    """Return the marks that show the chart's points, those behind first."""
    if chart.type == "bar":
        return {"bars": _bars(chart, layout)}
    if chart.type == "histogram":
        return {"bars": _bins(chart, layout)}
    if chart.type == "scatter":
        return {"dots": _dots(chart, layout)}
    if chart.type == "area":
        return _areas(chart, layout)
    return _lines(chart, layout, width=1.2 if chart.type == "sparkline" else 1.8)


# --- bars --------------------------------------------------------------------------------------------------


def _bars(chart: ChartNode, layout: Layout) -> MarkPart:
    """Return one row of bars, or a row a series where they are stacked or stand side by side."""
    together = chart.stack or dodged(chart) > 1
    series = SeriesIndex(chart)
    colors = [one.color for one in chart.series]
    spots: list[tuple[int, int, float]] = []
    for point in chart.points:
        place, amount = layout.x.of(point.x), layout.y.of(point.y)
        if place is not None and amount is not None:
            spots.append((series.of(point), int(place), amount))
    if together:
        # no bar is as high as nothing
        rows = [[0.0] * layout.x.count for _ in chart.series]
        for which, place, amount in spots:
            rows[which][place] = amount
        x: list[float] = [float(place) for place in range(layout.x.count)]
        y: list[Any] = rows
    else:
        x = [float(place) for _, place, _ in spots]
        y = [amount for _, _, amount in spots]
        colors = [colors[which] for which, _, _ in spots]
    padding = scaled(chart, layout, "y" if chart.horizontal else "x")["scale"]["paddingInner"]
    return MarkPart(
        "Bars",
        ON_SCALES,
        {
            "x": x,
            "y": y,
            "colors": colors,
            "type": "stacked" if chart.stack else "grouped",
            "orientation": "horizontal" if chart.horizontal else "vertical",
            "padding": float(padding),
            **_edge(edged=together),
        },
    )


def _bins(chart: ChartNode, layout: Layout) -> MarkPart:
    series = SeriesIndex(chart)
    bins = []
    for point in chart.points:
        left, right, amount = layout.x.of(point.x), layout.x.of(point.x_end), layout.y.of(point.y)
        if left is not None and amount is not None:
            bins.append(
                (left, left if right is None else right, amount, chart.series[series.of(point)].color)
            )
    middles = [(left + right) / 2 for left, right, _, _ in bins]
    traits = {
        "y": [amount for _, _, amount, _ in bins],
        "colors": [color for _, _, _, color in bins],
        "type": "grouped",
        "orientation": "vertical",
        **_edge(edged=True),
    }
    if len(bins) < 2:
        # bars on a scale of numbers are as wide as they stand apart; one alone has no other
        return MarkPart("Bars", {"x": "alone", "y": "y"}, {"x": [0.0] * len(bins), "padding": 0.0, **traits})
    return MarkPart("Bars", ON_SCALES, {"x": middles, "padding": _bin_padding(bins, layout), **traits})


def _bin_padding(bins: Sequence[tuple[float, float, float, str]], layout: Layout) -> float:
    """Return the padding that makes bars as wide as their bins.

    The notebook shares the way from the first middle to the last among all bars.
    """

    def along(place: float) -> float:
        return layout.x.along(place, pixels(layout.width))

    wide = min(along(right) - along(left) for left, right, _, _ in bins)
    way = along((bins[-1][0] + bins[-1][1]) / 2) - along((bins[0][0] + bins[0][1]) / 2)
    step = max(math.floor(way / len(bins)), 1)
    return round(1 - wide / step, 4)


def _edge(*, edged: bool) -> dict[str, Any]:
    return {"stroke": _WHITE if edged else _CLEAR, "stroke_width": pixels(_HAIR) if edged else 0.0}


# --- dots --------------------------------------------------------------------------------------------------


def _dots(chart: ChartNode, layout: Layout) -> MarkPart:
    series = SeriesIndex(chart)
    largest = largest_size(chart)
    spots = []
    for point in chart.points:
        across, up = layout.x.of(point.x), layout.y.of(point.y)
        if across is not None and up is not None:
            color = chart.series[series.of(point)].color
            spots.append((across, up, dot_area(chart, point, largest), color))
    return MarkPart(
        "Scatter",
        {**ON_SCALES, "size": "size"},
        {
            "x": [spot[0] for spot in spots],
            "y": [spot[1] for spot in spots],
            "size": [spot[2] for spot in spots],
            "colors": [spot[3] for spot in spots] or [_CLEAR],
            "opacities": [0.55],
            "marker": "circle",
            "default_size": round(pixels(1) ** 2 * LARGEST_DOT * _ROUND),
            "stroke": _CLEAR,
        },
    )


def spots_of(rows: Sequence[Spec], chart: ChartNode, area: float) -> MarkPart:
    """Return small dots of one size."""
    return MarkPart(
        "Scatter",
        ON_SCALES,
        {
            "x": [row["x"] for row in rows],
            "y": [row["y"] for row in rows],
            "colors": [chart.series[row["c"]].color for row in rows],
            "opacities": [1.0],
            "marker": "circle",
            "default_size": round(pixels(1) ** 2 * area * _ROUND),
            "stroke": _CLEAR,
        },
    )


# --- lines -------------------------------------------------------------------------------------------------


def _lines(chart: ChartNode, layout: Layout, *, width: float) -> dict[str, MarkPart]:
    all_runs = runs_of(chart, layout)
    drawn = [run for run in all_runs if len(run) > 1]
    alone = [run[0] for run in all_runs if len(run) == 1]
    made: dict[str, MarkPart] = {}
    if drawn:
        paths = [([row["x"] for row in run], [row["y"] for row in run]) for run in drawn]
        colors = [chart.series[run[0]["c"]].color for run in drawn]
        made["lines"] = MarkPart(
            "Lines",
            ON_SCALES,
            {**_paths(paths), "colors": colors, "stroke_width": pixels(width), "fill": "none"},
        )
    if alone:
        made["alone"] = spots_of(alone, chart, 18.0)
    if chart.type == "sparkline" and all_runs:
        made["end"] = spots_of([all_runs[-1][-1]], chart, 12.0)
    return made


def _areas(chart: ChartNode, layout: Layout) -> dict[str, MarkPart]:
    """Return closed paths, since a fill of the notebook's lines would end at the plot's foot, not at zero."""
    shapes = [run for run in (bands_of if chart.stack else runs_of)(chart, layout) if len(run) > 1]
    paths = [
        (
            [row["x"] for row in run] + [row["x"] for row in reversed(run)],
            [row["y"] for row in run] + [row["y2"] for row in reversed(run)],
        )
        for run in shapes
    ]
    deep = 0.85 if chart.stack else 0.16 if len(chart.series) == 1 else 0.07
    made: dict[str, MarkPart] = {}
    if paths:
        made["areas"] = MarkPart(
            "Lines",
            ON_SCALES,
            {
                **_paths(paths),
                "colors": [_WHITE if chart.stack else _CLEAR] * len(paths),
                "stroke_width": pixels(_HAIR) if chart.stack else 0.0,
                "fill": "inside",
                "fill_colors": [chart.series[run[0]["c"]].color for run in shapes],
                "fill_opacities": [deep] * len(paths),
                "close_path": True,
            },
        )
    return made if chart.stack else {**made, **_lines(chart, layout, width=1.6)}


def _paths(paths: Sequence[tuple[list[float], list[float]]]) -> dict[str, Any]:
    """Return paths of any length as equally long rows: what is beyond a path's end is a gap."""
    longest = max(len(x) for x, _ in paths)
    return {
        "x": [[*x, *[x[-1]] * (longest - len(x))] for x, _ in paths],
        "y": [[*y, *[math.nan] * (longest - len(y))] for _, y in paths],
    }


# --- slices ------------------------------------------------------------------------------------------------


def slices(chart: ChartNode, ring: Spec) -> MarkPart:
    """Return a pie where the page's picture has its ring."""
    values = ring["data"]["values"]
    radius = float(ring["mark"]["outerRadius"])
    return MarkPart(
        "Pie",
        {"x": "across", "y": "down"},
        {
            "sizes": [row["y2"] - row["y"] for row in values],
            "colors": [chart.series[row["c"]].color for row in values] or [_CLEAR],
            "labels": [""] * len(values),
            "x": float(ring["encoding"]["x"]["value"]),
            "y": float(ring["encoding"]["y"]["value"]),
            "radius": pixels(radius),
            "inner_radius": pixels(radius * _RING),
            "stroke": _WHITE,
            "sort": False,
        },
    )
