"""The snapshot: the rows every later question of a run reads, asked once.

Only the needed columns, with joins, filters and calculated fields applied, each row with its ordinals.
Ordinals are taken
before any join, so that order is the source's own, whatever plan the engine chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import Name
from nbreports.definition.expressions.tree import transform, walk
from nbreports.errors import DefinitionError, ExpressionError
from nbreports.query.compile import compile_row
from nbreports.query.environment import Environment, data_type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    import pyarrow as pa

    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.expressions.types import DataTypeName


@dataclass(frozen=True)
class Relation:
    """A source in the engine, or several joined: field key -> column of ``table``, ordinals that keep its order."""

    table: Any
    columns: Mapping[str, str]
    ordinals: tuple[str, ...]

    def types(self) -> dict[str, DataTypeName]:
        """Return the fields' types."""
        return {key: data_type(self.table[column].type()) for key, column in self.columns.items()}


@dataclass(frozen=True, slots=True)
class Joining:
    """One join: ``on`` maps field keys of the left side to those of the right, whose fields become ``alias.key``."""

    to: Relation
    on: Mapping[str, str]
    alias: str
    how: str


@dataclass(frozen=True)
class Snapshot:
    """A snapshot to be taken: ``query`` fills ``table``; afterwards ``relation`` reads it."""

    table: str
    query: Any
    relation: Relation
    multiplied: Any | None
    """Where joins may multiply rows: a query of one line, ``rows`` and ``origin``; they differ where they did."""


def attached(name: str, schema: pa.Schema, prefix: str) -> Relation:
    """Return the relation ``name`` of the engine with names of our own and its rows numbered."""
    import ibis

    table = ibis.table(ibis.Schema.from_pyarrow(schema), name=name)
    columns = {key: f"{prefix}_{index}" for index, key in enumerate(schema.names)}
    ordinal = f"{prefix}_o"
    selected = table.select(
        **{column: table[key] for key, column in columns.items()}, **{ordinal: ibis.row_number()}
    )
    return Relation(selected, columns, (ordinal,))


def filtered(
    relation: Relation, condition: Expression | None, now: datetime, calculated: Mapping[str, Expression]
) -> Relation:
    """Return the rows of ``relation`` for which ``condition`` is true."""
    if condition is None:
        return relation
    expression = transform(
        condition, lambda node: calculated.get(node.key) if isinstance(node, Name) else None
    )
    check_names(expression, relation.columns)
    environment = Environment(columns=dict(relation.columns), now=now)
    return Relation(
        relation.table.filter(compile_row(expression, relation.table, environment)),
        relation.columns,
        relation.ordinals,
    )


def limited(relation: Relation, rows: int) -> Relation:
    """Return the first ``rows`` rows of ``relation``."""
    table = relation.table.order_by([relation.table[ordinal] for ordinal in relation.ordinals]).limit(rows)
    return Relation(table, relation.columns, relation.ordinals)


def joined(base: Relation, joins: Sequence[Joining]) -> Relation:
    """Return ``base`` with each of ``joins`` beside it, in order.

    Raises
    ------
    DefinitionError
        Where a join names a field that is not there, or compares fields of different types.
    """
    result = base
    for join in joins:
        predicates = []
        for left, right in join.on.items():
            for key, side in ((left, result), (right, join.to)):
                if key not in side.columns:
                    raise DefinitionError(
                        f"join {join.alias!r} names no field {key!r}",
                        remedy=f"Fields there: {', '.join(list(side.columns)[:12])}.",
                    )
            a, b = result.table[result.columns[left]], join.to.table[join.to.columns[right]]
            if data_type(a.type()) != data_type(b.type()) and not (
                a.type().is_numeric() and b.type().is_numeric()
            ):
                raise DefinitionError(
                    f"join {join.alias!r} compares {left} ({data_type(a.type())}) with {right} ({data_type(b.type())})",
                    remedy="Join on fields of one type, or on a calculated field.",
                )
            predicates.append(a == b)
        table = result.table.join(join.to.table, predicates, how=join.how)
        columns = {
            **result.columns,
            **{f"{join.alias}.{key}": column for key, column in join.to.columns.items()},
        }
        result = Relation(table, columns, (*result.ordinals, *join.to.ordinals))
    return result


def check_names(expression: Expression, known: Collection[str], what: str = "field") -> None:
    """Raise an ExpressionError for the first name in ``expression`` that is not ``known``."""
    import difflib

    for node in walk(expression):
        if isinstance(node, Name) and node.key not in known and not node.key.startswith("\x00"):
            near = difflib.get_close_matches(node.key, list(known), 1)
            listed = ", ".join(sorted(known)[:12])
            raise ExpressionError(
                f"no {what} is named {node.key!r}",
                column=node.column,
                end=node.end,
                remedy=f"Did you mean {near[0]!r}?" if near else f"Known here: {listed}.",
                code="unknown_field",
            )


def snapshot(
    table: str,
    relation: Relation,
    needed: Collection[str],
    calculated: Mapping[str, Expression],
    now: datetime,
    *,
    origins: int,
) -> Snapshot:
    """Return the snapshot of ``relation`` with the ``needed`` fields.

    Parameters
    ----------
    table
        The snapshot's name in the engine.
    needed
        Field keys, calculated ones among them.
    calculated
        Calculated fields, resolved down to fields of the relation.
    origins
        How many of the relation's ordinals number its base; where there are more, joins may have multiplied rows.
    """
    import ibis

    environment = Environment(columns=dict(relation.columns), now=now)
    columns: dict[str, str] = {}
    chosen: dict[str, Any] = {}
    for index, key in enumerate(sorted(needed)):
        column = f"f{index}"
        columns[key] = column
        if key in calculated:
            check_names(calculated[key], relation.columns)
            chosen[column] = compile_row(calculated[key], relation.table, environment)
        else:
            chosen[column] = relation.table[relation.columns[key]]
    ordinals = {f"o{index}": relation.table[ordinal] for index, ordinal in enumerate(relation.ordinals)}
    query = relation.table.select(**chosen, **ordinals)
    taken = ibis.table(query.schema(), name=table)
    multiplied = None
    if len(relation.ordinals) > origins:
        base = [taken[f"o{index}"] for index in range(origins)]
        multiplied = taken.aggregate(rows=taken.count(), origin=base[0].nunique())
    return Snapshot(table, query, Relation(taken, columns, tuple(ordinals)), multiplied)
