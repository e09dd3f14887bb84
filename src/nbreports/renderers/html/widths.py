"""Column widths of a table whose rows are not known yet: shares, the same for each of its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbreports.document.nodes import PageSetup, TableColumn, TableStart

_LETTERS = {
    "integer": 7.0,
    "float": 10.0,
    "decimal": 11.0,
    "text": 18.0,
    "boolean": 6.0,
    "date": 12.0,
    "datetime": 20.0,
    "time": 9.0,
    "duration": 10.0,
    "bytes": 16.0,
}
_LETTER = 7.2
_PADDING = 20.0
_WRAPPED = 0.7
_USUAL = 720.0
"""Pixels of a table, where columns that give no width and those that share the rest meet."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Shares in half per cents, which sum to 200, and the least width in pixels.

    ``tens`` is what a column keeps where there is little room, in tens of pixels: None for one whose width is
    given, 0 for one that takes what the others leave.
    """

    halves: tuple[int, ...]
    least: float
    tens: tuple[int | None, ...]


def column_widths(table: TableStart, page: PageSetup) -> Widths:
    """Return the widths of a table's columns, its stub first where it has one."""
    content = max(page.width - page.margin_left - page.margin_right, 10.0)
    natural = [_natural(column) for column in table.columns]
    texts = [column.type == "text" for column in table.columns]
    shares: list[float | None] = []
    fractions: list[float] = []
    for column in table.columns:
        width = column.width
        shares.append(
            None if width is None or width.unit == "fr" else _share(width.value, width.unit, content)
        )
        fractions.append(width.value if width is not None and width.unit == "fr" else 0.0)
    if table.stub is not None:
        natural.insert(0, _pixels(max(len(table.stub), len(table.stub_wide), 16)))
        shares.insert(0, None)
        fractions.insert(0, 0.0)
        texts.insert(0, True)
    halves = _halves(_filled(natural, shares, fractions, texts))
    # words wrap, figures do not
    least = sum(want * (_WRAPPED if text else 1.0) for want, text in zip(natural, texts, strict=True))
    kept = (
        None if share is not None or fraction else 0 if text else math.ceil(want / 10)
        for want, share, fraction, text in zip(natural, shares, fractions, texts, strict=True)
    )
    return Widths(halves, least, tuple(kept))


def _share(value: float, unit: str, content: float) -> float:
    return value / 100 if unit == "%" else value / content


def _natural(column: TableColumn) -> float:
    cells = max(len(column.wide), 1) if column.wide else _LETTERS[column.type]
    words = max((len(word) for word in column.label.split()), default=1)
    return _pixels(max(cells, words + 1, min(len(column.label), 10)))


def _pixels(letters: float) -> float:
    return min(letters, 44.0) * _LETTER + _PADDING


def _filled(
    natural: list[float], shares: list[float | None], fractions: list[float], texts: list[bool]
) -> list[float]:
    """Give what is left to the columns that share it, else to those of text: figures stay near each other."""
    made = [share or 0.0 for share in shares]
    unset = [at for at, share in enumerate(shares) if share is None]
    if unset:
        rest = max(1 - sum(made), 0.1 * len(unset) / len(shares))
        shared = [at for at in unset if fractions[at]]
        flexible = shared or [at for at in unset if texts[at]]
        rigid = [at for at in unset if at not in flexible]
        wide = sum(natural[at] for at in rigid)
        if shared:
            floor = 0.6 * sum(natural[at] for at in shared) / sum(natural[at] for at in unset)
            taken = min(wide / _USUAL, rest * (1 - floor))
        else:
            taken = rest * wide / max(sum(natural[at] for at in unset), _USUAL if flexible else 0.0)
        weights = fractions if shared else natural
        for group, part, weight in ((flexible, rest - taken, weights), (rigid, taken, natural)):
            whole = sum(weight[at] for at in group)
            for at in group:
                made[at] = part * weight[at] / whole
    whole = sum(made)
    return [share / whole for share in made]


def _halves(shares: list[float]) -> tuple[int, ...]:
    """Round to half per cents that sum to 100: the largest remainders round up."""
    exact = [share * 200 for share in shares]
    halves = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda at: halves[at] - exact[at])
    for at in order[: 200 - sum(halves)]:
        halves[at] += 1
    return tuple(halves)
