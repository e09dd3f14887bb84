"""The XLSX renderer: nodes in, a workbook out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import (
    BandRow,
    ChartNode,
    CrosstabNode,
    DetailRows,
    DocumentEnd,
    DocumentStart,
    ImageNode,
    MetricNode,
    PageBreakNode,
    RowNode,
    TableEnd,
    TableStart,
    TextNode,
)
from nbreports.errors import UsageError
from nbreports.renderers.xlsx.book import Book
from nbreports.renderers.xlsx.chart_data import ChartData
from nbreports.renderers.xlsx.crosstab_sheet import write_crosstab
from nbreports.renderers.xlsx.notes import write_notes
from nbreports.renderers.xlsx.overview_sheet import OverviewSheet, title_lines
from nbreports.renderers.xlsx.sheet_stream import MAX_ROWS
from nbreports.renderers.xlsx.table_sheet import TableSheet
from nbreports.renderers.xlsx.workbook import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.document.nodes import Node
    from nbreports.renderers.base import RenderContext
    from nbreports.renderers.xlsx.styles import Role


class XlsxRenderer:
    """Writes a document as an Excel workbook.

    Every table and crosstab has a sheet of its own. Texts, figures, charts and pictures stand on a first
    sheet named after the report, the charts' points on a sheet "Chart data". A report of one table and
    nothing else has only that table's sheet, with the report's title on top. The stamp and the warnings
    stand below the first sheet's blocks, else on a sheet "Notes".

    Parameters
    ----------
    context
        Its scratch folder takes the rows, deflated, while they arrive.
    max_rows
        Rows of a sheet; longer tables go on in a further one.

    Raises
    ------
    RenderError
        For half of a surrogate pair in a text, or more columns than a sheet has.
    LimitError
        For a workbook of more than 4 GB.
    """

    def __init__(self, context: RenderContext, *, max_rows: int = MAX_ROWS) -> None:
        if not 10 <= max_rows <= MAX_ROWS:
            raise UsageError(f"max_rows is {max_rows}", remedy=f"Give 10 to {MAX_ROWS:,}.")
        self._context = context
        self._max_rows = max_rows
        self._book: Book | None = None
        self._table: TableSheet | None = None
        self._warnings: list[str] = []
        self._first_block = True

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node; nothing of a workbook is final before its end."""
        match node:
            case DetailRows():
                self._open_table().details(node)
            case BandRow():
                self._open_table().band(node)
            case TableEnd():
                self._open_table().end(node)
                self._table = None
            case DocumentStart():
                self._book = Book(node, self._context.scratch, self._max_rows)
                self._charts = ChartData(self._book)
                self._overview = OverviewSheet(self._book, self._charts)
                self._warnings += [warning.message for warning in node.warnings]
            case DocumentEnd():
                self._warnings += [warning.message for warning in node.warnings]
            case RowNode():
                self._row(node)
                self._first_block = False
            case _:
                self._block(node)
                self._first_block = False
        return ()

    def finish(self) -> Iterator[bytes]:
        """Yield the workbook."""
        book = self._opened()
        self._overview.end()
        if not book.sheets:
            # a report without blocks is still a file that opens
            _ = self._overview.stream
        self._charts.end()
        warnings = list(dict.fromkeys([*self._warnings, *book.notices]))
        stamp = book.start.show_stamp and self._context.options.stamp
        if stamp or warnings:
            if self._overview.exists:
                write_notes(book, self._overview.stream, warnings, stamp=stamp)
            else:
                notes = book.sheet("Notes")
                notes.widths = {1: 24.0, 2: 60.0}
                write_notes(book, notes, warnings, stamp=stamp)
        yield from workbook_bytes(book, self._charts)

    def close(self) -> None:
        """Remove the scratch files."""
        if self._book is not None:
            self._book.close()

    # --- blocks ---

    def _block(self, node: Node) -> None:
        match node:
            case TableStart():
                self._table = self._begin_table(node)
            case CrosstabNode():
                lines = self._lines(node.title, node.note)
                wishes = self._wishes(node.title, node.id)
                sheet = write_crosstab(self._opened(), node, lines, wishes)
                self._overview.refer(node.title or node.id, sheet)
            case TextNode():
                self._overview.text(node)
            case MetricNode():
                self._overview.metric(node)
            case ChartNode():
                self._overview.charts([node])
            case ImageNode():
                self._overview.image(node)
            case PageBreakNode():
                self._overview.page_break()
            case _:
                raise AssertionError(f"no block: {type(node).__name__}")

    def _row(self, row: RowNode) -> None:
        """Write blocks that stand side by side: charts do here too, all others below each other."""
        charts = []
        if row.title or row.note:
            self._overview.caption(row.title, row.note)
        for child, share in zip(row.children, row.widths, strict=True):
            for node in child:
                if isinstance(node, ChartNode):
                    charts.append((node, share))
                else:
                    self.feed(node)
        if charts:
            self._overview.charts([chart for chart, _ in charts], [share for _, share in charts])

    def _begin_table(self, node: TableStart) -> TableSheet:
        table = TableSheet(
            self._opened(), node, self._lines(node.title, node.note), self._wishes(node.title, node.id)
        )
        self._overview.refer(node.title or node.id, table.first)
        return table

    def _lines(self, title: str | None, note: str | None) -> list[tuple[str, Role]]:
        """Return what stands above a table: the report's title too where it comes first."""
        book = self._opened()
        lines = title_lines(book) if self._first_block else []
        if title and not (lines and title == book.start.title):
            lines.append((title, "subtitle" if lines else "title"))
        if note:
            lines.append((note, "note"))
        return lines

    def _wishes(self, title: str | None, block: str) -> tuple[str | None, ...]:
        return (title, self._opened().start.title if self._first_block else None, block)

    def _opened(self) -> Book:
        if self._book is None:
            raise AssertionError("a document begins with DocumentStart")
        return self._book

    def _open_table(self) -> TableSheet:
        if self._table is None:
            raise AssertionError("rows come between TableStart and TableEnd")
        return self._table
