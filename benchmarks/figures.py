"""What was measured: a sample of times against the budget of the design."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """One row of the results, in milliseconds.

    ``limit`` holds for ``worst``, which says whether it is the largest of the sample or its 95th percentile.
    """

    what: str
    times: tuple[float, ...]
    budget: str
    limit: float | None = None

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20, method="inclusive")[-1] if len(self.times) > 1 else self.times[0]

    @property
    def worst(self) -> float:
        return max(self.times)

    @property
    def over(self) -> bool:
        """Whether the hard limit was passed."""
        return self.limit is not None and self.worst > self.limit

    def row(self) -> str:
        """Return it as a row of Markdown."""
        limit = "" if self.limit is None else f"{self.limit:,.0f}"
        cells = (
            self.what,
            len(self.times),
            *(f"{each:,.0f}" for each in (self.p50, self.p95, self.worst)),
            self.budget,
            limit,
        )
        return "| " + " | ".join(map(str, cells)) + " |"
