"""A crosstab as a sheet of its own: column heads above, row heads at the left, margins set off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.errors import RenderError
from nbreports.renderers.xlsx.cell_values import CellValues
from nbreports.renderers.xlsx.sheet_stream import check_columns
from nbreports.renderers.xlsx.widths import NARROWEST, WIDEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.document.nodes import CrosstabNode, Header
    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.sheet_stream import SheetStream
    from nbreports.renderers.xlsx.styles import Role


def write_crosstab(
    book: Book, node: CrosstabNode, lines: Sequence[tuple[str, Role]], wishes: tuple[str | None, ...]
) -> SheetStream:
    """Write a crosstab to a new sheet and return it."""
    lead = max(len(node.rows), 1)
    per_head = len(node.values)
    check_columns(lead + len(node.column_heads) * per_head, node.id)
    if len(node.row_heads) + len(node.columns) + len(lines) + 10 > book.max_rows:
        raise RenderError(
            f"the crosstab has {len(node.row_heads):,} rows, more than a sheet of Excel holds",
            where=node.id,
            remedy="Group its rows more coarsely, or write it as a table.",
        )
    stream = book.sheet(*wishes)
    widths: dict[int, float] = {}

    def saw(column: int, text: str) -> None:
        widths[column] = min(max(widths.get(column, NARROWEST), len(text) + 2.0), WIDEST)

    for line, line_role in lines:
        stream.write_row({1: book.text(line, line_role)})
    if not node.cells and node.no_data:
        stream.write_row({1: book.text(node.no_data, "note")})
        return stream
    first_head = stream.row
    _heads(book, node, stream, lead, saw)
    stream.frozen = (stream.row - 1, lead)
    stream.repeated = (first_head, stream.row - 1)
    values = CellValues(book.texts)
    for head, entries in zip(node.row_heads, node.cells, strict=True):
        row = stream.row
        role: Role = "summary" if head.margin else "detail"
        cells = {
            column: book.text(text, "summary" if head.margin else "group_header", align="left")
            for column, text in enumerate(_padded(head, lead), start=1)
        }
        for column, text in enumerate(head.texts[:lead], start=1):
            saw(column, text)
        column = lead
        for column_head, group in zip(node.column_heads, entries, strict=True):
            for value, cell in zip(node.values, group, strict=True):
                column += 1
                shown: Role = "margin" if column_head.margin and not head.margin else role
                if cell is None:
                    cells[column] = book.empty(shown)
                    continue
                linked = (
                    cell.link is not None and cell.value is not None and stream.link(row, column, cell.link)
                )
                cells[column] = book.cell(
                    values, cell, value.spec, role=shown, align=value.align, link=linked
                )
                stream.bar(row, column, cells[column], cell.bar)
                saw(column, cell.text)
        stream.write_row(cells)
    stream.widths = widths
    for sentence in book.say_what_became_text(values, node.title or node.id):
        stream.write_row({1: book.text(sentence, "warning")})
    return stream


def _heads(
    book: Book, node: CrosstabNode, stream: SheetStream, lead: int, see: Callable[[int, str], None]
) -> None:
    """Write a row a column field, equal neighbours merged, and one of the values' names if several."""
    several = len(node.values) > 1 or not node.columns
    levels = len(node.columns)
    for level in range(levels):
        cells: dict[int, str] = {}
        last_row = level == levels - 1 and not several
        for column in range(1, lead + 1):
            label = node.rows[column - 1].label if last_row and column <= len(node.rows) else ""
            cells[column] = book.text(label, "head", align="left")
            see(column, label)
        runs: list[tuple[int, int, tuple[str, ...]]] = []
        at = lead
        for head in node.column_heads:
            texts = _padded(head, levels)
            for _ in node.values:
                at += 1
                cells[at] = book.text(texts[level], "head", align="center")
            key = texts[: level + 1]
            if runs and runs[-1][2] == key and not head.margin:
                runs[-1] = (runs[-1][0], at, key)
            else:
                runs.append((at - len(node.values) + 1, at, key))
            if len(node.values) == 1:
                see(at, texts[level])
        row = stream.write_row(cells)
        for first, last, _ in runs:
            stream.merge(row, first, last)
    if several:
        cells = {}
        for column in range(1, lead + 1):
            label = node.rows[column - 1].label if column <= len(node.rows) else ""
            cells[column] = book.text(label, "head", align="left")
            see(column, label)
        at = lead
        for _ in node.column_heads:
            for value in node.values:
                at += 1
                cells[at] = book.text(value.label, "head", align=value.align)
                see(at, value.label)
        stream.write_row(cells)


def _padded(head: Header, length: int) -> tuple[str, ...]:
    return (tuple(head.texts) + ("",) * length)[:length]
