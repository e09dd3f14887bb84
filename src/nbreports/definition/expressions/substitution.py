"""Putting things in the place of names: measures and calculated fields, parameters, values of the run."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard, get_args

from nbreports.definition.expressions.hints import nearest
from nbreports.definition.expressions.nodes import (
    Compare,
    Expression,
    In,
    Literal,
    Name,
    Namespace,
    Unary,
)
from nbreports.definition.expressions.tree import children, rebuild, transform, walk
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

# measures may name measures; what they grow to together stays bounded
MAX_NODES = 5_000
MAX_DEPTH = 100

ALL = "all"


def substitute(expression: Expression, mapping: Mapping[str, Expression]) -> Expression:
    """Return the expression with measures and calculated fields written out.

    Parameters
    ----------
    expression
        What to rewrite.
    mapping
        Expressions by name; they may name each other.

    Raises
    ------
    ExpressionError
        Where names lead back to themselves, or the whole becomes larger than 5,000 parts or deeper than 100.
    """
    return _Inliner(mapping).inline(expression, (), 1)


class _Inliner:
    def __init__(self, mapping: Mapping[str, Expression]) -> None:
        self.mapping = mapping
        self.nodes = 0
        self.at: Expression | None = None

    def inline(self, node: Expression, path: tuple[str, ...], depth: int) -> Expression:
        self.nodes += 1
        if not path or self.at is None:
            self.at = node
        at = self.at
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionError(
                "the expression becomes too large once its measures and calculated fields are written out",
                column=at.column,
                end=at.end,
                remedy=f"Keep it to {MAX_NODES:,} parts and {MAX_DEPTH} levels in all.",
                code="expression_too_large",
            )
        if isinstance(node, Name) and node.key in self.mapping:
            key = node.key
            if key in path:
                circle = " -> ".join((*path[path.index(key) :], key))
                raise ExpressionError(
                    f"'{key}' is defined by itself: {circle}",
                    column=at.column,
                    end=at.end,
                    remedy="Let one of them stand on fields of the source alone.",
                    code="expression_cycle",
                )
            written_out = self.inline(self.mapping[key], (*path, key), depth)
            # who reads this text finds there the name, and not what it stands for
            return written_out if path else _placed(written_out, node)
        parts = children(node)
        if not parts:
            return node
        return rebuild(node, tuple(self.inline(part, path, depth + 1) for part in parts))


def _placed(expression: Expression, at: Expression) -> Expression:
    """Return the expression with every part where ``at`` stands."""
    parts = tuple(_placed(part, at) for part in children(expression))
    return replace(rebuild(expression, parts), column=at.column, end=at.end)


def literal_params(expression: Expression, params: Mapping[str, object]) -> Expression:
    """Return the expression with every ``param.x`` replaced by its value.

    A comparison that holds a parameter which is unset (None) or ``"all"`` becomes true; so does such a
    comparison directly under ``not``. Elsewhere an unset parameter is none.

    Parameters
    ----------
    expression
        What to rewrite.
    params
        Values by name, for every parameter of the report: numbers, texts, booleans, decimals, dates,
        datetimes; a list of them for a parameter that takes several.

    Raises
    ------
    ExpressionError
        Where a parameter is not of the report, or a list stands where one value must.
    """

    def open_(node: Expression) -> bool:
        return any(
            isinstance(part, Namespace) and part.space == "param" and _is_open(_value(part, params))
            for part in walk(node)
        )

    def change(node: Expression) -> Expression | None:
        if isinstance(node, Compare | In) and open_(node):
            return Literal(True, node.column, node.end)
        if (
            isinstance(node, Unary)
            and node.op == "not"
            and isinstance(node.operand, Compare | In)
            and open_(node.operand)
        ):
            return Literal(True, node.column, node.end)
        if isinstance(node, In):
            items: list[Expression] = []
            for item in node.items:
                if isinstance(item, Namespace) and item.space == "param":
                    value = _value(item, params)
                    values = value if _is_several(value) else (value,)
                    items.extend(literal(each, item.column, item.end) for each in values)
                else:
                    items.append(transform(item, change))
            return In(transform(node.operand, change), tuple(items), node.negated, node.column, node.end)
        if isinstance(node, Namespace) and node.space == "param":
            value = _value(node, params)
            if _is_several(value):
                raise ExpressionError(
                    f"param.{node.name} holds several values where one must stand",
                    column=node.column,
                    end=node.end,
                    remedy=f"Write: x in param.{node.name}.",
                    code="expression_param_multi",
                )
            return literal(value, node.column, node.end)
        return None

    return transform(expression, change)


def substitute_namespaces(expression: Expression, values: Mapping[str, object]) -> Expression:
    """Return the expression with values of the run put in.

    Parameters
    ----------
    expression
        What to rewrite.
    values
        Values, or expressions, by their name as written: ``"report.title"``, ``"run.rows"``, ``"group.key"``.
        What is not there stays.
    """

    def change(node: Expression) -> Expression | None:
        key = f"{node.space}.{node.name}" if isinstance(node, Namespace) else None
        if key is None or key not in values:
            return None
        value = values[key]
        return value if is_expression(value) else literal(value, node.column, node.end)

    return transform(expression, change)


def is_expression(value: object) -> TypeGuard[Expression]:
    """Tell whether ``value`` is a node, as against a value to be put into one."""
    return isinstance(value, get_args(Expression))


def literal(value: object, column: int = 0, end: int | None = None) -> Literal:
    """Return ``value`` as a literal node; NaN is none.

    Raises
    ------
    ExpressionError
        Where no literal can hold it.
    """
    if isinstance(value, float) and math.isnan(value):
        return Literal(None, column, end)
    if value is None or isinstance(value, bool | int | float | str | Decimal | datetime | date | time):
        return Literal(value, column, end)
    raise ExpressionError(
        f"a value of type {type(value).__name__} cannot stand in an expression",
        column=column,
        end=end,
        remedy="Give a number, a text, a boolean, a date or a datetime.",
        code="expression_value",
    )


def _value(node: Namespace, params: Mapping[str, object]) -> object:
    if node.name not in params:
        raise ExpressionError(
            f"the report has no parameter '{node.name}'",
            column=node.column,
            end=node.end,
            remedy=nearest(node.name, params, prefix="param."),
            code="expression_param",
        )
    return params[node.name]


def _is_open(value: object) -> bool:
    return value is None or value == ALL or (_is_several(value) and list(value) == [ALL])


def _is_several(
    value: object,
) -> TypeGuard[list[object] | tuple[object, ...] | set[object] | frozenset[object]]:
    return isinstance(value, list | tuple | set | frozenset)
