"""The nodes as a tree: parts, parts put back, walks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
