"""``nbreports jobs``: what runs in the background, and what has run."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nbreports.cli.table import lines, plain, terminal_width

if TYPE_CHECKING:
    from nbreports.storage.journal import JobRecord

SHOWN = 20
"""Jobs listed without ``--all``."""


def command(
    job: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Show this job and its log; its first letters will do."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=f"List more than the newest {SHOWN}.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """List the jobs of all kernels and commands, or show one.

    Example: nbreports jobs
    """
    from nbreports.jobs.jobs import Jobs

    jobs = Jobs()
    if job is not None:
        found = jobs[job]
        typer.echo(json.dumps(_data(found.record), indent=2) if as_json else "\n".join(_shown(found)))
        return
    records = list(reversed(jobs.journal.jobs()))
    if as_json:
        typer.echo(json.dumps([_data(record) for record in records], indent=2))
        return
    typer.echo("\n".join(_listed(records, None if every else SHOWN)))


def _listed(records: list[JobRecord], most: int | None) -> list[str]:
    if not records:
        return ["No jobs. nbreports run --background starts one."]
    rows = [
        (record.id, record.state, _far(record), _moment(record.created), record.title)
        for record in records[:most]
    ]
    said = lines(
        ("id", "state", "progress", "asked for", "title"), rows, shrinking=(4,), width=terminal_width()
    )
    rest = len(records) - len(rows)
    return [*said, f"{rest} more: --all lists them."] if rest else said


def _shown(job: Any) -> list[str]:
    record: JobRecord = job.record
    name = record.starter.get("name")
    by = f" by {plain(str(name))}" if name else ""
    said = [
        f"{record.id}  {plain(record.title)}",
        f"{record.state}  {_far(record)}".rstrip(),
        f"asked for {_moment(record.created)}{by}",
    ]
    there = {str(each["path"]) for each in record.outputs}
    said += [f"{'written ' if target in there else 'to write'}  {plain(target)}" for target in record.targets]
    error = job.error
    if error is not None:
        said += [plain(line) for line in error.lines() if line]
    said.append("")
    for event in job.log:
        words = [str(value) for key, value in event.data.items() if value and key not in ("digest", "error")]
        said.append(plain(f"{_moment(event.at)}  {event.kind.replace('_', ' ')}  {' '.join(words)}").rstrip())
    return said


def _far(record: JobRecord) -> str:
    """Return how far a job is, in a few words."""
    progress = record.progress
    rows, total = progress.get("rows") or 0, progress.get("total")
    share = progress.get("share")
    said = []
    if share is not None and not record.over:
        said.append(f"{share:.0%}")
    if rows:
        said.append(f"{rows:,} of {total:,} rows" if total and not record.over else f"{rows:,} rows")
    if progress.get("left") and not record.over:
        said.append(f"about {max(1, round(progress['left']))} s left")
    if record.state == "done" and record.started and record.ended:
        said.append(f"in {progress.get('elapsed', record.ended - record.started):.1f} s")
    return ", ".join(said)


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds).astimezone()
    today = moment.date() == datetime.fromtimestamp(time.time()).astimezone().date()
    return moment.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M")


def _data(record: JobRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "state": record.state,
        "starter": {
            key: record.starter[key] for key in ("name", "from", "verified") if key in record.starter
        },
        "targets": list(record.targets),
        "outputs": [dict(each) for each in record.outputs],
        "progress": dict(record.progress),
        "error": None if record.error is None else dict(record.error),
        "created": record.created,
        "started": record.started,
        "ended": record.ended,
        "attempt": record.attempt,
    }
