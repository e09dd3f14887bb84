"""A resolved chart as a bqplot figure: the same data, scales, ticks, texts and colours as on the page.

The figure is laid out as the page's picture is, point for point, and shown scaled. It is changed where it
stands: an edit of the report sets traits of the one figure, and only what another kind of chart needs is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import bqplot
import numpy as np

from nbreports.renderers.charts.layout import Layout, lay_out
from nbreports.renderers.charts.marks import LARGEST_DOT
from nbreports.renderers.charts.scales import places
from nbreports.renderers.charts.vega import BASE, to_vega_lite
from nbreports.widgets.chart_axes import ON_PLOT, axes, axis_lines, spec_texts
from nbreports.widgets.chart_marks import marks, slices
from nbreports.widgets.chart_parts import FigureParts, MarkPart, ScalePart, pixels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.places import Places
    from nbreports.widgets.chart_parts import AxisPart

K = TypeVar("K")

MOVE = 160
"""Milliseconds that marks take to their new places."""
_ARRAYS = {"x", "y", "size", "sizes", "text", "tick_values"}


def parts_of(chart: ChartNode, width: float, height: float) -> FigureParts:
    """Return what a figure of ``chart`` in ``width`` by ``height`` points is made of."""
    spec = to_vega_lite(chart, width, height)
    if not chart.points or chart.type in ("pie", "sparkline"):
        return _bare(chart, spec, width, height)
    layout = lay_out(chart, width, height)
    return FigureParts(
        width=width,
        height=height,
        margin=_margin(layout, width, height),
        scales={
            **_plot_scales(layout),
            "x": _scale(layout.x, reverse=chart.horizontal),
            "y": _scale(layout.y),
            "size": ScalePart(0.0, LARGEST_DOT),
            "alone": ScalePart(count=1),
        },
        axes=axes(chart, layout),
        marks={
            "base": _base(chart, layout),
            **marks(chart, layout),
            **axis_lines(chart, layout),
            **spec_texts(spec),
        },
    )


def _bare(chart: ChartNode, spec: dict[str, Any], width: float, height: float) -> FigureParts:
    """Return a figure without axes; its plot is the whole of it, or lies a little inside."""
    padding = spec["padding"]
    layout = Layout(padding["left"], padding["top"], spec["width"], spec["height"], *places(chart))
    drawn: dict[str, MarkPart] = {}
    if chart.points and chart.type == "pie":
        drawn["slices"] = slices(chart, spec["layer"][0])
    elif chart.points:
        drawn = marks(chart, layout)
    return FigureParts(
        width=width,
        height=height,
        margin=_margin(layout, width, height),
        scales={**_plot_scales(layout), "x": _scale(layout.x), "y": _scale(layout.y)},
        marks={**drawn, **spec_texts(spec)},
    )


def _margin(layout: Layout, width: float, height: float) -> tuple[float, float, float, float]:
    right = max(width - layout.left - layout.width, 0.0)
    return layout.top, right, max(height - layout.top - layout.height, 0.0), layout.left


def _plot_scales(layout: Layout) -> dict[str, ScalePart]:
    return {"across": ScalePart(0.0, layout.width), "down": ScalePart(0.0, layout.height, reverse=True)}


def _scale(spots: Places, *, reverse: bool = False) -> ScalePart:
    if spots.kind == "band":
        return ScalePart(count=spots.count, reverse=reverse)
    return ScalePart(spots.low, spots.high)


def _base(chart: ChartNode, layout: Layout) -> MarkPart:
    """Return the line the marks stand on."""
    base = 0.0 if layout.y.low <= 0 <= layout.y.high else layout.y.low
    at = layout.y.along(base, layout.width if chart.horizontal else layout.height)
    across, down = [0.0, layout.width], [layout.height - at] * 2
    if chart.horizontal:
        across, down = [at] * 2, [0.0, layout.height]
    return MarkPart(
        "Lines",
        ON_PLOT,
        {"x": across, "y": down, "colors": [BASE], "stroke_width": pixels(0.8), "fill": "none"},
    )


class ChartFigure:
    """One chart's figure, kept while the report is edited.

    Attributes
    ----------
    figure
        The ``bqplot.Figure``; always the same one.
    """

    def __init__(self, chart: ChartNode, width: float, height: float) -> None:
        self._scales: dict[tuple[str, bool], Any] = {}
        self._axes: dict[str, Any] = {}
        self._marks: dict[tuple[str, ...], Any] = {}
        self.figure = bqplot.Figure(
            animation_duration=MOVE,
            padding_x=0.0,
            padding_y=0.0,
            display_toolbar=False,
            background_style={"fill": "transparent"},
        )
        self.update(chart, width, height)

    def update(self, chart: ChartNode, width: float, height: float) -> None:
        """Show ``chart`` in ``width`` by ``height`` points."""
        parts = parts_of(chart, width, height)
        scales = {name: self._scale(name, part) for name, part in parts.scales.items()}
        axes = [self._axis(key, part, scales) for key, part in parts.axes.items()]
        marks = [self._mark(key, part, parts, scales) for key, part in parts.marks.items()]
        top, right, bottom, left = (pixels(side) for side in parts.margin)
        with self.figure.hold_sync():
            self.figure.fig_margin = {"top": top, "right": right, "bottom": bottom, "left": left}
            if self.figure.axes != axes:
                self.figure.axes = axes
            if self.figure.marks != marks:
                self.figure.marks = marks
        layout = self.figure.layout
        with layout.hold_sync():
            layout.width, layout.height = f"{pixels(width):g}px", f"{pixels(height):g}px"
        self._drop_unused(axes, marks)

    def close(self) -> None:
        """Let go of the figure and all that is in it."""
        shown = self.figure
        own = [shown, shown.layout, shown.scale_x, shown.scale_y]
        for each in [*own, *self._marks.values(), *self._axes.values(), *self._scales.values()]:
            each.close()

    def _scale(self, name: str, part: ScalePart) -> Any:
        key = (name, part.count is not None)
        scale = self._scales.get(key)
        if scale is None:
            made = bqplot.LinearScale if part.count is None else bqplot.OrdinalScale
            scale = self._scales[key] = made(allow_padding=False)
        with scale.hold_sync():
            if part.count is None:
                scale.reverse = part.reverse
                scale.min, scale.max = float(part.low), float(part.high)
            else:
                # a scale of categories takes no turn in one change with its categories
                order = list(range(part.count))
                scale.domain = order[::-1] if part.reverse else order
        return scale

    def _axis(self, key: str, part: AxisPart, scales: dict[str, Any]) -> Any:
        scale = scales[part.scale]
        axis = self._axes.get(key)
        if axis is None or axis.scale is not scale:
            # another scale under an axis leaves the old one's lines
            if axis is not None:
                axis.close()
            axis = self._axes[key] = bqplot.Axis(scale=scale, side=part.side)
        with axis.hold_sync():
            _set(axis, {"tick_values": part.ticks, "tick_labels": part.labels, **part.traits})
        return axis

    def _mark(self, key: str, part: MarkPart, parts: FigureParts, scales: dict[str, Any]) -> Any:
        kinds = [f"{name}{parts.scales[name].count is None}" for name in part.scales.values()]
        known = (key, part.kind, str(part.traits.get("orientation")), *kinds)
        mark = self._marks.get(known)
        if mark is None:
            on = {dimension: scales[name] for dimension, name in part.scales.items()}
            fixed = {"interactions": {}, "apply_clip": False, "enable_hover": False}
            mark = self._marks[known] = getattr(bqplot, part.kind)(scales=on, **fixed)
        with mark.hold_sync():
            _set(mark, part.traits)
        return mark

    def _drop_unused(self, axes: list[Any], marks: list[Any]) -> None:
        """Close marks and axes that the figure has no more; its scales stay for the next chart."""
        self._marks = _kept(self._marks, marks)
        self._axes = _kept(self._axes, axes)


def _kept(known: dict[K, Any], used: list[Any]) -> dict[K, Any]:
    """Return what is used of what is known, and close the rest."""
    for each in known.values():
        if each not in used:
            each.close()
    return {key: each for key, each in known.items() if each in used}


def _set(target: Any, traits: Mapping[str, Any]) -> None:
    for name, value in traits.items():
        setattr(target, name, _array(value) if isinstance(value, list | tuple) and name in _ARRAYS else value)


def _array(values: Sequence[Any]) -> Any:
    # whole numbers would travel in 32 bits, where moments have no room
    return np.asarray(values) if values and isinstance(values[0], str) else np.asarray(values, dtype=float)
