"""A run told to the audit log, however it ends."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from nbreports.errors import JobCancelled, NbreportsError
from nbreports.pipeline.events import Finished, OutputWritten
from nbreports.report.binding import source_names
from nbreports.sources.files import FileSource
from nbreports.storage.audit import record
from nbreports.storage.generation import (
    IN_MEMORY,
    AuditedSource,
    Generation,
    audited_output,
    definition_digest,
    located,
    own_files,
)
from nbreports.storage.identity import who

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.run import Run
    from nbreports.sources.catalog import Catalog
    from nbreports.storage.generation import Outcome, Via


async def execute_audited(run: Run, via: Via) -> None:
    """Execute a run, and add to the audit log what came of it.

    Raises
    ------
    NbreportsError
        What the run raises.
    """
    outputs: list[dict[str, Any]] = []
    rows: int | None = None
    told = run.tell

    def tell(event: Event) -> None:
        nonlocal rows
        if isinstance(event, OutputWritten):
            outputs.append(audited_output(event.path.absolute(), event.bytes, event.digest))
        elif isinstance(event, Finished):
            rows = event.rows
        told(event)

    run.tell = tell
    started = time.time()
    outcome: Outcome = "done"
    code = None
    try:
        await run.execute()
    except BaseException as error:
        stopped = isinstance(error, JobCancelled) or not isinstance(error, Exception)
        outcome = "cancelled" if stopped else "failed"
        code = None if stopped else error.code if isinstance(error, NbreportsError) else "internal"
        raise
    finally:
        generation = Generation(
            who=who(),
            via=via,
            title=run.definition.title,
            definition=definition_digest(run.definition),
            parameters=run.params,
            sources=audited_sources(run.definition, run.catalog, run.folder),
            rows=rows,
            outputs=tuple(outputs),
            started=started,
            ended=time.time(),
            outcome=outcome,
            error=code,
        )
        await asyncio.to_thread(record, generation)


def audited_sources(
    definition: ReportDefinition, catalog: Catalog, folder: Path | None
) -> tuple[AuditedSource, ...]:
    """Return what a report was to read: what is bound to its names, and its own files."""
    names = source_names(definition)[0]
    bound = []
    for name in catalog.names():
        if name in names:
            opened = catalog.opened(name)
            at = located(opened.path, opened.table) if isinstance(opened, FileSource) else IN_MEMORY
            bound.append(AuditedSource(name, at, catalog.get(name).where))
    return (*bound, *own_files(definition, {source.name for source in bound}, folder))
