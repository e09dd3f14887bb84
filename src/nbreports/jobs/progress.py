"""How far a job is, honestly: phases by name, rows and pages of how many, a share that never falls.

The share is of the whole job. Reading and totals have no measure of their own and stand for its first part; rows
that every output has taken of those to come for the next; pages of those to come, where an output has pages, for the
last. It is 1 only when every file is there.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from nbreports.pipeline.events import (
    Finished,
    OutputWritten,
    PagesMade,
    PhaseStarted,
    RowsRead,
    RowsRendered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.pipeline.events import Event

ROWS_FROM, ROWS_TO, MOST = 0.05, 0.95, 0.99
"""The shares at which rows begin and end, and that before the files are there."""
LEFT_SECONDS, LEFT_SHARE = 3.0, 0.03
"""When there is enough behind a job to say how much is before it."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is.

    Attributes
    ----------
    phase
        ``queued``, ``reading``, ``totals``, ``filling``, ``writing``, ``finishing``; empty at its end.
    what
        The source or output the phase is about.
    rows, total
        Detail rows printed so far, and how many there will be where that is known.
    pages, page_total
        Pages made so far, and how many there will be where that is known.
    share
        Of the whole, 0 to 1; None where nothing is known yet. It never falls while the job goes on.
    rate
        Rows a second since the rows began.
    left
        Seconds to the end, guessed; None where it is too early to tell.
    elapsed
        Seconds of work so far, pauses left out.
    """

    phase: str = "queued"
    what: str = ""
    rows: int = 0
    total: int | None = None
    pages: int = 0
    page_total: int | None = None
    share: float | None = None
    rate: float | None = None
    left: float | None = None
    elapsed: float = 0.0

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> JobProgress:
        """Return what ``data`` describes; what an older worker did not say stays unknown."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


class Meter:
    """Makes progress of a run's events; taken from one thread at a time.

    Parameters
    ----------
    clock
        Gives seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._held = 0.0
        self._rows_began: float | None = None
        self._share: float | None = None
        self._phase, self._what = "reading", ""
        self._rows, self._total = 0, None
        self._pages, self._page_total = 0, None
        self._done = False

    _total: int | None
    _page_total: int | None

    def take(self, event: Event) -> None:
        """Take an event."""
        match event:
            case PhaseStarted():
                self._phase, self._what = event.phase, event.what
                if event.total is not None:
                    self._total = max(event.total, self._rows)
            case RowsRead():
                pass
            case RowsRendered():
                if self._rows_began is None:
                    self._rows_began = self._working()
                self._rows = max(self._rows, event.rows)
                if self._total is not None:
                    # several tables may print the same rows
                    self._total = max(self._total, self._rows)
                if self._total is not None and self._rows >= self._total:
                    self._phase, self._what = "finishing", ""
            case PagesMade():
                self._pages = max(self._pages, event.pages)
                self._page_total = event.total if event.total is not None else self._page_total
            case OutputWritten():
                self._phase, self._what = "finishing", event.path.name
            case Finished():
                self._phase, self._what, self._done = "", "", True

    def leave_out(self, seconds: float) -> None:
        """Count these seconds as no work: the job was paused."""
        self._held += seconds

    def progress(self) -> JobProgress:
        """Return how far the job is."""
        elapsed = self._working()
        found = self._measured()
        if found is not None:
            self._share = max(self._share or 0.0, found)
        share = self._share
        rate = None
        if self._rows_began is not None and elapsed > self._rows_began:
            rate = self._rows / (elapsed - self._rows_began)
        left = None
        if share is not None and not self._done and elapsed >= LEFT_SECONDS and share >= LEFT_SHARE:
            left = elapsed * (1.0 - share) / share
        return JobProgress(
            phase=self._phase,
            what=self._what,
            rows=self._rows,
            total=self._total,
            pages=self._pages,
            page_total=self._page_total,
            share=share,
            rate=rate,
            left=0.0 if self._done else left,
            elapsed=elapsed,
        )

    def _working(self) -> float:
        return max(0.0, self._clock() - self._began - self._held)

    def _measured(self) -> float | None:
        if self._done:
            return 1.0
        if not self._total:
            return None
        share = ROWS_FROM + (ROWS_TO - ROWS_FROM) * min(1.0, self._rows / self._total)
        if self._rows >= self._total and self._page_total:
            share = ROWS_TO + (MOST - ROWS_TO) * min(1.0, self._pages / self._page_total)
        return min(MOST, share)
