"""A chart in words, for those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.chart_scales import as_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from nbreports.document.nodes import Channel, ChartPoint, ChartType, Series

_KIND: dict[ChartType, str] = {
    "bar": "Bar chart",
    "line": "Line chart",
    "area": "Area chart",
    "scatter": "Scatter chart",
    "pie": "Pie chart",
    "histogram": "Histogram",
    "sparkline": "Sparkline",
}
_NAMED_SERIES = 8


def describe(
    *,
    type: ChartType,  # noqa: A002 - the format's own word
    stack: bool,
    x: Channel,
    y: Channel,
    points: Sequence[ChartPoint],
    series: Sequence[Series],
    x_text: Callable[[Any], str],
) -> str:
    """Return kind, measure, number of points, extent, largest and smallest as sentences.

    ``x_text`` gives the text of a raw ``x``.
    """
    kind = "Stacked " + _KIND[type].lower() if stack else _KIND[type]
    what = f"{kind} of {x.label}" if type == "histogram" else f"{kind} of {y.label} by {x.label}"
    if not points:
        return f"{what}: no data."
    sentences = [
        f"{what}, {_count(len(points), 'bin' if type == 'histogram' else 'point')}{_extent(points, x_text)}."
    ]
    if type != "pie" and (len(series) > 1 or any(one.key is not None for one in series)):
        names = ", ".join(one.text for one in series[:_NAMED_SERIES])
        rest = len(series) - _NAMED_SERIES
        more = f" and {rest} more" if rest > 0 else ""
        sentences.append(f"{len(series)} series: {names}{more}.")
    sentences.extend(_extremes(points, series, x_text))
    return " ".join(sentences)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _extent(points: Sequence[ChartPoint], x_text: Callable[[Any], str]) -> str:
    first, last = x_text(points[0].x), x_text(points[-1].x if points[-1].x_end is None else points[-1].x_end)
    return "" if first == last else f", from {first} to {last}"


def _extremes(
    points: Sequence[ChartPoint], series: Sequence[Series], x_text: Callable[[Any], str]
) -> list[str]:
    valued = [(number, point) for point in points if (number := as_number(point.y)) is not None]
    if not valued:
        return ["No point has a value."]
    names = {one.key: one.text for one in series} if len(series) > 1 else {}

    def name(point: ChartPoint) -> str:
        text = x_text(point.x)
        if point.x_end is not None:
            text = f"{text} to {x_text(point.x_end)}"
        mine = names.get(point.color)
        place = text if mine is None or mine == text else f"{mine}, {text}"
        return f"{point.text} ({place})"

    largest = max(valued, key=lambda pair: pair[0])
    smallest = min(valued, key=lambda pair: pair[0])
    if largest[0] == smallest[0]:
        return [f"{'Its value is' if len(valued) == 1 else 'All values are'} {largest[1].text}."]
    return [f"Largest: {name(largest[1])}.", f"Smallest: {name(smallest[1])}."]
