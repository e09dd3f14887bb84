"""The classical bands of a table: what is printed, in which order, repeated or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nbreports.definition.blocks import Table

BandType = Literal["column_header", "group_header", "detail", "group_footer", "summary"]


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal slice of a table.

    ``level`` is 1 for the outermost group, the number of groups for details, 0 for column header and summary.
    ``cells`` has one entry a column: a label in the column header, else the expression evaluated in the
    band's scope, or None. ``text`` is the band's own text with ``{{ … }}``; ``repeat`` says whether it comes
    again on a new page.
    """

    type: BandType
    level: int
    cells: tuple[str | None, ...]
    group: str | None = None
    text: str | None = None
    repeat: bool = False


def bands(table: Table) -> tuple[Band, ...]:
    """Return the bands of an expanded table, from the column header to the summary.

    Parameters
    ----------
    table
        A table as :func:`~nbreports.definition.expand.expand` returns it.
    """
    totals = tuple(column.total if isinstance(column.total, str) else None for column in table.columns)
    totalled = any(total is not None for total in totals)
    none = (None,) * len(table.columns)
    count = len(table.group_by)
    headers: list[Band] = []
    footers: list[Band] = []
    for level, group in enumerate(table.group_by, 1):
        at_header = totals if group.totals_at in ("header", "both") else none
        text = group.header if group.header is not None else "{{ group.key }}"
        headers.append(Band("group_header", level, at_header, group.key, text, group.repeat_header))
        innermost_line = level == count and not table.detail
        if group.footer is not None or innermost_line or (totalled and group.totals_at in ("footer", "both")):
            at_footer = totals if innermost_line or group.totals_at in ("footer", "both") else none
            footers.append(Band("group_footer", level, at_footer, group.key, group.footer))
    found = [Band("column_header", 0, tuple(column.label for column in table.columns), repeat=True), *headers]
    if table.detail:
        found.append(Band("detail", count, tuple(column.value for column in table.columns)))
    found += reversed(footers)
    if totalled and table.grand_total is not False:
        label = table.grand_total if isinstance(table.grand_total, str) else None
        found.append(Band("summary", 0, totals, text=label))
    return tuple(found)
