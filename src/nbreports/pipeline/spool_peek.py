"""A look at a document while it is made: what its spool holds so far, as its first lines and its totals."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from nbreports.document.codec import decode
from nbreports.document.nodes import (
    BandRow,
    ColumnChunk,
    DetailRows,
    DocumentEnd,
    DocumentStart,
    MetricNode,
    RowNode,
    TableEnd,
    TableStart,
    Warning,
)
from nbreports.errors import SpoolError
from nbreports.pipeline.spool import SpoolReading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from nbreports.document.nodes import GroupPath, Node

_AT_ONCE = 64
"""Records read at one look, so that the first look at a long document is short, too."""


@dataclass(frozen=True)
class Total:
    """One line of totals that is final: an outermost group's, a table's summary, or a metric.

    ``figures`` has the label and the formatted value of each column that has one.
    """

    block: str
    label: str
    level: int
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Peek:
    """What is there of a document.

    Attributes
    ----------
    nodes
        Its first lines as a document of their own, which every renderer takes; empty before it began. A warning
        at its end says where the document goes on.
    totals
        The last lines of totals, each exact: totals are never those of the shown rows.
    counted
        How many lines of totals there were.
    rows, of
        Detail rows so far, and of the source where known: tables may print fewer or, several of them, more.
    complete
        Whether the whole document was read.
    """

    nodes: tuple[Node, ...] = ()
    totals: tuple[Total, ...] = ()
    counted: int = 0
    rows: int = 0
    of: int | None = None
    complete: bool = False


class SpoolPeek:
    """Looks at one spool as often as asked, each time reading only what is new; blocking, for one thread at a time.

    Parameters
    ----------
    path
        The spool, which need not be there yet.
    lines
        Printed lines that are kept of its beginning, some four pages' by default.
    totals
        Lines of totals that are kept, the last ones.
    """

    def __init__(self, path: Path, *, lines: int = 200, totals: int = 100) -> None:
        self.path = path
        self._most_lines = lines
        self._most_totals = totals
        self._begin()

    def look(self) -> Peek:
        """Return what is there now.

        Raises
        ------
        SpoolError
            For a spool of another version, or one that is damaged.
        """
        if self._reading.replaced():
            self._begin()
        try:
            self._read()
        except SpoolError as error:
            if error.code != "spool_missing":
                raise
        return Peek(
            self._document(),
            tuple(self._totals),
            self._counted,
            self._rows,
            self._of,
            self._reading.ended,
        )

    def _begin(self) -> None:
        self._reading = SpoolReading(self.path)
        self._kept: list[Node] = []
        self._lines = 0
        self._left_out = False
        self._totals: deque[Total] = deque(maxlen=self._most_totals)
        self._counted = 0
        self._rows = 0
        self._of: int | None = None
        self._table: TableStart | None = None
        self._headed: GroupPath | None = None

    def _read(self) -> None:
        for record in islice(self._reading.records(), _AT_ONCE):
            for node in decode(record):
                self._keep(node)
                self._count(node)

    # --- the first lines ---------------------------------------------------------------------------------------

    def _keep(self, node: Node) -> None:
        if isinstance(node, DocumentEnd) and not self._left_out:
            self._kept.append(node)
            return
        left = self._most_lines - self._lines
        if left <= 0:
            self._left_out = True
            return
        if isinstance(node, DetailRows) and node.height > left:
            node, self._left_out = _first(node, left), True
        self._lines += node.height if isinstance(node, DetailRows) else 1
        self._kept.append(node)

    def _document(self) -> tuple[Node, ...]:
        kept = self._kept
        if not kept or isinstance(kept[-1], DocumentEnd):
            return tuple(kept)
        open_table: TableStart | None = None
        rows = 0
        for node in kept:
            if isinstance(node, TableStart):
                open_table, rows = node, 0
            elif isinstance(node, TableEnd):
                open_table = None
            elif isinstance(node, DetailRows):
                rows += node.height
        closing: list[Node] = [] if open_table is None else [TableEnd(open_table.id, rows)]
        more = "" if self._reading.ended else " The rest is being made."
        note = Warning("beginning", f"These are the first lines of the report.{more}")
        return (*kept, *closing, DocumentEnd((note,), _detail_rows(kept)))

    # --- totals ------------------------------------------------------------------------------------------------

    def _count(self, node: Node) -> None:
        if isinstance(node, DocumentStart):
            self._of = node.stamp.rows
        elif isinstance(node, TableStart):
            self._table = node
            self._headed = None
        elif isinstance(node, DetailRows):
            self._rows += node.height
        elif isinstance(node, BandRow) and self._table is not None and node.level <= 1:
            self._band(node, self._table)
        elif isinstance(node, MetricNode):
            self._add(Total(node.id, node.label, 0, ((node.label, node.cell.text),)))
        elif isinstance(node, RowNode):
            for child in node.children:
                for inner in child:
                    self._count(inner)

    def _band(self, node: BandRow, table: TableStart) -> None:
        figures = tuple(
            (column.label, cell.text)
            for column, cell in zip(table.columns, node.cells, strict=True)
            if cell is not None
        )
        if not figures:
            return
        # a group whose header has its totals says them again in its footer
        if node.band == "group_header":
            self._headed = node.group
        elif node.group == self._headed:
            return
        label = node.key if node.level else node.label
        self._add(Total(table.id, label, node.level, figures))

    def _add(self, total: Total) -> None:
        self._totals.append(total)
        self._counted += 1


def _detail_rows(nodes: Sequence[Node]) -> int:
    return sum(node.height for node in nodes if isinstance(node, DetailRows))


def _first(node: DetailRows, height: int) -> DetailRows:
    """Return the first rows of a run."""

    def part(some: Sequence[Any] | None) -> Sequence[Any] | None:
        return None if some is None else some[:height]

    columns = tuple(
        ColumnChunk(
            chunk.values.slice(0, height),
            chunk.spec,
            part(chunk.styles),
            part(chunk.links),
            part(chunk.bars),
            part(chunk.icons),
        )
        for chunk in node.columns
    )
    return replace(node, columns=columns, height=height, row_styles=part(node.row_styles))
