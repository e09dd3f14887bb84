"""Give rows their groups: keys as columns, and ranks where a group is sorted by a measure or cut by ``top``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nbreports.query.compile import compile_row
from nbreports.query.levels import level
from nbreports.query.rows import Level, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from nbreports.definition.expressions.nodes import Expression


@dataclass(frozen=True, slots=True)
class Grouping:
    """One group as asked for; ``measure`` sorts its groups, else their keys do."""

    name: str
    by: Expression
    descending: bool = False
    measure: Expression | None = None
    top: int | None = None
    other: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A table to be made in the engine before anything that reads it is asked."""

    table: str
    query: Any
    label: str


def grouped(rows: Rows, groups: Sequence[Grouping], prefix: str) -> tuple[Rows, list[Step]]:
    """Return ``rows`` with ``groups`` as its levels, and the rank tables that must be made first.

    ``prefix`` makes the names of those tables unique in the engine.
    """
    steps: list[Step] = []
    environment = rows.environment()
    keys = {
        f"g{index}": _one_zero(compile_row(group.by, rows.table, environment))
        for index, group in enumerate(groups)
    }
    result = rows.with_columns(**keys) if keys else rows
    for index, group in enumerate(groups):
        plain = Level(group.name, f"g{index}", descending=group.descending)
        result = replace(result, levels=(*result.levels, plain))
        if group.measure is not None or group.top is not None:
            result, step = _ranked(result, index, group, f"{prefix}_rank{index}")
            steps.append(step)
    return result, steps


def _one_zero(key: Any) -> Any:
    """Return a key in which zero is positive: 0.0 and -0.0 are one group, else named by whichever row comes first."""
    import ibis

    return ibis.ifelse(key == 0, ibis.literal(0.0, "float64"), key) if key.type().is_floating() else key


def _ranked(rows: Rows, index: int, group: Grouping, name: str) -> tuple[Rows, Step]:
    import ibis

    figures = {"m": group.measure} if group.measure is not None else {}
    lines = level(rows, index + 1, figures).table
    key, rank = f"g{index}", f"r{index}"
    order = [lines[key].asc(nulls_first=False)]
    if group.measure is not None:
        order.insert(
            0, lines["m"].desc(nulls_first=False) if group.descending else lines["m"].asc(nulls_first=False)
        )
    elif group.descending:
        order = [lines[key].desc(nulls_first=False)]
    parents = rows.key_columns(index)
    window = ibis.window(group_by=[lines[column] for column in parents], order_by=order)
    columns = [*parents, key]
    query = lines.select(*columns, **{rank: ibis.row_number().over(window) + 1})
    made = ibis.table(query.schema(), name=name).rename({f"{column}_rank": column for column in columns})
    table = rows.table
    joined = table.join(
        made, [table[column].identical_to(made[f"{column}_rank"]) for column in columns], how="left"
    )
    joined = joined.drop(*[f"{column}_rank" for column in columns])
    if group.top is not None:
        beyond = joined[rank] > group.top
        joined = joined.mutate(
            **{
                key: ibis.ifelse(beyond, joined[key].nullif(joined[key]), joined[key]),
                rank: ibis.ifelse(beyond, group.top + 1, joined[rank]),
            }
        )
    ranked = replace(rows.levels[index], rank=rank, top=group.top, other=group.other, descending=False)
    levels = (*rows.levels[:index], ranked, *rows.levels[index + 1 :])
    return replace(rows, table=joined, levels=levels), Step(name, query, f"rank {group.name}")
