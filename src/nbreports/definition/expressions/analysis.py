"""What an expression says about itself: its parts, the names it needs, its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nbreports.definition.expressions.functions import FUNCTIONS, FunctionKind
from nbreports.definition.expressions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Expression,
    In,
    IsNone,
    Literal,
    Logical,
    Name,
    Namespace,
    Unary,
)
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ORDER: tuple[FunctionKind, ...] = ("row", "aggregate", "order", "scope")


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the direct parts, left to right; ``reset`` of ``running`` names a group and is none of them."""
    match expression:
        case Literal() | Name() | Namespace():
            return ()
        case Unary() | IsNone():
            return (expression.operand,)
        case Arithmetic() | Compare():
            return (expression.left, expression.right)
        case In():
            return (expression.operand, *expression.items)
        case Logical():
            return expression.operands
        case Conditional():
            return (expression.test, expression.then, expression.otherwise)
        case Call():
            return expression.args


def rebuild(expression: Expression, parts: tuple[Expression, ...]) -> Expression:
    """Return the expression with ``parts`` in the place of its ``children``."""
    match expression:
        case Literal() | Name() | Namespace():
            return expression
        case Unary() | IsNone():
            return replace(expression, operand=parts[0])
        case Arithmetic() | Compare():
            return replace(expression, left=parts[0], right=parts[1])
        case In():
            return replace(expression, operand=parts[0], items=parts[1:])
        case Logical():
            return replace(expression, operands=parts)
        case Conditional():
            return replace(expression, test=parts[0], then=parts[1], otherwise=parts[2])
        case Call():
            return replace(expression, args=parts)


def transform(expression: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """Return the expression with every part that ``change`` answers for put in its place.

    ``change`` is asked from the top down; its answer stands as it is, None means to look inside.
    """
    changed = change(expression)
    if changed is not None:
        return changed
    parts = children(expression)
    if not parts:
        return expression
    return rebuild(expression, tuple(transform(part, change) for part in parts))


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and every part of it, from the top down and left to right."""
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


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
        Where an aggregate stands inside another, or ``running`` and its like have no aggregate to work on. Names
        of measures count as rows until they are substituted.
    """
    kinds = [kind(part) for part in children(expression)]
    if not isinstance(expression, Call):
        return max(kinds, key=_ORDER.index, default="row")
    function = FUNCTIONS[expression.function]
    inside = max(kinds, key=_ORDER.index, default="row")
    if function.kind == "aggregate" and inside != "row":
        raise ExpressionError(
            f"{function.name} cannot work on an expression that is a total already",
            column=expression.column,
            remedy=f"Totals do not nest: give {function.name} a field, or divide totals, as in sum(a) / sum(b).",
            code="expression_nested",
        )
    if function.kind in ("order", "scope") and inside in ("order", "scope"):
        raise ExpressionError(
            f"{function.name} cannot work on the result of another function of this kind",
            column=expression.column,
            remedy=f"Write {function.usage}.",
            code="expression_nested",
        )
    if function.aggregates and inside == "row" and not names(expression):
        raise ExpressionError(
            f"{function.name} needs a total to work on",
            column=expression.column,
            remedy=f"Write {function.usage}, as in {function.name}(sum(amount)...).",
            code="expression_not_aggregate",
        )
    return max(function.kind, inside, key=_ORDER.index)
