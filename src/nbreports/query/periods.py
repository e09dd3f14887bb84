"""``prior`` and ``change``: the same scope one period earlier, where scopes are groups by dates or their buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.query.environment import data_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.query.rows import Rows

REMEDY = "Group by a date or a bucket of dates, such as date_trunc('month', day), without top."
DATES = frozenset({"date", "datetime"})

_STEPS: Mapping[str, tuple[str, int]] = {"1y": ("M", 12), "1q": ("M", 3), "1m": ("M", 1), "1w": ("D", 7)}


def date_level(rows: Rows, depth: int) -> int | None:
    """Return the number of the innermost of ``depth`` levels that is by dates; None where there is none."""
    dated = [
        index
        for index, one in enumerate(rows.levels[:depth])
        if data_type(rows.table[one.key].type()) in DATES
    ]
    return dated[-1] if dated else None


def beside_earlier(table: Any, rows: Rows, depth: int, shift: str, aggregate: Callable[[], Any]) -> Any:
    """Return ``table``, lines of ``depth`` levels, with the figures of the same scopes one period earlier beside them.

    Parameters
    ----------
    shift
        ``1y``, ``1q``, ``1m`` or ``1w``.
    aggregate
        Gives the lines of all periods with the figures wanted.
    """
    import ibis

    at = date_level(rows, depth)
    if at is None:
        raise AssertionError(shift)
    key = rows.levels[at].key
    unit, steps = _STEPS[shift]
    # an outer year or quarter goes along with the period, and ranks may differ from one to the next
    outer = [
        one
        for index, one in enumerate(rows.levels[:depth])
        if index != at and data_type(rows.table[one.key].type()) not in DATES
    ]
    other = aggregate()
    other = other.rename({f"{name}_{shift}": name for name in rows.key_columns(depth)})
    wanted = f"{key}_before_{shift}"
    earlier = (table[key] - ibis.interval(steps, unit=unit)).cast("timestamp").cast(table[key].type())
    table = table.mutate(**{wanted: earlier})
    predicates = [table[wanted] == other[f"{key}_{shift}"]]
    for one in outer:
        predicates.append(table[one.key].identical_to(other[f"{one.key}_{shift}"]))
        if one.rank and one.top is not None:
            # the rest below a top has no key, as a group of NULL has none
            predicates.append((table[one.rank] > one.top) == (other[f"{one.rank}_{shift}"] > one.top))
    return table.join(other, predicates, how="left")
