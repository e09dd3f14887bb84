"""The report with every short form made explicit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Chart, Column, Crosstab, CrosstabTotals, Metric, Row, Table
from nbreports.definition.inference import Inference
from nbreports.definition.labels import label_of
from nbreports.definition.texts import AGGREGATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.blocks import Block
    from nbreports.definition.groups import Group
    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.rules import Rule


def expand(
    report: ReportDefinition,
    fields: Mapping[str, str],
    *,
    others: Mapping[str, Mapping[str, str]] | None = None,
) -> ReportDefinition:
    """Return the report with everything written out that it leaves to defaults.

    Labels, formats, alignments and names are filled, a table's ``totals`` is put on the columns it is for,
    each total is the expression it stands for (false for none), named styles are written into their rules,
    and a chart without ``y`` counts.

    Parameters
    ----------
    report
        The report; it is not changed.
    fields
        Types of the fields of the report's source by name: ``integer float decimal text boolean date datetime
        time duration bytes``.
    others
        The same for the sources that blocks name themselves.
    """
    return report.model_copy(
        update={
            "measures": {
                name: measure.model_copy(
                    update={
                        "label": measure.label if measure.label is not None else label_of(report, name),
                        "format": measure.format or Inference(report, fields).format_of(measure.expr),
                    }
                )
                for name, measure in report.measures.items()
            },
            "body": _Expander(report, fields, others or {}).blocks(report.body),
        }
    )


class _Expander:
    def __init__(
        self, report: ReportDefinition, fields: Mapping[str, str], others: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.report = report
        self.known = {
            name: Inference(report, types) for name, types in {**others, report.source: fields}.items()
        }

    def inference(self, source: str | None) -> Inference:
        name = source or self.report.source
        if name not in self.known:
            self.known[name] = Inference(self.report, {})
        return self.known[name]

    def blocks(self, body: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(self.block(block) for block in body)

    def block(self, block: Block) -> Block:
        match block:
            case Table():
                return self.table(block)
            case Crosstab():
                totals = block.totals
                if isinstance(totals, bool):
                    totals = CrosstabTotals(rows=totals, columns=totals)
                return block.model_copy(update={"totals": totals, "style": self.rules(block.style)})
            case Chart():
                return self.chart(block)
            case Metric():
                known = self.inference(block.source)
                return block.model_copy(
                    update={
                        "label": self.label(block.label, block.value),
                        "format": block.format or known.format_of(block.value),
                    }
                )
            case Row():
                return block.model_copy(
                    update={
                        "blocks": self.blocks(block.blocks),
                        "widths": block.widths or (1,) * len(block.blocks),
                    }
                )
        return block

    def label(self, given: str | None, text: str) -> str:
        return given if given is not None else label_of(self.report, text)

    def rules(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(self.report.look(rule) for rule in rules)

    def chart(self, chart: Chart) -> Chart:
        y = chart.y or "count()"
        return chart.model_copy(
            update={
                "y": y,
                "x_title": self.label(chart.x_title, chart.x),
                "y_title": self.label(chart.y_title, y),
                "format": chart.format or self.inference(chart.source).format_of(y),
            }
        )

    def table(self, table: Table) -> Table:
        known = self.inference(table.source)
        return table.model_copy(
            update={
                "columns": tuple(self.column(column, table, known) for column in table.columns),
                "group_by": tuple(self.group(group) for group in table.group_by),
                "totals": None,
                "style": self.rules(table.style),
            }
        )

    def group(self, group: Group) -> Group:
        return group.model_copy(update={"name": group.key, "label": self.label(group.label, group.by)})

    def column(self, column: Column, table: Table, known: Inference) -> Column:
        kind = known.type_of(column.value)
        right = kind in ("integer", "float", "decimal", "duration")
        changes: dict[str, Any] = {
            "name": column.key,
            "label": self.label(column.label, column.value),
            "format": column.format or known.format_of(column.value),
            "total": _total(column, table, known),
            "align": column.align or ("right" if right else "left"),
            "style": self.rules(column.style),
        }
        return column.model_copy(update=changes)


def _total(column: Column, table: Table, known: Inference) -> str | bool:
    value = column.value
    if column.total is True:
        return value
    if isinstance(column.total, str):
        return f"{column.total}({value})" if column.total in AGGREGATES else column.total
    if column.total is False:
        return False
    kind = known.kind_of(value)
    if kind in ("aggregate", "scope") or (kind == "order" and not table.detail):
        return value
    if table.totals and kind == "row" and known.is_totalled(value):
        return f"{table.totals}({value})"
    return False
