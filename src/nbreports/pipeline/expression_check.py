"""One expression while it is written: whether it can stand where it shall, its type, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nbreports.definition.blocks import Column, Metric, Table
from nbreports.definition.expressions.analysis import kind, names, to_text, walk
from nbreports.definition.expressions.hints import nearest
from nbreports.definition.expressions.nodes import Name, Namespace
from nbreports.definition.expressions.parser import parse
from nbreports.definition.fields import Field, Measure
from nbreports.errors import ExpressionError
from nbreports.query.scopes import check_known, check_row, check_scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.expressions.functions import FunctionKind
    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.probing import Answer, Prober
    from nbreports.sources.catalog import Catalog

Use = Literal["row", "total", "value", "filter", "rule", "visible"]
"""What an expression is for: a calculated field, a measure, a value of a block, a condition on rows, a condition on
rows or totals, a condition on the report."""

SHOWN = 3
"""Values that are shown."""
_OF_PLACE = frozenset({"no_period", "unknown_group", "expression_not_aggregate"})
"""What is wrong only where an expression stands alone, and not in the lines of a table."""


@dataclass(frozen=True)
class Checked:
    """What a right expression is.

    Attributes
    ----------
    type
        Its values'; None where they depend on the place it stands in.
    per
        What it has one value for.
    texts
        A few of its values, formatted.
    matching, rows
        How many rows a condition holds for, and of how many; else None.
    sampled
        Whether that is over a sample.
    """

    type: str | None
    per: FunctionKind
    texts: tuple[str, ...] = ()
    matching: int | None = None
    rows: int | None = None
    sampled: bool = False


class ExpressionCheck:
    """Checks expressions of one report over its data.

    Parameters
    ----------
    prober
        Asks the data.
    definition
        The report.
    params
        Values of its parameters.
    catalog
        What it may read.
    """

    def __init__(
        self, prober: Prober, definition: ReportDefinition, params: Mapping[str, Any], catalog: Catalog
    ) -> None:
        self._prober = prober
        self._definition = definition
        self._params = params
        self._catalog = catalog

    def check(self, text: str, use: Use, *, name: str = "", source: str | None = None) -> Checked:
        """Return what an expression is.

        Parameters
        ----------
        text
            As it is written.
        use
            What it is for.
        name
            What a calculated field or measure is called; it does not stand for itself.
        source
            The source of its block, where that is not the report's.

        Raises
        ------
        ExpressionError
            With ``column`` and ``end``, where it cannot stand there.
        NbreportsError
            Where it cannot be told, since the data or another part of the report is wrong.
        """
        expression = parse(text)
        per = kind(expression)
        self._check_names(expression, name)
        if use in ("row", "filter"):
            check_row(expression, "", "a calculated field" if use == "row" else "a filter")
        if use == "total" and per == "row" and not names(expression) & set(self._definition.measures):
            raise ExpressionError(
                "this totals nothing",
                column=0,
                remedy="Write an aggregate, such as sum(amount) or count().",
                code="not_aggregate",
            )
        definition = self._named(text, use, name)
        value = to_text(Name(name)) if name and use in ("row", "total") else text
        if use == "filter" or (use == "rule" and per == "row" and names(expression)):
            return self._condition(definition, expression, text, source)
        return self._value(definition, expression, value, use, per, source)

    def _check_names(self, expression: Expression, own: str) -> None:
        check_known(expression, "")
        params = [param.name for param in self._definition.params]
        for node in walk(expression):
            if isinstance(node, Namespace) and node.space == "param" and node.name not in params:
                raise ExpressionError(
                    f"the report has no parameter {node.name!r}",
                    column=node.column,
                    end=node.end,
                    remedy=nearest(node.name, params, prefix="param."),
                    code="expression_param",
                )
            if isinstance(node, Name) and own and self._leads_to(own, node.key, set()):
                raise ExpressionError(
                    f"{own!r} is defined by itself",
                    column=node.column,
                    end=node.end,
                    remedy="Let one of them stand on fields of the source alone.",
                    code="expression_cycle",
                )

    def _leads_to(self, own: str, name: str, seen: set[str]) -> bool:
        """Return whether what ``name`` stands for names ``own``."""
        if name == own:
            return name not in self._definition.measures
        known = self._definition.fields.get(name)
        if known is None or known.expr is None or name in seen:
            return False
        seen.add(name)
        try:
            inner = names(parse(known.expr))
        except ExpressionError:
            return False
        return any(self._leads_to(own, each, seen) for each in inner)

    def _condition(
        self, definition: ReportDefinition, expression: Expression, text: str, source: str | None
    ) -> Checked:
        body = [Metric("count()", where=text, source=source), Metric("count()", source=source)]
        answer = self._ask(definition, expression, body)
        matching, rows = (int(block.values[0] or 0) for block in answer.blocks)
        return Checked("boolean", "row", matching=matching, rows=rows, sampled=answer.sampled)

    def _value(
        self,
        definition: ReportDefinition,
        expression: Expression,
        value: str,
        use: Use,
        per: FunctionKind,
        source: str | None,
    ) -> Checked:
        measured = bool(names(expression) & set(definition.measures))
        if use == "visible" and not measured:
            check_scope(expression, "")
        # what names nothing is the same in each line
        each_row = per in ("row", "order") and not measured and (use == "value" or not names(expression))
        lines = use == "row" or each_row
        block = Table(Column(value), source=source) if lines else Metric(value, source=source)
        try:
            answer = self._ask(definition, expression, [block])
        except ExpressionError as error:
            if use in ("value", "rule") and per in ("order", "scope") and error.code in _OF_PLACE:
                return Checked(None, per)
            raise
        (found,) = answer.blocks
        if use in ("rule", "visible") and found.type not in ("boolean", "null"):
            raise ExpressionError(
                f"this is {found.type}, and something true or false is needed",
                column=0,
                remedy="Compare it with something, as in: sum(amount) > 0.",
                code="expression_type",
            )
        there = dict.fromkeys(
            text for text, raw in zip(found.texts, found.values, strict=True) if raw is not None
        )
        return Checked(
            found.type, per if not measured else "aggregate", tuple(there)[:SHOWN], sampled=answer.sampled
        )

    def _ask(
        self, definition: ReportDefinition, expression: Expression, body: Sequence[Table | Metric]
    ) -> Answer:
        return self._prober.ask(definition, body, self._params, self._catalog, expression)

    def _named(self, text: str, use: Use, name: str) -> ReportDefinition:
        """Return the report in which ``name`` is the expression."""
        definition = self._definition
        if not name or use not in ("row", "total"):
            return definition
        if use == "total":
            measures = {**definition.measures, name: _with(definition.measures.get(name), Measure, text)}
            return definition.model_copy(update={"measures": measures})
        fields = {**definition.fields, name: _with(definition.fields.get(name), Field, text)}
        return definition.model_copy(update={"fields": fields})


def _with(known: Any, of: Any, text: str) -> Any:
    return known.model_copy(update={"expr": text}) if known is not None else of(expr=text)
