"""A job as pages show it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.jobs.progress import JobProgress
from nbreports.widgets.messages.jobs import JobCard, JobOutput
from nbreports.widgets.places import block_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.report import ReportDefinition
    from nbreports.storage.journal import JobRecord


def job_card(record: JobRecord, definition: ReportDefinition | None = None, *, mine: bool = False) -> JobCard:
    """Return a job's card; with its report, an error says at which block it is."""
    progress = JobProgress.of(record.progress)
    error: Mapping[str, Any] = record.error or {}
    where = error.get("where")
    outputs = [_output(Path(each["path"]), int(each["bytes"])) for each in record.outputs]
    return JobCard(
        id=record.id,
        title=record.title,
        state=record.state,
        phase="queued" if record.state == "queued" else progress.phase,
        what=progress.what,
        rows=progress.rows,
        total=progress.total,
        pages=progress.pages,
        page_total=progress.page_total,
        share=progress.share,
        rate=progress.rate,
        left=progress.left,
        elapsed=progress.elapsed,
        created=record.created,
        ended=record.ended,
        starter=str(record.starter.get("name") or ""),
        message=str(error.get("message") or "") or ", ".join(each.name for each in outputs),
        remedy=str(error.get("remedy") or ""),
        where=where,
        block=block_at(definition, where) if definition is not None else None,
        targets=list(record.targets),
        outputs=outputs,
        mine=mine,
    )


def _output(path: Path, size: int) -> JobOutput:
    home = ""
    with suppress(ValueError, RuntimeError, OSError):
        home = f"~/{path.resolve().relative_to(Path.home().resolve()).as_posix()}"
    return JobOutput(name=path.name, bytes=size, path=path.as_posix(), home=home)
