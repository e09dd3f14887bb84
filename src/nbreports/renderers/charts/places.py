"""Where a raw value stands on a resolved axis, as a plain number: all that a drawing needs to know of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from nbreports.document.chart_scales import as_instant, as_number

if TYPE_CHECKING:
    from nbreports.document.nodes import Axis


class Places:
    """The numbers of one axis: a category's index, an instant in milliseconds, a number itself."""

    def __init__(self, axis: Axis) -> None:
        self.kind = axis.kind
        self._index = {value: index for index, value in enumerate(axis.domain)} if axis.kind == "band" else {}
        self.count = len(self._index)
        ends = [self.of(value) for value in axis.domain[:2]] if axis.kind != "band" else []
        self.low, self.high = (ends[0] or 0, ends[1] or 0) if len(ends) == 2 else (0, max(self.count, 1))
        self.domain: list[float] = list(range(self.count)) if axis.kind == "band" else [self.low, self.high]

    def of(self, value: Any) -> float | None:
        """Return the number of ``value``, or None where it has no place."""
        if self.kind == "band":
            return self._index.get(value)
        if self.kind == "time":
            return _short(as_instant(value) * 1000) if isinstance(value, date) else None
        number = as_number(value)
        return None if number is None else _short(number)

    def along(self, number: float, length: float) -> float:
        """Return how far ``number`` stands along an axis of ``length`` points (a category's middle)."""
        if self.kind == "band":
            return (number + 0.5) * length / max(self.count, 1)
        span = self.high - self.low
        return (number - self.low) / span * length if span else length / 2


def _short(number: float) -> float:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
