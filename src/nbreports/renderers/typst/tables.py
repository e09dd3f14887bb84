"""Tables and crosstabs as Typst, a line of source a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.renderers.plain import SIGNS, head_text, head_texts
from nbreports.renderers.typst.code import (
    array,
    background,
    call,
    cell_content,
    content,
    linked,
    number,
    picked,
    string,
    styled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbreports.document.nodes import (
        Align,
        BandRow,
        Cell,
        CellStyle,
        CrosstabNode,
        DetailRows,
        TableStart,
        Width,
    )

_NOTHING = '""'


def open_table(widths: Sequence[str], aligns: Sequence[Align], labels: Sequence[str]) -> str:
    """Open a table, its head repeated on every page."""
    heads = ", ".join(call("strong", content(label)) for label in labels)
    return (
        f"table(\n  columns: {array(widths)}, align: {array(aligns)}, stroke: none, inset: (x: 4pt, y: 3pt),\n"
        f"  table.header({heads}),\n  table.hline(stroke: 0.6pt),\n"
    )


class TableWriter:
    """One table being written: its head waits for the first row."""

    def __init__(self, start: TableStart, styles: tuple[CellStyle, ...]) -> None:
        self._start = start
        self._styles = styles
        self._stub = start.stub is not None
        self._begun = False

    def feed(self, node: DetailRows | BandRow) -> Iterator[str]:
        """Write the next rows."""
        if isinstance(node, nodes.DetailRows):
            yield self._head()
            yield from self._details(node)
        elif node.shown:
            yield self._head()
            yield self._band(node)

    def end(self) -> str:
        """Close the table, or say that there is nothing in it."""
        return ")" if self._begun else call("emph", content(self._start.no_data or "—"))

    def _head(self) -> str:
        if self._begun:
            return ""
        self._begun = True
        columns = self._start.columns
        labels = [self._start.stub or ""] if self._stub else []
        labels += [f"{c.label} ({c.unit})" if c.unit else c.label for c in columns]
        aligns: list[Align] = ["left"] if self._stub else []
        widths = ["auto"] * self._stub + [_width(column.width) for column in columns]
        return open_table(widths, [*aligns, *(column.align for column in columns)], labels)

    def _details(self, node: DetailRows) -> Iterator[str]:
        columns = [self._column(chunk, node.row_styles) for chunk in node.columns]
        lead = f"{_NOTHING}, " if self._stub else ""
        for row in zip(*columns, strict=True):
            yield f"  {lead}{', '.join(row)},\n"

    def _column(self, chunk: nodes.ColumnChunk, rows: Sequence[int] | None) -> list[str]:
        texts = [content(text) for text in chunk.text]
        if chunk.links is not None:
            texts = [linked(text, address) for text, address in zip(texts, chunk.links, strict=True)]
        if chunk.icons is not None:
            texts = [
                f"{string(SIGNS[icon] + ' ')} + {text}" if icon else text
                for text, icon in zip(texts, chunk.icons, strict=True)
            ]
        masks = [
            (a or 0) | (b or 0)
            for a, b in zip(chunk.styles or [0] * len(texts), rows or [0] * len(texts), strict=True)
        ]
        return [self._cell(text, mask) if mask else text for text, mask in zip(texts, masks, strict=True)]

    def _cell(self, inner: str, mask: int, *, strong: bool = False, span: int = 1) -> str:
        styles = picked(mask, self._styles)
        shown = styled(inner, styles, strong=strong)
        fill = background(styles)
        if fill is None and span == 1:
            return shown
        return call("table.cell", shown, fill=fill, colspan=str(span) if span > 1 else None)

    def _band(self, row: BandRow) -> str:
        line = not self._start.detail and row.level == len(self._start.groups) and row.band == "group_footer"
        cells = [self._value(cell, row, strong=not line) for cell in row.cells]
        label, span = content(row.label), 1
        if self._stub:
            cells.insert(0, _NOTHING)
        elif row.cells and row.cells[0] is not None:
            label += f' + " " + {cell_content(row.cells[0])}'
        else:
            span = next((at for at, cell in enumerate(row.cells) if cell is not None), len(row.cells))
        if not cells:
            return ""
        cells[:span] = [self._cell(label, row.styles, strong=not line, span=span)]
        above = "" if line or row.band == "group_header" else "table.hline(stroke: 0.3pt), "
        return f"  {above}{', '.join(cells)},\n"

    def _value(self, cell: Cell | None, row: BandRow, *, strong: bool) -> str:
        if cell is None:
            return _NOTHING
        return self._cell(cell_content(cell), cell.styles | row.styles, strong=strong)


def crosstab(node: CrosstabNode, styles: tuple[CellStyle, ...]) -> str:
    """Return a crosstab."""
    if not node.row_heads or not node.column_heads:
        return call("emph", content(node.no_data or "—"))
    labels = [dimension.label for dimension in node.rows]
    aligns: list[Align] = ["left"] * len(labels)
    for head in node.column_heads:
        for value in node.values:
            own = [value.label] if len(node.values) > 1 else []
            labels.append(" · ".join([head_text(head, len(node.columns)), *own]))
            aligns.append(value.align)
    made = [open_table(["auto"] * len(labels), aligns, labels)]
    for head, line in zip(node.row_heads, node.cells, strict=True):
        row = [styled(content(text), (), strong=head.margin) for text in head_texts(head, len(node.rows))]
        for values in line:
            for cell in values:
                found = picked(cell.styles, styles) if cell else []
                shown = styled(cell_content(cell), found, strong=head.margin and cell is not None)
                fill = background(found)
                row.append(call("table.cell", shown, fill=fill) if fill else shown)
        made.append(f"  {', '.join(row)},\n")
    return "".join(made) + ")"


def _width(width: Width | None) -> str:
    return "auto" if width is None or width.value <= 0 else f"{number(width.value)}{width.unit}"
