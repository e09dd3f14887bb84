"""What the joins of a report's source do to its rows: how many find a match, and how many each becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError
from nbreports.report.known_source import filtered, parts_of
from nbreports.sources.profile import type_name
from nbreports.sources.quoting import quote

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.sources import Join
    from nbreports.sources.catalog import Catalog
    from nbreports.sources.engine import Engine

_NUMBERS = frozenset({"integer", "float", "decimal"})


@dataclass(frozen=True)
class JoinFact:
    """What one join does.

    Attributes
    ----------
    name
        What its fields stand under.
    rows
        Rows of the source itself, without its filter.
    matched
        Those of them that find a row.
    after
        The rows they become where those without a match are kept.
    error
        Why that cannot be told.
    """

    name: str
    rows: int = 0
    matched: int = 0
    after: int = 0
    error: str | None = None


def join_facts(definition: ReportDefinition, catalog: Catalog) -> list[JoinFact]:
    """Return what each join of the report's source does, in their order.

    Each is looked at by itself: what an earlier join multiplies is not counted again.

    Raises
    ------
    SourceError
        Where a source is not there, or cannot be read.
    """
    from nbreports.pipeline.attaching import attach_entry
    from nbreports.sources.engine import Engine

    found: list[JoinFact] = []
    with Engine() as engine:
        asked = ""
        cells: dict[str, tuple[str, str]] = {}
        for place, (name, entry, join) in enumerate(parts_of(definition, catalog)):
            attached = attach_entry(engine, name, entry).attachment
            types = {
                each.name: type_name(each.type) for each in attached.schema if each.name not in entry.hidden
            }
            relation = attached.relation
            if entry.where is not None:
                relation = filtered(engine, name, entry, list(types))
            alias = f"t{place}"
            if join is None:
                asked = f"{relation} AS {alias}"
            else:
                wrong = _wrong(join, cells, types)
                found.append(
                    JoinFact(join.name, error=wrong) if wrong else _fact(engine, asked, join, relation, cells)
                )
                if wrong is None:
                    keys = ", ".join(quote(right) for right in join.on.values())
                    once = f"(SELECT DISTINCT ON ({keys}) * FROM {relation})"
                    asked += f" LEFT JOIN {once} AS {alias} ON {_on(join, cells, alias)}"
            prefix = "" if join is None else f"{join.name}."
            cells |= {f"{prefix}{each}": (f"{alias}.{quote(each)}", kind) for each, kind in types.items()}
    return found


def _fact(
    engine: Engine, asked: str, join: Join, relation: str, cells: dict[str, tuple[str, str]]
) -> JoinFact:
    keys = ", ".join(dict.fromkeys(quote(right) for right in join.on.values()))
    held = engine.name("held")
    many = f"(SELECT {keys}, count(*) AS {held} FROM {relation} GROUP BY {keys})"
    try:
        row = engine.fetch(
            f"SELECT count(*) AS rows, count(k.{held}) AS matched, sum(coalesce(k.{held}, 1)) AS after"
            f" FROM {asked} LEFT JOIN {many} AS k ON {_on(join, cells, 'k')}",
            label=f"rows of join {join.name}",
        ).to_pylist()[0]
    except NbreportsError as error:
        return JoinFact(join.name, error=error.message)
    return JoinFact(join.name, row["rows"], row["matched"], int(row["after"] or 0))


def _on(join: Join, cells: dict[str, tuple[str, str]], alias: str) -> str:
    return " AND ".join(f"{cells[left][0]} = {alias}.{quote(right)}" for left, right in join.on.items())


def _wrong(join: Join, cells: dict[str, tuple[str, str]], types: dict[str, str]) -> str | None:
    """Return why a join cannot be made: a field that is not there, or two of different types."""
    for left, right in join.on.items():
        if left not in cells:
            return f"The data has no field {left!r}."
        if right not in types:
            return f"{join.to!r} has no field {right!r}."
        here, there = cells[left][1], types[right]
        if here != there and not {here, there} <= _NUMBERS:
            return f"{left!r} is {here} and {right!r} is {there}: join fields of one type."
    return None
