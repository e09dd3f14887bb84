"""The figures at bars: beyond their end, or inside a stacked part with room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.charts.measure import clean, text_width
from nbreports.renderers.charts.scales import DODGED_BARS
from nbreports.renderers.charts.texts import text_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.layout import Layout
    from nbreports.renderers.charts.scales import Spec
    from nbreports.renderers.charts.texts import Align

_SIZES = (9.0, 8.0, 7.0)
_NEAR = 4.0


def bar_labels(chart: ChartNode, layout: Layout, *, side_by_side: int, ink: str) -> list[Spec]:
    """Return the labels of bars; none where they would run into one another."""
    if not chart.labels:
        return []
    length = layout.height if chart.horizontal else layout.width
    step = length / max(layout.x.count, 1)
    room = step * (DODGED_BARS / side_by_side if side_by_side > 1 else 0.96)
    texts = [clean(point.text) for point in chart.points]
    size = next((size for size in _SIZES if _crowd(chart, texts, size) <= room + 0.5), None)
    if size is None:
        return []
    order = {one.key: index for index, one in enumerate(chart.series)}
    placed: dict[tuple[str, Align], list[tuple[float, float, tuple[str, ...]]]] = {}
    for point, text in zip(chart.points, texts, strict=True):
        place, amount = layout.x.of(point.x), layout.y.of(point.y)
        if place is None or amount is None:
            continue
        middle = layout.x.along(place, length)
        if side_by_side > 1:
            middle += step * DODGED_BARS * ((order.get(point.color, 0) + 0.5) / side_by_side - 0.5)
        if point.y_start is not None and point.y_end is not None:
            start, end = (
                layout.y.along(edge, _across(chart, layout)) for edge in (point.y_start, point.y_end)
            )
            needed = text_width(text, size) + _NEAR if chart.horizontal else size + 3
            if abs(end - start) < needed:
                continue
            series = chart.series[order.get(point.color, 0)]
            key: tuple[str, Align] = (_readable_on(series.color, ink), "center")
            spot = (start + end) / 2
        else:
            end = layout.y.along(amount, _across(chart, layout))
            sign = 1 if amount >= 0 else -1
            key = (ink, ("left" if sign > 0 else "right") if chart.horizontal else "center")
            spot = end + sign * (_NEAR if chart.horizontal else size * 0.75)
        where = (spot, middle) if chart.horizontal else (middle, layout.height - spot)
        placed.setdefault(key, []).append((*where, (text,)))
    return [text_layer(rows, color=color, align=align, size=size) for (color, align), rows in placed.items()]


def _crowd(chart: ChartNode, texts: Sequence[str], size: float) -> float:
    """Return the room one label takes along the categories."""
    return size if chart.horizontal else max((text_width(text, size) for text in texts), default=0.0)


def _across(chart: ChartNode, layout: Layout) -> float:
    return layout.width if chart.horizontal else layout.height


def _readable_on(color: str, ink: str) -> str:
    """Return white or ``ink``, whichever stands out from ``color``."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "#ffffff" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.36 else ink
