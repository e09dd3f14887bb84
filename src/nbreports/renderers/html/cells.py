"""Cells as markup: one at a time for band rows, a column at a time for details."""

from __future__ import annotations

from operator import mod
from typing import TYPE_CHECKING

from nbreports.renderers.html.markup import classes, escape, escape_all, icon, link, mask_classes
from nbreports.renderers.html.sheet import width_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbreports.document.nodes import Align, Cell, ColumnChunk, DetailRows
    from nbreports.renderers.html.markup import EscapeCache

ALIGNED: dict[Align, str] = {"left": "", "right": "r", "center": "c"}


def content(text: str, address: str | None, bar: float | None, sign: str) -> str:
    """Return what stands in a cell: icon, then text in its link, before its bar."""
    inner = sign + link(text, address)
    if bar is None:
        return inner
    side = " neg" if bar < 0 else ""
    return f'<span class="bar{side} {width_class(abs(bar))}"></span><span class="over">{inner}</span>'


def band_cell(cell: Cell | None, align: Align) -> str:
    """Return a band row's or crosstab's cell."""
    if cell is None:
        return "<td></td>"
    names = (ALIGNED[align], "b" if cell.bar is not None else "", mask_classes(cell.styles))
    inner = content(escape(cell.text), cell.link, cell.bar, icon(cell.icon) if cell.icon else "")
    return f"<td{classes(names)}>{inner}</td>"


def detail_rows(node: DetailRows, aligns: Sequence[Align], cache: EscapeCache, lead: str) -> list[str]:
    """Return the rows of a run of details, each with its line end; ``lead`` stands before the first cell.

    The row is a template and the columns are lists: one formatting operation a row.
    """
    template = []
    columns: list[Iterable[str]] = []
    for chunk, align in zip(node.columns, aligns, strict=True):
        cells = escape_all(chunk.text, cache)
        if chunk.links is not None or chunk.icons is not None or chunk.bars is not None:
            cells = _decorated(cells, chunk)
        if chunk.styles is None or not any(chunk.styles):
            names = (ALIGNED[align], "b" if chunk.bars is not None else "")
            template.append(f"<td{classes(names)}>%s</td>")
            columns.append(cells)
        else:
            template.append("<td%s</td>")
            columns.append(_styled(cells, chunk, ALIGNED[align]))
    if node.row_styles is not None and any(node.row_styles):
        columns.insert(0, [classes([mask_classes(mask)]) for mask in node.row_styles])
        row = f"<tr%s>{lead}{''.join(template)}</tr>\n"
    else:
        row = f"<tr>{lead}{''.join(template)}</tr>\n"
    if not columns:
        return [row] * node.height
    return [mod(row, cells) for cells in zip(*columns, strict=True)]


def _decorated(cells: list[str], chunk: ColumnChunk) -> list[str]:
    nothing = [None] * len(cells)
    return [
        content(text, address, bar, icon(sign) if sign else "")
        for text, address, bar, sign in zip(
            cells, chunk.links or nothing, chunk.bars or nothing, chunk.icons or nothing, strict=True
        )
    ]


def _styled(cells: list[str], chunk: ColumnChunk, align: str) -> list[str]:
    fixed = (align, "b" if chunk.bars is not None else "")
    known: dict[int, str] = {}
    made = []
    for text, mask in zip(cells, chunk.styles or (), strict=True):
        opening = known.get(mask)
        if opening is None:
            opening = known[mask] = classes((*fixed, mask_classes(mask))) + ">"
        made.append(opening + text)
    return made
