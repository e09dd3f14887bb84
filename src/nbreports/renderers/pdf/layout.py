"""How wide a table's columns stand: from what they hold, within the page, smaller before giving up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nbreports.errors import RenderError

from .look import MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Width

PAD = 4.0
"""Half of the space between two columns, in points."""

_SIZES = (1.0, 0.94, 0.88, 0.82, 0.765)


@dataclass(frozen=True, slots=True)
class Need:
    """What a column asks for, in 1/1000 em: ``least`` without cutting anything, ``best`` without wrapping."""

    least: float
    best: float
    head_least: float = 0.0
    head_best: float = 0.0
    text: bool = True
    width: Width | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's place: inner edges in points from the table's left edge."""

    left: float
    right: float
    align: str

    @property
    def width(self) -> float:
        """What text may use."""
        return self.right - self.left

    @property
    def anchor(self) -> float:
        """Where lines are aligned."""
        if self.align == "right":
            return self.right
        return self.left if self.align == "left" else (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns within a width, and the size of their text."""

    columns: tuple[Column, ...]
    size: float
    width: float


def fit(needs: Sequence[Need], aligns: Sequence[str], available: float, size: float, name: str) -> Grid:
    """Return columns that fill ``available`` points, with text of ``size`` or as little smaller as needed.

    Raises
    ------
    RenderError
        The columns do not fit even with text at about 6.5 points and words broken.
    """
    gaps = sum(_gaps(aligns))
    for last in (False, True):
        for share in _SIZES:
            tried = [replace(n, least=min(n.least, 4500.0)) if n.text and last else n for n in needs]
            widths = _widths(tried, (available - gaps), size * share)
            if widths is not None:
                return _grid(widths, aligns, size * share, available)
    raise RenderError(
        f"{name} has {len(needs)} columns, more than fit on the page side by side",
        remedy="Use a landscape or larger page, narrower margins or fewer columns.",
    )


def _widths(needs: Sequence[Need], room: float, size: float) -> list[float] | None:
    em = size / 1000
    least = [max(n.least, n.head_least) * em for n in needs]
    best = [max(n.best, n.head_best, n.least, n.head_least) * em for n in needs]
    widths = [0.0] * len(needs)
    free: list[int] = []
    shares: list[int] = []
    for index, need in enumerate(needs):
        if need.width is None:
            free.append(index)
        elif need.width.unit == "fr":
            shares.append(index)
        else:
            asked = need.width.value * MM if need.width.unit == "mm" else need.width.value / 100 * room
            # numbers are never cut: a column too narrow for them is given what they need
            widths[index] = max(asked, 2.0 * size if need.text else need.least * em)
    left = room - sum(widths)
    must = sum(least[i] for i in (*free, *shares))
    if must > left + 0.01:
        return None
    want = sum(best[i] for i in free) + sum(least[i] for i in shares)
    if want > left:
        _squeeze(widths, free, least, best, left - sum(least[i] for i in shares))
        for index in shares:
            widths[index] = least[index]
        return widths
    for index in free:
        widths[index] = best[index]
    spare = left - sum(best[i] for i in free)
    if shares:
        _share(widths, shares, needs, least, spare)
    elif free:
        _stretch(widths, free, needs, spare)
    return widths


def _squeeze(
    widths: list[float], free: list[int], least: list[float], best: list[float], room: float
) -> None:
    """Give each column its least and a like part of the rest; small wishes are met, one long text gives way."""
    rest = room - sum(least[i] for i in free)
    for done, index in enumerate(sorted(free, key=lambda i: best[i] - least[i])):
        more = min(best[index] - least[index], rest / (len(free) - done))
        widths[index] = least[index] + more
        rest -= more


def _share(
    widths: list[float], shares: list[int], needs: Sequence[Need], least: list[float], room: float
) -> None:
    """Divide ``room`` by the columns' ``fr``, none below its least."""
    open_ = list(shares)
    while open_:
        parts = {index: width.value for index in open_ if (width := needs[index].width) is not None}
        total = sum(parts.values())
        tight = [i for i in open_ if room * parts[i] / total < least[i]]
        if not tight:
            for index in open_:
                widths[index] = room * parts[index] / total
            return
        for index in tight:
            widths[index] = least[index]
            room -= least[index]
            open_.remove(index)


def _stretch(widths: list[float], free: list[int], needs: Sequence[Need], spare: float) -> None:
    """Fill the line: texts take most of what is left, so numbers stay near each other and their names."""
    total = sum(widths[i] for i in free) or 1.0
    parts = {i: (0.5 / len(free) + 0.5 * widths[i] / total) * (1.0 if needs[i].text else 0.4) for i in free}
    whole = sum(parts.values())
    for index in free:
        widths[index] += spare * parts[index] / whole


def _grid(widths: list[float], aligns: Sequence[str], size: float, available: float) -> Grid:
    columns: list[Column] = []
    x = 0.0
    for width, align, gap in zip(widths, aligns, [*_gaps(aligns), 0.0], strict=True):
        columns.append(Column(x, x + width, align))
        x += width + gap
    return Grid(tuple(columns), size, max(available, x))


def _gaps(aligns: Sequence[str]) -> list[float]:
    """Return the spaces between columns: wider where a number would touch the text after it."""
    return [2 * PAD + (8.0 if one == "right" and other == "left" else 0.0) for one, other in pairwise(aligns)]
