"""A table as a sheet of its own, or several where it is longer than a sheet can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.document.nodes import ColumnChunk
from nbreports.renderers.xlsx.book import code_of
from nbreports.renderers.xlsx.cell_values import Body, CellValues
from nbreports.renderers.xlsx.number_format import number_format
from nbreports.renderers.xlsx.sheet_stream import MAX_BYTES, MAX_LINKS, check_columns, column_name
from nbreports.renderers.xlsx.styles import Look
from nbreports.renderers.xlsx.widths import Widths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import BandRow, DetailRows, TableEnd, TableStart
    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.sheet_stream import SheetStream
    from nbreports.renderers.xlsx.styles import Role

_SAMPLE = 60
_ICON_ROOM = "★★★ "
_CONTINUED = "continued"


class TableSheet:
    """Takes the nodes of one table and writes its sheet.

    Parameters
    ----------
    lines
        What stands above the head: texts with their roles, such as the report's title.
    wishes
        Names for the sheet, best first.
    """

    def __init__(
        self, book: Book, start: TableStart, lines: Sequence[tuple[str, Role]], wishes: tuple[str | None, ...]
    ) -> None:
        self._lead = 0 if start.stub is None else 1
        check_columns(len(start.columns) + self._lead, start.id)
        self._book = book
        self._table = start
        self._lines = lines
        self._wishes = wishes
        self._values = CellValues(book.texts)
        self._formats = [number_format(column.spec) for column in start.columns]
        self._widths = Widths(start, book.start.page)
        self._parts = 0
        self._first_data = 0
        self._last_detail = 0
        self._sampled = False
        self._footers = False
        self._cut_before = book.texts.cut
        self._below = any(group.totals_at in {"footer", "both"} for group in start.groups)
        self.stream: SheetStream = self._new_part()
        self.first = self.stream

    @property
    def name(self) -> str:
        """What notices call the table."""
        return self._table.title or self._table.id

    # --- nodes ---

    def details(self, rows: DetailRows) -> None:
        """Write a run of detail rows, over as many sheets as it takes."""
        if not self._sampled and rows.height:
            self._sampled = True
            for index, column in enumerate(rows.columns):
                sample = ColumnChunk(column.values.slice(0, _SAMPLE), column.spec)
                icon = "" if column.icons is None else _ICON_ROOM
                self._widths.saw(index, [icon + text for text in sample.text])
        done = 0
        while done < rows.height:
            self._room()
            take = min(rows.height - done, max(self._book.max_rows - self.stream.row + 1, 1))
            self._detail_run(rows, done, take)
            done += take

    def band(self, row: BandRow) -> None:
        """Write a group's header or footer, or the summary."""
        if not row.shown:
            return
        self._room()
        stream, number = self.stream, self.stream.row
        # without details the innermost lines are the table's rows
        is_line = (
            not self._table.detail and row.band == "group_footer" and row.level == len(self._table.groups)
        )
        role: Role = "line" if is_line else row.band
        cells: dict[int, str] = {}
        label_at = 1 if self._lead else self._label_column(row)
        for index, (cell, column) in enumerate(zip(row.cells, self._table.columns, strict=True)):
            at = index + 1 + self._lead
            if cell is None:
                cells[at] = self._book.empty(role, styles=row.styles, level=row.level)
                continue
            linked = cell.link is not None and cell.value is not None and stream.link(number, at, cell.link)
            cells[at] = self._book.cell(
                self._values,
                cell,
                column.spec,
                role=role,
                align=column.align,
                styles=row.styles,
                level=row.level,
                link=linked,
            )
            stream.bar(number, at, cells[at], cell.bar)
            self._widths.saw(index, (cell.text,))
        if row.label:
            cells[label_at] = self._book.text(
                row.label, role, align="left", styles=row.styles, level=row.level
            )
            if self._lead:
                self._widths.saw(-1, (row.label,))
        self._footers = self._footers or row.band == "group_footer"
        outer = [group.collapsed for group in self._table.groups[: max(row.level - 1, 0)]]
        own = row.level and self._table.groups[row.level - 1].collapsed if row.band != "summary" else False
        stream.write_row(
            cells,
            level=max(row.level - 1, 0) if row.band != "summary" else 0,
            hidden=row.band != "summary" and any(outer),
            collapsed=bool(own),
        )

    def end(self, node: TableEnd) -> None:
        """Write what stands below the table and close its sheet."""
        if not self._wrote_anything():
            self._below_table(self._table.no_data or "", "note")
        if node.hidden:
            self._below_table(f"{node.hidden:,} more rows are not shown.", "note")
        self._finish_part()
        for sentence in self._book.say_what_became_text(self._values, self.name):
            self._below_table(sentence, "warning")
        cut = self._book.texts.cut - self._cut_before
        if cut:
            sentence = (
                f"{self.name}: {cut:,} texts longer than the 32,767 characters of a cell are cut at “…”."
            )
            self._book.notices.append(sentence)
            self._below_table(sentence, "warning")

    def _wrote_anything(self) -> bool:
        return self._parts > 1 or self.stream.row > self._first_data

    def _below_table(self, text: str, role: Role) -> None:
        if text and self.stream.row <= self._book.max_rows:
            self.stream.write_row({1: self._book.text(text, role)})
        elif text and role == "note":
            self._book.notices.append(f"{self.name}: {text}")

    # --- parts ---

    def _room(self) -> None:
        if self.stream.row > self._book.max_rows or self.stream.size > MAX_BYTES:
            self._finish_part()
            self.stream = self._new_part()

    def _new_part(self) -> SheetStream:
        self._parts += 1
        stream = self._book.sheet(*self._wishes, part=self._parts)
        for text, role in self._lines if self._parts == 1 else self._lines[:1]:
            line = text if self._parts == 1 else f"{text} ({_CONTINUED})"
            stream.write_row({1: self._book.text(line, role)})
        head: dict[int, str] = {}
        if self._lead:
            head[1] = self._book.text(self._table.stub or "", "head", align="left")
        for index, column in enumerate(self._table.columns):
            head[index + 1 + self._lead] = self._book.text(
                _head(column.label, column.unit), "head", align=column.align
            )
        if head:
            row = stream.write_row(head)
            stream.frozen = (row, 0)
            stream.repeated = (row, row)
        self._first_data = stream.row
        self._last_detail = 0
        return stream

    def _finish_part(self) -> None:
        stream = self.stream
        stream.widths = self._widths.characters(self._lead)
        stream.summary_below = self._below and self._footers
        if self._last_detail and not self._table.groups and self._table.columns:
            last = column_name(len(self._table.columns) + self._lead)
            stream.filtered = f"A{self._first_data - 1}:{last}{self._last_detail}"
        if stream.links_dropped:
            self._book.notices.append(
                f"{self.name}: {stream.links_dropped:,} links are plain text: a sheet holds {MAX_LINKS:,}, "
                "of at most 2,079 characters."
            )
        for at, bars in stream.bars.items():
            if bars.dropped:
                label = self._table.columns[at - 1 - self._lead].label
                self._book.notices.append(
                    f"{self.name}: {bars.dropped:,} data bars of “{label}” are left out."
                )

    # --- detail rows ---

    def _detail_run(self, rows: DetailRows, start: int, count: int) -> None:
        stream = self.stream
        numbers = [str(row) for row in range(stream.row, stream.row + count)]
        row_styles = None
        if rows.row_styles is not None:
            row_styles = rows.row_styles[start : start + count]
            row_styles = row_styles if any(row_styles) else None
        columns: list[list[str]] = []
        if self._lead and row_styles is not None:
            columns.append(_empties("A", numbers, [self._look(None, styles) for styles in row_styles]))
        for index, chunk in enumerate(rows.columns):
            columns.append(self._column(index, _sliced(chunk, start, count), numbers, row_styles))
        if not columns:
            columns.append([""] * count)
        stream.last_column = max(stream.last_column, len(rows.columns) + self._lead)
        level = len(self._table.groups)
        hidden = any(group.collapsed for group in self._table.groups)
        stream.write_rows(columns, numbers, level=level, hidden=hidden)
        self._last_detail = stream.row - 1

    def _column(
        self, index: int, chunk: ColumnChunk, numbers: Sequence[str], row_styles: Sequence[int] | None
    ) -> list[str]:
        bodies = self._values.chunk(chunk.values, chunk.spec, lambda: chunk.text)
        made = self._formats[index]
        align = self._table.columns[index].align
        letters = column_name(index + 1 + self._lead)
        plain = row_styles is None and chunk.styles is None and chunk.icons is None and chunk.links is None
        if chunk.bars is not None:
            for row, body, fraction in zip(numbers, bodies, chunk.bars, strict=True):
                self.stream.bar(int(row), index + 1 + self._lead, body, fraction)
        if plain and not made.varies:
            style = self._book.styles.index(Look("detail", made.code, align))
            before, after = f'<c r="{letters}', f'" s="{style}"'
            return [
                f"{before}{row}{after}{body}" if body is not None else ""
                for row, body in zip(numbers, bodies, strict=True)
            ]
        styles = self._cell_styles(index, chunk, bodies, numbers, row_styles)
        return [
            f'<c r="{letters}{row}" s="{style}"{body if body is not None else "/>"}'
            if body is not None or row_styles is not None
            else ""
            for row, body, style in zip(numbers, bodies, styles, strict=True)
        ]

    def _cell_styles(
        self,
        index: int,
        chunk: ColumnChunk,
        bodies: Sequence[Body],
        numbers: Sequence[str],
        row_styles: Sequence[int] | None,
    ) -> list[int]:
        made = self._formats[index]
        align = self._table.columns[index].align
        count = len(numbers)
        masks = chunk.styles if chunk.styles is not None else [0] * count
        if row_styles is not None:
            masks = [one | other for one, other in zip(masks, row_styles, strict=True)]
        icons: Sequence[Any] = chunk.icons if chunk.icons is not None else [None] * count
        links = self._links(index, chunk, bodies, numbers)
        codes = [made.code] * count
        if made.varies:
            codes = [code_of(value, made) for value in chunk.values.to_pylist()]
        known: dict[tuple[int, Any, bool, str], int] = {}
        styles = []
        for key in zip(masks, icons, links, codes, strict=True):
            style = known.get(key)
            if style is None:
                mask, icon, link, code = key
                look = Look("detail", code, align, styles=mask, icon=icon, link=link)
                style = known[key] = self._book.styles.index(look)
            styles.append(style)
        return styles

    def _links(
        self, index: int, chunk: ColumnChunk, bodies: Sequence[Body], numbers: Sequence[str]
    ) -> Sequence[bool]:
        if chunk.links is None:
            return [False] * len(numbers)
        at = index + 1 + self._lead
        link = self.stream.link
        return [
            address is not None and body is not None and link(int(row), at, address)
            for address, body, row in zip(chunk.links, bodies, numbers, strict=True)
        ]

    def _look(self, code: str | None, styles: int) -> int:
        return self._book.styles.index(Look("detail", code or "General", styles=styles))

    def _label_column(self, row: BandRow) -> int:
        """Return the first column that the band leaves free, else the one after the last."""
        free = (index for index, cell in enumerate(row.cells, start=1) if cell is None)
        return next(free, len(row.cells) + 1)


def _head(label: str, unit: str | None) -> str:
    return f"{label} ({unit})" if unit and unit not in label else label


def _empties(letters: str, numbers: Sequence[str], styles: Sequence[int]) -> list[str]:
    return [f'<c r="{letters}{row}" s="{style}"/>' for row, style in zip(numbers, styles, strict=True)]


def _sliced(chunk: ColumnChunk, start: int, count: int) -> ColumnChunk:
    if start == 0 and count == len(chunk.values):
        return chunk
    stop = start + count

    def part(values: Sequence[Any] | None) -> Sequence[Any] | None:
        return None if values is None else values[start:stop]

    return ColumnChunk(
        chunk.values.slice(start, count),
        chunk.spec,
        styles=part(chunk.styles),
        links=part(chunk.links),
        bars=part(chunk.bars),
        icons=part(chunk.icons),
    )
