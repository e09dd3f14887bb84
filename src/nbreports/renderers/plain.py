"""Heads, signs and figures as plain text: the same in every format that has lines of text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.formatting import format_value

if TYPE_CHECKING:
    from nbreports.document.nodes import Channel, ChartNode, Header, Icon

SIGNS: dict[Icon, str] = {
    "up": "▲",
    "flat": "▬",
    "down": "▼",
    "green": "🟢",
    "amber": "🟡",
    "red": "🔴",
    "star0": "☆☆☆",
    "star1": "★☆☆",
    "star2": "★★☆",
    "star3": "★★★",
}


def head_texts(head: Header, depth: int) -> list[str]:
    """Return a head's texts, one for each of ``depth`` dimensions; a margin says so in the first free one."""
    texts = _told(head, depth)
    return [*texts, *[""] * (depth - len(texts))]


def head_text(head: Header, depth: int) -> str:
    """Return a head's texts in one."""
    return " · ".join(_told(head, depth))


def _told(head: Header, depth: int) -> list[str]:
    texts = list(head.texts[:depth])
    if head.margin and len(texts) < depth:
        texts.append("Total")
    return texts


def chart_rows(node: ChartNode) -> tuple[list[str], list[list[str]]]:
    """Return a chart's figures as a table: its labels, and a line a mark."""
    names = [(tick.value, tick.text) for tick in node.x_axis.ticks] if node.x_axis.kind == "band" else []
    series = [(each.key, each.text) for each in node.series]
    labels = [node.x.label, *([node.color.label] if node.color else []), node.y.label]
    rows = []
    for point in node.points:
        place = _named(point.x, names, node.x)
        if point.x_end is not None:
            place = f"{place} \u2013 {format_value(point.x_end, node.x.spec)}"
        color = [_named(point.color, series, node.color)] if node.color else []
        rows.append([place, *color, point.text])
    return labels, rows


def _named(value: object, names: list[tuple[object, str]], channel: Channel) -> str:
    return next((text for key, text in names if key == value), None) or format_value(value, channel.spec)
