"""Tables over pages: heads repeated, headers never alone at a page's foot, totals never without a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import BandRow, DetailRows

from .bands import Line
from .batch import Batch
from .fonts import ITALIC
from .headings import note, title
from .layout import fit
from .measure import needs
from .table_pages import Item, Rows, TablePrinter
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import TableEnd, TableGroup, TableStart

    from .bands import BandLayout
    from .pages import Flow
    from .press import Press

_BATCH_ROWS = 2500
_BATCH_BANDS = 2500
_AFTER_HEADER = 2


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
        self._printer: TablePrinter | None = None
        self._cluster: list[Item] = []
        self._headers_only = False
        self._held: list[Item | BandRow] | None = None
        self._held_level = 0
        self._break = self._break_after = False
        self._seen: set[int] = set()

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
        if self._printer is not None and self._printer.begun:
            self._printer.close()
        else:
            self._empty()
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
        printer = self._printer
        if printer is None:
            if not details and not any(band.shown for band in bands):
                return
            printer = self._printer = self._settle(batch, bands)
        if batch is not None:
            batch.fit(printer.painter.grid, printer.painter.offset, printer.rows)
        row = 0
        for node in nodes:
            if isinstance(node, DetailRows):
                if batch is not None and node.height:
                    self._emit(Rows(batch, row, row + node.height))
                    row += node.height
            else:
                self._band(node, printer.layout)

    def _settle(self, batch: Batch | None, bands: list[BandRow]) -> TablePrinter:
        """Fix the columns by the first batch."""
        start = self.start
        asked, aligns = needs(start, batch, bands, self.press.setter)
        name = f"The table {start.title!r}" if start.title else f"The table {start.id!r}"
        grid = fit(asked, aligns, self.flow.width, self.press.look.size, name)
        return TablePrinter(start, grid, self.flow, self.press)

    def _band(self, node: BandRow, layout: BandLayout) -> None:
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
        printer = self._printer
        if printer is not None:
            repeated = sum(line.total for level, line in printer.open.items() if level < self._held_level)
            most = self.flow.height() - printer.head_height - repeated
            self._break |= self.flow.room - printer.start_height < height <= most
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
                if self._printer is not None:
                    self._printer.end_groups(node.level)
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
            if self._printer is not None:
                self._printer.print_rows(batch, first, last - 1)
            self._cluster = [Rows(batch, last - 1, last)]

    def _flush(self) -> None:
        items, self._cluster = self._cluster, []
        self._headers_only = False
        if items and self._printer is not None:
            self._printer.together(items, new_page=self._break)
            self._break = False
