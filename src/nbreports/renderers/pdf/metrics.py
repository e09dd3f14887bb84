"""Figures with their labels: one alone, or several as a strip with thin rules between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cells import icon_at, icon_room
from .fonts import BOLD, REGULAR
from .headings import note, note_height, title
from .stream import Ink
from .wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Cell, MetricNode

    from .pages import Flow
    from .press import Press

_LABEL, _VALUE, _SIDE = 7.75, 19.0, 7.75
_SPARK = 18.0
_PAD = 12.0


def strip_height(nodes: Sequence[MetricNode], widths: Sequence[float], flow: Flow, press: Press) -> float:
    """Return the height of metrics side by side."""
    return max(
        _inner_height(node, width, press) + note_height(flow, press, node.note)
        for node, width in zip(nodes, widths, strict=True)
    )


def _heading(node: MetricNode) -> str:
    return node.label or node.title or ""


def _inner_height(node: MetricNode, width: float, press: Press) -> float:
    labels = wrap(_heading(node), REGULAR, width / _LABEL * 1000, press.setter)
    height = len(labels) * _LABEL * 1.25 + _VALUE * 1.3 + 2
    if node.compare is not None or node.target is not None:
        height += _SIDE * 1.45
    if node.spark:
        height += _SPARK + 5
    return height


def print_strip(nodes: Sequence[MetricNode], widths: Sequence[float], flow: Flow, press: Press) -> None:
    """Print metrics side by side; ``widths`` are the shares' points, gaps included."""
    height = strip_height(nodes, widths, flow, press)
    flow.need(height + 8)
    x, top, page = flow.x, flow.y, flow.page
    look = press.look
    for index, (node, width) in enumerate(zip(nodes, widths, strict=True)):
        if index:
            flow.canvas.upright(x, top + 1, top + height - 2, 0.6, look.line)
        part = flow.part(x + (_PAD if index else 0), width - _PAD * (2 if 0 < index < len(nodes) - 1 else 1))
        if len(nodes) == 1:
            part = flow.part(x, width)
        _print_one(node, part, press)
        x += width
    flow.page, flow.y = page, top + height


def print_metric(node: MetricNode, flow: Flow, press: Press) -> None:
    """Print one metric alone."""
    if node.title and node.title != node.label:
        flow.need(strip_height([node], [flow.width], flow, press) + 24)
        title(flow, press, node.title)
    print_strip([node], [flow.width], flow, press)


def _print_one(node: MetricNode, flow: Flow, press: Press) -> None:
    look, setter, tags = press.look, press.setter, press.tags
    element = flow.element("P")
    labels = wrap(_heading(node), REGULAR, flow.width / _LABEL * 1000, setter)
    press.lines(flow, labels, _LABEL, REGULAR, look.muted, element=element, leading=_LABEL * 1.25)
    appearance = press.styles.of(node.cell.styles)
    value = setter.prose(node.cell.text, BOLD)
    color = appearance.color or look.text
    unit = setter.prose(f"\u2009{node.unit}", REGULAR) if node.unit else None
    need = value.width + (unit.width * 0.6 if unit else 0)
    size = min(_VALUE, flow.width / max(need, 1) * 1000)
    baseline = flow.y + _VALUE * 1.02
    canvas = flow.canvas
    canvas.mark(element)
    canvas.text(flow.x, baseline, value, Ink(size, BOLD, color))
    if unit is not None:
        canvas.text(flow.x + value.width * size / 1000, baseline, unit, Ink(size * 0.6, REGULAR, look.muted))
    canvas.unmark()
    flow.y += _VALUE * 1.3
    if node.compare is not None or node.target is not None:
        canvas.mark(element)
        _sides(node, flow, press)
        canvas.unmark()
        flow.y += _SIDE * 1.45
    tags.close(element)
    if node.spark:
        flow.y += 3
        _spark(node.spark, flow, press)
        flow.y += _SPARK + 2
    note(flow, press, node.note)


def _sides(node: MetricNode, flow: Flow, press: Press) -> None:
    """Print the comparison and the target on one line, the latter coloured by whether it is reached."""
    look = press.look
    pieces: list[tuple[str, str, int]] = []
    icon = node.compare.icon if node.compare is not None else None
    if node.compare is not None:
        pieces.append((node.compare.text, _compare_color(node.compare, press), BOLD))
    if node.target is not None:
        color = look.muted if node.good is None else look.positive if node.good else look.negative
        pieces.append((f"{press.words.target} {node.target.text}", color, REGULAR))
    x = flow.x
    y = flow.y + _SIDE
    if icon:
        flow.canvas.draw(icon_at(icon, x, flow.canvas.height - y, _SIDE, look))
        x += icon_room(icon) * _SIDE / 1000
    total = sum(press.setter.prose(text, style).width for text, _, style in pieces) + 900 * (len(pieces) - 1)
    size = min(_SIDE, flow.width / max(total, 1) * 1000)
    for text, color, style in pieces:
        run = press.setter.prose(text, style)
        flow.canvas.text(x, y, run, Ink(size, style, color))
        x += (run.width + 900) * size / 1000


def _compare_color(cell: Cell, press: Press) -> str:
    color = press.styles.of(cell.styles).color
    if color:
        return color
    return press.look.muted


def _spark(values: tuple[float | None, ...], flow: Flow, press: Press) -> None:
    known = [value for value in values if value is not None]
    if not known:
        return
    low, high = min(known), max(known)
    span = high - low or 1.0
    width = min(flow.width, 130.0)
    step = width / max(len(values) - 1, 1)
    foot = flow.canvas.height - flow.y - _SPARK
    ops = [f"1.1 w 1 j 1 J {press.look.primary} RG"]
    pen = False
    last = (0.0, 0.0)
    for index, value in enumerate(values):
        if value is None:
            pen = False
            continue
        last = (flow.x + index * step, foot + (value - low) / span * (_SPARK - 3) + 1.5)
        ops.append(f"{last[0]:.2f} {last[1]:.2f} {'l' if pen else 'm'}")
        pen = True
    ops.append("S 0 j 0 J")
    r = 1.6
    ops.append(f"{press.look.primary} rg {last[0] - r:.2f} {last[1] - r:.2f} {2 * r:.2f} {2 * r:.2f} re f")
    flow.canvas.draw("\n".join(ops))
