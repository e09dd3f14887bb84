"""The layers of a chart's specification: bars, lines, areas, dots, and the texts and rules around them.

Fields are single letters: ``x y`` and their ends ``x2 y2`` on scales, ``u v`` in points, ``c`` a series' index,
``k`` its colour, ``g`` a line's run, ``i`` the drawing order, ``s`` a dot's area, ``t`` a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.renderers.charts.measure import FONT, clean
from nbreports.renderers.charts.places import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import ChartNode, ChartPoint
    from nbreports.renderers.charts.layout import Label, Layout

Spec = dict[str, Any]
Align = Literal["left", "right", "center"]

SIZE = 9.0
_BAR = 0.7
_WIDEST_BAR = 56.0
_WIDEST_LYING_BAR = 26.0
_DOT = 22.0
_LARGEST_DOT = 320.0


def places(chart: ChartNode) -> tuple[Places, Places]:
    """Return the places of both axes."""
    return Places(chart.x_axis), Places(chart.y_axis)


def no_places() -> tuple[Places, Places]:
    """Return the places of a picture without axes."""
    from nbreports.document.nodes import Axis

    empty = Places(Axis("band", (), (), ""))
    return empty, empty


# --- scales ---------------------------------------------------------------------------------------------------


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
        part = min(_bar_share(chart), widest * _dodged(chart) / step)
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
    return 0.8 if _dodged(chart) > 1 else _BAR


def _dodged(chart: ChartNode) -> int:
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


class _Series:
    """The index of a point's series: by its colour, or by ``x`` where the slices are the series."""

    def __init__(self, chart: ChartNode) -> None:
        self._index = {one.key: index for index, one in enumerate(chart.series)}
        self._by_x = chart.color is None and chart.type == "pie"

    def of(self, point: ChartPoint) -> int:
        return self._index.get(point.x if self._by_x else point.color, 0)


# --- the marks of each kind -------------------------------------------------------------------------------------


def layers(chart: ChartNode, layout: Layout, *, ink: str) -> list[Spec]:
    """Return the layers that show the chart's points."""
    if chart.type == "bar":
        return _bars(chart, layout, ink)
    if chart.type == "histogram":
        return _bins(chart, layout)
    if chart.type == "scatter":
        return _dots(chart, layout)
    if chart.type == "area":
        return _areas(chart, layout)
    return _lines(chart, layout, width=1.8)


def _bars(chart: ChartNode, layout: Layout, ink: str) -> list[Spec]:
    series = _Series(chart)
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
    dodged = _dodged(chart)
    if dodged > 1:
        scale = {"type": "band", "domain": list(range(dodged)), "paddingInner": 0.06, "paddingOuter": 0}
        encoding[f"{category}Offset"] = {"field": "c", "type": "ordinal", "sort": None, "scale": scale}
    mark: Spec = {"type": "bar"}
    if chart.stack:
        mark |= {"stroke": "#ffffff", "strokeWidth": 0.6}
    from nbreports.renderers.charts.bar_labels import bar_labels

    return [layer(values, mark, encoding), *bar_labels(chart, layout, dodged=dodged, ink=ink)]


def _bins(chart: ChartNode, layout: Layout) -> list[Spec]:
    series = _Series(chart)
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
    series = _Series(chart)
    largest = max((size for point in chart.points if (size := _size(point)) is not None), default=0.0)
    values = []
    for index, point in enumerate(chart.points):
        across, up = layout.x.of(point.x), layout.y.of(point.y)
        if across is None or up is None:
            continue
        size = _size(point)
        area = _DOT if chart.size is None or not largest else max((size or 0) / largest * _LARGEST_DOT, 4.0)
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


def _size(point: ChartPoint) -> float | None:
    from nbreports.document.chart_scales import as_number

    number = as_number(point.size)
    return None if number is None or number < 0 else number


def _lines(chart: ChartNode, layout: Layout, *, width: float) -> list[Spec]:
    runs = _runs(chart, layout)
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


def _runs(chart: ChartNode, layout: Layout) -> list[list[Spec]]:
    """Return each series' points in runs without a gap, so that a line never crosses what is missing."""
    series = _Series(chart)
    open_runs: dict[int, list[Spec]] = {}
    runs: list[list[Spec]] = []
    for index, point in enumerate(chart.points):
        which = series.of(point)
        across = layout.x.of(point.x)
        up = layout.y.of(point.y if point.y_end is None else point.y_end)
        if across is None or up is None or layout.y.of(point.y) is None:
            open_runs.pop(which, None)
            continue
        if which not in open_runs:
            open_runs[which] = []
            runs.append(open_runs[which])
        row = {"x": across, "y": up, "c": which, "g": len(runs) - 1, "i": index}
        row["g"] = next(number for number, run in enumerate(runs) if run is open_runs[which])
        row["y2"] = 0 if point.y_start is None else point.y_start
        open_runs[which].append(row)
    return runs


def _areas(chart: ChartNode, layout: Layout) -> list[Spec]:
    if chart.stack:
        runs = _bands(chart, layout)
        mark: Spec = {
            "type": "area",
            "fillOpacity": 0.85,
            "line": False,
            "stroke": "#ffffff",
            "strokeWidth": 0.6,
        }
    else:
        runs = _runs(chart, layout)
        mark = {"type": "area", "fillOpacity": 0.16, "line": False}
    encoding = {
        "x": {"field": "x", **scaled(chart, layout, "x")},
        "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
        "y2": {"field": "y2"},
        "detail": {"field": "g", "type": "nominal"},
        **colored(chart),
    }
    fills = layer([row for run in runs for row in run], mark, encoding)
    return [fills] if chart.stack else [fills, *_lines(chart, layout, width=1.6)]


def _bands(chart: ChartNode, layout: Layout) -> list[list[Spec]]:
    """Return stacked series over every x: a series that lacks one is as thin as nothing there, not cut short."""
    series = _Series(chart)
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
    runs = _runs(chart, layout)
    drawn = _lines(chart, layout, width=1.2)
    if runs:
        encoding = {
            "x": {"field": "x", **scaled(chart, layout, "x")},
            "y": {"field": "y", "stack": None, **scaled(chart, layout, "y")},
            **colored(chart),
        }
        mark = {"type": "point", "shape": "circle", "filled": True, "size": 12, "opacity": 1}
        drawn.append(layer([runs[-1][-1]], mark, encoding))
    return drawn


# --- texts and rules --------------------------------------------------------------------------------------------


def axis_texts(
    labels: Sequence[Label],
    along: str,
    scale: Spec,
    *,
    color: str,
    line: float,
    offset: float = 0.0,
    slanted: bool = False,
) -> Spec:
    """Return the texts of an axis, at their own values: right-aligned beside the plot, or below it."""
    values = [{"x": label.place, "t": _text(label.lines)} for label in labels]
    mark: Spec = {**_font(color), "lineHeight": line}
    if along == "y":
        mark |= {"align": "right", "baseline": "middle"}
        other = {"x": {"value": -6}}
    elif slanted:
        mark |= {"align": "right", "baseline": "middle", "angle": 315}
        other = {"y": {"value": offset + 8}}
    else:
        mark |= {"align": "center", "baseline": "top"}
        other = {"y": {"value": offset + 7}}
    return layer(values, mark, {along: {"field": "x", **scale}, **other, "text": _TEXT})


def text_layer(
    texts: Sequence[tuple[float, float, tuple[str, ...]]],
    *,
    color: str,
    align: Align = "left",
    baseline: str = "middle",
    bold: bool = False,
) -> Spec:
    """Return texts at places in points from the plot's left and top."""
    values = [{"u": u, "v": v, "t": _text(lines)} for u, v, lines in texts]
    mark = {**_font(color), "align": align, "baseline": baseline}
    if bold:
        mark["fontWeight"] = "bold"
    return layer(values, mark, {**_POINTS, "text": _TEXT})


def swatches(places: Sequence[tuple[float, float, str]], size: float) -> Spec:
    """Return coloured squares at places in points."""
    values = [{"u": u, "v": v, "u2": u + size, "v2": v + size, "k": color} for u, v, color in places]
    ends = {"x2": {"field": "u2"}, "y2": {"field": "v2"}}
    fill = {"fill": {"field": "k", "type": "nominal", "scale": None, "legend": None}}
    return layer(values, {"type": "rect"}, {**_POINTS, **ends, **fill})


def rules(
    values: Sequence[float], along: str, length: float, scale: Spec, *, color: str, width: float
) -> Spec:
    """Return lines across the plot at values of the ``along`` scale."""
    across = "y" if along == "x" else "x"
    encoding = {
        along: {"field": "x", **scale},
        across: {"value": 0},
        f"{across}2": {"value": length},
    }
    mark = {"type": "rule", "stroke": color, "strokeWidth": width}
    return layer([{"x": value} for value in values], mark, encoding)


_POINTS: Spec = {
    "x": {"field": "u", "type": "quantitative", "scale": None, "axis": None},
    "y": {"field": "v", "type": "quantitative", "scale": None, "axis": None},
}
_TEXT: Spec = {"field": "t", "type": "nominal"}


def _font(color: str) -> Spec:
    return {"type": "text", "font": FONT, "fontSize": SIZE, "fill": color}


def _text(lines: Sequence[str]) -> str | list[str]:
    cleaned = [clean(line) for line in lines]
    return cleaned[0] if len(cleaned) == 1 else cleaned


def layer(values: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """Return one layer over its own inline data, which nothing parses or reshapes."""
    return {
        "data": {"values": values, "format": {"type": "json", "parse": None}},
        "mark": mark,
        "encoding": encoding,
    }
