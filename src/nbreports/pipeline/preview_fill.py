"""A plan filled as a preview shows it: the first rows of each table, every total over all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Row, Table
from nbreports.document.nodes import CrosstabNode, DocumentEnd, TableEnd, Warning
from nbreports.errors import NbreportsError
from nbreports.pipeline.fill import Filler
from nbreports.pipeline.fill_table import TableFiller
from nbreports.pipeline.images import Folder
from nbreports.query.plan import ImagePlan, MetricPlan, PageBreakPlan, RowPlan, TextPlan
from nbreports.sources.fingerprint import file_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.nodes import Node
    from nbreports.pipeline.answers import Totals
    from nbreports.pipeline.asking import Asker
    from nbreports.pipeline.preview_result import PreviewOptions
    from nbreports.query.plan import BlockPlan, Plan, TablePlan
    from nbreports.sources.fingerprint import Fingerprint


def bounded(definition: ReportDefinition, rows: int) -> ReportDefinition:
    """Return the report with no table showing more than ``rows`` detail rows; its totals stay those of all."""
    return definition.model_copy(update={"body": tuple(_bounded(block, rows) for block in definition.body)})


def _bounded(block: Any, rows: int) -> Any:
    if isinstance(block, Row):
        return block.model_copy(update={"blocks": tuple(_bounded(inner, rows) for inner in block.blocks)})
    if isinstance(block, Table) and block.detail and (block.limit is None or block.limit > rows):
        return block.model_copy(update={"limit": rows})
    return block


def pointers(body: Sequence[Any], pointer: str = "/body") -> dict[str, str]:
    """Return block id -> JSON pointer, of every block of a report."""
    found: dict[str, str] = {}
    for index, block in enumerate(body):
        found[block.id or ""] = f"{pointer}/{index}"
        if isinstance(block, Row):
            found |= pointers(block.blocks, f"{pointer}/{index}/blocks")
    return found


def tables_of(plan: Plan) -> set[str]:
    """Return the tables a plan makes in the engine."""
    found = {snapshot.making.table for snapshot in plan.snapshots} | {making.table for making in plan.making}
    blocks = list(plan.blocks)
    while blocks:
        block = blocks.pop()
        if isinstance(block, RowPlan):
            blocks += block.blocks
        elif not isinstance(block, PageBreakPlan | ImagePlan | TextPlan | MetricPlan):
            found |= {making.table for making in block.making}
    return found


class SeenFolder(Folder):
    """A report's folder that knows which of its files were read, and what they were then."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        object.__setattr__(self, "seen", {})

    seen: dict[str, Fingerprint]

    def read(self, name: str, where: str) -> bytes:
        """Return the bytes of a file inside the folder; raises as ``Folder.read``."""
        if self.path is not None:
            place = self.path / name
            self.seen[str(place)] = file_fingerprint(place)
        return super().read(name, where)


class PreviewFiller(Filler):
    """Fills one plan of a preview.

    Parameters
    ----------
    definition
        The report as it is, before it was bounded.
    options
        How much is shown.
    """

    def __init__(
        self,
        plan: Plan,
        asker: Asker,
        *,
        definition: ReportDefinition,
        options: PreviewOptions,
        version: str,
        folder: Folder,
        notes: Sequence[Warning] = (),
    ) -> None:
        super().__init__(plan, asker, version=version, folder=folder, notes=notes)
        self.options = options
        self.places = pointers(definition.body)
        self.limits = _limits(definition.body)
        self.bounds: list[Warning] = []
        self._last: TableFiller | None = None

    def document(self) -> tuple[Node, ...]:
        """Return the whole document; what it leaves out is said among its warnings."""
        found = [node for some in self.nodes() for node in some]
        end = found[-1]
        if isinstance(end, DocumentEnd):
            found[-1] = replace(end, warnings=(*end.warnings, *self.bounds))
        return tuple(found)

    def table_filler(self, plan: TablePlan, totals: Totals, shown: Sequence[int]) -> TableFiller:
        """Return what fills one table, up to the lines a preview shows."""
        self._last = TableFiller(plan, totals, self._ask, shown, most_lines=self.options.lines)
        return self._last

    def _block(self, plan: BlockPlan, totals: Totals) -> Iterator[list[Node]]:
        try:
            for some in super()._block(plan, totals):
                yield [self._shown(node) for node in some]
        except NbreportsError as error:
            if error.where is None or error.where == plan.id:
                error.where = self.places.get(plan.id)
            raise

    def _shown(self, node: Node) -> Node:
        if isinstance(node, TableEnd):
            self._note_table(node)
        if isinstance(node, CrosstabNode):
            return self._cut_crosstab(node)
        return node

    def _note_table(self, end: TableEnd) -> None:
        own = self.limits.get(end.id)
        if self._last is not None and self._last.cut:
            self._note(
                "preview_lines", f"The preview shows the first {self.options.lines:,} group lines.", end.id
            )
        if end.hidden and end.rows == self.options.rows and (own is None or own > end.rows):
            every = end.rows + end.hidden if own is None else min(own, end.rows + end.hidden)
            self._note(
                "preview_rows",
                f"The preview shows the first {end.rows:,} of {every:,} rows; totals count all of them.",
                end.id,
            )

    def _cut_crosstab(self, node: CrosstabNode) -> CrosstabNode:
        lines = max(1, self.options.cells // max(1, len(node.column_heads) * len(node.values)))
        if len(node.row_heads) <= lines:
            return node
        last = [at for at in range(lines, len(node.row_heads)) if not node.row_heads[at].keys]
        kept = [*range(lines), *last]
        self._note("preview_lines", f"The preview shows the first {lines:,} lines of the crosstab.", node.id)
        return replace(
            node,
            row_heads=tuple(node.row_heads[at] for at in kept),
            cells=tuple(node.cells[at] for at in kept),
        )

    def _note(self, code: str, message: str, block: str) -> None:
        self.bounds.append(Warning(code, message, block))


def _limits(body: Sequence[Any]) -> Mapping[str, int | None]:
    found: dict[str, int | None] = {}
    for block in body:
        if isinstance(block, Row):
            found |= _limits(block.blocks)
        elif isinstance(block, Table):
            found[block.id or ""] = block.limit
    return found
