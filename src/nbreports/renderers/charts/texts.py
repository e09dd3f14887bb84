"""The simplest layers: texts, swatches and rules, each over inline data of its own.

User text stands in the field ``t`` of these texts, and nowhere else in a specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.renderers.charts.measure import FONT, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.renderers.charts.layout import Label

Spec = dict[str, Any]
Align = Literal["left", "right", "center"]

SIZE = 9.0


def layer(values: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """Return one layer over its own inline data, which nothing parses or reshapes."""
    return {
        "data": {"values": values, "format": {"type": "json", "parse": None}},
        "mark": mark,
        "encoding": encoding,
    }


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
        other: Spec = {"x": {"value": -6}}
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
    size: float = SIZE,
) -> Spec:
    """Return texts at places in points from the plot's left and top."""
    values = [{"u": u, "v": v, "t": _text(lines)} for u, v, lines in texts]
    mark = {**_font(color), "fontSize": size, "align": align, "baseline": baseline}
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
