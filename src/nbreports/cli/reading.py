"""What a command is given: a report file, sources bound to names, parameter values."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.report import Report
    from nbreports.sources.catalog import Catalog

SOURCE_HELP = "Bind a source to a file; repeat it for several."
PARAM_HELP = "Give a parameter; repeat it for several, also for several values of one."


def read_report(path: Path) -> Report:
    """Return the report in ``path``, a ``.nbreport`` file or Python code that writes one out (read, never run).

    Raises
    ------
    DefinitionError
        For a file that is no report.
    """
    from nbreports.report import Report

    if path.suffix != ".py":
        return Report.load(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot be read: {error}", where=str(path), remedy="Give a .nbreport file."
        ) from None
    found = Report.from_code(text)
    return Report.of(found.definition, path.resolve().parent)


def read_catalog(report: Report, bindings: Sequence[str]) -> Catalog:
    """Return the catalog of a run: files bound with ``NAME=PATH[::TABLE]``, and the report's own folder.

    Raises
    ------
    UsageError
        For a binding that is malformed, named twice, or names no source of the report.
    """
    from nbreports.report.binding import catalog_for

    data: dict[str, str] = {}
    for binding in bindings:
        name, equals, path = binding.partition("=")
        if not equals or not name or not path:
            raise UsageError(
                f"--source {binding!r} is not NAME=PATH", remedy="Write --source sales=sales.csv."
            )
        if name in data:
            raise UsageError(f"--source binds {name!r} twice", remedy="Give each source once.")
        data[name] = path
    return catalog_for(report.definition, data, report.folder)


def read_params(report: Report, given: Sequence[str]) -> dict[str, Any]:
    """Return parameter values from ``K=V`` texts; a parameter given several times has several values.

    Raises
    ------
    UsageError
        For a text that is not ``K=V``, or several values where one must stand.
    """
    several = {param.name for param in report.definition.params if param.multi}
    values: dict[str, Any] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise UsageError(f"--param {item!r} is not NAME=VALUE", remedy="Write --param month=2.")
        if name in several:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise UsageError(f"--param gives {name!r} twice", remedy="Give it once; it takes one value.")
        else:
            values[name] = value
    return {name: value[0] if value == ["all"] else value for name, value in values.items()}


def read_now(text: str | None) -> datetime | None:
    """Return ``--now`` as a moment; without a zone it is UTC.

    Raises
    ------
    UsageError
        For a text that is no ISO 8601 moment.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r} is no moment", remedy="Write --now 2026-01-31T08:00.") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def is_code(path: Path) -> bool:
    """Return whether an output is the report as Python code."""
    return path.suffix.lower() == ".py"


def files_of(report: Report, bindings: Sequence[str]) -> list[Path]:
    """Return the files a run reads: those bound, and those the report names in its folder."""
    bound = {
        name: Path(path.partition("::")[0]) for name, _, path in (one.partition("=") for one in bindings)
    }
    own = [
        report.folder / source.path
        for name, source in report.definition.sources.items()
        if source.kind == "file" and name not in bound and report.folder is not None
    ]
    return [*bound.values(), *own]


def check_outputs(paths: Sequence[Path], read: Sequence[Path]) -> None:
    """Check what is to be written before anything is done.

    Raises
    ------
    UsageError
        Where no output is named, its ending is unknown, it is named twice, or it is one of the files ``read``.
    """
    from nbreports.renderers.registry import ENDINGS, renderer_for

    endings = ", ".join((*ENDINGS, ".py"))
    if not paths:
        raise UsageError("no output is named", remedy=f"Write -o report.pdf; endings: {endings}.")
    real = [os.path.realpath(path) for path in paths]
    if len(set(real)) < len(paths):
        raise UsageError("an output is named twice", remedy="Give each output its own name.")
    inputs = {os.path.realpath(path) for path in read}
    for path, whole in zip(paths, real, strict=True):
        if whole in inputs:
            raise UsageError(
                "this file is read by the report; writing would destroy it",
                where=str(path),
                remedy="Give the output another name.",
            )
        if not is_code(path):
            try:
                renderer_for(path.name)
            except UsageError as error:
                error.remedy = f"Use one of {endings}."
                raise
