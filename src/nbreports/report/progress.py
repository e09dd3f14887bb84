"""A bar for notebook and terminal, fed by the run's events at most ten times a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from nbreports.pipeline.events import Finished, OutputWritten, PagesMade, PhaseStarted, RowsRendered

if TYPE_CHECKING:
    from types import TracebackType

    from nbreports.pipeline.events import Event

EVERY = 0.1
_PHASES = {"reading": "Reading", "totals": "Totals", "filling": "Writing", "writing": "Writing"}


class Progress:
    """Shows how far a run is; a context manager."""

    def __init__(self, *, shown: bool = True) -> None:
        self.shown = shown
        self._bar: Any = None
        self._last = 0.0

    def __enter__(self) -> Self:
        if self.shown:
            import warnings

            from tqdm import TqdmExperimentalWarning, TqdmWarning

            with warnings.catch_warnings():
                # a notebook without ipywidgets gets the text bar
                warnings.simplefilter("ignore", TqdmWarning)
                warnings.simplefilter("ignore", TqdmExperimentalWarning)
                from tqdm.auto import tqdm

            self._bar = tqdm(unit=" rows", unit_scale=True, leave=False, desc="Reading", dynamic_ncols=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def tell(self, event: Event) -> None:
        """Take an event."""
        bar = self._bar
        if bar is None:
            return
        if isinstance(event, PhaseStarted):
            bar.set_description(_PHASES[event.phase] + (f" {event.what}" if event.what else ""))
            if event.total is not None:
                bar.total = event.total
        elif isinstance(event, RowsRendered):
            if time.monotonic() - self._last >= EVERY:
                self._last = time.monotonic()
                bar.total = max(bar.total or 0, event.rows)
                bar.update(event.rows - bar.n)
        elif isinstance(event, PagesMade) and event.total is not None:
            bar.set_description(f"Page {event.pages:,} of {event.total:,}")
        elif isinstance(event, OutputWritten):
            bar.set_description(f"Written {event.path.name}")
        elif isinstance(event, Finished):
            bar.set_description("Done")
