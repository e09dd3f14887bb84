"""A job that has ended, told to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError
from nbreports.jobs.request import JobRequest
from nbreports.storage.audit import record as record_generation
from nbreports.storage.audit_check import newest_generations
from nbreports.storage.generation import (
    IN_MEMORY,
    AuditedSource,
    Generation,
    audited_output,
    definition_digest,
    located,
    moment,
    own_files,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.storage.journal import JobRecord, Notice


def audited(notice: Notice, state: Path) -> bool:
    """Return whether the newest file of the audit log has the end that a notice tells of."""
    at = moment(notice.at)
    return any(
        said.get("job") == notice.job and said.get("ended") == at for said in newest_generations(state)
    )


def audit(notice: Notice, record: JobRecord, folder: Path, state: Path) -> None:
    """Add what a job has made to the audit log.

    Parameters
    ----------
    notice
        Of its end; the job may have been retried since.
    record, folder
        The job, and its folder.
    state
        The state folder.
    """
    try:
        request = JobRequest.read(folder)
    except NbreportsError:  # what the journal knows is logged all the same
        request = None
    done = notice.state == "done"
    record_generation(
        Generation(
            who=record.starter,
            via="job",
            title=record.title,
            definition=definition_digest(request.definition) if request else "",
            parameters=request.params if request else {},
            sources=_sources(request) if request else (),
            rows=record.progress.get("rows") if done else None,
            outputs=tuple(
                audited_output(each["path"], each["bytes"], each["digest"]) for each in record.outputs
            )
            if record.state == notice.state
            else (),
            started=record.started,
            ended=notice.at,
            outcome="done" if done else "failed" if notice.state == "failed" else "cancelled",
            error=record.error.get("code") if record.error else None,
            job=record.id,
        ),
        state,
    )


def _sources(request: JobRequest) -> tuple[AuditedSource, ...]:
    given = tuple(
        AuditedSource(
            source.name, IN_MEMORY if source.copied else located(source.path, source.table), source.where
        )
        for source in request.sources
    )
    return (*given, *own_files(request.definition, {source.name for source in given}, request.folder))
