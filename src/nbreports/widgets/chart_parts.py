"""What a notebook's chart is made of, said before any of it is made: scales, axes and marks by key.

The same key in the next chart is the same object in the notebook, so that a chart is changed where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ENLARGED = 4
"""Pixels of a figure that stand for one point of a chart: bars are rounded to whole pixels, texts are not."""

MarkKind = Literal["Bars", "Lines", "Scatter", "Pie", "Label"]


@dataclass(frozen=True)
class ScalePart:
    """One scale: of numbers from ``low`` to ``high``, or of categories where ``count`` says how many."""

    low: float = 0.0
    high: float = 1.0
    count: int | None = None
    reverse: bool = False


@dataclass(frozen=True)
class AxisPart:
    """One axis: its side, its ticks as numbers of its scale, and what is written at each; "" for nothing."""

    scale: str
    side: Literal["left", "bottom"]
    ticks: tuple[float, ...]
    texts: tuple[str, ...]
    traits: Mapping[str, Any]

    @property
    def labels(self) -> dict[str, str]:
        """The texts by what JavaScript calls their ticks."""
        return {as_script(tick): text for tick, text in zip(self.ticks, self.texts, strict=True)}


@dataclass(frozen=True)
class MarkPart:
    """One mark: what it is, the scales it stands on, and its traits."""

    kind: MarkKind
    scales: Mapping[str, str]
    traits: Mapping[str, Any]


@dataclass(frozen=True)
class FigureParts:
    """A whole figure in points; ``margin`` is top, right, bottom, left."""

    width: float
    height: float
    margin: tuple[float, float, float, float]
    scales: Mapping[str, ScalePart] = field(default_factory=dict)
    axes: Mapping[str, AxisPart] = field(default_factory=dict)
    marks: Mapping[str, MarkPart] = field(default_factory=dict)


def pixels(points: float) -> float:
    """Return a length of the figure."""
    return round(points * ENLARGED, 2)


def as_script(number: float) -> str:
    """Return a number as JavaScript writes it: what it looks a tick's text up by."""
    if number == 0:
        return "0"
    written = Decimal(repr(float(number))).normalize()
    if Decimal("1e-6") <= abs(written) < Decimal("1e21"):
        return format(written, "f")
    mantissa, _, exponent = format(written, "e").partition("e")
    return f"{mantissa}e{int(exponent):+d}"
