"""A pie as a ring with its slices named beside it, in order: text, share, and, with labels, the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.charts import texts
from nbreports.renderers.charts.layout import ROW, SIZE, SWATCH, Layout
from nbreports.renderers.charts.measure import clean, fit, text_width
from nbreports.renderers.charts.scales import colored, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import ChartNode, ChartPoint
    from nbreports.renderers.charts.scales import Spec

_RING = 0.6
"""The hole's radius as a part of the ring's."""
_COLUMN_GAP = 14.0
_APART = 28.0
_WIDEST_RING = 190.0
_NARROWEST_RING = 0.32
_TURN = 6.283185307179586


def pie_layers(
    chart: ChartNode, width: float, height: float, *, ink: str, muted: str
) -> tuple[list[Spec], Layout]:
    """Return the ring, the rows beside it, and a layout that covers the whole picture."""
    index = {one.key: number for number, one in enumerate(chart.series)}
    slices = [
        (index.get(point.x if chart.color is None else point.color, 0), point)
        for point in chart.points
        if point.y_start is not None and point.y_end is not None
    ]
    layout = Layout(0.0, 0.0, width, height, *places(chart))
    rows = _Rows(chart, slices, width, height)
    radius = rows.radius
    center = rows.center
    total = max((point.y_end for _, point in slices if point.y_end is not None), default=1.0)
    scale = {"type": "linear", "domain": [0, total], "range": [0, _TURN], "nice": False, "zero": True}
    values = [{"y": point.y_start, "y2": point.y_end, "c": which} for which, point in slices]
    encoding = {
        "x": {"value": center},
        "y": {"value": height / 2},
        "theta": {"field": "y", "type": "quantitative", "stack": None, "scale": scale},
        "theta2": {"field": "y2"},
        **colored(chart),
    }
    ring = {
        "type": "arc",
        "outerRadius": radius,
        "innerRadius": radius * _RING,
        "stroke": "#ffffff",
        "strokeWidth": 1.2,
    }
    return [texts.layer(values, ring, encoding), *rows.layers(ink=ink, muted=muted)], layout


class _Rows:
    """The rows beside the ring: as many as there is room for, the last telling how many more there are."""

    def __init__(
        self, chart: ChartNode, slices: Sequence[tuple[int, ChartPoint]], width: float, height: float
    ) -> None:
        self.chart = chart
        fits = max(int(height // ROW), 1)
        shown = slices if len(slices) <= fits else slices[: fits - 1]
        self.more = len(slices) - len(shown)
        self.colors = [chart.series[which].color for which, _ in shown]
        points = [point for _, point in shown]
        self.shares = [point.share for point in points]
        self.figures = [clean(point.text) for point in points] if chart.labels else []
        self.share_width = max((text_width(text, SIZE) for text in self.shares), default=0.0)
        self.figure_width = max((text_width(text, SIZE) for text in self.figures), default=0.0)
        fixed = SWATCH + 5 + _COLUMN_GAP + self.share_width
        fixed += _COLUMN_GAP + self.figure_width if self.figures else 0.0
        apart = min(_APART, width * 0.06)
        limit = max(width - min(height, width * _NARROWEST_RING) - apart - fixed, 30.0)
        self.names = [fit(clean(chart.series[which].text), limit, SIZE) for which, _ in shown]
        self.name_width = max((text_width(text, SIZE) for text in self.names), default=0.0)
        block = fixed + self.name_width
        self.radius = max(min(height - 2, width - block - apart, _WIDEST_RING) / 2, 8.0)
        start = max((width - 2 * self.radius - apart - block) / 2, 0.0)
        self.center = start + self.radius
        self.left = start + 2 * self.radius + apart
        count = len(shown) + (1 if self.more else 0)
        self.top = (height - count * ROW) / 2

    def layers(self, *, ink: str, muted: str) -> list[Spec]:
        middles = [self.top + (number + 0.5) * ROW for number in range(len(self.names) + 1)]
        name = self.left + SWATCH + 5
        share = name + self.name_width + _COLUMN_GAP + self.share_width
        boxes = [
            (self.left, middle - SWATCH / 2, color)
            for middle, color in zip(middles, self.colors, strict=False)
        ]
        names = [(name, middle, (text,)) for middle, text in zip(middles, self.names, strict=False)]
        if self.more:
            names.append((name, middles[-1], (f"+ {self.more}",)))
        shares = [(share, middle, (text,)) for middle, text in zip(middles, self.shares, strict=False)]
        drawn = [
            texts.swatches(boxes, SWATCH),
            texts.text_layer(names, color=ink),
            texts.text_layer(shares, color=ink, align="right", bold=True),
        ]
        if self.figures:
            at = share + _COLUMN_GAP + self.figure_width
            figures = [(at, middle, (text,)) for middle, text in zip(middles, self.figures, strict=False)]
            drawn.append(texts.text_layer(figures, color=muted, align="right"))
        return drawn
