"""A table filled: the ordered streams of its levels and details merged into printed lines.

Each group line says how many rows its group has, so details are cut off their stream by count and nothing is
compared but
the groups' own keys. Only the current batch of each stream is held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from nbreports.document.nodes import BandRow, ColumnChunk, DetailRows, TableEnd, TableStart
from nbreports.errors import SourceError
from nbreports.pipeline.answers import OTHER_KEY, band_cells, fill_text, key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from nbreports.document.nodes import GroupPath, Node
    from nbreports.pipeline.answers import Totals
    from nbreports.query.plan import ColumnPlan, LevelPlan, Question, TablePlan, Text

    Ask = Callable[[Question], Iterator[pa.RecordBatch]]

_SCHEMES = frozenset({"http", "https", "mailto"})
_WIDE_ROWS = 2_000
_TOGETHER = 4_096
"""Rows or lines that are handed on together."""


class Lines:
    """The lines of one level, one after the other, with a look at the next."""

    def __init__(self, batches: Iterator[pa.RecordBatch], plan: LevelPlan, keys: Sequence[str]) -> None:
        self.plan = plan
        self._keys = keys
        self._rows = (row for batch in batches for row in batch.to_pylist())
        self.next: dict[str, Any] | None = next(self._rows, None)

    def path(self) -> tuple[Any, ...]:
        """Return the keys of the next line, outermost first."""
        return tuple(self.next[key] for key in self._keys) if self.next is not None else ()

    def take(self) -> dict[str, Any]:
        """Return the next line and move on."""
        line = self.next
        if line is None:
            raise SourceError(
                "a group line is missing",
                remedy="The source changed while it was read; run the report again.",
            )
        self.next = next(self._rows, None)
        return line


class Details:
    """The detail stream, cut off by number of rows."""

    def __init__(self, batches: Iterator[pa.RecordBatch] | None, limit: int | None) -> None:
        self._batches = batches
        self._batch: pa.RecordBatch | None = None
        self._at = 0
        self.left = limit
        self.printed = 0
        self.hidden = 0

    def take(self, rows: int) -> Iterator[tuple[pa.RecordBatch, int, int]]:
        """Give the next ``rows`` rows, fewer where the limit is reached: a batch, where they begin in it, how many."""
        wanted = rows if self.left is None else min(rows, self.left)
        self.hidden += rows - wanted
        if self.left is not None:
            self.left -= wanted
        while wanted and self._batches is not None:
            if self._batch is None or self._at == self._batch.num_rows:
                self._batch, self._at = next(self._batches, None), 0
                if self._batch is None:
                    raise SourceError(
                        "detail rows are missing",
                        remedy="The source changed while it was read; run the report again.",
                    )
            count = min(wanted, self._batch.num_rows - self._at)
            self._at += count
            wanted -= count
            self.printed += count
            yield self._batch, self._at - count, count


class TableFiller:
    """Fills one table.

    Parameters
    ----------
    plan
        The table.
    totals
        The report-scope answers.
    ask
        Opens the stream of a question; whoever gave it closes it.
    shown
        Which columns are printed.
    most_lines
        Group lines after which the table goes on with its summary, in a preview; ``cut`` says that it did.
    """

    def __init__(
        self,
        plan: TablePlan,
        totals: Totals,
        ask: Ask,
        shown: Sequence[int],
        *,
        most_lines: int | None = None,
    ) -> None:
        self.plan = plan
        self.most_lines = most_lines
        self.group_lines = 0
        self.cut = False
        self.totals = totals
        self.shown = shown
        self.columns: list[ColumnPlan] = [plan.columns[index] for index in shown]
        self.rows = totals.value(plan.rows) or 0
        keys: list[str] = []
        self.lines: list[Lines] = []
        for index, level in enumerate(plan.levels):
            keys = [*keys, f"g{index}", *([level.rank] if level.rank else [])]
            self.lines.append(Lines(ask(level.question), level, keys))
        self.details = Details(ask(plan.details) if plan.details and self.rows else None, plan.limit)
        self.lines_left = plan.limit if plan.details is None else None
        self._batch: pa.RecordBatch | None = None
        self._whole = DetailRows(0, (), (), 0)
        self._pending: list[Node] = []
        self._pending_rows = 0

    def nodes(self) -> Iterator[list[Node]]:
        """Give the table's nodes, a list at a time."""
        first: list[Node] = []
        body = self._body()
        # the first rows are looked at before the table begins, so that columns get widths that fit
        for nodes in body:
            first += nodes
            if (
                sum(node.height for node in first if isinstance(node, DetailRows)) >= _WIDE_ROWS
                or len(first) > _WIDE_ROWS
            ):
                break
        yield [self._start(first), *first]
        yield from body
        hidden = self.details.hidden
        if self.cut and self.plan.details is not None:
            # groups that were not come to have rows as well
            hidden = self.rows - self.details.printed
        yield [TableEnd(self.plan.id, self.details.printed, hidden)]

    def _body(self) -> Iterator[list[Node]]:
        if not self.rows:
            return
        lines = self._groups(0, (), ()) if self.plan.levels else self._details((), self.rows)
        for node in lines:
            self._pending.append(node)
            self._pending_rows += node.height if isinstance(node, DetailRows) else 1
            if self._pending_rows >= _TOGETHER or len(self._pending) >= _TOGETHER:
                yield self._flush()
        if self.plan.summary:
            self._pending.append(self._summary())
        if self._pending:
            yield self._flush()

    def _flush(self) -> list[Node]:
        nodes, self._pending, self._pending_rows = self._pending, [], 0
        return nodes

    # --- lines -------------------------------------------------------------------------------------------------

    def _groups(self, depth: int, path: tuple[Any, ...], group: GroupPath) -> Iterator[Node]:
        lines = self.lines[depth]
        plan = lines.plan
        innermost = depth == len(self.lines) - 1
        while lines.next is not None and lines.path()[: len(path)] == path:
            if self.group_lines == self.most_lines:
                self.cut = True
                return
            self.group_lines += 1
            own_path = lines.path()
            line = lines.take()
            other = plan.rank is not None and plan.top is not None and line[plan.rank] > plan.top
            own_group = (*group, (plan.node.name, OTHER_KEY if other else line[f"g{depth}"]))
            if other:
                yield self._footer(plan, depth, own_group, line, other=True)
                continue
            yield self._header(plan, depth, own_group, line)
            if not innermost:
                yield from self._groups(depth + 1, own_path, own_group)
            elif self.plan.details is not None:
                yield from self._details(own_group, line["n"])
            yield self._footer(plan, depth, own_group, line)

    def _text(self, text: Text, plan: LevelPlan, group: GroupPath, line: Mapping[str, Any], key: str) -> str:
        """Return a header or footer of a group, filled."""
        names = {"group.key": key, "group.label": plan.node.label, "group.level": str(len(group))}
        raws = {"group.key": group[-1][1], "group.level": len(group)}
        return fill_text(text, line, names, raws=raws)

    def _key_text(self, plan: LevelPlan, group: GroupPath, *, other: bool) -> str:
        return "Other" if other else key_text(group[-1][1], plan.key_spec)

    def _heading(self, plan: LevelPlan, key: str, value: Any) -> str:
        return f"{plan.node.label} {key}" if plan.named_key and value is not None else key

    def _cells(
        self, line: Mapping[str, Any], specs: list[Any], hidden: list[frozenset[str]]
    ) -> tuple[Any, ...]:
        chosen = {
            f"{letter}{position}": line.get(f"{letter}{index}")
            for position, index in enumerate(self.shown)
            for letter in "csbi"
            if f"{letter}{index}" in line
        }
        return band_cells(chosen, specs, hidden)

    def _specs(self) -> list[Any]:
        return [column.band_spec if column.in_bands else None for column in self.columns]

    def _header(self, plan: LevelPlan, depth: int, group: GroupPath, line: Mapping[str, Any]) -> BandRow:
        key = self._key_text(plan, group, other=False)
        at = plan.node.totals_at
        with_values = at in ("header", "both")
        label = (
            self._text(plan.header, plan, group, line, key)
            if plan.header is not None
            else self._heading(plan, key, group[-1][1])
        )
        innermost_line = self.plan.details is None and depth == len(self.lines) - 1
        cells = (
            self._cells(line, self._specs(), [column.band_hidden for column in self.columns])
            if with_values
            else (None,) * len(self.columns)
        )
        return BandRow(
            "group_header",
            depth + 1,
            group,
            label,
            key,
            cells,
            styles=line.get("s") or 0 if plan.row_style and with_values else 0,
            shown=not innermost_line or (at == "header" and self._line_counts()),
        )

    def _footer(
        self, plan: LevelPlan, depth: int, group: GroupPath, line: Mapping[str, Any], *, other: bool = False
    ) -> BandRow:
        key = self._key_text(plan, group, other=other)
        innermost_line = self.plan.details is None and depth == len(self.lines) - 1
        at = plan.node.totals_at
        with_values = at in ("footer", "both") or (innermost_line and at == "none") or other
        heading = self._heading(plan, key, None if other else group[-1][1])
        if plan.footer is not None and not other:
            label = self._text(plan.footer, plan, group, line, key)
        elif innermost_line or other:
            label = heading
        else:
            label = f"Total {heading}"
        cells = (
            self._cells(line, self._specs(), [column.band_hidden for column in self.columns])
            if with_values
            else (None,) * len(self.columns)
        )
        empty = not any(cell is not None for cell in cells)
        return BandRow(
            "group_footer",
            depth + 1,
            group,
            label,
            key,
            cells,
            styles=line.get("s") or 0 if plan.row_style and with_values else 0,
            shown=self._line_counts()
            if innermost_line and with_values
            else not empty or plan.footer is not None,
            other=other,
        )

    def _line_counts(self) -> bool:
        """Return whether one more line of the innermost groups may be shown."""
        if self.lines_left is None:
            return True
        self.lines_left -= 1
        if self.lines_left < 0:
            self.details.hidden += 1
        return self.lines_left >= 0

    def _summary(self) -> BandRow:
        cells: list[Any] = []
        styles = 0
        masks: dict[int | None, int] = {}
        for column, mask, figure in self.plan.summary_styles:
            if self.totals.value(figure):
                masks[column] = masks.get(column, 0) | mask
        styles = masks.get(None, 0)
        for index in self.shown:
            own = self.plan.summary.get(index)
            if own is None:
                cells.append(None)
                continue
            cells.append(replace(self.totals.cell(own), styles=masks.get(index, 0), spec=own.spec))
        label = self.plan.grand_total or ""
        return BandRow("summary", 0, (), label, label, tuple(cells), styles=styles)

    # --- details -----------------------------------------------------------------------------------------------

    def _details(self, group: GroupPath, rows: int) -> Iterator[DetailRows]:
        for batch, start, count in self.details.take(rows):
            if batch is not self._batch:
                self._batch, self._whole = batch, self._read(batch)
            yield self._cut(group, start, count)

    def _read(self, batch: pa.RecordBatch) -> DetailRows:
        """Return a whole batch as one run of rows, of which groups are cut."""
        names = set(batch.schema.names)
        columns = []
        for index, column in zip(self.shown, self.columns, strict=True):
            letters = column.detail_hidden
            values = batch.column(f"c{index}") if f"c{index}" in names else _nulls(batch.num_rows)
            columns.append(
                ColumnChunk(
                    values,
                    column.node.spec,
                    styles=[mask or 0 for mask in batch.column(f"s{index}").to_pylist()]
                    if "s" in letters
                    else None,
                    links=[checked_link(link) for link in batch.column(f"l{index}").to_pylist()]
                    if "l" in letters
                    else None,
                    bars=batch.column(f"b{index}").to_pylist() if "b" in letters else None,
                    icons=batch.column(f"i{index}").to_pylist() if "i" in letters else None,
                )
            )
        row_styles = (
            [mask or 0 for mask in batch.column("s").to_pylist()] if self.plan.detail_row_style else None
        )
        return DetailRows(len(self.lines), (), tuple(columns), batch.num_rows, row_styles)

    def _cut(self, group: GroupPath, start: int, count: int) -> DetailRows:
        whole = self._whole
        stop = start + count

        def part(some: Sequence[Any] | None) -> Sequence[Any] | None:
            return None if some is None else some[start:stop]

        columns = tuple(
            ColumnChunk(
                chunk.values.slice(start, count),
                chunk.spec,
                part(chunk.styles),
                part(chunk.links),
                part(chunk.bars),
                part(chunk.icons),
                chunk,
                start,
            )
            for chunk in whole.columns
        )
        return DetailRows(whole.level, group, columns, count, part(whole.row_styles))

    # --- the beginning -----------------------------------------------------------------------------------------

    def _start(self, first: Sequence[Node]) -> TableStart:
        wide = [""] * len(self.columns)
        stub_wide = self.plan.grand_total or ""
        for node in first:
            if isinstance(node, DetailRows):
                for index, chunk in enumerate(node.columns):
                    wide[index] = max(wide[index], max(chunk.text, key=len, default=""), key=len)
            elif isinstance(node, BandRow) and node.shown:
                stub_wide = max(stub_wide, node.label, key=len)
                for index, cell in enumerate(node.cells):
                    if cell is not None:
                        wide[index] = max(wide[index], cell.text, key=len)
        for index, column in enumerate(self.shown):
            figure = self.plan.summary.get(column)
            if figure is not None:
                wide[index] = max(wide[index], self.totals.cell(figure).text, key=len)
        columns = tuple(
            replace(column.node, wide=text) for column, text in zip(self.columns, wide, strict=True)
        )
        labelled = bool(self.plan.levels) or bool(self.plan.summary)
        first_is_total = bool(self.columns) and self.columns[0].in_bands
        return TableStart(
            id=self.plan.id,
            title=self.totals.text(self.plan.title),
            note=self.totals.text(self.plan.note),
            columns=columns,
            groups=tuple(level.node for level in self.plan.levels),
            detail=self.plan.details is not None,
            stub=(self.plan.levels[-1].node.label if self.plan.levels and self.plan.details is None else "")
            if labelled and first_is_total
            else None,
            no_data=self.totals.text(self.plan.no_data) if not self.rows else None,
            rows=self.rows if self.plan.limit is None else min(self.rows, self.plan.limit),
            stub_wide=stub_wide,
        )


def checked_link(link: str | None) -> str | None:
    """Return ``link`` where it is an http, https or mailto address, else None."""
    if not isinstance(link, str):
        return None
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or any(ord(character) < 33 for character in link.strip()):
        return None
    return link.strip()


def _nulls(rows: int) -> pa.Array:
    import pyarrow as pa

    return pa.nulls(rows)
