"""The command's progress: a bar on stderr where that is a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nbreports.pipeline.events import OutputWritten, PagesMade, PhaseStarted, RowsRendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbreports.pipeline.events import Event

_PHASES = {"reading": "Reading", "totals": "Totals", "filling": "Writing", "writing": "Writing"}


@contextmanager
def progress(*, shown: bool) -> Iterator[Callable[[Event], None]]:
    """Give a callable that takes a run's events and shows how far it is."""
    if not shown or not sys.stderr.isatty():
        yield lambda _event: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=10) as bar:
        task = bar.add_task("Reading", total=None, rows="")
        expected = 0

        def tell(event: Event) -> None:
            nonlocal expected
            if isinstance(event, PhaseStarted):
                bar.update(task, description=_PHASES[event.phase] + (f" {event.what}" if event.what else ""))
                if event.total is not None:
                    expected = event.total
                    bar.update(task, total=expected)
            elif isinstance(event, RowsRendered):
                # several tables may print the same rows
                total = max(expected, event.rows) or None
                bar.update(task, completed=event.rows, total=total, rows=f"{event.rows:,} rows")
                if event.rows >= expected > 0:
                    bar.update(task, description="Finishing")
            elif isinstance(event, PagesMade) and event.total is not None:
                bar.update(task, description=f"Page {event.pages:,} of {event.total:,}")
            elif isinstance(event, OutputWritten):
                bar.update(task, description=f"Written {event.path.name}")

        yield tell
