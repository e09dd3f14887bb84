"""What a command is given: a report file, sources bound to names, parameter values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nbreports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nbreports.report import Report
    from nbreports.sources.catalog import Catalog

MOST_CODE = 5_000_000


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


def check_outputs(paths: Sequence[Path]) -> None:
    """Raise a UsageError where an output's ending is unknown or an output is named twice."""
    from nbreports.renderers.registry import ENDINGS, renderer_for

    if not paths:
        raise UsageError(
            "no output is named", remedy=f"Write -o report.pdf; endings: {', '.join((*ENDINGS, '.py'))}."
        )
    if len({path.resolve() for path in paths}) < len(paths):
        raise UsageError("an output is named twice", remedy="Give each output its own name.")
    for path in paths:
        if path.suffix.lower() != ".py":
            renderer_for(path.name)
