"""Take an expression apart: what the rows must be asked, and what is then worked out from the answers.

A band's expression is a row expression over *leaves*. A leaf is one aggregate over the rows of the scope, one running
aggregate, or one figure of another scope. ``lift`` replaces each leaf by a placeholder name, so that the rest can
be compiled as a plain row expression over the columns the leaves became.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.expressions.nodes import Call, Expression, Name
from nbreports.definition.expressions.nodes import Literal as LiteralNode
from nbreports.definition.expressions.tree import transform
from nbreports.errors import ExpressionError

LeafKind = Literal["aggregate", "running", "share", "rank", "lag", "prior"]
PLACEHOLDER = "\x00"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure an expression needs: ``call`` is its aggregate or order function, ``inner`` what that is applied to.

    ``scope`` is the group a running total starts again at, ``parent`` or ``report`` for a share, a period such as
    ``1y`` for what is looked up in an earlier one.
    """

    kind: LeafKind
    call: Expression
    inner: Expression | None = None
    scope: str | None = None
    offset: int = 1


@dataclass
class Leaves:
    """The leaves met so far, each once; ``columns`` names the column each becomes."""

    prefix: str = "a"
    columns: dict[Leaf, str] = field(default_factory=dict)

    def add(self, leaf: Leaf) -> Name:
        """Return the placeholder that stands for ``leaf``."""
        column = self.columns.setdefault(leaf, f"{self.prefix}{len(self.columns)}")
        return Name(PLACEHOLDER + column)

    def of(self, kind: LeafKind) -> list[tuple[Leaf, str]]:
        """Return the leaves of one kind with their columns, in the order met."""
        return [(leaf, column) for leaf, column in self.columns.items() if leaf.kind == kind]

    def environment(self) -> dict[str, str]:
        """Return the placeholders' names and columns, as a compiler's environment wants them."""
        return {PLACEHOLDER + column: column for column in self.columns.values()}


def lift(expression: Expression, leaves: Leaves) -> Expression:
    """Return ``expression`` with its leaves replaced by placeholders, which are added to ``leaves``."""

    def change(node: Expression) -> Expression | None:
        if not isinstance(node, Call):
            return None
        kind = FUNCTIONS[node.function].kind
        if kind == "aggregate":
            return leaves.add(Leaf("aggregate", node))
        if node.function == "running":
            scope = running_reset(node)
            return transform(node.args[0], lambda inner: _running(inner, scope, leaves))
        if node.function == "pct_of":
            return leaves.add(Leaf("share", node, inner=node.args[0], scope=_text(node, 1)))
        if node.function == "rank":
            return leaves.add(Leaf("rank", node, inner=node.args[0] if node.args else None))
        if node.function == "lag":
            return leaves.add(Leaf("lag", node, inner=node.args[0], offset=_integer(node, 1, 1)))
        if node.function in ("prior", "change"):
            return leaves.add(Leaf("prior", node, inner=node.args[0], scope=_text(node, 1)))
        return None

    return transform(expression, change)


def _running(node: Expression, scope: str | None, leaves: Leaves) -> Expression | None:
    if isinstance(node, Call) and FUNCTIONS[node.function].kind == "aggregate":
        return leaves.add(Leaf("running", node, scope=scope))
    return None


def running_reset(node: Call) -> str | None:
    """Return the group a ``running`` total starts again at, or None."""
    for keyword, value in node.keywords:
        if keyword == "reset":
            if isinstance(value, LiteralNode) and (value.value is None or isinstance(value.value, str)):
                return value.value
            if isinstance(value, Name):
                return value.key
            raise ExpressionError(
                "reset takes a group's name or none",
                column=value.column,
                end=value.end,
                remedy="Write reset='region'.",
            )
    if len(node.args) > 1:
        return _text(node, 1)
    return None


def _text(node: Call, index: int) -> str:
    value = node.args[index]
    if isinstance(value, LiteralNode) and isinstance(value.value, str):
        return value.value
    raise ExpressionError(
        f"{node.function}() takes a text in quotes here",
        column=value.column,
        end=value.end,
        remedy="Write it in quotes.",
    )


def _integer(node: Call, index: int, default: int) -> int:
    if len(node.args) <= index:
        return default
    value = node.args[index]
    if isinstance(value, LiteralNode) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return value.value
    raise ExpressionError(
        f"{node.function}() takes a whole number here",
        column=value.column,
        end=value.end,
        remedy="Write a number such as 1.",
    )
