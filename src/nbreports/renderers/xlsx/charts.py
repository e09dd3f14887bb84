"""Charts as Excel's own over cells of the data sheet: order, colours, scales and formats are the node's."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nbreports.renderers.xlsx.chart_data import as_plain, scattered
from nbreports.renderers.xlsx.number_format import number_format
from nbreports.renderers.xlsx.sheet_names import quoted
from nbreports.renderers.xlsx.sheet_stream import column_name
from nbreports.renderers.xlsx.xml_text import chart_name, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Axis, Channel, ChartNode, Theme
    from nbreports.renderers.xlsx.chart_data import Drawn, Range


def add_chart(workbook: Any, node: ChartNode, drawn: Sequence[Drawn], sheet: str, theme: Theme) -> Any:
    """Return an XlsxWriter chart of ``node`` whose data stand on the sheet of that name."""
    made = workbook.add_chart(_kind(node))
    for one in drawn:
        made.add_series(_series(node, one, sheet))
    if node.title and node.type != "sparkline":
        made.set_title(
            {"name": chart_name(node.title), "overlay": False, "name_font": {"size": 12, "bold": True}}
        )
    else:
        made.set_title({"none": True})
    if node.type == "pie":
        made.set_hole_size(55)
        made.set_legend({"position": "right"})
    elif len(drawn) > 1:
        made.set_legend({"position": "bottom"})
    else:
        made.set_legend({"none": True})
    if node.type != "pie":
        # of bars, XlsxWriter's x is what lies horizontally: the values
        axes = (_x_axis(node, theme), _y_axis(node, theme))
        across, upwards = reversed(axes) if node.horizontal else axes
        made.set_x_axis(across)
        made.set_y_axis(upwards)
    made.set_chartarea({"border": {"none": True}})
    made.show_blanks_as("gap")
    return made


def _kind(node: ChartNode) -> dict[str, str]:
    if node.type == "pie":
        return {"type": "doughnut"}
    if node.type == "scatter" and not scattered(node):
        return {"type": "line"}
    if scattered(node):
        return {"type": "scatter", "subtype": "straight"} if node.type == "line" else {"type": "scatter"}
    if node.type in {"line", "sparkline"}:
        return {"type": "line"}
    kind = "area" if node.type == "area" else "bar" if node.horizontal else "column"
    return {"type": kind, "subtype": "stacked"} if node.stack else {"type": kind}


def _series(node: ChartNode, one: Drawn, sheet: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": chart_name(one.name),
        "categories": _reference(one.categories, sheet),
        "values": _reference(one.values, sheet),
        "categories_data": [printable(v) if isinstance(v, str) else v for v in one.categories.values],
        "values_data": list(one.values.values),
    }
    if node.labels:
        made["data_labels"] = {"value": True, "num_format": number_format(node.y.spec).code}
    line = {"color": one.color, "width": 2.25}
    match node.type:
        case "pie":
            made["points"] = [{"fill": {"color": color}} for color in one.point_colors]
        case "line" | "sparkline":
            made["line"] = line
            made["marker"] = {"type": "none"} if len(one.values.values) > 1 else _marker(one.color)
        case "scatter":
            made["marker"] = _marker(one.color)
            made["line"] = {"none": True}
        case "area":
            made["fill"] = {"color": one.color, "transparency": 0 if node.stack else 60}
            made["line"] = line
        case _:
            made["fill"] = {"color": one.color}
            made["gap"] = 0 if node.type == "histogram" else 50
            made["border"] = (
                {"color": "#FFFFFF", "width": 0.75} if node.type == "histogram" else {"none": True}
            )
            if node.stack:
                made["overlap"] = 100
    return made


def _marker(color: str) -> dict[str, Any]:
    return {"type": "circle", "size": 6, "fill": {"color": color}, "border": {"color": "#FFFFFF"}}


def _x_axis(node: ChartNode, theme: Theme) -> dict[str, Any]:
    axis = node.x_axis
    made: dict[str, Any] = {"line": {"color": theme.line}, "num_font": {"color": theme.muted}}
    if node.type == "sparkline":
        return {"visible": False}
    if axis.title:
        made["name"] = chart_name(axis.title)
        made["name_font"] = {"bold": False, "color": theme.muted}
    if axis.kind != "band" and node.type != "histogram":
        made["num_format"] = _scale_format(axis, node.x)
    made |= {"major_gridlines": {"visible": False}, "label_position": "low"}
    if scattered(node):
        made |= _span(axis, node.x)
    elif axis.kind == "time":
        made["date_axis"] = True
    else:
        made["text_axis"] = True
    if node.horizontal:
        # the first category stands on top, as on the page
        made["reverse"] = True
    return made


def _scale_format(axis: Axis, channel: Channel) -> str:
    """Return the number format of an axis: of moments, only what tells its ticks apart."""
    made = number_format(channel.spec)
    if len(axis.domain) != 2:
        return made.code
    low, high = (_number(end, channel) or 0.0 for end in axis.domain)
    if channel.type != "datetime":
        # ticks of one axis share the format of its middle: 0.5M up to 2.0M
        shares = made.shorts and channel.type != "duration"
        return made.of(max(abs(low), abs(high)) / 2).replace("0,", "0.0,") if shares else made.code
    days = high - low
    return "hh:mm" if days <= 1 else "dd hh:mm" if days <= 7 else "yyyy-mm-dd"


def _y_axis(node: ChartNode, theme: Theme) -> dict[str, Any]:
    axis = node.y_axis
    if node.type == "sparkline":
        return {"visible": False, "major_gridlines": {"visible": False}, **_ends(node)}
    made: dict[str, Any] = {
        "num_format": _scale_format(axis, node.y),
        "major_gridlines": {"visible": True, "line": {"color": theme.line, "width": 0.75}},
        "line": {"none": True},
        "num_font": {"color": theme.muted},
        **_ends(node),
    }
    if axis.title:
        made["name"] = chart_name(axis.title)
        made["name_font"] = {"bold": False, "color": theme.muted}
    if node.horizontal:
        # categories run downwards, so their far end is the bottom
        made["label_position"] = "high"
    return made


def _ends(node: ChartNode) -> dict[str, float]:
    return _span(node.y_axis, node.y)


def _span(axis: Axis, channel: Channel) -> dict[str, float]:
    """Return the ends of an axis, and the distance of its ticks where they stand evenly."""
    if len(axis.domain) != 2:
        return {}
    low, high = (_number(end, channel) for end in axis.domain)
    if low is None or high is None or not low < high:
        return {}
    ticks = [number for tick in axis.ticks if (number := _number(tick.value, channel)) is not None]
    steps = [after - before for before, after in pairwise(ticks)]
    even = bool(steps) and min(steps) > 0 and max(steps) - min(steps) <= max(steps) * 1e-6
    return {"min": low, "max": high, **({"major_unit": steps[0]} if even else {})}


def _number(value: Any, channel: Channel) -> float | None:
    if channel.type == "duration" and isinstance(value, int | float):
        # scales of durations count seconds, Excel's cells days
        return value / 86_400
    number: float | None = as_plain(value, channel)
    return number


def _reference(cells: Range, sheet: str) -> str:
    column = column_name(cells.column)
    return f"={quoted(sheet)}!${column}${cells.first}:${column}${cells.last}"
