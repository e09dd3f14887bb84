"""Which chart fits what stands in its wells, best first, each with a reason in words.

After Mackinlay: place on an axis tells more than length, length more than angle and area; so dates become lines,
categories bars, two numbers dots, one number a histogram, and a pie only the shares of a few parts. Nothing is
ever changed: a chart whose kind fits badly keeps it and is told why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ChartKind = Literal["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"]
KINDS: tuple[ChartKind, ...] = ("bar", "line", "area", "scatter", "pie", "histogram", "sparkline")

PIE_PARTS = 6
"""Parts up to which angles are told apart."""
FEW = 30
"""Categories up to which bars have room for their names."""
_NUMBERS = frozenset({"integer", "float", "decimal", "duration"})
_MOMENTS = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Placed:
    """What stands in a well.

    Attributes
    ----------
    type
        Its data type.
    role
        The part its field plays.
    distinct
        How many different values it has, as far as that is known.
    total
        Whether it is an aggregate or a measure.
    label
        What it is called.
    """

    type: str
    role: str = ""
    distinct: int | None = None
    total: bool = False
    label: str = ""

    @property
    def number(self) -> bool:
        """Whether it is a quantity rather than a name written in digits."""
        return self.type in _NUMBERS and self.role not in ("category", "id")

    @property
    def moment(self) -> bool:
        """Whether it is a date or a moment."""
        return self.type in _MOMENTS


@dataclass(frozen=True)
class Suggestion:
    """A kind of chart: how well it fits, whether it can be drawn at all, and why."""

    type: ChartKind
    score: float
    fits: bool
    reason: str


def rank(wells: Mapping[str, Placed]) -> list[Suggestion]:
    """Return every kind of chart, best first.

    Parameters
    ----------
    wells
        What stands in ``x``, ``y``, ``color`` and ``size``; an empty well is left out. Without ``y`` a chart counts.
    """
    made = [_judged(kind, wells) for kind in KINDS]
    return sorted(made, key=lambda one: (not one.fits, -one.score))


def _judged(kind: ChartKind, wells: Mapping[str, Placed]) -> Suggestion:
    x, y = wells.get("x"), wells.get("y")
    if x is None:
        return Suggestion(kind, 0.0, False, "Needs a field in X.")
    if kind not in ("scatter", "histogram") and y is not None and not y.total:
        return Suggestion(kind, 0.0, False, f"Needs a total of {y.label or 'the field'} in Y.")
    score, fits, reason = _JUDGES[kind](x, y, wells.get("color"))
    return Suggestion(kind, score, fits, reason)


Judgement = tuple[float, bool, str]


def _bar(x: Placed, _y: Placed | None, _color: Placed | None) -> Judgement:
    if x.moment:
        return 0.6, True, "Bars compare single periods; a line shows the course better."
    if x.distinct is not None and x.distinct > FEW:
        return 0.4, True, f"{x.label} has {x.distinct} values: show the top ones."
    if x.number and (x.distinct is None or x.distinct > FEW):
        return 0.3, True, "A bar for each number; a histogram gathers them."
    return 0.9, True, f"Compares {x.label or 'categories'}: lengths are read best."


def _line(x: Placed, _y: Placed | None, _color: Placed | None) -> Judgement:
    if x.moment:
        return 1.0, True, "Shows the course over time."
    if x.number:
        return 0.5, True, f"Follows {x.label} from low to high."
    return 0.2, True, f"{x.label} has no order that a line could follow."


def _area(x: Placed, y: Placed | None, color: Placed | None) -> Judgement:
    score, _, reason = _line(x, y, color)
    if x.moment and color is not None:
        return 0.85, True, "Stacked, it shows the whole and its parts over time."
    return score - 0.15, True, "As a line, with weight on the amount." if x.moment else reason


def _scatter(x: Placed, y: Placed | None, _color: Placed | None) -> Judgement:
    if not x.number:
        return 0.0, False, "Needs a number in X."
    if y is None or not y.number or (y.total and not x.total):
        return 0.0, False, "Needs a number without a total in Y."
    return 0.95, True, f"Shows how {y.label} goes with {x.label}."


def _pie(x: Placed, _y: Placed | None, color: Placed | None) -> Judgement:
    if x.distinct is not None and x.distinct > PIE_PARTS:
        return 0.1, True, f"{x.label} has {x.distinct} values; a pie reads well up to {PIE_PARTS}."
    if x.moment or x.number or color is not None:
        return 0.05, True, "Shares of a whole need a few named parts."
    return 0.55 if x.distinct is not None else 0.3, True, f"Shows the share of each {x.label or 'part'}."


def _histogram(x: Placed, y: Placed | None, _color: Placed | None) -> Judgement:
    if x.type not in _NUMBERS or x.type == "duration":
        return 0.0, False, "Needs a number in X."
    score = 0.35 if y is not None or not x.number else 0.95
    return score, True, f"Shows how the values of {x.label} are spread."


def _sparkline(x: Placed, y: Placed | None, color: Placed | None) -> Judgement:
    score, _, _ = _line(x, y, color)
    return score - 0.4, True, "A small line without axes, to stand in a row."


_JUDGES = {
    "bar": _bar,
    "line": _line,
    "area": _area,
    "scatter": _scatter,
    "pie": _pie,
    "histogram": _histogram,
    "sparkline": _sparkline,
}
