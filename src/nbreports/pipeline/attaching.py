"""From a report's names to rows the engine can read: entries of the catalog, attached, and the plan over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nbreports.document.nodes import Warning
from nbreports.errors import NbreportsError, SourceError
from nbreports.pipeline.values import run_values
from nbreports.query.planner import Attachment, Planner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.sources import FileSource, FrameSource, TableSource
    from nbreports.query.plan import Plan
    from nbreports.sources.catalog import Catalog, Entry
    from nbreports.sources.engine import Engine

    Attachable = FrameSource | FileSource | TableSource
    Attach = Callable[[str, Attachable], Attachment]


@dataclass(frozen=True, slots=True)
class Attached:
    """A source as the engine reads it; ``rows`` is None where counting would mean reading."""

    attachment: Attachment
    rows: int | None
    notes: tuple[Warning, ...]


def entry_of(catalog: Catalog, name: str, source: Attachable) -> Entry:
    """Return what the catalog has for a source of a report: what is bound to its name, else what the report says."""
    if name in catalog.names():
        return catalog.get(name)
    if source.kind == "file":
        return catalog.file(source.path, source.table)
    return catalog.get(source.name if source.kind == "frame" else source.table)


def attach_entry(engine: Engine, name: str, entry: Entry) -> Attached:
    """Make an entry of the catalog readable in ``engine``.

    Raises
    ------
    SourceError
        For a source that cannot be read.
    """
    readable = entry.base or entry.source
    try:
        # a source that was attached describes itself from what the engine read
        relation = readable.attach(engine)
        description = readable.describe()
    except NbreportsError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(f"source {name!r} cannot be read: {error}", remedy="Check the source.") from error
    notes = tuple(Warning("source_note", f"{name}: {note}") for note in description.notes)
    return Attached(
        Attachment(relation, description.schema, entry.where, entry.hidden), description.rows, notes
    )


def plan_of(
    definition: ReportDefinition,
    params: Mapping[str, Any],
    attach: Attach,
    *,
    catalog: Catalog,
    now: datetime | None = None,
    sample: int | None = None,
    planner: Callable[..., Planner] = Planner,
) -> Plan:
    """Return the plan of a run; every source the report reads is attached by ``attach``.

    Raises
    ------
    NbreportsError
        For a definition that cannot be asked of its sources, or a source that cannot be read.
    """
    values = run_values(definition, params, now or datetime.now(UTC))

    def bound(name: str) -> bool:
        return name in catalog.names()

    return planner(definition, values, attach, bound=bound, sample=sample).plan()
