"""Tables over pages: heads repeated, headers never alone at a page's foot, totals never without a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.document.nodes import BandRow, DetailRows

from .bands import BandLayout, Line
from .batch import Batch
from .cells import Area, Box, RowType, draw_row
from .fonts import BOLD, ITALIC
from .headings import note, title, title_height
from .layout import fit
from .measure import head_text, needs
from .rows import RowPainter
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import TableEnd, TableGroup, TableStart

    from .pages import Flow
    from .press import Press
    from .tags import Element

_BATCH_ROWS = 2500
_BATCH_BANDS = 2500
_AFTER_HEADER = 2


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


class TableFlow:
    """Prints one table into a flow, batch by batch.

    Items that must stand together wait in ``_cluster``: a group's headers with its first rows, its
    last row with the totals below it.
    """

    def __init__(self, start: TableStart, flow: Flow, press: Press) -> None:
        self.start = start
        self.flow = flow
        self.press = press
        self._groups: dict[int, TableGroup] = dict(enumerate(start.groups, 1))
        self._waiting: list[DetailRows | BandRow] = []
        self._rows = self._bands = 0
        self._painter: RowPainter | None = None
        self._layout: BandLayout | None = None
        self._head: list[Box] = []
        self._head_height = 0.0
        self._cluster: list[Item] = []
        self._headers_only = False
        self._held: list[Item | BandRow] | None = None
        self._held_level = 0
        self._break = self._break_after = False
        self._seen: set[int] = set()
        self._open: dict[int, Line] = {}
        self._begun = False
        self._body_top = -1.0
        self._run: Run | None = None
        self._table: Element | None = None
        self._body: Element | None = None

    # --- nodes in

    def feed(self, node: DetailRows | BandRow) -> None:
        """Take the next rows or band."""
        self._waiting.append(node)
        if isinstance(node, DetailRows):
            self._rows += node.height
        else:
            self._bands += 1
        if self._rows >= _BATCH_ROWS or self._bands >= _BATCH_BANDS:
            self._work()

    def end(self, node: TableEnd) -> None:
        """Print what is left, the note and the count of rows left out."""
        self._work()
        self._release()
        self._flush()
        self._paint_run()
        if not self._begun:
            self._empty()
        self._close_body()
        if self._table is not None:
            self.press.tags.close(self._table)
        texts = [self.start.note or ""]
        if node.hidden:
            texts.append(f"{node.hidden} {self.press.words.hidden}")
        note(self.flow, self.press, "\n".join(text for text in texts if text))
        if self._break_after:
            self.flow.y = self.flow.sheets.bottom(self.flow.page)

    def _empty(self) -> None:
        title(self.flow, self.press, self.start.title)
        if self.start.no_data:
            look = self.press.look
            lines = wrap(self.start.no_data, ITALIC, self.flow.width / look.size * 1000, self.press.setter)
            element = self.flow.element("P")
            self.press.lines(self.flow, lines, look.size, ITALIC, look.muted, element=element)
            self.press.tags.close(element)

    # --- a batch

    def _work(self) -> None:
        nodes, self._waiting = self._waiting, []
        self._rows = self._bands = 0
        details = [node for node in nodes if isinstance(node, DetailRows) and node.height]
        bands = [node for node in nodes if isinstance(node, BandRow)]
        batch = Batch(details, self.start.columns, self.press) if details else None
        if self._painter is None:
            if not details and not any(band.shown for band in bands):
                return
            self._settle(batch, bands)
        painter = self._painter
        if batch is not None and painter is not None:
            batch.fit(painter.grid, painter.offset, painter.rows)
        row = 0
        for node in nodes:
            if isinstance(node, DetailRows):
                if batch is not None and node.height:
                    self._emit(Rows(batch, row, row + node.height))
                    row += node.height
            else:
                self._band(node)

    def _settle(self, batch: Batch | None, bands: list[BandRow]) -> None:
        """Fix the columns by the first batch."""
        press, start, look = self.press, self.start, self.press.look
        asked, aligns = needs(start, batch, bands, press.setter)
        name = f"The table {start.title!r}" if start.title else f"The table {start.id!r}"
        grid = fit(asked, aligns, self.flow.width, look.size, name)
        rows = RowType(grid.size, grid.size * look.leading)
        stub = start.stub is not None
        self._painter = RowPainter(press, grid, int(stub), rows)
        self._layout = BandLayout(
            press,
            grid,
            start.columns,
            stub=stub,
            depth=len(start.groups),
            rows=rows,
        )
        texts = [*([start.stub or ""] if stub else []), *map(head_text, start.columns)]
        color = look.head_text
        for slot, text in zip(grid.columns, texts, strict=True):
            lines = wrap(text, BOLD, slot.width / grid.size * 1000 + 1, press.setter)
            self._head.append(Box(slot.left, slot.right, slot.align, lines, BOLD, color, kind="TH"))
        most = max(len(box.lines) for box in self._head)
        self._head_height = rows.height(most) + 3
        for box in self._head:
            box.lines = [""] * (most - len(box.lines)) + list(box.lines)

    def _band(self, node: BandRow) -> None:
        layout = self._layout
        if layout is None:
            return
        if node.band == "group_header":
            if node.shown:
                self._emit(layout.lay(node, "header"))
            else:
                self._emit(node)
        elif node.shown:
            inner = node.level == len(self.start.groups) and not self.start.detail
            kind = "summary" if node.band == "summary" else "line" if inner else "footer"
            self._emit(layout.lay(node, kind))  # type: ignore[arg-type]
        else:
            self._emit(node)

    # --- whole groups held back

    def _emit(self, item: Item | BandRow) -> None:
        node = item if isinstance(item, BandRow) else item.node if isinstance(item, Line) else None
        if self._held is not None:
            ends = node is not None and (
                node.level < self._held_level
                or (node.band == "group_header" and node.level <= self._held_level)
            )
            if not ends:
                self._held.append(item)
                if self._held_height() > self.flow.height():
                    self._release()
                return
            self._release()
        if node is not None and node.band == "group_header":
            group = self._groups.get(node.level)
            if group is not None and group.keep_together == "whole":
                self._held, self._held_level = [item], node.level
                return
        self._place(item)

    def _held_height(self) -> float:
        return sum(item.total for item in self._held or () if not isinstance(item, BandRow))

    def _release(self) -> None:
        """Print a held group, on the next page if it fits there whole and not here."""
        held, self._held = self._held, None
        if not held:
            return
        if not self._headers_only:
            self._flush()
        height = sum(item.total for item in held if not isinstance(item, BandRow))
        height += sum(item.total for item in self._cluster)
        room = self.flow.room - self._start_height()
        repeated = sum(line.total for level, line in self._open.items() if level < self._held_level)
        if height > room and height <= self.flow.height() - self._head_height - repeated:
            self._break = True
        self._place(held[0])
        for item in held[1:]:
            self._emit(item)

    # --- clusters

    def _place(self, item: Item | BandRow) -> None:
        node = item if isinstance(item, BandRow) else item.node if isinstance(item, Line) else None
        if isinstance(item, Rows):
            self._place_rows(item)
        elif node is None or node.band == "group_header":
            if not self._headers_only:
                self._flush()
            if node is not None:
                self._breaks(node)
            if isinstance(item, Line):
                self._cluster.append(item)
            self._headers_only = True
        else:
            group = self._groups.get(node.level)
            if node.band == "summary" and self._break_after:
                self._flush()
                self._break, self._break_after = True, False
            if isinstance(item, Line):
                if item.kind == "line" and not self._headers_only:
                    self._flush()
                self._cluster.append(item)
                self._headers_only = False
            if group is not None and group.page_break == "after" and node.band == "group_footer":
                self._break_after = True

    def _breaks(self, node: BandRow) -> None:
        group = self._groups.get(node.level)
        again = node.level in self._seen
        self._seen = {level for level in self._seen if level < node.level} | {node.level}
        if group is None:
            return
        if self._break_after or group.page_break == "before" or (group.page_break == "between" and again):
            self._break, self._break_after = True, False

    def _place_rows(self, rows: Rows) -> None:
        batch, first, last = rows.batch, rows.first, rows.last
        if self._headers_only or not self._cluster:
            lead = min(last, first + (_AFTER_HEADER if self._headers_only else 1))
            self._cluster.append(Rows(batch, first, lead))
            self._headers_only = False
            first = lead
        if first < last:
            self._flush()
            self._print_rows(batch, first, last - 1)
            self._cluster = [Rows(batch, last - 1, last)]

    def _start_height(self) -> float:
        """Return what the title and head take that are still to be printed."""
        if self._begun:
            return 0.0
        return title_height(self.flow, self.press, self.start.title) + self._head_height

    def _flush(self) -> None:
        items, self._cluster = self._cluster, []
        self._headers_only = False
        if not items:
            return
        flow = self.flow
        height = sum(item.total for item in items)
        if not self._begun:
            if self._break and not flow.fresh:
                flow.advance()
            self._begin(height)
        elif (self._break or height > flow.room + 0.01) and not self._at_top:
            self._next_page()
        self._break = False
        for item in items:
            if isinstance(item, Rows):
                self._print_rows(item.batch, item.first, item.last)
            else:
                self._print_line(item)

    # --- onto the page

    @property
    def _at_top(self) -> bool:
        return abs(self.flow.y - self._body_top) < 0.01

    def _begin(self, height: float) -> None:
        flow = self.flow
        flow.need(min(self._start_height() + height, flow.height()))
        title(flow, self.press, self.start.title)
        self._begun = True
        self._table = flow.element("Table")
        head = flow.element("THead", self._table)
        row = flow.element("TR", head)
        self._print_head(row)
        self.press.tags.close(row)
        self.press.tags.close(head)
        self._body = flow.element("TBody", self._table)

    def _print_head(self, row: Element | None) -> None:
        flow, press, painter = self.flow, self.press, self._painter
        if painter is None:
            return
        look, canvas, width = press.look, flow.canvas, painter.grid.width
        height = self._head_height
        if look.head:
            canvas.fill(flow.x - 3, flow.y, width + 6, height - 1, look.head)
        area = Area(flow.x, flow.y + 0.6, height)
        draw_row(press, canvas, self._head, area, painter.rows, row=row)
        flow.y += height
        if look.head != look.primary:
            canvas.rule(flow.x, flow.x + width, flow.y - 1, 0.8, look.rule)
        self._body_top = flow.y

    def _close_body(self) -> None:
        if self._body is not None:
            self.press.tags.close(self._body)
            self._body = None

    def _next_page(self) -> None:
        """Go on at the next page's top, with the heads and the headers of the groups that go on."""
        flow, layout = self.flow, self._layout
        self._paint_run()
        self._close_body()
        flow.advance()
        self._body = flow.element("TBody", self._table)
        self._print_head(None)
        for level in sorted(self._open):
            group = self._groups.get(level)
            if group is not None and group.repeat_header and layout is not None:
                line = self._open[level]
                again = layout.lay(line.node, "header", f"{line.node.label} {self.press.words.continued}")
                layout.paint(again, flow, None, at_top=self._at_top)
        self._body_top = flow.y

    def _print_line(self, line: Line) -> None:
        layout, flow = self._layout, self.flow
        if layout is None:
            return
        if line.total > flow.room + 0.01 and not self._at_top:
            self._next_page()
        node = line.node
        if line.kind == "header":
            self._open = {level: each for level, each in self._open.items() if level < node.level}
            group = self._groups.get(node.level)
            if group is not None and group.bookmark:
                flow.bookmark(node.level, node.key or node.label)
        elif line.kind == "line":
            group = self._groups.get(node.level)
            if group is not None and group.bookmark and node.level == 1:
                flow.bookmark(node.level, node.key or node.label)
        self._paint_run()
        layout.paint(line, flow, self._body, at_top=self._at_top)
        if line.kind == "header":
            self._open[node.level] = line
        elif line.kind in {"footer", "summary"}:
            self._open = {level: each for level, each in self._open.items() if level < node.level}

    def _print_rows(self, batch: Batch, first: int, last: int) -> None:
        painter, flow = self._painter, self.flow
        if painter is None:
            return
        tops = batch.tops
        while first < last:
            fits = int(tops.searchsorted(tops[first] + flow.room + 0.01, "right")) - 1
            fits = min(fits, last)
            if fits > first:
                self._run_on(batch, first, fits)
                flow.y += batch.height(first, fits)
                first = fits
            elif self._at_top:
                self._print_tall(batch, first)
                first += 1
            else:
                self._next_page()

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
        if run is not None and self._painter is not None and self._body is not None:
            rows = run.rows
            self._painter.paint(rows.batch, rows.first, rows.last, self.flow, run.y, body=self._body)

    def _print_tall(self, batch: Batch, row: int) -> None:
        """Print a row that is taller than a page over several, line by line."""
        painter, flow = self._painter, self.flow
        if painter is None or self._body is None:
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
                self._next_page()
