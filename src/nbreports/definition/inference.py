"""Types, roles and formats of a report's expressions, from the types of a source's fields."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from nbreports.definition.formats import DEFAULTS
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.expressions.functions import FunctionKind
    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.fields import Role
    from nbreports.definition.report import ReportDefinition

_NUMERIC = frozenset({"integer", "float", "decimal"})
_KEEPS_FORMAT = frozenset(
    {
        *("sum", "min", "max", "mean", "median", "quantile", "first", "last", "std"),
        *("running", "lag", "prior", "round", "abs", "coalesce"),
    }
)
_BUCKETS = {"year": "y", "quarter": "QQQ y", "month": "MMM y", "hour": "datetime:short"}
"""How a ``date_trunc`` is written, as CLDR patterns."""


class Inference:
    """What is known of expressions over one source; everything is None where an expression does not resolve.

    Parameters
    ----------
    report
        The report with its fields and measures.
    fields
        Types of the source's fields by name (``airline.name`` for a joined one).
    """

    def __init__(self, report: ReportDefinition, fields: Mapping[str, str]) -> None:
        self.report = report
        said = {name: field.type for name, field in report.fields.items() if field.type and name in fields}
        self.fields = cast("dict[str, DataTypeName]", {**fields, **said})

    @cached_property
    def _named(self) -> dict[str, Expression]:
        from nbreports.definition.expressions.parser import parse

        found: dict[str, Expression] = {}
        calculated = {name: field.expr for name, field in self.report.fields.items() if field.expr}
        for name, text in {
            **{name: each.expr for name, each in self.report.measures.items()},
            **calculated,
        }.items():
            try:
                found[name] = parse(text)
            except ExpressionError:
                continue
        return found

    def whole(self, text: str) -> Expression | None:
        """Return an expression with measures and calculated fields written out."""
        from nbreports.definition.expressions.parser import parse
        from nbreports.definition.expressions.substitution import substitute

        try:
            # a measure may bear the name of a field that it works on
            named = {name: each for name, each in self._named.items() if name not in self.fields}
            return substitute(parse(text), named)
        except ExpressionError:
            return None

    def type_of(self, text: str) -> str | None:
        """Return the type of an expression's value."""
        from nbreports.definition.expressions.types import infer

        expression = self.whole(text)
        if expression is None:
            return None
        params: dict[str, DataTypeName] = {
            param.name: "text" if param.type == "string" else param.type for param in self.report.params
        }
        try:
            found = infer(expression, self.fields, params=params)
        except ExpressionError:
            return None
        return None if found == "null" else found

    def kind_of(self, text: str) -> FunctionKind | None:
        """Return whether an expression works on a row, on a scope, on the order, or on other scopes."""
        from nbreports.definition.expressions.analysis import kind

        expression = self.whole(text)
        try:
            return None if expression is None else kind(expression)
        except ExpressionError:
            return None

    def role_of(self, text: str) -> Role | None:
        """Return the role of a field: its own, else ``id`` for ``id`` and ``*_id``; else None."""
        from nbreports.definition.expressions.nodes import Name
        from nbreports.definition.expressions.parser import parse

        try:
            expression = parse(text)
        except ExpressionError:
            return None
        if not isinstance(expression, Name):
            return None
        said = self.report.fields.get(expression.key)
        if said is not None and said.role:
            return said.role
        return "id" if expression.name == "id" or expression.name.endswith("_id") else None

    def is_totalled(self, text: str) -> bool:
        """Say whether a table's ``totals`` is for a column: a number, and no id."""
        return self.type_of(text) in _NUMERIC and self.role_of(text) != "id"

    def format_of(self, text: str) -> str | None:
        """Return the format of an expression: its field's or measure's own, else the default of its type."""
        from nbreports.definition.expressions.parser import parse

        kind = self.type_of(text)
        try:
            said = said_format(self.report, parse(text))
        except ExpressionError:
            return None
        if said == "integer" and kind == "float":
            return "decimal:1"
        return said or (DEFAULTS[kind] if kind else None)


def said_format(
    report: ReportDefinition, expression: Expression, inside: frozenset[str] = frozenset()
) -> str | None:
    """Return the format an expression inherits: its field's or measure's own, or what its function calls for.

    None where only its type decides. An aggregate that gives a value of its argument's kind keeps the argument's
    format; a date bucket is written as short as it is coarse. ``inside`` are the measures already written out.
    """
    from nbreports.definition.expressions.nodes import Call, Literal, Name
    from nbreports.definition.expressions.parser import parse

    match expression:
        case Name():
            for known in (report.fields, report.measures):
                each = known.get(expression.key)
                if each is not None and each.format:
                    return each.format
            measure = report.measures.get(expression.key)
            if measure is None or expression.key in inside:
                return None
            return said_format(report, parse(measure.expr), inside | {expression.key})
        case Call(function="pct_of" | "change"):
            return "percent:1"
        case Call(function="date_trunc", args=(Literal(value=unit), *_)):
            return _BUCKETS.get(str(unit), "date")
        case Call(function="year"):
            return "0"
        case Call(function=function, args=(inner, *_)) if function in _KEEPS_FORMAT:
            return said_format(report, inner, inside)
    return None
