"""Lines, areas and sparklines: runs of points that never cross a gap.

Fields are single letters: ``x y`` and their ends ``x2 y2`` on scales, ``c`` a series' index, ``s`` a dot's
area, ``g`` a line's run, ``i`` the drawing order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.charts.scales import SeriesIndex, colored, scaled
from nbreports.renderers.charts.texts import layer

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.layout import Layout
    from nbreports.renderers.charts.scales import Spec


def line_layers(chart: ChartNode, layout: Layout, *, width: float) -> list[Spec]:
    """Return lines of ``width`` points; a value alone between gaps is a dot."""
    runs = runs_of(chart, layout)
    encoding = {
        "x": {"field": "x", **scaled(chart, layout, "x")},
        "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
        "order": {"field": "i", "type": "quantitative"},
        "detail": {"field": "g", "type": "nominal"},
        **colored(chart, "stroke"),
    }
    mark = {
        "type": "line",
        "strokeWidth": width,
        "strokeJoin": "round",
        "strokeCap": "round",
        "interpolate": "linear",
    }
    drawn = [layer([row for run in runs if len(run) > 1 for row in run], mark, encoding)]
    alone = [run[0] for run in runs if len(run) == 1]
    if alone:
        spots = {key: encoding[key] for key in ("x", "y")} | colored(chart)
        drawn.append(
            layer(
                alone, {"type": "point", "shape": "circle", "filled": True, "size": 18, "opacity": 1}, spots
            )
        )
    return drawn


def runs_of(chart: ChartNode, layout: Layout) -> list[list[Spec]]:
    """Return each series' points in runs without a gap, so that a line never crosses what is missing."""
    series = SeriesIndex(chart)
    open_runs: dict[int, int] = {}
    runs: list[list[Spec]] = []
    for index, point in enumerate(chart.points):
        which = series.of(point)
        across = layout.x.of(point.x)
        up = layout.y.of(point.y)
        if across is None or up is None:
            open_runs.pop(which, None)
            continue
        if which not in open_runs:
            open_runs[which] = len(runs)
            runs.append([])
        run = open_runs[which]
        runs[run].append({"x": across, "y": up, "y2": 0, "c": which, "g": run, "i": index})
    return runs


def area_layers(chart: ChartNode, layout: Layout) -> list[Spec]:
    """Return light fills under lines, or stacked fills."""
    if chart.stack:
        runs = bands_of(chart, layout)
        mark: Spec = {
            "type": "area",
            "fillOpacity": 0.85,
            "line": False,
            "stroke": "#ffffff",
            "strokeWidth": 0.6,
        }
    else:
        runs = runs_of(chart, layout)
        mark = {"type": "area", "fillOpacity": 0.16 if len(chart.series) == 1 else 0.07, "line": False}
    encoding = {
        "x": {"field": "x", **scaled(chart, layout, "x")},
        "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
        "y2": {"field": "y2"},
        "detail": {"field": "g", "type": "nominal"},
        **colored(chart),
    }
    fills = layer([row for run in runs for row in run], mark, encoding)
    return [fills] if chart.stack else [fills, *line_layers(chart, layout, width=1.6)]


def bands_of(chart: ChartNode, layout: Layout) -> list[list[Spec]]:
    """Return stacked series over every x: a series that lacks one is thin as nothing there, not cut short."""
    series = SeriesIndex(chart)
    at: dict[float, dict[int, tuple[float, float]]] = {}
    for point in chart.points:
        across = layout.x.of(point.x)
        if across is None:
            continue
        here = at.setdefault(across, {})
        if point.y_start is not None and point.y_end is not None:
            here[series.of(point)] = (point.y_start, point.y_end)
    order = sorted(at)
    bands: list[list[Spec]] = []
    tops = dict.fromkeys(order, 0.0)
    for which in range(len(chart.series)):
        rows = []
        for index, across in enumerate(order):
            start, end = at[across].get(which, (tops[across], tops[across]))
            tops[across] = end if end >= 0 else tops[across]
            rows.append({"x": across, "y": end, "y2": start, "c": which, "g": which, "i": index})
        bands.append(rows)
    return bands


def sparkline(chart: ChartNode, layout: Layout) -> list[Spec]:
    """Return a line without axes, with a dot at its end."""
    runs = runs_of(chart, layout)
    drawn = line_layers(chart, layout, width=1.2)
    if runs:
        encoding = {
            "x": {"field": "x", **scaled(chart, layout, "x")},
            "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
            **colored(chart),
        }
        mark = {"type": "point", "shape": "circle", "filled": True, "size": 12, "opacity": 1}
        drawn.append(layer([runs[-1][-1]], mark, encoding))
    return drawn
