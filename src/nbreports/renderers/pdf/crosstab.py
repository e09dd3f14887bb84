"""Crosstabs: several levels of column heads, row heads merged where they repeat, margins in bold."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from nbreports.errors import RenderError

from .cells import Area, Box, RowType, draw_row
from .fonts import BOLD, ITALIC, REGULAR
from .headings import note, title, title_height
from .layout import Grid, Need, fit
from .wrap import longest_unit, wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import Cell, CrosstabNode, Header

    from .pages import Flow
    from .press import Press
    from .tags import Element


def print_crosstab(node: CrosstabNode, flow: Flow, press: Press) -> None:
    """Print a crosstab; its heads repeat on every page.

    One that is wider than the page is printed in parts below each other, each with the row heads.

    Raises
    ------
    RenderError
        Not even one column fits beside the row heads.
    """
    if not node.row_heads or not node.column_heads:
        flow.need(title_height(flow, press, node.title) + 20)
        title(flow, press, node.title)
        if node.no_data:
            look = press.look
            element = flow.element("P")
            lines = wrap(node.no_data, ITALIC, flow.width / look.size * 1000, press.setter)
            press.lines(flow, lines, look.size, ITALIC, look.muted, element=element)
            press.tags.close(element)
        note(flow, press, node.note)
        return
    for part in _parts(node, flow, press):
        part.run()
    note(flow, press, node.note)


def _parts(node: CrosstabNode, flow: Flow, press: Press) -> list[_Crosstab]:
    """Return the crosstab whole, or cut between columns into as few parts as fit."""
    count = len(node.column_heads)
    parts: list[_Crosstab] = []
    start = 0
    while start < count:
        best: _Crosstab | None = None
        low, high = 1, count - start
        while low <= high:
            # all at once first: most crosstabs fit
            size = high if best is None and high == count - start else (low + high + 1) // 2
            try:
                best = _Crosstab(_slice(node, start, start + size), flow, press, follows=start > 0)
                low = size + 1
            except RenderError:
                if size == 1:
                    raise
                high = size - 1
        assert best is not None  # noqa: S101 - for the type checker: one column fits or it has raised
        parts.append(best)
        start += len(best.node.column_heads)
    return parts


def _slice(node: CrosstabNode, first: int, last: int) -> CrosstabNode:
    if first == 0 and last == len(node.column_heads):
        return node
    cells = tuple(row[first:last] for row in node.cells)
    title = node.title if first == 0 else None
    return replace(node, title=title, column_heads=node.column_heads[first:last], cells=cells)


class _Crosstab:
    """One part of a crosstab that fits on a page's width."""

    def __init__(self, node: CrosstabNode, flow: Flow, press: Press, *, follows: bool = False) -> None:
        self.follows = follows
        self.node = node
        self.flow = flow
        self.press = press
        self.stubs = max(1, len(node.rows))
        self.grid = self._fit()
        self.rows = RowType(self.grid.size, self.grid.size * press.look.leading)
        self.heads = self._head_rows()
        self._table: Element | None = None
        self._body: Element | None = None

    def _fit(self) -> Grid:
        node, setter = self.node, self.press.setter
        wanted: list[Need] = []
        aligns: list[str] = []
        for place in range(self.stubs):
            texts = [head.texts[place] for head in node.row_heads if place < len(head.texts)]
            label = node.rows[place].label if place < len(node.rows) else ""
            best = max((setter.width(text, BOLD) for text in [*texts, label]), default=1000)
            least = max((longest_unit(text, BOLD, setter) for text in [*texts, label]), default=1000)
            wanted.append(Need(min(least, 9000), min(best, 24_000)))
            aligns.append("left")
        values = max(1, len(node.values))
        for column, head in enumerate(node.column_heads):
            spread: float = max((setter.width(text, BOLD) for text in head.texts[-1:]), default=0) / values
            for place, value in enumerate(node.values):
                most = float(setter.width(value.wide, BOLD))
                for row in node.cells:
                    cell = row[column][place]
                    if cell is not None:
                        most = max(most, setter.width(cell.text, BOLD) + (1200 if cell.icon else 0))
                label = value.label if len(node.values) > 1 else ""
                words: float = longest_unit(label, BOLD, setter)
                last = head.texts[-1] if head.texts else ""
                words = max(words, longest_unit(last, BOLD, setter) / values)
                wanted.append(
                    Need(most, most, words, max(words, min(spread, 9000)), text=False, width=value.width)
                )
                aligns.append(value.align)
        name = f"The crosstab {node.title or node.id!r}"
        return fit(wanted, aligns, self.flow.width, self.press.look.size, name)

    def _head_rows(self) -> list[tuple[list[Box], float]]:
        """Return the heads: one row a column dimension, and one for the values where there are several."""
        node, columns, values = self.node, self.grid.columns, len(self.node.values)
        rows: list[tuple[list[Box], float]] = []
        depth = max(1, len(node.columns))
        for level in range(depth):
            boxes = self._corner(node.columns[level].label if level < len(node.columns) else "", level, depth)
            place = self.stubs
            spans = [
                (key, len(list(group)))
                for key, group in groupby(
                    enumerate(node.column_heads), key=lambda pair: _span_key(pair[0], pair[1], level)
                )
            ]
            seen = 0
            for _, count in spans:
                head = node.column_heads[seen]
                first, last = columns[place], columns[place + count * values - 1]
                text = self._head_text(head, level, depth)
                align = "center" if count * values > 1 else first.align
                lines = wrap(
                    text, BOLD, (last.right - first.left) / self.grid.size * 1000 + 1, self.press.setter
                )
                boxes.append(
                    Box(first.left, last.right, align, lines, BOLD, kind="TH", span=count * values,
                        color=self._head_color())
                )  # fmt: skip
                place += count * values
                seen += count
            rows.append(self._sized(boxes))
        if values > 1:
            boxes = self._corner("", depth, depth)
            for index in range(len(node.column_heads)):
                for place, value in enumerate(node.values):
                    slot = columns[self.stubs + index * values + place]
                    lines = wrap(
                        value.label, REGULAR, slot.width / self.grid.size * 1000 + 1, self.press.setter
                    )
                    boxes.append(
                        Box(
                            slot.left,
                            slot.right,
                            slot.align,
                            lines,
                            REGULAR,
                            kind="TH",
                            color=self._head_color(),
                        )
                    )
            rows.append(self._sized(boxes))
        return rows

    def _head_text(self, head: Header, level: int, depth: int) -> str:
        """Return the text of a column head at a level; a margin's stands on the last, next to its cells."""
        if level < len(head.keys) and (
            not head.margin or level < len(head.keys) - 1 or len(head.texts) > len(head.keys)
        ):
            return head.texts[level]
        if level < depth - 1:
            return ""
        return head.texts[-1] if head.texts else self.press.words.total

    def _head_color(self) -> str:
        return self.press.look.head_text

    def _corner(self, label: str, level: int, depth: int) -> list[Box]:
        """Return the cells above the row heads: on the last level the row dimensions' labels."""
        columns = self.grid.columns[: self.stubs]
        last = level == depth if len(self.node.values) > 1 else level == depth - 1
        if last:
            boxes = []
            for slot, dimension in zip(columns, self.node.rows, strict=False):
                lines = wrap(dimension.label, BOLD, slot.width / self.grid.size * 1000 + 1, self.press.setter)
                boxes.append(Box(slot.left, slot.right, "left", lines, BOLD, self._head_color(), kind="TH"))
            return boxes
        muted = self.press.look.muted if self._head_color() != "1 1 1" else "1 1 1"
        return [
            Box(
                columns[0].left, columns[-1].right, "left", [label], ITALIC, muted, kind="TH", span=self.stubs
            )
        ]

    def _sized(self, boxes: list[Box]) -> tuple[list[Box], float]:
        most = max(len(box.lines) for box in boxes)
        for box in boxes:
            box.lines = [""] * (most - len(box.lines)) + list(box.lines)
        return boxes, self.rows.height(most)

    def run(self) -> None:
        """Print title, heads and rows."""
        flow, press = self.flow, self.press
        if self.follows:
            flow.gap(12)
        head = sum(height for _, height in self.heads) + 3
        before = title_height(flow, press, self.node.title) + head
        whole = before + len(self.node.row_heads) * self.rows.line_height
        # a small one stays in one piece
        flow.need(whole if whole < flow.height() / 2 else before + 3 * self.rows.line_height)
        title(flow, press, self.node.title)
        self._table = flow.element("Table")
        self._print_heads(decoration=False)
        self._body = flow.element("TBody", self._table)
        previous: Header | None = None
        heads = self.node.row_heads
        for index, row in enumerate(heads):
            boxes, height = self._row(row, previous, self.node.cells[index])
            keep = height
            if index + 1 < len(heads) and heads[index + 1].margin and not row.margin:
                keep += self.rows.line_height  # a margin never begins a page without a row
            if flow.room < keep:
                press.tags.close(self._body)
                flow.advance()
                self._body = flow.element("TBody", self._table)
                self._print_heads(decoration=True)
                boxes, height = self._row(row, None, self.node.cells[index])
            self._print_row(row, boxes, height, index)
            previous = row
        press.tags.close(self._body)
        press.tags.close(self._table)

    def _print_heads(self, *, decoration: bool) -> None:
        flow, press, look = self.flow, self.press, self.press.look
        height = sum(h for _, h in self.heads) + 3
        if look.head:
            flow.canvas.fill(flow.x - 3, flow.y, self.grid.width + 6, height - 1, look.head)
        head = None if decoration else flow.element("THead", self._table)
        for index, (boxes, tall) in enumerate(self.heads):
            row = flow.element("TR", head) if head is not None else None
            self._draw(boxes, tall, row)
            if row is not None:
                press.tags.close(row)
            flow.y += tall
            if index < len(self.heads) - 1:
                for box in boxes:
                    if box.span > 1 and any(box.lines) and box.left > self.grid.columns[self.stubs - 1].right:
                        flow.canvas.rule(flow.x + box.left, flow.x + box.right, flow.y, 0.4, look.line)
        if head is not None:
            press.tags.close(head)
        flow.y += 3
        if look.head != look.primary:
            flow.canvas.rule(flow.x, flow.x + self.grid.width, flow.y - 1, 0.8, look.rule)

    def _row(
        self, head: Header, previous: Header | None, cells: tuple[tuple[Cell | None, ...], ...]
    ) -> tuple[list[Box], float]:
        press, size = self.press, self.grid.size
        style = BOLD if head.margin else REGULAR
        boxes: list[Box] = []
        texts = list(head.texts) or [press.words.total]
        for place in range(self.stubs):
            slot = self.grid.columns[place]
            same = (
                previous is not None
                and place < len(texts) - 1
                and previous.texts[: place + 1] == head.texts[: place + 1]
            )
            text = "" if same or place >= len(texts) else texts[place]
            right = self.grid.columns[self.stubs - 1].right if place == len(texts) - 1 else slot.right
            lines = wrap(text, style, (right - slot.left) / size * 1000 + 1, press.setter)
            span = self.stubs - place if place == len(texts) - 1 else 1
            boxes.append(
                Box(
                    slot.left, right, "left", lines, style, press.look.text, kind="TH", scope="Row", span=span
                )
            )
            if span > 1:
                break
        place = self.stubs
        for column, values in zip(self.node.column_heads, cells, strict=True):
            for cell in values:
                slot = self.grid.columns[place]
                place += 1
                if cell is None:
                    boxes.append(Box(slot.left, slot.right, slot.align, []))
                    continue
                look = press.styles.of(cell.styles)
                weight = look.style | (BOLD if head.margin or column.margin else REGULAR)
                boxes.append(
                    Box(slot.left, slot.right, slot.align, [cell.text], weight, look.color, look.background,
                        cell.link, cell.bar, cell.icon)
                )  # fmt: skip
        most = max([1, *(len(box.lines) for box in boxes)])
        return boxes, self.rows.height(most)

    def _print_row(self, head: Header, boxes: list[Box], height: float, index: int) -> None:
        flow, press, look = self.flow, self.press, self.press.look
        if look.zebra and index % 2:
            flow.canvas.fill(flow.x - 3, flow.y, self.grid.width + 6, height, look.band)
        if head.margin:
            last = index == len(self.node.row_heads) - 1
            weight, color = (0.9, look.rule) if last else (0.5, look.muted)
            flow.canvas.rule(flow.x, flow.x + self.grid.width, flow.y, weight, color)
        row = flow.element("TR", self._body)
        self._draw(boxes, height, row)
        press.tags.close(row)
        flow.y += height
        if look.row_rules:
            flow.canvas.rule(flow.x, flow.x + self.grid.width, flow.y, 0.3, look.line)

    def _draw(self, boxes: list[Box], height: float, row: Element | None) -> None:
        area = Area(self.flow.x, self.flow.y, height)
        draw_row(self.press, self.flow.canvas, boxes, area, self.rows, row=row)


def _span_key(index: int, head: Header, level: int) -> object:
    """Return what neighbours must share to stand under one head: all keys down to this level."""
    return ("margin", index) if level >= len(head.keys) else head.keys[: level + 1]
