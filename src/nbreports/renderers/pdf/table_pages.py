"""A table's items onto pages: heads on each, headers of groups that go on, rows painted in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bands import BandLayout, Line
from .cells import Area, Box, RowType, draw_row
from .fonts import BOLD
from .headings import title, title_height
from .measure import head_text
from .rows import RowPainter
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import TableGroup, TableStart

    from .batch import Batch
    from .layout import Grid
    from .pages import Flow
    from .press import Press
    from .tags import Element


@dataclass(slots=True)
class Rows:
    """Some rows of a batch."""

    batch: Batch
    first: int
    last: int

    @property
    def total(self) -> float:
        """Their height."""
        return self.batch.height(self.first, self.last)


Item = Rows | Line


@dataclass(slots=True)
class Run:
    """Rows of the current page that are placed, from ``y`` on, and not yet painted."""

    rows: Rows
    y: float


class TablePrinter:
    """Prints the items of one table whose columns are settled, down a flow.

    Attributes
    ----------
    open
        The headers of the groups that are not ended, by level: named again on the next page.
    """

    def __init__(self, start: TableStart, grid: Grid, flow: Flow, press: Press) -> None:
        self.start = start
        self.flow = flow
        self.press = press
        stub = start.stub is not None
        self.rows = RowType(grid.size, grid.size * press.look.leading)
        self.painter = RowPainter(press, grid, int(stub), self.rows)
        self.layout = BandLayout(
            press, grid, start.columns, stub=stub, depth=len(start.groups), rows=self.rows
        )
        self.open: dict[int, Line] = {}
        self._groups: dict[int, TableGroup] = dict(enumerate(start.groups, 1))
        self._head: list[Box] = []
        self.head_height = 0.0
        self._lay_head(grid)
        self._top = -1.0
        self._run: Run | None = None
        self._table: Element | None = None
        self._body: Element | None = None

    def _lay_head(self, grid: Grid) -> None:
        press = self.press
        texts = [
            *([self.start.stub] if self.start.stub is not None else []),
            *map(head_text, self.start.columns),
        ]
        for slot, text in zip(grid.columns, texts, strict=True):
            lines = wrap(text, BOLD, slot.width / grid.size * 1000 + 1, press.setter)
            self._head.append(
                Box(slot.left, slot.right, slot.align, lines, BOLD, press.look.head_text, kind="TH")
            )
        most = max(len(box.lines) for box in self._head)
        self.head_height = self.rows.height(most) + 3
        for box in self._head:
            box.lines = [""] * (most - len(box.lines)) + list(box.lines)

    @property
    def begun(self) -> bool:
        """Whether anything of the table is printed."""
        return self._table is not None

    @property
    def start_height(self) -> float:
        """What the title and head take that are still to be printed."""
        if self.begun:
            return 0.0
        return title_height(self.flow, self.press, self.start.title) + self.head_height

    def together(self, items: list[Item], *, new_page: bool) -> None:
        """Print items that stand together, on the next page where they must or do not fit here."""
        flow = self.flow
        height = sum(item.total for item in items)
        if not self.begun:
            if new_page and not flow.fresh:
                flow.advance()
            self._begin(height)
        elif (new_page or height > flow.room + 0.01) and not self.at_top:
            self.next_page()
        for item in items:
            if isinstance(item, Rows):
                self.print_rows(item.batch, item.first, item.last)
            else:
                self._print_line(item)

    def close(self) -> None:
        """End the table's structure."""
        self._paint_run()
        self._close_body()
        if self._table is not None:
            self.press.tags.close(self._table)

    def end_groups(self, level: int) -> None:
        """Note that groups of this level and deeper have ended."""
        self.open = {each: line for each, line in self.open.items() if each < level}

    @property
    def at_top(self) -> bool:
        """Whether nothing stands below the heads of this page."""
        return abs(self.flow.y - self._top) < 0.01

    def _begin(self, height: float) -> None:
        flow = self.flow
        flow.need(min(self.start_height + height, flow.height()))
        title(flow, self.press, self.start.title)
        self._table = flow.element("Table")
        head = flow.element("THead", self._table)
        row = flow.element("TR", head)
        self._print_head(row)
        self.press.tags.close(row)
        self.press.tags.close(head)
        self._body = flow.element("TBody", self._table)

    def _print_head(self, row: Element | None) -> None:
        flow, press, painter = self.flow, self.press, self.painter
        look, canvas, width = press.look, flow.canvas, painter.grid.width
        height = self.head_height
        if look.head:
            canvas.fill(flow.x - 3, flow.y, width + 6, height - 1, look.head)
        area = Area(flow.x, flow.y + 0.6, height)
        draw_row(press, canvas, self._head, area, painter.rows, row=row)
        flow.y += height
        if look.head != look.primary:
            canvas.rule(flow.x, flow.x + width, flow.y - 1, 0.8, look.rule)
        self._top = flow.y

    def _close_body(self) -> None:
        if self._body is not None:
            self.press.tags.close(self._body)
            self._body = None

    def next_page(self) -> None:
        """Go on at the next page's top, with the heads and the headers of the groups that go on."""
        flow, layout = self.flow, self.layout
        self._paint_run()
        self._close_body()
        flow.advance()
        self._body = flow.element("TBody", self._table)
        self._print_head(None)
        for level in sorted(self.open):
            group = self._groups.get(level)
            if group is not None and group.repeat_header:
                line = self.open[level]
                again = layout.lay(line.node, "header", f"{line.node.label} {self.press.words.continued}")
                layout.paint(again, flow, None, at_top=self.at_top)
        self._top = flow.y

    def _print_line(self, line: Line) -> None:
        layout, flow = self.layout, self.flow
        if line.total > flow.room + 0.01 and not self.at_top:
            self.next_page()
        node = line.node
        if line.kind == "header":
            self.end_groups(node.level)
            group = self._groups.get(node.level)
            if group is not None and group.bookmark:
                flow.bookmark(node.level, node.key or node.label)
        elif line.kind == "line":
            group = self._groups.get(node.level)
            if group is not None and group.bookmark and node.level == 1:
                flow.bookmark(node.level, node.key or node.label)
        self._paint_run()
        layout.paint(line, flow, self._body, at_top=self.at_top)
        if line.kind == "header":
            self.open[node.level] = line
        elif line.kind in {"footer", "summary"}:
            self.end_groups(node.level)

    def print_rows(self, batch: Batch, first: int, last: int) -> None:
        """Print rows ``first`` to ``last`` (exclusive), on as many pages as they need."""
        flow = self.flow
        tops = batch.tops
        while first < last:
            fits = int(tops.searchsorted(tops[first] + flow.room + 0.01, "right")) - 1
            fits = min(fits, last)
            if fits > first:
                self._run_on(batch, first, fits)
                flow.y += batch.height(first, fits)
                first = fits
            elif self.at_top:
                self._print_tall(batch, first)
                first += 1
            else:
                self.next_page()

    def _run_on(self, batch: Batch, first: int, last: int) -> None:
        """Note rows that have found their place: what stands in one piece is painted in one."""
        run = self._run
        if run is not None and run.rows.batch is batch and run.rows.last == first:
            run.rows.last = last
        else:
            self._paint_run()
            self._run = Run(Rows(batch, first, last), self.flow.y)

    def _paint_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and self._body is not None:
            rows = run.rows
            self.painter.paint(rows.batch, rows.first, rows.last, self.flow, run.y, body=self._body)

    def _print_tall(self, batch: Batch, row: int) -> None:
        """Print a row that is taller than a page over several, line by line."""
        painter, flow = self.painter, self.flow
        if self._body is None:
            return
        most = max(map(len, batch.lines[row]))
        start = 0
        while start < most:
            count = max(1, int((flow.room - painter.rows.line_height) / painter.rows.leading) + 1)
            stop = min(most, start + count)
            painter.paint_lines(batch, row, flow, flow.y, body=self._body, part=(start, stop))
            flow.y += painter.rows.height(stop - start)
            start = stop
            if start < most:
                self.next_page()
