"""One aggregate query per scope: the lines of one group level, the report's own line, a chart's points.

Every figure is its own expression, evaluated over the rows of its scope. The query has layers: rows (with
running windows) ->
one line a group (the leaves) -> other scopes joined beside it -> ranks and lags over the lines -> the figures
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import names
from nbreports.definition.expressions.nodes import Arithmetic, Call, Expression, Literal
from nbreports.definition.expressions.tree import transform
from nbreports.errors import ExpressionError
from nbreports.query.compile import compile_aggregate, compile_over, compile_row
from nbreports.query.leaves import PLACEHOLDER, Leaf, Leaves, lift
from nbreports.query.periods import beside_earlier, date_level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.query.rows import Level, Rows, Sort

COUNT = "n"
"""The column of every level that counts its rows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A level's lines as an Ibis relation: key columns, ``n``, and one column an asked figure; ``order`` sorts them."""

    table: Any
    order: tuple[Sort, ...]


def level(
    rows: Rows, depth: int, figures: Mapping[str, Expression], *, parent_depth: int | None = None
) -> Line:
    """Return the lines of the groups of ``depth`` levels (0: the report's one line).

    Parameters
    ----------
    rows
        The block's rows with their levels.
    figures
        Column name -> resolved expression, evaluated in each group's scope.
    parent_depth
        How many levels make the scope ``parent``; one less than ``depth`` by default.

    Raises
    ------
    ExpressionError
        Where a figure asks for a group that is not there.
    """
    own = Leaves("a")
    report = Leaves("q")
    above = max(depth - 1, 0) if parent_depth is None else parent_depth
    parent = Leaves("p") if above else report
    earlier: dict[str, Leaves] = {}
    timed = {name: _periods(figure, rows, depth, own, earlier) for name, figure in figures.items()}
    shared = {name: _shares(figure, own, parent, report) for name, figure in timed.items()}
    lifted = {name: lift(figure, own) for name, figure in shared.items()}
    ordered = [(leaf, column) for leaf, column in own.columns.items() if leaf.kind in ("rank", "lag")]
    inner = {leaf: lift(_shares(leaf.inner, own, parent, report), own) for leaf, _ in ordered if leaf.inner}
    for expression in inner.values():
        if names(expression) & {PLACEHOLDER + column for _, column in ordered}:
            raise ExpressionError(
                "rank() and lag() cannot stand inside each other",
                remedy="Make one of them a column of its own.",
            )

    table = _aggregate(rows, depth, own)
    if above and parent.columns:
        table = _beside(table, _aggregate(rows, above, parent, count=False), rows.key_columns(above))
    if report.columns:
        table = _beside(table, _aggregate(rows, 0, report, count=False), [])

    known = {**own.environment(), **parent.environment(), **report.environment()}
    for shift, leaves in earlier.items():
        table = beside_earlier(
            table, rows, depth, shift, partial(_aggregate, rows, depth, leaves, count=False)
        )
        known |= leaves.environment()
    for index, cut in enumerate(rows.levels[:depth]):
        if cut.rank and cut.top is not None and not (cut.other and index == depth - 1):
            table = table.filter(table[cut.rank] <= cut.top)
    order = tuple(level.sort for level in rows.levels[:depth])
    table = _windows(table, rows, depth, ordered, inner, order, known)
    environment = replace(rows.environment(), columns=known)
    keys = [table[column] for column in rows.key_columns(depth)]
    asked = {name: compile_row(expression, table, environment) for name, expression in lifted.items()}
    return Line(table.select(*keys, table[COUNT], **asked), order)


def _periods(
    figure: Expression, rows: Rows, depth: int, own: Leaves, earlier: dict[str, Leaves]
) -> Expression:
    """Return ``figure`` with each ``prior`` written as a figure of ``earlier``; ``change`` is a fraction of that."""

    def change(node: Expression) -> Expression | None:
        if not (isinstance(node, Call) and node.function in ("prior", "change")):
            return None
        shift = str(node.args[1].value) if isinstance(node.args[1], Literal) else ""
        if date_level(rows, depth) is None:
            return Literal(None)  # a line above the dates: the total of a year's months, a margin
        leaves = earlier.setdefault(shift, Leaves(f"e{shift}_"))
        before = lift(node.args[0], leaves)
        if node.function == "prior":
            return before
        return Arithmetic("-", Arithmetic("/", lift(node.args[0], own), before), Literal(1.0))

    return transform(figure, change)


def _shares(figure: Expression, own: Leaves, parent: Leaves, report: Leaves) -> Expression:
    """Return ``figure`` with each ``pct_of`` written as this scope's figure over the other scope's."""

    def change(node: Expression) -> Expression | None:
        if not (isinstance(node, Call) and node.function == "pct_of"):
            return None
        found = Leaves()
        lift(node, found)
        leaf = next(iter(found.columns))
        if leaf.inner is None or leaf.scope not in ("parent", "report"):
            raise ExpressionError(
                f"pct_of() knows the scopes 'parent' and 'report', not {leaf.scope!r}",
                column=node.column,
                remedy="Write pct_of(x, 'report').",
            )
        return Arithmetic(
            "/",
            lift(leaf.inner, own),
            lift(leaf.inner, parent if leaf.scope == "parent" else report),
            column=node.column,
        )

    return transform(figure, change)


def _aggregate(rows: Rows, depth: int, leaves: Leaves, *, count: bool = True) -> Any:
    """Return one line a group with a column for each leaf that is read from the rows."""
    running = leaves.of("running")
    source = rows.table
    if running:
        source = source.mutate(**{f"w{column}": running_window(rows, leaf) for leaf, column in running})
    environment = rows.environment()
    print_order = [sort.on(source) for sort in rows.print_order()]
    figures = {
        column: compile_aggregate(leaf.call, source, environment, order_by=print_order)
        for leaf, column in leaves.of("aggregate")
    }
    figures |= {
        column: source[f"w{column}"].last(order_by=print_order, include_null=True) for _, column in running
    }
    if count:
        figures[COUNT] = source.count()
    keys = rows.key_columns(depth)
    return source.group_by(keys).aggregate(**figures) if keys else source.aggregate(**figures)


def running_window(rows: Rows, leaf: Leaf) -> Any:
    """Return a running aggregate over the rows in print order."""
    import ibis

    table = rows.table
    window = ibis.window(
        group_by=[table[column] for column in rows.key_columns(reset_depth(rows.levels, leaf.scope))],
        order_by=[sort.on(table) for sort in rows.print_order()],
        rows=(None, 0),
    )
    return compile_over(leaf.call, table, rows.environment(), window)


def reset_depth(levels: Sequence[Level], name: str | None) -> int:
    """Return how many levels' keys a running total starts again at; 0 for none."""
    if name is None:
        return 0
    for index, group in enumerate(levels):
        if group.name == name:
            return index + 1
    known = ", ".join(group.name for group in levels) or "there is none here"
    raise ExpressionError(f"reset names no group: {name!r}", remedy=f"Groups of this block: {known}.")


def _beside(table: Any, other: Any, keys: Sequence[str]) -> Any:
    """Return ``table`` with the one line of ``other`` that has the same keys beside each of its lines."""
    if not keys:
        return table.cross_join(other)
    other = other.rename({f"{key}_beside": key for key in keys})
    return table.join(other, [table[key].identical_to(other[f"{key}_beside"]) for key in keys], how="left")


def _windows(
    table: Any,
    rows: Rows,
    depth: int,
    ordered: Sequence[tuple[Leaf, str]],
    inner: Mapping[Leaf, Expression],
    order: Sequence[Sort],
    known: Mapping[str, str],
) -> Any:
    """Return ``table`` with the ranks and lags of its lines within their parent."""
    import ibis

    if not ordered:
        return table
    environment = replace(rows.environment(), columns=known)
    looked = {
        column: compile_row(inner[leaf], table, environment) for leaf, column in ordered if leaf in inner
    }
    table = table.mutate(**{f"i{column}": value for column, value in looked.items()})
    partition = rows.key_columns(max(depth - 1, 0))
    cut = rows.levels[depth - 1] if depth else None
    if cut is not None and cut.other and cut.rank and cut.top is not None:
        # the line for the rest has no rank, and takes none from others
        rest = table[cut.rank] > cut.top
        ranked = [f"i{column}" for leaf, column in ordered if leaf.kind == "rank" and leaf in inner]
        table = table.mutate(
            **{name: table[name].nullif(ibis.ifelse(rest, table[name], None)) for name in ranked}
        )
    else:
        rest = ibis.literal(False)
    found = {column: ordered_window(table, leaf, f"i{column}", partition, order) for leaf, column in ordered}
    return table.mutate(
        **{
            column: ibis.ifelse(rest, ibis.null("int64"), found[column])
            if leaf.kind == "rank"
            else found[column]
            for leaf, column in ordered
        }
    )


def ordered_window(
    table: Any, leaf: Leaf, inner: str, partition: Sequence[str], order: Sequence[Sort]
) -> Any:
    """Return ``rank()``, ``rank(x)`` (largest first, ties alike, NULL has none) or ``lag(x, n)`` within a parent."""
    import ibis

    group_by = [table[column] for column in partition]
    in_print_order = ibis.window(group_by=group_by, order_by=[sort.on(table) for sort in order])
    if leaf.kind == "lag":
        return table[inner].lag(leaf.offset).over(in_print_order)
    if leaf.inner is None:
        return ibis.row_number().over(in_print_order) + 1
    by_value = ibis.window(group_by=group_by, order_by=[table[inner].desc(nulls_first=False)])
    return ibis.ifelse(table[inner].isnull(), ibis.null("int64"), ibis.rank().over(by_value) + 1)
