"""What the audit log says of one generation of a report."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from nbreports.definition.dump import dumps

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nbreports.definition.report import ReportDefinition
    from nbreports.storage.identity import Who

Via = Literal["export", "command", "job"]
Outcome = Literal["done", "failed", "cancelled"]
IN_MEMORY = "frame"
"""Where rows are that lie in no file."""


@dataclass(frozen=True, slots=True)
class AuditedSource:
    """A source of a generation.

    Attributes
    ----------
    name
        What the report calls it.
    at
        The absolute path of its file, with ``::table`` where it holds several; ``frame`` for rows in memory.
    where
        The row filter its owner has put before it; what the report itself leaves out stands in its definition.
    """

    name: str
    at: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation, however it ended.

    Attributes
    ----------
    who
        Who asked for it.
    via
        ``export``, ``command`` or ``job``.
    title, definition
        Of the report; the SHA-256 of its canonical text, empty where it can no longer be read.
    parameters
        Their values as given.
    sources
        What it was to read.
    rows
        Detail rows printed; None where no output stands.
    outputs
        Those in place, each with ``path``, ``bytes`` and ``sha256``.
    started, ended
        Seconds since 1970; ``started`` is None for a job that was cancelled before its turn.
    outcome, error
        How it ended; the error's code where it failed.
    job
        The job's id.
    version
        The nbreports that made it.
    """

    who: Who | Mapping[str, Any]
    via: Via
    title: str
    definition: str
    parameters: Mapping[str, Any]
    sources: tuple[AuditedSource, ...]
    rows: int | None
    outputs: tuple[Mapping[str, Any], ...]
    started: float | None
    ended: float
    outcome: Outcome
    error: str | None = None
    job: str | None = None
    version: str = field(default_factory=lambda: installed("nbreports"))

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "who": dict(self.who),
            "via": self.via,
            "title": self.title,
            "definition": self.definition,
            "parameters": {name: _plain(value) for name, value in self.parameters.items()},
            "sources": [
                {"name": source.name, "at": source.at, "where": source.where} for source in self.sources
            ],
            "rows": self.rows,
            "outputs": [dict(output) for output in self.outputs],
            "started": None if self.started is None else moment(self.started),
            "ended": moment(self.ended),
            "outcome": self.outcome,
            "error": self.error,
            "job": self.job,
            "version": self.version,
        }


def definition_digest(definition: ReportDefinition) -> str:
    """Return the SHA-256 of a report's canonical text, which is that of its file as nbreports saves it."""
    return hashlib.sha256(dumps(definition).encode()).hexdigest()


def audited_output(path: object, size: int, digest: str) -> dict[str, Any]:
    """Return an output as the log has it."""
    return {"path": str(path), "bytes": size, "sha256": digest}


def located(path: Path, table: str | None) -> str:
    """Return where a file's rows are."""
    whole = path.absolute()
    return str(whole) if table is None else f"{whole}::{table}"


def own_files(
    definition: ReportDefinition, bound: Collection[str], folder: Path | None
) -> tuple[AuditedSource, ...]:
    """Return the files that a report names itself, less the names with something else ``bound`` to them."""
    return tuple(
        AuditedSource(name, located((folder or Path()) / source.path, source.table))
        for name, source in definition.sources.items()
        if source.kind == "file" and name not in bound
    )


def moment(seconds: float) -> str:
    """Return a moment, in seconds since 1970, as the log has it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _plain(value: Any) -> Any:
    """Return a parameter's value as JSON; one that can be no parameter by its type alone."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | timedelta | UUID):
        return str(value)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a number of numpy's
        return _plain(value.item())
    return f"<{type(value).__name__}>"
