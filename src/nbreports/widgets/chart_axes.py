"""The axes of a notebook's chart and all texts around its plot, at the places they have on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.renderers.charts.layout import LINE, SIZE
from nbreports.renderers.charts.measure import clean
from nbreports.renderers.charts.vega import GRID, INK, MUTED
from nbreports.widgets.chart_parts import AxisPart, MarkPart, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbreports.document.nodes import Axis, ChartNode
    from nbreports.renderers.charts.layout import Label, Layout
    from nbreports.renderers.charts.places import Places
    from nbreports.renderers.charts.scales import Spec

FONTS = "'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
ON_PLOT = {"x": "across", "y": "down"}
"""Scales of points from the plot's left and top."""
_CLEAR = "transparent"
_ASCENT, _MIDDLE = 0.79, 0.3
"""Ems from a text's top, and from its middle, to the line it stands on."""
_TICK = 9.0
"""Pixels from an axis to its texts; 3 where it has a grid, whose lines go the other way."""
_TICK_WITH_GRID = 3.0
_D3_DOWN = 0.71
"""Ems that texts below an axis are moved down by."""


def axes(chart: ChartNode, layout: Layout) -> dict[str, AxisPart]:
    """Return both axes; the one of values has the grid."""
    lying = chart.horizontal
    below = (chart.y_axis, layout.y, "y") if lying else (chart.x_axis, layout.x, "x")
    side = (chart.x_axis, layout.x, "x") if lying else (chart.y_axis, layout.y, "y")
    below_ink = INK if not lying and chart.x_axis.kind == "band" else MUTED
    return {
        "below": AxisPart(
            scale=below[2],
            side="bottom",
            **_ticks(below[0], below[1], layout.below),
            traits=_look(lying, _below_style(layout, below_ink, _gap(lying))),
        ),
        "side": AxisPart(
            scale=side[2],
            side="left",
            **_ticks(side[0], side[1], layout.side),
            traits=_look(not lying, _side_style(INK if lying else MUTED, _gap(not lying))),
        ),
    }


def _gap(grid: bool) -> float:
    return _TICK_WITH_GRID if grid else _TICK


def _ticks(axis: Axis, places: Places, labels: Sequence[Label]) -> dict[str, Any]:
    """Return all ticks with the texts there is room for; texts of several lines are marks of their own."""
    shown = {} if in_lines(labels) else {label.place: clean(label.lines[0]) for label in labels}
    ticks = [place for tick in axis.ticks if (place := places.of(tick.value)) is not None]
    return {"ticks": tuple(ticks), "texts": tuple(shown.get(tick, "") for tick in ticks)}


def in_lines(labels: Sequence[Label]) -> bool:
    """Say whether some text of an axis is broken: an axis of the notebook cannot do that."""
    return any(len(label.lines) > 1 for label in labels)


def _look(grid: bool, style: dict[str, str]) -> dict[str, Any]:
    shared = {"font-size": f"{pixels(SIZE)}px", "font-family": FONTS}
    return {
        "grid_lines": "solid" if grid else "none",
        "grid_color": GRID if grid else _CLEAR,
        "color": _CLEAR,
        "tick_style": {**shared, **style},
    }


def _side_style(ink: str, gap: float) -> dict[str, str]:
    return {"fill": ink, "transform": f"translate({gap - pixels(6):g}px,0px)"}


def _below_style(layout: Layout, ink: str, gap: float) -> dict[str, str]:
    size = pixels(SIZE)
    stands = gap + _D3_DOWN * size
    if not layout.below_slanted:
        down = pixels(7) + _ASCENT * size - stands
        return {"fill": ink, "text-anchor": "middle", "transform": f"translate(0px,{down:g}px)"}
    turned = f"translate(0px,{pixels(8):g}px) rotate(-45deg) translate(0px,{_MIDDLE * size - stands:g}px)"
    return {"fill": ink, "text-anchor": "end", "transform": turned}


# --- texts ------------------------------------------------------------------------------------------------


def axis_lines(chart: ChartNode, layout: Layout) -> dict[str, MarkPart]:
    """Return the texts of axes that are broken into lines."""
    made: dict[str, MarkPart] = {}
    up = layout.x if chart.horizontal else layout.y
    across = layout.y if chart.horizontal else layout.x
    if in_lines(layout.side):
        rows = [
            (
                -6.0,
                _from_top(chart, up.along(label.place, layout.height), layout) + _line(label, number),
                text,
            )
            for label in layout.side
            for number, text in enumerate(label.lines)
        ]
        made["side lines"] = texts(rows, ink=INK if chart.horizontal else MUTED, align="end")
    if in_lines(layout.below):
        first = layout.height + 7 + _ASCENT * SIZE - _MIDDLE * SIZE
        rows = [
            (across.along(label.place, layout.width), first + number * LINE, text)
            for label in layout.below
            for number, text in enumerate(label.lines)
        ]
        made["below lines"] = texts(rows, ink=INK, align="middle")
    return made


def _line(label: Label, number: int) -> float:
    return (number - (len(label.lines) - 1) / 2) * LINE


def _from_top(chart: ChartNode, along: float, layout: Layout) -> float:
    # categories run downwards, values upwards
    return along if chart.horizontal else layout.height - along


def spec_texts(spec: Spec) -> dict[str, MarkPart]:
    """Return the texts and swatches that stand at points of the page's picture: labels, legend, titles, rows."""
    made: dict[str, MarkPart] = {}
    for number, layer in enumerate(spec["layer"]):
        if layer["encoding"].get("x", {}).get("field") != "u":
            continue
        values, mark = layer["data"]["values"], layer["mark"]
        if mark["type"] == "rect":
            made[f"swatches {number}"] = _swatches(values)
        elif values:
            rows = [
                (row["u"], row["v"] + _baseline(mark), text) for row in values for text in _lines(row["t"])
            ]
            made[f"texts {number}"] = texts(
                rows,
                ink=mark["fill"],
                align=_ALIGN[mark.get("align", "left")],
                size=mark["fontSize"],
                bold=mark.get("fontWeight") == "bold",
            )
    return made


_ALIGN = {"left": "start", "right": "end", "center": "middle"}


def _lines(text: str | list[str]) -> Iterator[str]:
    yield from [text] if isinstance(text, str) else text


def _baseline(mark: Spec) -> float:
    return -_MIDDLE * float(mark["fontSize"]) if mark.get("baseline") == "alphabetic" else 0.0


def texts(
    rows: Sequence[tuple[float, float, str]],
    *,
    ink: str,
    align: str = "start",
    size: float = SIZE,
    bold: bool = False,
) -> MarkPart:
    """Return texts at points from the plot's left and top, their middles there."""
    return MarkPart(
        "Label",
        ON_PLOT,
        {
            "x": [row[0] for row in rows],
            "y": [row[1] for row in rows],
            "text": [row[2] for row in rows],
            "colors": [ink],
            "align": align,
            "default_size": pixels(size),
            "font_weight": "bold" if bold else "normal",
        },
    )


def _swatches(values: Sequence[Spec]) -> MarkPart:
    side = values[0]["u2"] - values[0]["u"] if values else 0.0
    return MarkPart(
        "Scatter",
        ON_PLOT,
        {
            "x": [row["u"] + side / 2 for row in values],
            "y": [row["v"] + side / 2 for row in values],
            "marker": "square",
            "colors": [row["k"] for row in values] or [_CLEAR],
            "default_size": round(pixels(side) ** 2),
            "stroke": _CLEAR,
        },
    )
