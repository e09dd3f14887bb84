"""Where an expression may stand: over the rows of a scope, in each detail row, or as a condition of either.

What stands in the wrong place is refused while the report is read, at its own place in the report, and never
first by the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.definition.expressions.analysis import kind
from nbreports.definition.expressions.nodes import Call, Name, Namespace
from nbreports.definition.expressions.tree import walk
from nbreports.definition.expressions.types import infer
from nbreports.errors import ExpressionError
from nbreports.query.leaves import PLACEHOLDER, Leaf, Leaves, lift
from nbreports.query.periods import REMEDY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.expressions.types import DataTypeName


def check_scope(expression: Expression, where: str, keys: Iterable[str] = ()) -> None:
    """Raise an ExpressionError where ``expression`` has no one value over the rows of a scope.

    Parameters
    ----------
    where
        The place in the report.
    keys
        The names of the groups' keys, which have a better way to be written.
    """
    leaves = Leaves()
    try:
        kind(expression)
        rest = lift(expression, leaves)
    except ExpressionError as error:
        raise error.at(where) from None
    for name in _names(rest):
        remedy = f"Write sum({name.key}), first({name.key}) or another total of it."
        if name.key in keys:
            remedy = "Write {{ group.key }}, in the header or footer of that group."
        raise ExpressionError(
            f"{name.key!r} has a value in each row, and here one is needed for all of them",
            where=where,
            column=name.column,
            end=name.end,
            remedy=remedy,
            code="expression_not_aggregate",
        )
    for leaf in leaves.columns:
        _check_leaf(leaf, where)


def _check_leaf(leaf: Leaf, where: str) -> None:
    if leaf.inner is None:
        return
    if leaf.kind in ("share", "prior") and kind(leaf.inner) not in ("aggregate", "row"):
        raise ExpressionError(
            "a plain total is needed here",
            where=where,
            column=leaf.call.column,
            end=leaf.call.end,
            remedy="Write pct_of(sum(amount), 'parent') or prior(sum(amount), '1y').",
            code="expression_nested",
        )
    check_scope(leaf.inner, where)


def check_row(expression: Expression, where: str, what: str) -> None:
    """Raise an ExpressionError where ``expression`` is no value of one row, which ``what`` needs."""
    if _kind(expression, where) == "row":
        return
    call = next(node for node in walk(expression) if isinstance(node, Call) and kind(node) != "row")
    raise ExpressionError(
        f"{call.function}() works on many rows, and {what} sees one",
        where=where,
        column=call.column,
        end=call.end,
        remedy="Use values of one row: fields and row functions.",
        code="expression_kind",
    )


def check_running(expression: Expression, where: str) -> None:
    """Raise an ExpressionError where ``running`` has no total to work on."""
    for node in walk(expression):
        if isinstance(node, Call) and node.function == "running" and _kind(node.args[0], where) == "row":
            raise ExpressionError(
                "running() needs a total to work on",
                where=where,
                column=node.column,
                end=node.end,
                remedy="Write running(sum(amount)).",
                code="expression_not_aggregate",
            )


def check_resets(expression: Expression, groups: Collection[str], where: str, *, dated: bool = False) -> None:
    """Raise an ExpressionError where a running total starts again at what is none of ``groups``.

    Likewise for ``prior`` and ``change`` where no group is ``dated``, by dates or their buckets.
    """
    leaves = Leaves()
    lift(expression, leaves)
    for leaf, _ in leaves.of("prior"):
        if not dated:
            raise ExpressionError(
                "prior() and change() have no period here",
                where=where,
                column=leaf.call.column,
                end=leaf.call.end,
                remedy=REMEDY,
                code="no_period",
            )
    for leaf, _ in leaves.of("running"):
        if leaf.scope is not None and leaf.scope not in groups:
            raise ExpressionError(
                f"reset names no group: {leaf.scope!r}",
                where=where,
                column=leaf.call.column,
                end=leaf.call.end,
                remedy=f"Groups here: {', '.join(groups)}."
                if groups
                else "There is no group here: leave reset out.",
                code="unknown_group",
            )


def check_known(expression: Expression, where: str) -> None:
    """Raise an ExpressionError where ``group``, ``page`` or ``run`` stands where it has no value."""
    for node in walk(expression):
        if isinstance(node, Namespace) and node.space in ("group", "page", "run", "slot"):
            remedy = {
                "group": "Write {{ group.key }} by itself, in a group's header or footer.",
                "page": "Write {{ page.number }} by itself, in a page header or footer.",
                "run": "Write {{ run.stamp }} or {{ run.rows }} by itself, in a text of the report or the page.",
                "slot": "Bind the template's slots to fields first.",
            }[node.space]
            raise ExpressionError(
                f"{node.space}.{node.name} has no value here",
                where=where,
                column=node.column,
                end=node.end,
                remedy=remedy,
            )


def check_type(
    expression: Expression,
    types: Mapping[str, DataTypeName],
    wanted: Iterable[DataTypeName],
    where: str,
    remedy: str,
) -> None:
    """Raise an ExpressionError where ``expression`` has none of the ``wanted`` types; a bare none has them all."""
    found = infer(expression, types)
    several = tuple(wanted)
    if found != "null" and found not in several:
        raise ExpressionError(
            f"{'an' if found == 'integer' else 'a'} {found} stands where {' or '.join(several)} is needed",
            where=where,
            column=expression.column,
            end=expression.end,
            remedy=remedy,
            code="expression_type",
        )


def check_condition(expression: Expression, types: Mapping[str, DataTypeName], where: str) -> None:
    """Raise an ExpressionError where ``expression`` is neither true nor false."""
    check_type(expression, types, ("boolean",), where, "Compare it with something, as in: amount > 0.")


def _kind(expression: Expression, where: str) -> str:
    try:
        return kind(expression)
    except ExpressionError as error:
        raise error.at(where) from None


def _names(expression: Expression) -> list[Name]:
    return [
        node for node in walk(expression) if isinstance(node, Name) and not node.key.startswith(PLACEHOLDER)
    ]
