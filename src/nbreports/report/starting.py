"""A report from a template and data: the data's fields found, the template's slots bound to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import UsageError
from nbreports.report.own_templates import TemplateLibrary
from nbreports.suggest.facts import facts_of
from nbreports.suggest.instances import Instance, instance

if TYPE_CHECKING:
    from nbreports.definition.fields import Field
    from nbreports.sources.base import Source
    from nbreports.suggest.facts import FieldFacts

UNKNOWN = "data"
"""The source of a report whose data is not known yet."""


def start(
    template: str | os.PathLike[str],
    data: Any = None,
    choices: Mapping[str, str | None] | None = None,
    *,
    library: TemplateLibrary | None = None,
) -> Instance:
    """Return a template filled for ``data``.

    Parameters
    ----------
    template
        The key or name of a template, or the path of its file.
    data
        A frame, the path of a file, or one of them by the name that the report gives it. Without data the
        template's slots stay empty, which only ``blank`` can bear.
    choices
        Slot -> field, where the proposal is not wanted; None leaves a slot empty.

    Raises
    ------
    UsageError
        For a template that is not there, or data that is missing or several.
    DefinitionError
        For a template that is broken, or a choice that cannot be.
    SourceError
        For data that cannot be read.
    """
    found = (library or TemplateLibrary()).get(os.fspath(template))
    if found.error is not None:
        raise found.error
    if data is None:
        if found.definition is not None and any(slot.required for slot in found.definition.slots.values()):
            raise UsageError(
                f"the template {found.name!r} needs data to bind its slots",
                remedy="Give a frame: Report.from_template(name, frame).",
            )
        return instance(found, UNKNOWN, ())
    name, source = _named(data)
    return instance(found, name, facts_of_source(source), choices)


def facts_of_source(source: Source, said: Mapping[str, Field] | None = None) -> tuple[FieldFacts, ...]:
    """Return what a source holds, field by field, over all its rows."""
    from nbreports.sources.engine import Engine
    from nbreports.sources.profile import profile

    with Engine() as engine:
        return facts_of(profile(engine, source.attach(engine)), said)


def _named(data: Any) -> tuple[str, Source]:
    from nbreports.sources.files import open_file
    from nbreports.sources.frames import frame_kind, open_frame

    name = None
    if isinstance(data, Mapping):
        if len(data) != 1:
            raise UsageError(
                f"{len(data)} sources are given and a template takes one",
                remedy="Give one frame, or one as {name: frame}; join others in the report afterwards.",
            )
        name, data = next(iter(data.items()))
    if isinstance(data, str | os.PathLike):
        path, _, table = str(data).partition("::")
        return name or Path(path).stem, open_file(Path(path), table or None)
    if frame_kind(data) is None and hasattr(data, "describe") and hasattr(data, "attach"):
        return name or data.name, data
    name = name or _variable(data) or UNKNOWN
    return name, open_frame(data, name)


def _variable(frame: Any) -> str | None:
    """Return what the notebook calls this very frame."""
    variables = vars(sys.modules["__main__"])
    return next(
        (name for name, value in list(variables.items()) if value is frame and not name.startswith("_")), None
    )
