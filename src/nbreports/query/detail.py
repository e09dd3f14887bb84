"""The one ordered detail stream of a table: its rows in print order, with rules and links as hidden columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import kind
from nbreports.query.compile import compile_row
from nbreports.query.leaves import Leaves, lift
from nbreports.query.levels import ordered_window, running_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.definition.expressions.nodes import Expression
    from nbreports.query.rows import Rows


def stands_in_detail(expression: Expression) -> bool:
    """Return whether ``expression`` has a value in a detail row: it holds no aggregate of a scope."""
    leaves = Leaves()
    lift(expression, leaves)
    return not any(
        leaf.kind in ("aggregate", "share", "prior") or (leaf.inner is not None and is_aggregate(leaf.inner))
        for leaf in leaves.columns
    )


def is_aggregate(expression: Expression) -> bool:
    """Return whether ``expression`` holds an aggregate of any kind."""
    return kind(expression) != "row"


def detail(
    rows: Rows,
    figures: Mapping[str, Expression],
    *,
    limit: int | None = None,
    decorate: Callable[[Any], Any] = lambda table: table,
) -> Any:
    """Return the detail rows in print order as an Ibis relation with a column for each figure.

    ``decorate`` adds and drops columns of the relation before it is ordered.
    """
    import ibis

    leaves = Leaves("a")
    lifted = {name: lift(figure, leaves) for name, figure in figures.items()}
    table = rows.table
    environment = rows.environment()
    windows = {column: running_window(rows, leaf) for leaf, column in leaves.of("running")}
    ordered = [*leaves.of("rank"), *leaves.of("lag")]
    if windows or ordered:
        inner = {
            f"i{column}": compile_row(leaf.inner, table, environment)
            for leaf, column in ordered
            if leaf.inner
        }
        table = table.mutate(**windows, **inner)
        partition = rows.key_columns(len(rows.levels))
        order = rows.print_order()[len(rows.levels) :]
        table = table.mutate(
            **{
                column: ordered_window(table, leaf, f"i{column}", partition, order)
                for leaf, column in ordered
            }
        )
    table = replace(rows, table=table).kept()
    names = {**rows.columns, **leaves.environment()}
    environment = replace(environment, columns=names)
    sorts = {f"z{index}": table[sort.column] for index, sort in enumerate(rows.print_order())}
    shown = decorate(
        table.select(
            **sorts,
            # a table of nothing but totals has lines without a value
            **({} if lifted else {"nothing": ibis.null("int64")}),
            **{name: compile_row(expression, table, environment) for name, expression in lifted.items()},
        )
    )
    order_by = [
        shown[name].desc(nulls_first=False) if sort.descending else shown[name].asc(nulls_first=False)
        for name, sort in zip(sorts, rows.print_order(), strict=True)
    ]
    shown = shown.order_by(order_by)
    if limit is not None:
        shown = shown.limit(limit)
    return shown.drop(*sorts)
