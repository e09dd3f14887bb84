"""A table as markup, written as its rows come.

Each outermost group is a ``<details>`` with a table of its own; all of them share one column grid under one
head that stays in view, so figures stand under each other over the whole report. Each part has its own head
too, read by assistive technology and repeated on paper. A table without groups to fold is one ``<table>``.

A browser lays a ``<table>`` out as a whole, so a long run of rows goes on in a further part after `PART`
rows: what is out of view is then neither laid out nor painted, and a hundred thousand rows open at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.html.cells import ALIGNED, band_cell, detail_rows
from nbreports.renderers.html.markup import EscapeCache, anchor, classes, escape, icon, link, mask_classes
from nbreports.renderers.html.sheet import kept_class, least_class
from nbreports.renderers.html.widths import column_widths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import BandRow, Cell, DetailRows, TableEnd, TableStart
    from nbreports.renderers.html.scene import Scene


PART = 500
"""Rows after which a run of details goes on in a part of its own; the style sheet knows its height."""


class TableWriter:
    """One table being written."""

    def __init__(self, start: TableStart, scene: Scene) -> None:
        self._start = start
        self._scene = scene
        self._widths = column_widths(start, scene.page)
        self._stub = start.stub is not None
        self._span = len(start.columns) + self._stub
        self._aligns = [column.align for column in start.columns]
        self._folds = bool(start.groups) and (start.detail or len(start.groups) > 1)
        short = start.rows is not None and start.rows <= PART
        self._shared_head = self._folds or not (short or not start.detail)
        self._height = 0
        """Rows in the open part."""
        self._label = ""
        self._group = ""
        """What closes the outermost group that is open."""
        self._part = ""
        """What closes the table that is open in it."""
        self._body = False
        self._any = False
        self._groups = 0
        self._cache = EscapeCache()

    # --- the frame --------------------------------------------------------------------------------

    def begin(self) -> Iterator[str]:
        """Open the block; the grid waits for the first row."""
        start = self._start
        yield f'<section class="block tbl" id="{anchor(start.id)}">\n'
        yield self._scene.heading(start.title)
        yield self._scene.note(start.note)

    def end(self, node: TableEnd) -> Iterator[str]:
        """Close the block."""
        if self._any:
            yield self._close_group()
            yield "</div>\n"
        else:
            yield f'<p class="none">{escape(self._start.no_data or "—")}</p>\n'
        if node.hidden:
            yield f'<p class="more">{node.hidden} {escape(self._scene.words.hidden)}</p>\n'
        yield "</section>\n"

    def feed(self, node: DetailRows | BandRow) -> Iterator[str]:
        """Write the next rows."""
        if isinstance(node, nodes.DetailRows):
            yield from self._details(node)
        elif node.band == "group_header":
            yield from self._header(node)
        elif node.band == "group_footer":
            yield from self._footer(node)
        else:
            yield from self._summary(node)

    def _details(self, node: DetailRows) -> Iterator[str]:
        rows = detail_rows(node, self._aligns, self._cache, "<td></td>" if self._stub else "")
        at = 0
        while at < len(rows):
            if self._height >= PART:
                yield from self._next_part()
            yield from self._open_body()
            room = PART - self._height
            yield "".join(rows[at : at + room])
            self._height += min(room, len(rows) - at)
            at += room

    # --- bands ------------------------------------------------------------------------------------

    def _header(self, row: BandRow) -> Iterator[str]:
        group = self._start.groups[row.level - 1]
        outermost = self._folds and row.level == 1
        if outermost:
            yield from self._begin_block()
            yield self._close_group()
            yield from self._open_group(row)
        if not row.shown or outermost:
            return
        yield from self._begin_block()
        if not self._part:
            yield from self._open_table(row.label)
        elif self._height >= PART:
            yield from self._next_part()
        yield self._close_body()
        breaks = "pb" if group.page_break in {"before", "between"} else ""
        yield f"<tbody{classes([breaks, 'whole' if group.keep_together == 'whole' else ''])}>\n"
        self._body = True
        yield self._line(row, f"gh l{min(row.level, 9)}", "rowgroup")

    def _footer(self, row: BandRow) -> Iterator[str]:
        if not row.shown:
            return
        line = not self._start.detail and row.level == len(self._start.groups)
        if line and self._height >= PART:
            yield from self._next_part()
        yield from self._open_body()
        group = self._start.groups[row.level - 1]
        kind = f"line{' other' if row.other else ''}" if line else f"t l{min(row.level, 9)}"
        after = " pa" if group.page_break == "after" and not (self._folds and row.level == 1) else ""
        yield self._line(row, kind + after, "row")

    def _summary(self, row: BandRow) -> Iterator[str]:
        if not row.shown:
            return
        if self._folds:
            yield from self._begin_block()
            yield self._close_group()
            yield from self._open_table(row.label, "end")
        yield from self._open_body(row.label)
        yield self._line(row, "t l0", "row")

    def _line(self, row: BandRow, kind: str, scope: str) -> str:
        self._height += 1
        cells = list(row.cells)
        label = escape(row.label)
        first = next((at for at, cell in enumerate(cells) if cell is not None), len(cells))
        if self._stub:
            span, first = 1, 0
        elif first == 0 and cells:
            return self._crowded(row, kind, label)
        else:
            span = first
        across = f' colspan="{span}"' if span > 1 else ""
        lead = f'<th scope="{scope}"{across}>{label}</th>'
        rest = "".join(map(band_cell, cells[first:], self._aligns[first:]))
        return f"<tr{classes([kind, mask_classes(row.styles)])}>{lead}{rest}</tr>\n"

    def _crowded(self, row: BandRow, kind: str, label: str) -> str:
        """Write a line whose label shares the first column with a value."""
        first = row.cells[0]
        rest = "".join(map(band_cell, row.cells[1:], self._aligns[1:]))
        value = _inline(first)
        names = classes([mask_classes(first.styles if first else 0)])
        lead = f'<th scope="row"{names}><span class="lbl">{label}</span> {value}</th>'
        return f"<tr{classes([kind, mask_classes(row.styles)])}>{lead}{rest}</tr>\n"

    # --- parts ------------------------------------------------------------------------------------

    def _begin_block(self) -> Iterator[str]:
        if self._any:
            return
        self._any = True
        name = escape(self._start.title or self._scene.title)
        least = least_class(self._widths.least)
        yield f'<div class="scroll {least}" role="region" tabindex="0" aria-label="{name}">\n'
        if self._shared_head:
            yield f'<table class="cols" aria-hidden="true">{self._grid()}{self._head("")}</table>\n'

    def _open_group(self, row: BandRow) -> Iterator[str]:
        group = self._start.groups[0]
        self._groups += 1
        before = group.page_break == "before" or (group.page_break == "between" and self._groups > 1)
        names = [
            "g",
            "pb" if before else "",
            "pa" if group.page_break == "after" else "",
            "whole" if group.keep_together == "whole" else "",
            mask_classes(row.styles),
        ]
        if not row.shown:
            yield f"<div{classes(names)}>\n"
        else:
            unfolded = "" if group.collapsed else " open"
            yield f"<details{classes(names)}{unfolded}>\n<summary>{self._summary_line(row)}</summary>\n"
        self._group = "</details>\n" if row.shown else "</div>\n"
        self._label = row.label
        yield from self._open_table(row.label)

    def _next_part(self) -> Iterator[str]:
        yield self._close_part()
        yield '<div class="part">\n'
        yield from self._open_table(f"{self._label} {self._scene.words.continued}".strip())
        self._part += "</div>\n"

    def _summary_line(self, row: BandRow) -> str:
        """Write an outermost header: its label, and its values over their columns."""
        first = next((at for at, cell in enumerate(row.cells) if cell is not None), None)
        label = f'<span class="lbl">{escape(row.label)}</span>'
        if first is None:
            return label
        lead = sum(self._widths.halves[: first + self._stub])
        tens = self._widths.tens[first + self._stub :]
        halves = self._widths.halves[first + self._stub :]
        rest = zip(row.cells[first:], self._aligns[first:], halves, tens, strict=True)
        if lead == 0:
            lead, rest = self._widths.halves[0], list(rest)[1:]  # type: ignore[assignment]
            label += f" {_inline(row.cells[0])}"
        values = []
        for cell, align, half, kept in rest:
            names = (f"w{half}", kept_class(kept), ALIGNED[align], mask_classes(cell.styles if cell else 0))
            values.append(f"<span{classes(names)}>{_inline(cell)}</span>")
        return f'<span class="vals"><span class="w{lead} k0">{label}</span>{"".join(values)}</span>'

    def _open_table(self, label: str, kind: str = "") -> Iterator[str]:
        title = self._start.title or self._scene.title
        caption = escape(f"{title}: {label}" if label and self._folds else title)
        quiet = f"quiet {kind}".strip() if self._shared_head else ""
        self._height = 0
        yield f'<table><caption class="vh">{caption}</caption>{self._grid()}{self._head(quiet)}\n'
        self._part = "</table>\n"

    def _open_body(self, label: str = "") -> Iterator[str]:
        yield from self._begin_block()
        if not self._part:
            yield from self._open_table(label)
        if not self._body:
            self._body = True
            yield "<tbody>\n"

    def _close_body(self) -> str:
        closing = "</tbody>\n" if self._body else ""
        self._body = False
        return closing

    def _close_part(self) -> str:
        closing = self._close_body() + self._part
        self._part = ""
        return closing

    def _close_group(self) -> str:
        closing = self._close_part() + self._group
        self._group = self._label = ""
        return closing

    def _grid(self) -> str:
        columns = zip(self._widths.halves, self._widths.tens, strict=True)
        names = (classes([f"w{half}", kept_class(tens)]) for half, tens in columns)
        return "<colgroup>" + "".join(f"<col{each}>" for each in names) + "</colgroup>"

    def _head(self, kind: str) -> str:
        heads = []
        if self._start.stub is not None:
            heads.append(
                f'<th scope="col">{escape(self._start.stub)}</th>' if self._start.stub else "<td></td>"
            )
        for column in self._start.columns:
            unit = f' <span class="unit">{escape(column.unit)}</span>' if column.unit else ""
            heads.append(
                f'<th scope="col"{classes([ALIGNED[column.align]])}>{escape(column.label)}{unit}</th>'
            )
        return f"<thead{classes([kind])}><tr>{''.join(heads)}</tr></thead>"


def _inline(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return (icon(cell.icon) if cell.icon else "") + link(escape(cell.text), cell.link)


def outside(node: object) -> RenderError:
    """Return the error of rows that stand in no table."""
    return RenderError(f"a {type(node).__name__} stands outside of a table")
