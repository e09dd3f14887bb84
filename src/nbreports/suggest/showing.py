"""Which fields of a wide source a listing shows: those that say most."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.suggest.facts import FieldFacts

_START = {"date": 100.0, "id": 92.0, "category": 96.0, "text": 90.0, "measure": 94.0}
_EACH = {"date": 40.0, "id": 30.0, "category": 12.0, "text": 14.0, "measure": 13.0}
"""How much less the next field of the same role says."""


def telling(fields: Sequence[FieldFacts], count: int) -> list[tuple[FieldFacts, str]]:
    """Return at most ``count`` fields with a reason each: all in their order, or the most telling.

    Of more fields than fit, dates, ids and categories come before numbers, each in the source's order.
    """
    shown = [field for field in fields if field.type != "bytes" and not field.is_empty] or list(fields)
    shown = [field for field in shown if field.type != "bytes"]
    if len(shown) <= count:
        return [(field, "the next field of the source") for field in shown]
    seen: dict[str, int] = {}
    ranked: list[tuple[float, int]] = []
    for place, field in enumerate(shown):
        constant = field.distinct == 1 and (field.rows or 0) > 1
        part = 60.0 if constant else 25.0 if field.is_number and field.role in ("category", "text") else 0.0
        used = seen.get(field.role, 0)
        # what says little does not take the place of what follows
        if not part:
            seen[field.role] = used + 1
        empty = 30 * (field.nulls or 0) / (field.rows or 1)
        ranked.append((_START[field.role] - _EACH[field.role] * used - part - empty, -place))
    best = sorted(-place for _, place in sorted(ranked, reverse=True)[:count])
    order = {"date": 0, "measure": 2}
    chosen = sorted((shown[place] for place in best), key=lambda field: order.get(field.role, 1))
    return [(field, _REASONS[field.role]) for field in chosen]


_REASONS = {
    "date": "a date",
    "id": "an id",
    "category": "a category",
    "text": "a text",
    "measure": "a number",
}
