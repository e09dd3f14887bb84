"""What an expression says about itself: its parts, the names it needs, its kind.

What rewrites and prints expressions is offered here too: one place to import from.
"""

from __future__ import annotations

from nbreports.definition.expressions.functions import FUNCTIONS, FunctionKind
from nbreports.definition.expressions.nodes import Call, Expression, Name, Namespace
from nbreports.definition.expressions.printer import default_name, to_text
from nbreports.definition.expressions.substitution import (
    literal_params,
    substitute,
    substitute_namespaces,
)
from nbreports.definition.expressions.tree import children, rebuild, transform, walk
from nbreports.errors import ExpressionError

__all__ = [
    "calls",
    "children",
    "default_name",
    "kind",
    "literal_params",
    "names",
    "namespaces",
    "rebuild",
    "substitute",
    "substitute_namespaces",
    "to_text",
    "transform",
    "walk",
]

_ORDER: tuple[FunctionKind, ...] = ("row", "aggregate", "order", "scope")


def names(expression: Expression) -> set[str]:
    """Return the keys of every field, calculated field and measure that is named."""
    return {node.key for node in walk(expression) if isinstance(node, Name)}


def namespaces(expression: Expression) -> set[str]:
    """Return every ``param.x``, ``group.key``, ``page.number`` and the like, as written."""
    return {f"{node.space}.{node.name}" for node in walk(expression) if isinstance(node, Namespace)}


def calls(expression: Expression) -> set[str]:
    """Return the names of the functions that are called."""
    return {node.function for node in walk(expression) if isinstance(node, Call)}


def kind(expression: Expression) -> FunctionKind:
    """Return what the expression needs at least: a row, the rows of a scope, their order, or other scopes.

    Raises
    ------
    ExpressionError
        Where an aggregate stands inside another, or ``running`` and its like have no aggregate to work on.
        Names of measures count as rows until they are substituted.
    """
    inside: FunctionKind = _highest([kind(part) for part in children(expression)])
    if not isinstance(expression, Call):
        return inside
    function = FUNCTIONS[expression.function]
    if function.kind == "aggregate" and inside != "row":
        raise ExpressionError(
            f"{function.name} cannot work on an expression that is a total already",
            column=expression.column,
            end=expression.end,
            remedy=f"Totals do not nest: give {function.name} a field; totals divide: sum(a) / sum(b).",
            code="expression_nested",
        )
    if function.kind in ("order", "scope") and inside in ("order", "scope"):
        raise ExpressionError(
            f"{function.name} cannot work on the result of another function of this kind",
            column=expression.column,
            end=expression.end,
            remedy=f"Write {function.usage}.",
            code="expression_nested",
        )
    if function.aggregates and inside == "row" and not names(expression):
        raise ExpressionError(
            f"{function.name} needs a total to work on",
            column=expression.column,
            end=expression.end,
            remedy=f"Write {function.usage}, as in {function.name}(sum(amount)...).",
            code="expression_not_aggregate",
        )
    return _highest([function.kind, inside])


def _highest(kinds: list[FunctionKind]) -> FunctionKind:
    return _ORDER[max((_ORDER.index(each) for each in kinds), default=0)]
