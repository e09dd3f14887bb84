"""A table of texts for a terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2
LEAST = 8
"""Cells a column keeps when the terminal is narrow."""


def terminal_width() -> int | None:
    """Return how many characters a line of the terminal holds, None where output goes to a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def lines(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    shrinking: Sequence[int] = (),
    width: int | None = None,
) -> list[str]:
    """Return the table's lines.

    Parameters
    ----------
    right
        The columns that stand to the right: numbers.
    shrinking
        The columns that give way where ``width`` is too small, the first one first; the others stay whole.
    width
        Characters of a line; None for as many as it takes.
    """
    from rich.cells import cell_len, set_cell_size

    shown = [[plain(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(cell_len(row[i]) for row in shown) for i in range(len(heads))]
    if width is not None:
        over = sum(widths) + GAP * (len(widths) - 1) - width
        for i in shrinking:
            less = min(max(0, widths[i] - LEAST), max(0, over))
            widths[i] -= less
            over -= less

    def cell(text: str, i: int) -> str:
        if cell_len(text) > widths[i]:
            return set_cell_size(text, widths[i] - 1).rstrip() + "…"
        return " " * (widths[i] - cell_len(text)) + text if i in right else set_cell_size(text, widths[i])

    return [(" " * GAP).join(cell(text, i) for i, text in enumerate(row)).rstrip() for row in shown]


def plain(text: str) -> str:
    """Return ``text`` on one line, without characters that would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
