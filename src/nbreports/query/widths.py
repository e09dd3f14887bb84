"""How many digits decimals may need.

Where two decimals meet whose digits do not fit 38 together, the engine keeps the whole digits and drops
decimals without a word, in CASE, COALESCE, IN and comparisons; in sums it does not. So the compiler must know
where that may happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import (
    Arithmetic,
    Call,
    Conditional,
    Expression,
    Literal,
    Name,
    Unary,
)
from nbreports.definition.expressions.types import exact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nbreports.definition.expressions.types import Types

MOST = 38
_BIGINT = (19, 0)
_HUGE = (38, 0)
_UNKNOWN = (MOST, MOST)


class Widths:
    """The whole digits and decimals that the parts of one expression may have; never fewer than they have."""

    def __init__(self, types: Types, columns: Mapping[str, Any]) -> None:
        self._types = types
        self._columns = columns

    def part_digits(self, *nodes: Expression) -> bool:
        """Tell whether the engine would drop digits of ``nodes`` where it gives them one type."""
        widths = [self.of(node) for node in nodes if self._types.of(node) in ("decimal", "integer")]
        decimals = {width[1] for width in widths}
        if len(decimals) < 2 and _UNKNOWN not in widths:
            return False
        return len(widths) > 1 and max(width[0] for width in widths) + max(decimals) > MOST

    def of(self, node: Expression) -> tuple[int, int]:
        """Return whole digits and decimals of an integer or decimal ``node``."""
        match node:
            case Literal():
                return _written(exact(node))
            case Name():
                return self._column(node)
            case Unary():
                return self.of(node.operand)
            case Conditional():
                return _widest([self.of(node.then), self.of(node.otherwise)])
            case Arithmetic():
                return self._arithmetic(node)
            case Call():
                return self._call(node)
        return _UNKNOWN

    def _column(self, node: Name) -> tuple[int, int]:
        dtype = self._columns.get(node.key)
        if dtype is None or not dtype.is_decimal():
            return _BIGINT
        if dtype.precision is None or dtype.scale is None:
            return _UNKNOWN
        return (dtype.precision - dtype.scale, dtype.scale)

    def _arithmetic(self, node: Arithmetic) -> tuple[int, int]:
        left, right = self.of(node.left), self.of(node.right)
        match node.op:
            case "*":
                return (left[0] + right[0], left[1] + right[1])
            case "//":
                return _BIGINT
        whole, decimals = _widest([left, right])
        return (whole + 1, decimals)

    def _call(self, node: Call) -> tuple[int, int]:
        match node.function:
            case "sum" if self._types.of(node.args[0]) == "decimal":
                return (MOST, self.of(node.args[0])[1])
            case "sum":
                return _HUGE
            case "round" | "floor" | "ceil":
                whole, decimals = self.of(node.args[0])
                # rounding may carry, and takes decimals away: how many is the engine's business
                return (whole + 1, decimals) if self._types.of(node) == "integer" else (MOST, decimals)
            case "coalesce":
                return _widest([self.of(argument) for argument in node.args])
            case "abs" | "min" | "max" | "first" | "last" | "running" | "lag":
                return self.of(node.args[0])
        return _BIGINT if self._types.of(node) == "integer" else _UNKNOWN


def _written(value: Decimal | None) -> tuple[int, int]:
    if value is None:
        return _BIGINT
    _, digits, exponent = value.as_tuple()
    decimals = max(-exponent, 0) if isinstance(exponent, int) else MOST
    return (max(len(digits) - decimals, 1), decimals)


def _widest(widths: list[tuple[int, int]]) -> tuple[int, int]:
    return (max(width[0] for width in widths), max(width[1] for width in widths))
