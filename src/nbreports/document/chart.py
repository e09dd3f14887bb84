"""A chart resolved once, for every output: data, order, scales, ticks as text, colours, stacks, words.

The engine gives aggregated, sorted and limited points; nothing here aggregates, sorts or drops. What stands
in the ``ChartNode`` is what the page, the spreadsheet and the notebook draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from nbreports.document import chart_scales as scales
from nbreports.document.chart_alt import describe
from nbreports.document.chart_palettes import primary_color, series_colors
from nbreports.document.chart_scales import as_number, in_one_clock
from nbreports.document.chart_texts import (
    category_texts,
    full_text,
    number_ticks,
    share_text,
    time_ticks,
    value_text,
)
from nbreports.document.nodes import Axis, ChartNode, ChartPoint, Series, Tick
from nbreports.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbreports.document.nodes import Channel, ChartType, Theme

NO_DATA = "No data"
NULL_COLOR = "#9aa1ab"
"""The series without a key is grey, so that it reads as what it is."""

_ZERO_BASED = ("bar", "area", "histogram", "pie")
AxisKind = Literal["band", "time", "linear"]
_NUMERIC = ("integer", "float", "decimal", "duration")
_TEMPORAL = ("date", "datetime")


@dataclass(frozen=True, slots=True)
class RawPoint:
    """One mark as the engine gives it: raw values, already aggregated, in drawing order.

    ``x_end`` is the right edge of a histogram's bin.
    """

    x: Any
    y: Any
    color: Any = None
    size: Any = None
    x_end: Any = None


def resolve_chart(
    *,
    id: str,  # noqa: A002 - the node's own key
    title: str | None,
    note: str | None,
    type: ChartType,  # noqa: A002 - the format's own word
    x: Channel,
    y: Channel,
    color: Channel | None,
    size: Channel | None,
    points: Sequence[RawPoint],
    theme: Theme,
    horizontal: bool = False,
    stack: bool = False,
    labels: bool = False,
    bins: int | None = None,  # noqa: ARG001 - the points of a histogram are its bins already
    x_title: str | None = None,
    y_title: str | None = None,
    no_data: str | None = None,
) -> ChartNode:
    """Resolve a chart for every output.

    Parameters
    ----------
    points
        Aggregated, sorted, limited; their order is the drawing order and, by first appearance, the order of
        categories and series. A NULL ``y`` is a gap.
    theme
        Gives the colours of series; see `nbreports.document.chart_palettes`.
    horizontal, stack
        Apply to bars (``stack`` also to areas) and are False on the node of any other chart.
    x_title, y_title
        Titles of the axes, the channels' labels by default; ``""`` for none. An axis of dates has
        none by default.
    no_data
        What to print where there is nothing to draw.

    Returns
    -------
    ChartNode
        Without points, and with ``no_data``, where no point has a value.

    Raises
    ------
    RenderError
        Where ``y`` is neither a number nor a boolean.
    """
    stack = stack and type in ("bar", "area")
    horizontal = horizontal and type == "bar"
    _check_measure(y, id)
    kind = _x_kind(type, x, points)
    drawn = [_aligned(point) for point in points]
    if not any(as_number(point.y) is not None for point in drawn):
        drawn = []
    series = _series(x, y, color, drawn, pie=type == "pie", theme=theme)
    resolved = _points(drawn, y)
    if stack:
        resolved = _stacked(resolved, series)
    elif type == "pie":
        resolved = _sliced(resolved, y)
    x_axis = _x_axis(type, kind, x, resolved, x_title)
    values = [point.x for point in resolved]
    y_axis = _y_axis(type, y, resolved, y_title)
    return ChartNode(
        id=id,
        title=title,
        note=note,
        type=type,
        x=x,
        y=y,
        color=color,
        size=size,
        points=tuple(resolved),
        x_axis=x_axis,
        y_axis=y_axis,
        series=series,
        horizontal=horizontal,
        stack=stack,
        labels=labels,
        alt=describe(
            type=type,
            stack=stack,
            x=x,
            y=y,
            points=resolved,
            series=series,
            x_text=lambda value: full_text(value, values, x),
        ),
        no_data=no_data or (None if resolved else NO_DATA),
    )


def _check_measure(y: Channel, block: str) -> None:
    if y.type not in (*_NUMERIC, "boolean"):
        raise RenderError(
            f"the y of a chart must be a number; {y.name!r} is {y.type}",
            where=block,
            remedy="Give y a measure, such as count() or sum(amount).",
        )


def _x_kind(type: ChartType, x: Channel, points: Sequence[RawPoint]) -> AxisKind:  # noqa: A002
    if type in ("bar", "pie"):
        return "band"
    values = [point.x for point in points if point.x is not None]
    if x.type in _TEMPORAL and all(isinstance(value, date) for value in values):
        return "time"
    if x.type in _NUMERIC and all(as_number(value) is not None for value in values):
        return "linear"
    return "band"


def _aligned(point: RawPoint) -> RawPoint:
    """Return the point with NaN as NULL, since both are a gap."""
    changes = {
        name: None
        for name in ("x", "y", "color", "size")
        if isinstance(value := getattr(point, name), float) and value != value  # noqa: PLR0124
    }
    return replace(point, **changes) if changes else point


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


# --- series -------------------------------------------------------------------------------------------------


def _series(
    x: Channel,
    y: Channel,
    color: Channel | None,
    points: Sequence[RawPoint],
    *,
    pie: bool,
    theme: Theme,
) -> tuple[Series, ...]:
    if color is None and not pie:
        return (Series(None, y.label, primary_color(theme)),) if points else ()
    by_x = color is None
    channel = x if color is None else color
    keys = _distinct(point.x if by_x else point.color for point in points)
    texts = category_texts(keys, channel)
    named = [key for key in keys if key is not None]
    colors = dict(zip(named, series_colors(theme, len(named)), strict=True))
    return tuple(
        Series(key, text, colors.get(key, NULL_COLOR)) for key, text in zip(keys, texts, strict=True)
    )


# --- points -------------------------------------------------------------------------------------------------


def _points(points: Sequence[RawPoint], y: Channel) -> list[ChartPoint]:
    return [
        ChartPoint(
            x=point.x,
            y=point.y,
            color=point.color,
            size=point.size,
            text=value_text(point.y, y),
            x_end=point.x_end,
        )
        for point in points
    ]


def _stacked(points: Sequence[ChartPoint], series: Sequence[Series]) -> list[ChartPoint]:
    """Stack upwards from zero, and downwards what is negative, in the order of the series."""
    order = {one.key: index for index, one in enumerate(series)}
    heights: dict[tuple[Any, bool], Fraction] = {}
    placed = list(points)
    for index in sorted(range(len(points)), key=lambda i: order.get(points[i].color, 0)):
        point = points[index]
        if as_number(point.y) is None:
            continue
        amount = _fraction(point.y)
        where = (point.x, amount < 0)
        start = heights.get(where, Fraction(0))
        heights[where] = end = start + amount
        placed[index] = replace(point, y_start=float(start), y_end=float(end))
    return placed


def _sliced(points: Sequence[ChartPoint], y: Channel) -> list[ChartPoint]:
    """Put slices one after the other, in amounts; what is not positive has no slice."""
    amounts = [
        _fraction(point.y)
        if (as_number(point.y) or 0) > 0
        else None  # NULL and infinite have no slice either
        for point in points
    ]
    total = sum((amount for amount in amounts if amount is not None), Fraction(0))
    placed: list[ChartPoint] = []
    start = Fraction(0)
    for point, amount in zip(points, amounts, strict=True):
        if amount is None:
            placed.append(point)
            continue
        end = start + amount
        share = share_text(float(amount / total), y)
        placed.append(replace(point, y_start=float(start), y_end=float(end), share=share))
        start = end
    return placed


def _fraction(value: Any) -> Fraction:
    return Fraction(value.total_seconds() if isinstance(value, timedelta) else value)


# --- axes ---------------------------------------------------------------------------------------------------


def _x_axis(
    type: ChartType,  # noqa: A002
    kind: AxisKind,
    x: Channel,
    points: Sequence[ChartPoint],
    title: str | None,
) -> Axis:
    bare = type in ("sparkline", "pie")
    if title is None or bare:
        title = "" if bare or x.type in _TEMPORAL else x.label  # dates speak for themselves
    values = [point.x for point in points]
    if kind == "band":
        categories = _distinct(values)
        return Axis("band", tuple(categories), _ticks(categories, category_texts(categories, x)), title)
    known = [value for point in points for value in (point.x, point.x_end) if value is not None]
    if kind == "time":
        if not known:
            return Axis("time", (), (), title)
        scale = scales.time(in_one_clock(known, x.spec.timezone))
        if bare:
            return Axis("time", scale.domain, (), title)
        return Axis("time", scale.domain, _ticks(scale.ticks, time_ticks(scale, known, x)), title)
    numbers = [number for value in known if (number := as_number(value)) is not None]
    return _linear_axis(numbers, x, title, zero=False, nice=type == "scatter", bare=bare)


def _y_axis(
    type: ChartType,  # noqa: A002
    y: Channel,
    points: Sequence[ChartPoint],
    title: str | None,
) -> Axis:
    bare = type in ("sparkline", "pie")
    title = "" if bare else y.label if title is None else title
    numbers = [
        number
        for point in points
        for value in ((point.y,) if point.y_end is None else (point.y_start, point.y_end))
        if (number := as_number(value)) is not None
    ]
    return _linear_axis(numbers, y, title, zero=type in _ZERO_BASED, nice=type != "sparkline", bare=bare)


def _linear_axis(
    numbers: Sequence[float], channel: Channel, title: str, *, zero: bool, nice: bool, bare: bool
) -> Axis:
    whole = channel.type in ("integer", "boolean")
    if channel.type == "duration":
        scale = scales.duration(numbers, zero=zero, nice=nice)
    else:
        scale = scales.linear(numbers, zero=zero, nice=nice, whole=whole)
    if bare:
        return Axis("linear", scale.domain, (), title)
    texts = number_ticks(scale.ticks, scale.step, channel)
    return Axis("linear", scale.domain, _ticks(scale.ticks, texts), title)


def _ticks(values: Sequence[Any], texts: Sequence[str]) -> tuple[Tick, ...]:
    return tuple(Tick(value, text) for value, text in zip(values, texts, strict=True))
