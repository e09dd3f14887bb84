"""Filling: a plan's questions asked in order, their answers merged into the nodes of a document.

Synchronous and lazy: each list of nodes is made when it is asked for, so whoever reads slowly slows the
engine's streams down.
Stages of ``stages.py`` run it in a thread.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.nodes import (
    DocumentEnd,
    DocumentStart,
    ImageNode,
    PageBand,
    PageBreakNode,
    ParamValue,
    RowNode,
    Stamp,
    TableEnd,
    TextNode,
    Warning,
)
from nbreports.errors import SourceError
from nbreports.pipeline.answers import Totals
from nbreports.pipeline.events import PhaseStarted, RowsRead
from nbreports.pipeline.fill_blocks import fill_chart, fill_crosstab, fill_metric
from nbreports.pipeline.fill_table import TableFiller
from nbreports.pipeline.images import read_image
from nbreports.pipeline.param_checks import check_params
from nbreports.query.plan import (
    ChartPlan,
    CrosstabPlan,
    ImagePlan,
    MetricPlan,
    PageBreakPlan,
    RowPlan,
    TablePlan,
    TextPlan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from nbreports.document.nodes import Node, PageSetup
    from nbreports.pipeline.asking import Asker
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.images import Folder
    from nbreports.query.plan import BlockPlan, Plan, Question


class Filler:
    """Fills one plan.

    Parameters
    ----------
    plan
        What is asked.
    asker
        Asks the plan's questions.
    version
        For the stamp.
    folder
        Where the report's own files lie.
    notes
        What the sources changed on the way in, as warnings.
    tell
        Takes the events of filling.
    """

    def __init__(
        self,
        plan: Plan,
        asker: Asker,
        *,
        version: str,
        folder: Folder,
        notes: Sequence[Warning] = (),
        tell: Callable[[Event], None] = lambda _event: None,
    ) -> None:
        self.plan = plan
        self.asker = asker
        self.version = version
        self.folder = folder
        self.warnings: list[Warning] = list(notes)
        self.told = 0
        self.tell = tell
        self.rows_read = 0
        self.rows_printed = 0

    def close(self) -> None:
        """Close every stream that is still open."""
        self.asker.close()

    def table_filler(self, plan: TablePlan, totals: Totals, shown: Sequence[int]) -> TableFiller:
        """Return what fills one table."""
        return TableFiller(plan, totals, self._ask, shown)

    def nodes(self) -> Iterator[list[Node]]:
        """Give the document's nodes, a list at a time."""
        rows = self._take_snapshots()
        self.tell(PhaseStarted("totals"))
        for making in self.plan.making:
            self.asker.make(making)
        answers = tuple(self.asker.line(question) for question in self.plan.totals)
        stamp = self._stamp(rows)
        run = {
            "run.stamp": stamp.text,
            "run.rows": format_value(rows, FormatSpec("integer", locale=self.plan.locale)),
        }
        totals = Totals(answers, run, rows)
        page = self._page(totals)
        theme = self.plan.theme
        if self.plan.logo is not None:
            theme = replace(theme, logo=read_image(self.folder, self.plan.logo, "/theme/logo"))
        self.told = len(self.warnings)
        yield [
            DocumentStart(
                title=self.plan.title,
                name=self.plan.name,
                stamp=stamp,
                locale=self.plan.locale,
                currency=self.plan.currency,
                timezone=self.plan.timezone,
                description=self.plan.description,
                page=page,
                theme=theme,
                warnings=tuple(self.warnings),
                styles=self.plan.styles,
            )
        ]
        self.tell(PhaseStarted("filling", rows))
        for block in self.plan.blocks:
            yield from self._block(block, totals)
        yield [DocumentEnd(tuple(self.warnings[self.told :]), self.rows_printed)]

    # --- asking ------------------------------------------------------------------------------------------------

    def _take_snapshots(self) -> int | None:
        rows: int | None = None
        check_params(self.plan, self.asker)
        self._check_conversions()
        for snapshot in self.plan.snapshots:
            self.tell(PhaseStarted("reading", None, snapshot.source))
            self.asker.make(snapshot.making)
            counted = int(self.asker.line(snapshot.count)["rows"])
            if snapshot.source == self.plan.source:
                rows = counted
            if snapshot.multiplied is not None:
                answer = self.asker.line(snapshot.multiplied)
                if answer["rows"] > answer["origin"]:
                    joins = ", ".join(snapshot.joins)
                    self.warnings.append(
                        Warning(
                            "join_multiplies",
                            f"The join with {joins} multiplies rows: {answer['origin']:,} rows of {snapshot.source} "
                            f"became {answer['rows']:,}. "
                            "Totals count every one of them.",
                        )
                    )
        return rows

    def _check_conversions(self) -> None:
        for conversion in self.plan.conversions:
            found = self.asker.table(conversion.question).to_pylist()
            if found:
                raise SourceError(
                    f"the field {conversion.field!r} is declared {conversion.type}, and {found[0]['value']!r} is none",
                    where=conversion.where,
                    remedy=f"Correct the value in the source, or leave the field {conversion.own}.",
                    code="conversion",
                )

    def _ask(self, question: Question) -> Iterator[pa.RecordBatch]:
        if not question.label.startswith("details of "):
            return self.asker.batches(question)

        def count(batch: pa.RecordBatch) -> None:
            self.rows_read += batch.num_rows
            self.tell(RowsRead(self.rows_read))

        return self.asker.batches(question, count)

    # --- the frame of the document -----------------------------------------------------------------------------

    def _stamp(self, rows: int | None) -> Stamp:
        plan = self.plan
        params = tuple(
            ParamValue(name, label, value, _param_text(value, plan.locale))
            for name, label, value in plan.params
        )
        parts = [plan.source]
        if rows is not None:
            counted = format_value(rows, FormatSpec("integer", locale=plan.locale))
            parts.append(f"{'sample of ' if plan.sampled else ''}{counted} {'row' if rows == 1 else 'rows'}")
        parts += [f"{param.label}: {param.text}" for param in params if param.text]
        spec = {
            kind: FormatSpec("datetime", kind, plan.locale, timezone=plan.timezone)
            for kind in ("date:medium", "time:short")
        }
        parts.append(", ".join(format_value(plan.started, one) for one in spec.values()))
        return Stamp(
            plan.source,
            rows,
            plan.sampled,
            params,
            plan.filters,
            self.version,
            plan.started,
            " · ".join(parts),
        )

    def _page(self, totals: Totals) -> PageSetup:
        texts = self.plan.page_texts

        def band(prefix: str) -> PageBand | None:
            sides = [totals.running(texts.get(f"{prefix}.{side}")) for side in ("left", "center", "right")]
            return PageBand(*sides) if any(sides) else None

        return replace(
            self.plan.page,
            header=band("header"),
            footer=band("footer"),
            first_header=band("first.header"),
            first_footer=band("first.footer"),
        )

    # --- blocks ------------------------------------------------------------------------------------------------

    def _block(self, plan: BlockPlan, totals: Totals) -> Iterator[list[Node]]:
        shown = self.plan.visible.get(plan.id)
        if shown is not None and not totals.value(shown):
            return
        if not isinstance(plan, RowPlan | PageBreakPlan | ImagePlan | TextPlan | MetricPlan):
            for making in plan.making:
                self.asker.make(making)
        if isinstance(plan, TablePlan):
            yield from self._table(plan, totals)
        elif isinstance(plan, ChartPlan):
            chart, warnings = fill_chart(plan, totals, self._ask, self.plan.theme)
            self.warnings += warnings
            yield [chart]
        elif isinstance(plan, CrosstabPlan):
            yield [fill_crosstab(plan, totals, self._ask)]
        elif isinstance(plan, MetricPlan):
            yield [fill_metric(plan, totals, self._ask)]
        elif isinstance(plan, TextPlan):
            yield [
                TextNode(plan.id, totals.text(plan.title), totals.text(plan.note), totals.markdown(plan.md))
            ]
        elif isinstance(plan, ImagePlan):
            data = totals.value(plan.field) if plan.field is not None else None
            image = read_image(self.folder, plan.src, plan.id, data=data, is_field=plan.field is not None)
            yield [
                ImageNode(
                    plan.id,
                    totals.text(plan.title),
                    totals.text(plan.note),
                    image,
                    plan.alt,
                    plan.width,
                    plan.height,
                    plan.fit,
                )
            ]
        elif isinstance(plan, PageBreakPlan):
            yield [PageBreakNode(plan.id)]
        else:
            yield [self._row(plan, totals)]

    def _row(self, plan: RowPlan, totals: Totals) -> RowNode:
        children, widths = [], []
        for block, width in zip(plan.blocks, plan.widths, strict=True):
            nodes = tuple(node for some in self._block(block, totals) for node in some)
            if nodes:
                children.append(nodes)
                widths.append(width)
        return RowNode(
            plan.id, totals.text(plan.title), totals.text(plan.note), tuple(widths), tuple(children)
        )

    def _table(self, plan: TablePlan, totals: Totals) -> Iterator[list[Node]]:
        shown = [
            index
            for index, column in enumerate(plan.columns)
            if (figure := self.plan.column_visible.get((plan.id, column.node.name))) is None
            or totals.value(figure)
        ]
        for nodes in self.table_filler(plan, totals, shown).nodes():
            self.rows_printed += sum(node.rows for node in nodes if isinstance(node, TableEnd))
            yield nodes


def _param_text(value: Any, locale: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_param_text(item, locale) for item in value)
    types: tuple[tuple[type, Any], ...] = (
        (bool, "boolean"),
        (datetime, "datetime"),
        (date, "date"),
        (float, "float"),
        (Decimal, "decimal"),
    )
    for kind, name in types:
        if isinstance(value, kind):
            return format_value(value, FormatSpec(name, locale=locale))
    return str(value)
