"""Column widths, in characters as Excel counts them: from labels, hints and the first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import PageSetup, TableStart, Width

NARROWEST, WIDEST = 6.0, 60.0
_PADDING = 2.0
_MM = 7 * 25.4 / 96
"""Millimetres of one character: seven pixels of 96 to the inch."""


class Widths:
    """Widths of a table's columns while its rows arrive; -1 is the stub."""

    def __init__(self, table: TableStart, page: PageSetup) -> None:
        self._table = table
        self._page = page
        self._seen: dict[int, float] = {}
        for index, column in enumerate(table.columns):
            # a head may wrap: its longest word counts, and half of the whole
            words = [len(word) for word in column.label.split()] or [0]
            self.saw(index, (column.wide,))
            self._most(index, max(*words, len(column.label) * 0.6) + 1)
        if table.stub is not None:
            self.saw(-1, (table.stub, table.stub_wide))

    def saw(self, index: int, texts: Iterable[str]) -> None:
        """Make room for ``texts`` in a column."""
        self._most(index, max(map(_length, texts), default=0.0))

    def characters(self, lead: int) -> dict[int, float]:
        """Return the width of each column, counted from 1; ``lead`` is 1 where a stub comes first."""
        made = {
            index + 1 + lead: self._wished(column.width) or self._auto(index)
            for index, column in enumerate(self._table.columns)
        }
        return {1: self._auto(-1), **made} if lead else made

    def _most(self, index: int, length: float) -> None:
        self._seen[index] = max(self._seen.get(index, 0.0), length)

    def _auto(self, index: int) -> float:
        return min(max(self._seen.get(index, 0.0) + _PADDING, NARROWEST), WIDEST)

    def _wished(self, width: Width | None) -> float | None:
        if width is None or width.unit == "fr":
            return None
        mm = width.value
        if width.unit == "%":
            mm = (self._page.width - self._page.margin_left - self._page.margin_right) * width.value / 100
        return min(max(mm / _MM, 1.0), 255.0)


def _length(text: str) -> float:
    line = text if "\n" not in text else max(text.split("\n"), key=len)
    # letters of the East are twice as wide
    return len(line) if line.isascii() else sum(2.0 if letter > "\u2e7f" else 1.0 for letter in line[:80])
