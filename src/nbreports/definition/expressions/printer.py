"""Typed nodes back to text: ``parse(to_text(e)) == e`` for whatever ``parse`` gave."""

from __future__ import annotations

import keyword
from datetime import date, datetime, time
from decimal import Decimal

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
from nbreports.definition.expressions.parser import RESERVED

_CONDITIONAL, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 11)
_ARITHMETIC = {
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "//": _PRODUCT,
    "%": _PRODUCT,
    "**": _POWER,
}


def to_text(expression: Expression) -> str:
    """Return the expression as a person would write it, with no more parentheses than needed."""
    match expression:
        case Literal():
            return _literal(expression)
        case Name():
            return _name(expression)
        case Namespace():
            return f"{expression.space}.{expression.name}"
        case Unary(op="not"):
            return f"not {_inside(expression.operand, _NOT)}"
        case Unary():
            return f"-{_inside(expression.operand, _SIGN)}"
        case Arithmetic(op="**"):
            left = _inside(expression.left, _ATOM)
            return f"{left} ** {_inside(expression.right, _SIGN)}"
        case Arithmetic():
            level = _ARITHMETIC[expression.op]
            left = _inside(expression.left, level)
            return f"{left} {expression.op} {_inside(expression.right, level + 1)}"
        case Compare():
            left = _inside(expression.left, _SUM)
            return f"{left} {expression.op} {_inside(expression.right, _SUM)}"
        case IsNone():
            return f"{_inside(expression.operand, _SUM)} is {'not ' if expression.negated else ''}none"
        case In():
            operator = "not in" if expression.negated else "in"
            return f"{_inside(expression.operand, _SUM)} {operator} {_items(expression.items)}"
        case Logical():
            level = (_AND if expression.op == "and" else _OR) + 1
            return f" {expression.op} ".join(_inside(operand, level) for operand in expression.operands)
        case Conditional():
            then = _inside(expression.then, _OR)
            test = _inside(expression.test, _OR)
            return f"{then} if {test} else {to_text(expression.otherwise)}"
        case Call():
            args = [to_text(argument) for argument in expression.args]
            args += [f"{name}={to_text(value)}" for name, value in expression.keywords]
            return f"{expression.function}({', '.join(args)})"


def default_name(text: str) -> str:
    """Return the name of a column that is given none: its value as written."""
    return text.strip()


def _inside(expression: Expression, level: int) -> str:
    text = to_text(expression)
    return text if _level(expression) >= level else f"({text})"


def _level(expression: Expression) -> int:
    match expression:
        case Conditional():
            return _CONDITIONAL
        case Logical():
            return _AND if expression.op == "and" else _OR
        case Unary():
            return _NOT if expression.op == "not" else _SIGN
        case Compare() | IsNone() | In():
            return _COMPARE
        case Arithmetic():
            return _ARITHMETIC[expression.op]
        case Literal(value=int() | float() | Decimal() as value) if value < 0:
            return _SIGN
    return _ATOM


def _literal(expression: Literal) -> str:
    value = expression.value
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case datetime() | time():
            return repr(value.isoformat())
        case date():
            return f"date({value.isoformat()!r})"
        case Decimal():
            return format(value, "f")
    return repr(value)


def _name(expression: Name) -> str:
    plain = _is_plain(expression.name) and (expression.table is None or _is_plain(expression.table))
    return expression.key if plain else f"col({expression.key!r})"


def _is_plain(name: str) -> bool:
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and name not in RESERVED
        and not name.startswith("__")
    )


def _items(items: tuple[Expression, ...]) -> str:
    if len(items) == 1 and isinstance(items[0], Namespace) and items[0].space == "param":
        return to_text(items[0])
    return f"[{', '.join(to_text(item) for item in items)}]"
