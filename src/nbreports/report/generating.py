"""A report's job begun: what it may read and write is checked before anything is copied."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from nbreports.jobs.jobs import Jobs
from nbreports.jobs.telling import checked
from nbreports.report.binding import source_names
from nbreports.report.options import check_outputs
from nbreports.storage.identity import who

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.jobs.job import Job
    from nbreports.pipeline.run import RunOptions
    from nbreports.sources.catalog import Catalog
    from nbreports.storage.journal import JobRecord


def generate(
    definition: ReportDefinition,
    targets: tuple[Path, ...],
    catalog: Catalog,
    *,
    data: Any = None,
    folder: Path | None = None,
    options: RunOptions,
    params: Mapping[str, Any] | None = None,
    line: str = "",
    on_done: Callable[[Job], None] | None = None,
    notify: Sequence[str] = (),
) -> Job:
    """Start a job of ``definition``; see ``Report.generate``."""
    check_outputs(targets, data)
    check_params(definition, params or {})
    addresses = checked(notify)
    job = Jobs().start(
        definition,
        targets,
        catalog=catalog,
        names=source_names(definition)[0],
        options=options,
        params=params,
        folder=folder,
        line=line,
        starter=who(),
        notify=addresses,
    )
    if on_done is not None:
        _once(job, on_done)
    return job


def check_params(definition: ReportDefinition, params: Mapping[str, Any]) -> None:
    """Check parameter values before a job is begun with them.

    Raises
    ------
    ParameterError
        For a value that is unknown, missing, of the wrong type or out of range.
    """
    from datetime import UTC, datetime

    from nbreports.pipeline.values import run_values

    run_values(definition, params, datetime.now(UTC))


def _once(job: Job, on_done: Callable[[Job], None]) -> None:
    told = threading.Event()

    def tell(record: JobRecord) -> None:
        if record.over and not told.is_set():
            told.set()
            on_done(job)

    job.subscribe(tell)
