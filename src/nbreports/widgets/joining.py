"""Joins that fit the source a report reads first, among everything that may be picked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nbreports.definition.sources import FileSource, FrameSource, QuerySource
from nbreports.errors import NbreportsError
from nbreports.sources.catalog import Catalog
from nbreports.widgets.messages.sources import JoinCard, SourceCard

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.base import Description, Source
    from nbreports.widgets.workspace import Workspace

MOST_PROPOSED = 12
"""Joins that are proposed."""


def fitting_joins(workspace: Workspace, definition: ReportDefinition) -> list[JoinCard]:
    """Return the joins that fit, the surest first, those that the report has among them.

    Raises
    ------
    SourceError
        Where the source itself cannot be read.
    """
    from nbreports.sources.engine import Engine
    from nbreports.sources.relationships import JoinSide, propose_joins

    own = _first_of(definition)
    # several may bear one name
    others = {str(place): card for place, card in enumerate(workspace.joinable()) if not _same(card, own)}
    with Engine() as engine:
        opened = _opened(workspace, own)
        sides = {"": JoinSide(opened.attach(engine), _labelled(opened.describe(), own, others))}
        for label, card in others.items():
            try:
                other = _opened(workspace, card)
                sides[label] = JoinSide(other.attach(engine), other.describe())
            except NbreportsError:
                # what cannot be read joins nothing; the list of sources says why
                continue
        proposed = propose_joins(engine, sides, of="")
    return [
        JoinCard(
            to=others[each.key.table].name,
            path=others[each.key.table].path,
            table=others[each.key.table].table,
            on=dict(zip(each.key.columns, each.key.referenced, strict=True)),
            share=each.key.share,
        )
        for each in proposed[:MOST_PROPOSED]
    ]


def _first_of(definition: ReportDefinition) -> FrameSource | FileSource:
    """Return the source that a report reads first, to which others are joined."""
    source = definition.sources.get(definition.source)
    name = source.from_ if isinstance(source, QuerySource) else definition.source
    said = definition.sources.get(name)
    return said if isinstance(said, FrameSource | FileSource) else FrameSource(name)


def _same(card: SourceCard, source: FrameSource | FileSource) -> bool:
    if isinstance(source, FileSource):
        return (card.path, card.table) == (source.path, source.table)
    return card.path is None and card.name == source.name


def _opened(workspace: Workspace, what: SourceCard | FrameSource | FileSource) -> Source:
    if isinstance(what, FrameSource) or what.path is None:
        return workspace.open(what.name)
    return Catalog(workspace.folder).file(what.path, what.table).source


def _labelled(
    described: Description, own: FrameSource | FileSource, others: dict[str, SourceCard]
) -> Description:
    """Return a description whose foreign keys name the tables of the same database by their labels."""
    by_table = {}
    for label, card in others.items():
        if isinstance(own, FileSource):
            if card.path == own.path and card.table:
                by_table[card.table] = label
        elif card.kind == "table":
            variable, _, table = card.name.partition(".")
            if variable == own.name.partition(".")[0]:
                by_table[table] = label
    keys = [
        replace(key, table=by_table[key.table]) for key in described.foreign_keys if key.table in by_table
    ]
    return replace(described, foreign_keys=tuple(keys))
