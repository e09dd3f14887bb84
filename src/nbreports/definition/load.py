"""A report from its file, its text or its object."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.definition.migrations import migrate
from nbreports.definition.reading import MAX_BYTES, checked, parse_json, too_large
from nbreports.definition.report import ReportDefinition
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    import os

__all__ = ["definition_from_dict", "load", "loads"]


def load(path_or_text: str | bytes | os.PathLike[str]) -> ReportDefinition:
    """Return the report of a file, or of text that begins with ``{``.

    Parameters
    ----------
    path_or_text
        A path, or the JSON itself.

    Raises
    ------
    DefinitionError
        Where the file cannot be read or says something a report may not; ``where`` is a JSON pointer, or the
        line and column of text that is not JSON.
    """
    if isinstance(path_or_text, bytes) or (
        isinstance(path_or_text, str) and path_or_text.lstrip("\ufeff \t\r\n").startswith("{")
    ):
        return loads(path_or_text)
    path = Path(path_or_text)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            too_large(size, str(path))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DefinitionError(
            f"the report cannot be read: {reason}",
            where=str(path),
            remedy="Check the path; a report's file ends in .nbreport.",
            code="unreadable",
        ) from error
    return loads(data)


def loads(text: str | bytes) -> ReportDefinition:
    """Return the report that ``text`` holds as JSON; older schemas are migrated.

    Raises
    ------
    DefinitionError
        Where it says something a report may not.
    """
    return _built(parse_json(text))


def definition_from_dict(data: dict[str, Any]) -> ReportDefinition:
    """Return the report of a JSON object, as :func:`loads` does of its text.

    Raises
    ------
    DefinitionError
        Where it says something a report may not.
    """
    if not isinstance(data, dict):
        raise DefinitionError(
            f"a report is an object, not a {type(data).__name__}",
            where="/",
            remedy="Give a dict with schema, title, source and body.",
        )
    return _built(checked(data))


def _built(data: dict[str, Any]) -> ReportDefinition:
    current = migrate(data)
    return ReportDefinition.read({key: value for key, value in current.items() if key != "schema"})
