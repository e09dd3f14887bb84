"""What the names in a report stand for in one run."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from nbreports.definition.parameters import ParamValues
from nbreports.definition.sources import FrameSource, QuerySource, TableSource
from nbreports.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.catalog import Catalog


def source_names(definition: ReportDefinition) -> tuple[set[str], set[str]]:
    """Return the names that may be bound (sources and frames), and those of them that must be frames."""
    named = {definition.source}
    pending: list[Any] = list(definition.body)
    while pending:
        block = pending.pop()
        if getattr(block, "source", None):
            named.add(block.source)
        pending += getattr(block, "blocks", ())
    named |= {param.values.source for param in definition.params if isinstance(param.values, ParamValues)}
    frames: set[str] = set()
    for source in definition.sources.values():
        if isinstance(source, FrameSource):
            frames.add(source.name)
        elif isinstance(source, TableSource):
            frames.add(source.table)
        elif isinstance(source, QuerySource):
            named |= {source.from_, *(join.to for join in source.joins)}
    frames |= named - definition.sources.keys()
    return named | frames | definition.sources.keys(), frames


def catalog_for(
    definition: ReportDefinition, data: Mapping[str, Any] | Any | None, folder: Path | None
) -> Catalog:
    """Return the catalog of one run.

    Raises
    ------
    UsageError
        Where ``data`` binds a name the report does not use.
    SourceError
        Where something bound is no frame and no file.
    """
    from nbreports.sources.catalog import Catalog

    if isinstance(data, Catalog):
        return data
    known, frames = source_names(definition)
    if data is None:
        return Catalog.from_main(sorted(frames), folder)
    if not isinstance(data, Mapping):
        if len(frames) != 1:
            raise UsageError(
                "data must say which source each frame is",
                remedy=f"Write data={{{definition.source!r}: frame}}.",
            )
        data = {next(iter(frames)): data}
    catalog = Catalog(folder)
    for name, what in data.items():
        if name not in known:
            near = get_close_matches(name, list(known), 1)
            raise UsageError(
                f"the report has no source {name!r}",
                remedy=f"Did you mean {near[0]!r}?"
                if near
                else f"Its sources are {', '.join(sorted(known))}.",
            )
        catalog.register(name, what)
    return catalog
