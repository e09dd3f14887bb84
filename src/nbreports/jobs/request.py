"""What a job is given, as files in its folder: the report, its parameters, its sources, its outputs.

All of it is data: the report in its own format, values as JSON, rows as Arrow. A worker that finds the folder needs
nothing of the process that asked for the job.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.definition.dump import dumps
from nbreports.definition.load import loads
from nbreports.errors import OutputError, UsageError
from nbreports.pipeline.run import RunOptions
from nbreports.renderers.base import RenderOptions
from nbreports.storage.atomic import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.definition.report import ReportDefinition

_REPORT = "report.nbreport"
_REQUEST = "request.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A source of a job.

    Attributes
    ----------
    name
        What the report calls it.
    path
        Its file: the user's own, or the copy of a frame's rows in the job's folder.
    table
        The table, sheet or member, for files that hold several.
    copied
        Whether ``path`` is such a copy.
    notes
        What was renamed or converted when it was copied.
    where, hidden
        The owner's row filter, and the columns no report sees.
    """

    name: str
    path: Path
    table: str | None = None
    copied: bool = False
    notes: tuple[str, ...] = ()
    where: str | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What is to be made.

    Attributes
    ----------
    definition
        The report.
    targets
        Absolute paths of the outputs.
    sources
        What its names stand for.
    params
        Parameter values as given.
    folder
        The report's own folder.
    options
        Of the run; ``options.now`` is set, so that every attempt has the same moment.
    """

    definition: ReportDefinition
    targets: tuple[Path, ...]
    sources: tuple[GivenSource, ...]
    params: Mapping[str, Any]
    folder: Path | None
    options: RunOptions = field(default_factory=RunOptions)

    def write(self, folder: Path) -> None:
        """Put the request into a job's folder.

        Raises
        ------
        UsageError
            For a parameter value that is no plain value.
        OutputError
            Where it cannot be written.
        """
        options = self.options
        render = options.render
        data = {
            "version": _VERSION,
            "targets": [str(path) for path in self.targets],
            "sources": [_source_data(source) for source in self.sources],
            "params": {name: _plain(name, value) for name, value in self.params.items()},
            "folder": None if self.folder is None else str(self.folder),
            "now": options.now.isoformat() if options.now else None,
            "sample": options.sample,
            "deterministic": options.deterministic,
            "memory": options.memory,
            "render": {
                name: [str(path) for path in value] if name == "font_files" else value
                for name, value in ((each, getattr(render, each)) for each in render.__dataclass_fields__)
            },
        }
        write_file(folder / _REPORT, dumps(self.definition).encode())
        write_file(folder / _REQUEST, json.dumps(data, ensure_ascii=False).encode())

    @classmethod
    def read(cls, folder: Path) -> JobRequest:
        """Return the request in a job's folder.

        Raises
        ------
        OutputError
            Where the folder no longer holds one.
        """
        try:
            data = json.loads((folder / _REQUEST).read_bytes())
            definition = loads((folder / _REPORT).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise OutputError(
                f"the job's folder does not hold what it was asked: {error}",
                where=str(folder),
                remedy="Start the job again.",
                code="job_folder",
            ) from error
        if data.get("version") != _VERSION:
            raise OutputError(
                f"the job was written by another version ({data.get('version')!r})",
                where=str(folder),
                remedy="Start the job again.",
                code="job_folder",
            )
        render = {**data["render"], "font_files": tuple(map(Path, data["render"]["font_files"]))}
        return cls(
            definition=definition,
            targets=tuple(map(Path, data["targets"])),
            sources=tuple(_source(each) for each in data["sources"]),
            params={name: _revived(value) for name, value in data["params"].items()},
            folder=None if data["folder"] is None else Path(data["folder"]),
            options=RunOptions(
                now=datetime.fromisoformat(data["now"]) if data["now"] else None,
                sample=data["sample"],
                deterministic=data["deterministic"],
                memory=data["memory"],
                render=RenderOptions(**render),
            ),
        )


def _source_data(source: GivenSource) -> dict[str, Any]:
    return {
        "name": source.name,
        "path": str(source.path),
        "table": source.table,
        "copied": source.copied,
        "notes": list(source.notes),
        "where": source.where,
        "hidden": list(source.hidden),
    }


def _source(data: Mapping[str, Any]) -> GivenSource:
    return GivenSource(
        **{
            **data,
            "path": Path(data["path"]),
            "notes": tuple(data["notes"]),
            "hidden": tuple(data["hidden"]),
        }
    )


_READ: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
    "seconds": lambda text: timedelta(seconds=float(text)),
}


def _plain(name: str, value: Any) -> Any:
    """Return a parameter's value as JSON that ``_revived`` reads back."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(name, each) for each in value]
    if isinstance(value, timedelta):
        return {"seconds": str(value.total_seconds())}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    # a datetime is a date too, so it comes first
    for kind, known in (("datetime", datetime), ("date", date), ("time", time)):
        if isinstance(value, known):
            return {kind: value.isoformat()}
    if hasattr(value, "item"):  # a number of numpy's
        return _plain(name, value.item())
    raise UsageError(
        f"the value of parameter {name!r} is a {type(value).__name__}",
        where=name,
        remedy="Give a text, number, date or a list of them.",
    )


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(each) for each in value]
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READ[kind](text)
    return value
