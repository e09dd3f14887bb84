"""The figures at bars: beyond their end, or inside a stacked part with room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.charts.measure import clean, text_width

if TYPE_CHECKING:
    from nbreports.document.nodes import ChartNode
    from nbreports.renderers.charts.layout import Layout
    from nbreports.renderers.charts.marks import Align, Spec

_SIZE = 9.0
_NEAR = 4.0


def bar_labels(chart: ChartNode, layout: Layout, *, dodged: int, ink: str) -> list[Spec]:
    """Return the labels of bars; none where they would run into one another."""
    from nbreports.renderers.charts.marks import text_layer

    if not chart.labels:
        return []
    length = layout.height if chart.horizontal else layout.width
    step = length / max(layout.x.count, 1)
    room = step * (0.8 / dodged if dodged > 1 else 0.96)
    texts = [clean(point.text) for point in chart.points]
    crowd = _SIZE if chart.horizontal else max((text_width(text, _SIZE) for text in texts), default=0.0)
    if crowd > room + 0.5:
        return []
    order = {one.key: index for index, one in enumerate(chart.series)}
    placed: dict[tuple[str, Align], list[tuple[float, float, tuple[str, ...]]]] = {}
    for point, text in zip(chart.points, texts, strict=True):
        place, amount = layout.x.of(point.x), layout.y.of(point.y)
        if place is None or amount is None:
            continue
        middle = layout.x.along(place, length)
        if dodged > 1:
            middle += step * 0.8 * ((order.get(point.color, 0) + 0.5) / dodged - 0.5)
        if point.y_start is not None and point.y_end is not None:
            start, end = (
                layout.y.along(edge, _across(chart, layout)) for edge in (point.y_start, point.y_end)
            )
            needed = text_width(text, _SIZE) + _NEAR if chart.horizontal else _SIZE + 3
            if abs(end - start) < needed:
                continue
            series = chart.series[order.get(point.color, 0)]
            key: tuple[str, Align] = (_readable_on(series.color, ink), "center")
            spot = (start + end) / 2
        else:
            end = layout.y.along(amount, _across(chart, layout))
            sign = 1 if amount >= 0 else -1
            key = (ink, ("left" if sign > 0 else "right") if chart.horizontal else "center")
            spot = end + sign * (_NEAR if chart.horizontal else _SIZE * 0.75)
        where = (spot, middle) if chart.horizontal else (middle, layout.height - spot)
        placed.setdefault(key, []).append((*where, (text,)))
    return [text_layer(rows, color=color, align=align) for (color, align), rows in placed.items()]


def _across(chart: ChartNode, layout: Layout) -> float:
    return layout.width if chart.horizontal else layout.height


def _readable_on(color: str, ink: str) -> str:
    """Return white or ``ink``, whichever stands out from ``color``."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "#ffffff" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.36 else ink
