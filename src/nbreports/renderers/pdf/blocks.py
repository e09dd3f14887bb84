"""Blocks in printed order, each to the one who prints it; blocks side by side in columns of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import (
    BandRow,
    ChartNode,
    CrosstabNode,
    DetailRows,
    ImageNode,
    MetricNode,
    PageBreakNode,
    RowNode,
    TableEnd,
    TableStart,
    TextNode,
)
from nbreports.errors import NbreportsError

from .crosstab import print_crosstab
from .headings import BLOCK_GAP, note, title, title_height
from .metrics import print_metric, print_strip, strip_height
from .pictures import chart_height, chart_size, image_height, print_chart, print_image
from .prose import print_text, text_height
from .tables import TableFlow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Node

    from .pages import Flow
    from .press import Press

_ROW_GAP = 18.0


class Blocks:
    """Prints the blocks of a document into a flow."""

    def __init__(self, flow: Flow, press: Press, *, chart: float = 0.0) -> None:
        self._flow = flow
        self._chart = chart
        self._press = press
        self._table: TableFlow | None = None
        self._first = True

    def feed(self, node: Node) -> None:
        """Print the next node.

        Raises
        ------
        RenderError, GlyphError
            The block cannot be printed; ``where`` is its id.
        """
        place = self._table.start.id if self._table is not None else getattr(node, "id", None)
        try:
            self._feed(node)
        except NbreportsError as error:
            if place:
                error.at(place)
            raise

    def _feed(self, node: Node) -> None:
        flow, press = self._flow, self._press
        if isinstance(node, DetailRows | BandRow):
            if self._table is not None:
                self._table.feed(node)
            return
        if isinstance(node, TableEnd):
            if self._table is not None:
                self._table.end(node)
            self._table = None
            return
        if isinstance(node, PageBreakNode):
            if not flow.fresh:
                flow.advance()
            self._first = True
            return
        if not self._first:
            flow.gap(BLOCK_GAP)
        self._first = False
        if isinstance(node, TableStart):
            self._table = TableFlow(node, flow, press)
        elif isinstance(node, TextNode):
            print_text(node, flow, press)
        elif isinstance(node, MetricNode):
            print_metric(node, flow, press)
        elif isinstance(node, ChartNode):
            print_chart(node, flow, press, least=self._chart)
        elif isinstance(node, ImageNode):
            print_image(node, flow, press)
        elif isinstance(node, CrosstabNode):
            print_crosstab(node, flow, press)
        elif isinstance(node, RowNode):
            _print_row(node, flow, press)


def _print_row(node: RowNode, flow: Flow, press: Press) -> None:
    """Print blocks side by side; those that cannot be cut decide together whether they still fit here."""
    if not node.children:
        return
    around = title_height(flow, press, node.title)
    metrics = [child[0] for child in node.children if len(child) == 1 and isinstance(child[0], MetricNode)]
    total = sum(node.widths) or 1.0
    if len(metrics) == len(node.children):
        widths = [flow.width * share / total for share in node.widths]
        flow.need(around + strip_height(metrics, widths, flow, press) + 8)
        title(flow, press, node.title)
        print_strip(metrics, widths, flow, press)
        note(flow, press, node.note)
        return
    inner = flow.width - _ROW_GAP * (len(node.children) - 1)
    widths = [inner * share / total for share in node.widths]
    tall = [
        _height(child, flow.part(flow.x, width), press)
        for child, width in zip(node.children, widths, strict=True)
    ]
    flow.need(around + max(tall))
    title(flow, press, node.title)
    # charts side by side are equally high
    chart = max(
        (
            chart_size(child[0], width)[1]
            for child, width in zip(node.children, widths, strict=True)
            if len(child) == 1 and isinstance(child[0], ChartNode)
        ),
        default=0.0,
    )
    x = flow.x
    ends: list[tuple[int, float]] = []
    for child, width in zip(node.children, widths, strict=True):
        part = flow.part(x, width)
        blocks = Blocks(part, press, chart=chart)
        for each in child:
            blocks.feed(each)
        ends.append((part.page, part.y))
        x += width + _ROW_GAP
    flow.page, flow.y = max(ends)
    flow.sheets.finish_before(flow.page if flow.outer else 0)
    note(flow, press, node.note)


def _height(nodes: Sequence[Node], flow: Flow, press: Press) -> float:
    """Return what must stand together of a child of a row: a table asks only for its beginning."""
    node = nodes[0] if nodes else None
    if isinstance(node, ChartNode):
        return chart_height(node, flow, press)
    if isinstance(node, ImageNode):
        return image_height(node, flow, press)
    if isinstance(node, MetricNode):
        return strip_height([node], [flow.width], flow, press) + 8
    if isinstance(node, TextNode):
        return min(text_height(node, flow, press), flow.height())
    if isinstance(node, TableStart | CrosstabNode):
        return title_height(flow, press, node.title) + 70.0
    if isinstance(node, RowNode):
        total = sum(node.widths) or 1.0
        return max(
            (
                _height(child, flow.part(flow.x, flow.width * share / total), press)
                for child, share in zip(node.children, node.widths, strict=True)
            ),
            default=0.0,
        )
    return 0.0
