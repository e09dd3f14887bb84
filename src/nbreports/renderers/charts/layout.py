"""Where all of a chart stands, in points, before it is drawn: margins, ticks that fit, legend, titles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from nbreports.renderers.charts.measure import clean, fit, text_width, wrap
from nbreports.renderers.charts.places import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Axis, ChartNode

SIZE = 9.0
LINE = 11.5
GAP = 6.0
ROW = 15.0
SWATCH = 8.0
_LEGEND_GAP = 16.0
_LEGEND_ROWS = 3
_SIDE_SHARE = 0.42
"""The part of the width that category labels beside horizontal bars may take before they break."""
_SLANT = math.sqrt(0.5)
_SLANTED_LIMIT = 110.0
_REACH_SHARE = 0.2
_DEEPEST = 0.4


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place of its axis, as lines."""

    place: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A series' swatch and text; ``x`` and ``y`` are points from the picture's left and top."""

    series: int
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The plot's rectangle and all texts around it, in points from the picture's left and top."""

    left: float
    top: float
    width: float
    height: float
    x: Places
    y: Places
    side: tuple[Label, ...] = ()
    """Labels left of the plot, from the vertical axis."""
    below: tuple[Label, ...] = ()
    below_slanted: bool = False
    legend: tuple[LegendItem, ...] = ()
    side_title: str = ""
    side_title_y: float = 0.0
    below_title: str = ""
    below_title_y: float = 0.0


def lay_out(chart: ChartNode, width: float, height: float) -> Layout:
    """Return the layout of a chart with axes in a picture of ``width`` by ``height`` points."""
    x, y = Places(chart.x_axis), Places(chart.y_axis)
    across, up = (chart.y_axis, chart.x_axis) if chart.horizontal else (chart.x_axis, chart.y_axis)
    across_places, up_places = (y, x) if chart.horizontal else (x, y)

    legend, top = _legend(chart, width)
    side_title, side_title_y = fit(clean(up.title), width, SIZE), top + SIZE
    if side_title:
        top += ROW
    top += LINE if chart.labels and not chart.horizontal else SIZE * 0.6
    side_texts = _side_texts(up, width)
    left = max((text_width(line, SIZE) for lines in side_texts for line in lines), default=0.0)
    left += GAP if left else 0.0

    below_title = fit(clean(across.title), width, SIZE)
    left = max(left, _left_reach(across, across_places, width - left))
    right = _right_margin(chart, across, across_places, width - left)
    plot_width = max(width - left - right, 20.0)
    below, slanted, depth = _below(
        across, across_places, plot_width, left=left, right=right, deepest=height * _DEEPEST
    )
    bottom = (depth + GAP if below else 2.0) + (ROW if below_title else 0.0)
    plot_height = max(height - top - bottom, 20.0)
    side = _thinned_side(up, up_places, side_texts, plot_height)
    return Layout(
        left=left,
        top=top,
        width=plot_width,
        height=plot_height,
        x=x,
        y=y,
        side=side,
        below=below,
        below_slanted=slanted,
        legend=legend,
        side_title=side_title,
        side_title_y=side_title_y,
        below_title=below_title,
        below_title_y=height - 3.0,
    )


def has_legend(chart: ChartNode) -> bool:
    """Say whether colours need a legend: not where the axis names the same things."""
    return chart.color is not None and chart.color.name != chart.x.name and bool(chart.series)


def _legend(chart: ChartNode, width: float) -> tuple[tuple[LegendItem, ...], float]:
    if not has_legend(chart):
        return (), 0.0
    items: list[LegendItem] = []
    x, row = 0.0, 0
    for index, series in enumerate(chart.series):
        text = fit(clean(series.text), width - SWATCH - 5, SIZE)
        wide = SWATCH + 5 + text_width(text, SIZE)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        if row == _LEGEND_ROWS:
            # the rest has no room: it is told so, not dropped in silence
            last = items.pop()
            items.append(LegendItem(-1, f"+ {len(chart.series) - index + 1}", last.x, last.y))
            row -= 1
            break
        items.append(LegendItem(index, text, x, row * ROW))
        x += wide + _LEGEND_GAP
    return tuple(items), (row + 1) * ROW + 3.0


def _side_texts(axis: Axis, width: float) -> list[tuple[str, ...]]:
    texts = [clean(tick.text) for tick in axis.ticks]
    limit = max(width * _SIDE_SHARE, 40.0)
    laid: list[tuple[str, ...]] = []
    for text in texts:
        if text_width(text, SIZE) <= limit:
            laid.append((text,))
        else:
            rows = wrap(text, limit, SIZE, 2)
            laid.append(tuple(rows) if rows else (fit(text, limit, SIZE),))
    return laid


def _thinned_side(
    axis: Axis, places: Places, texts: Sequence[tuple[str, ...]], height: float
) -> tuple[Label, ...]:
    placed = [
        Label(place, lines)
        for tick, lines in zip(axis.ticks, texts, strict=True)
        if (place := places.of(tick.value)) is not None
    ]
    if len(placed) < 2:
        return tuple(placed)
    lines = max(len(label.lines) for label in placed)
    step = abs(places.along(placed[1].place, height) - places.along(placed[0].place, height))
    if lines > 1 and step < lines * LINE:
        limit = max(text_width(line, SIZE) for label in placed for line in label.lines)
        placed = [Label(label.place, (fit(" ".join(label.lines), limit, SIZE),)) for label in placed]
    return _every(placed, LINE / step)


def _every(labels: Sequence[Label], share: float) -> tuple[Label, ...]:
    """Keep every n-th label, so that they stand apart; zero stays where there is one."""
    keep = max(1, math.ceil(share - 1e-9))
    zero = next((index for index, label in enumerate(labels) if label.place == 0), 0)
    return tuple(label for index, label in enumerate(labels) if (index - zero) % keep == 0)


def _left_reach(axis: Axis, places: Places, width: float) -> float:
    """Return how far the first labels below the plot reach to the left of it."""
    if not axis.ticks or not width:
        return 0.0
    first = text_width(clean(axis.ticks[0].text), SIZE)
    if axis.kind != "band":
        return first / 2 - places.along(places.of(axis.ticks[0].value) or 0.0, width)
    step = width / len(axis.ticks)
    widest = max(text_width(clean(tick.text), SIZE) for tick in axis.ticks)
    if widest <= step - 3 or all(wrap(clean(tick.text), step - 4, SIZE, 3) for tick in axis.ticks):
        return 0.0
    return min(min(first, _SLANTED_LIMIT) * _SLANT - step / 2 + 2, width * _REACH_SHARE)


def _right_margin(chart: ChartNode, axis: Axis, places: Places, width: float) -> float:
    margin = 2.0
    if axis.kind != "band" and axis.ticks:
        last = axis.ticks[-1]
        end = places.along(places.of(last.value) or 0.0, width)
        margin = max(margin, end + text_width(clean(last.text), SIZE) / 2 - width)
    if chart.horizontal and chart.labels:
        margin = max(margin, max((text_width(point.text, SIZE) for point in chart.points), default=0.0) + GAP)
    return margin


def _below(
    axis: Axis, places: Places, width: float, *, left: float, right: float, deepest: float
) -> tuple[tuple[Label, ...], bool, float]:
    """Return the labels below the plot, whether they are slanted, and how deep they reach."""
    placed = [
        Label(place, (clean(tick.text),))
        for tick in axis.ticks
        if (place := places.of(tick.value)) is not None
    ]
    if not placed:
        return (), False, 0.0

    def inside(label: Label) -> bool:
        half = text_width(label.lines[0], SIZE) / 2
        return -left - 1 <= places.along(label.place, width) - half and (
            places.along(label.place, width) + half <= width + right + 1
        )

    widths = [text_width(label.lines[0], SIZE) for label in placed]
    if axis.kind != "band":
        spots = [places.along(label.place, width) for label in placed]
        step = min((b - a for a, b in pairwise(spots)), default=width)
        return tuple(filter(inside, _every(placed, (max(widths) + GAP) / step))), False, SIZE + 2
    step = width / len(placed)
    if max(widths) <= step - 3:
        return tuple(placed), False, SIZE + 2
    worded = [wrap(label.lines[0], step - 4, SIZE, 3) for label in placed]
    if all(worded):
        rows = max(len(lines) for lines in worded if lines)
        laid = tuple(
            Label(label.place, tuple(lines or ())) for label, lines in zip(placed, worded, strict=True)
        )
        return laid, False, SIZE + 2 + (rows - 1) * LINE
    ordered = any(character.isdigit() for label in placed for character in label.lines[0])
    if ordered and max(widths) < 60:
        return tuple(filter(inside, _every(placed, (max(widths) + GAP) / step))), False, SIZE + 2
    # a slanted text reaches to the left and may not leave the picture
    longest_cut = min(_SLANTED_LIMIT, deepest / _SLANT)
    cut = [
        Label(label.place, (fit(label.lines[0], min(longest_cut, (left + (n + 0.5) * step) / _SLANT), SIZE),))
        for n, label in enumerate(placed)
    ]
    longest = max(text_width(label.lines[0], SIZE) for label in cut)
    return _every(cut, LINE / _SLANT / step), True, longest * _SLANT + SIZE
