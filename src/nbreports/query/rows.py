"""The rows of one block, ready to be asked: a relation with its names, its groups and its print order.

Columns of the relation have names of our own (``f0``, ``g0``, ``r0``, ``o0``), never a user's, so that no
name of the data can
collide with another:

- ``f…`` fields, as ``columns`` maps them;
- ``g…`` the group keys, outermost first; ``r…`` a group's rank where it is sorted by a measure or cut by ``top``;
- ``o…`` the ordinals of the source, which break every tie, so that print order is total.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.query.compile import compile_row
from nbreports.query.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from nbreports.definition.expressions.nodes import Expression


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key: a column of the relation and its direction; NULL comes last either way."""

    column: str
    descending: bool = False

    def on(self, table: Any) -> Any:
        """Return the key over ``table``."""
        column = table[self.column]
        return column.desc(nulls_first=False) if self.descending else column.asc(nulls_first=False)


@dataclass(frozen=True, slots=True)
class Level:
    """One group level of a relation: its key's column, its rank's column where ranked, how many stay, how it sorts.

    With ``top``, the rows of the groups below it share one group of rank ``top + 1`` and no key; ``other`` prints it.
    """

    name: str
    key: str
    rank: str | None = None
    top: int | None = None
    other: bool = False
    descending: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that tell this level's groups apart."""
        return (self.key, self.rank) if self.rank else (self.key,)

    @property
    def sort(self) -> Sort:
        """How this level's groups follow each other."""
        return Sort(self.rank) if self.rank else Sort(self.key, self.descending)


@dataclass(frozen=True)
class Rows:
    """A relation with its names and order.

    Attributes
    ----------
    table
        The Ibis relation.
    columns
        Field key as an expression spells it -> column of ``table``.
    levels
        The group levels, outermost first.
    detail_order
        How rows follow each other within the innermost group, before the ordinals.
    ordinals
        The columns that break ties.
    now
        What ``now()`` and ``today()`` give.
    """

    table: Any
    columns: Mapping[str, str]
    ordinals: tuple[str, ...]
    now: datetime
    levels: tuple[Level, ...] = ()
    detail_order: tuple[Sort, ...] = ()

    def environment(self, more: Mapping[str, str] | None = None) -> Environment:
        """Return the compiler's environment over this relation."""
        return Environment(columns={**self.columns, **(more or {})}, now=self.now)

    def print_order(self) -> list[Sort]:
        """Return the total order in which details are printed."""
        return [
            *(level.sort for level in self.levels),
            *self.detail_order,
            *(Sort(ordinal) for ordinal in self.ordinals),
        ]

    def key_columns(self, depth: int) -> list[str]:
        """Return the columns that tell the groups of the first ``depth`` levels apart."""
        return [column for level in self.levels[:depth] for column in level.columns]

    def with_columns(self, **expressions: Any) -> Rows:
        """Return the same rows with further columns."""
        return replace(self, table=self.table.mutate(**expressions))

    def where(self, condition: Expression) -> Rows:
        """Return the rows for which ``condition`` is true."""
        return replace(self, table=self.table.filter(compile_row(condition, self.table, self.environment())))

    def ordered_by(self, order: Sequence[tuple[Expression, bool]]) -> Rows:
        """Return the rows with their order within the innermost group given as (expression, descending)."""
        env = self.environment()
        added = {f"d{i}": compile_row(expression, self.table, env) for i, (expression, _) in enumerate(order)}
        sorts = tuple(Sort(f"d{i}", descending) for i, (_, descending) in enumerate(order))
        return replace(self.with_columns(**added) if added else self, detail_order=sorts)

    def kept(self) -> Any:
        """Return the relation without the rows of groups below a ``top``."""
        conditions = [
            self.table[level.rank] <= level.top
            for level in self.levels
            if level.rank and level.top is not None
        ]
        return self.table.filter(conditions) if conditions else self.table
