"""From older schemas to the current one, one step at a time; each step is pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbreports.definition.faults import quote, refuse
from nbreports.definition.migrations.from_0 import from_0

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CURRENT = 1
STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {0: from_0}
"""The step that leads from each version to the next."""

_SCHEMA = re.compile(r"nbreport/(0|[1-9]\d{0,5})\Z", re.ASCII)


def migrate(data: dict[str, Any]) -> dict[str, Any]:
    """Return the object of a file as the current schema has it, ``schema`` included.

    Parameters
    ----------
    data
        The object as read; it is not changed.

    Raises
    ------
    DefinitionError
        Where ``schema`` is missing, is no report's, or is newer than this release knows.
    """
    if "schema" not in data:
        refuse(
            '"schema" is missing',
            where="/schema",
            remedy=f'Add "schema": "nbreport/{CURRENT}".',
            code="schema",
        )
    schema = data["schema"]
    found = _SCHEMA.match(schema) if isinstance(schema, str) else None
    if found is None:
        refuse(
            f"{quote(schema)} is no schema of a report",
            where="/schema",
            remedy=f'Write "nbreport/{CURRENT}".',
            code="schema",
        )
    version = int(found[1])
    if version > CURRENT:
        refuse(
            f"{quote(schema)} is newer than this release, which knows nbreport/{CURRENT}",
            where="/schema",
            remedy="Update nbreports; the file is untouched.",
            code="newer_schema",
        )
    while version < CURRENT:
        data = STEPS[version](data)
        version += 1
        data = {**data, "schema": f"nbreport/{version}"}
    return data
