"""What is known of a report's source: its fields in figures, and a few rows of it to draw templates with."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.inference import Inference
from nbreports.definition.labels import humanise
from nbreports.definition.sources import FrameSource, QuerySource, SqlSource
from nbreports.errors import SourceUnbound
from nbreports.sources.quoting import quote
from nbreports.suggest.facts import FieldFacts, facts_of, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.catalog import Catalog, Entry
    from nbreports.sources.engine import Engine

FEW_ROWS = 360
"""Rows a picture of a template is drawn with."""
MOST_PROFILED = 200_000
"""Rows whose figures are exact; of more, so many evenly spread ones are looked at."""
_SPAN = 2**32
_GOLDEN = 2_654_435_769
"""The golden section of ``_SPAN``: its multiples fall everywhere alike, whatever period the rows have."""


@dataclass(frozen=True)
class KnownSource:
    """A source as templates are bound to it.

    Attributes
    ----------
    name
        What the report calls it.
    mark
        Changes when the source does, or what the report says of its fields.
    data
        Changes when the source does.
    fields
        What it has.
    rows
        Some of its rows, evenly spread, joins made; a column's name is the field's.
    """

    name: str
    mark: str
    data: str
    fields: tuple[FieldFacts, ...]
    rows: pa.Table


def mark_of(definition: ReportDefinition, catalog: Catalog) -> str:
    """Return what changes when the report's source does, or what it says of fields; cheap.

    Raises
    ------
    SourceError
        Where it is not there.
    """
    return f"{_data_of(definition, catalog)}-{_digest(repr(sorted(definition.fields.items())))}"


def known_source(definition: ReportDefinition, catalog: Catalog) -> KnownSource:
    """Return what is known of the report's source.

    Raises
    ------
    SourceError
        Where it is not there, or cannot be read.
    """
    from nbreports.pipeline.attaching import attach_entry
    from nbreports.sources.engine import Engine
    from nbreports.sources.profile import profile

    mark = mark_of(definition, catalog)
    fields: list[FieldFacts] = []
    with Engine() as engine:
        selected: list[str] = []
        joined: list[str] = []
        written: dict[str, str] = {}
        for place, (name, entry, join) in enumerate(parts_of(definition, catalog)):
            attached = attach_entry(engine, name, entry).attachment
            names = [each for each in attached.schema.names if each not in entry.hidden]
            relation = attached.relation if entry.where is None else filtered(engine, name, entry, names)
            looked = relation if join else _spaced(engine, relation, MOST_PROFILED)
            prefix = join.name if join else None
            fields += facts_of(profile(engine, looked, names), definition.fields, join=prefix)
            alias = f"t{place}"
            own = {f"{prefix}.{each}" if prefix else each: f"{alias}.{quote(each)}" for each in names}
            selected += [f"{cell} AS {quote(key)}" for key, cell in own.items()]
            if join is None:
                joined.append(f"{_spaced(engine, looked, FEW_ROWS)} AS {alias}")
            else:
                keys = ", ".join(quote(right) for right in join.on.values())
                on = " AND ".join(
                    f"{written.get(left, f't0.{quote(left)}')} = {alias}.{quote(right)}"
                    for left, right in join.on.items()
                )
                # one row a key: a picture counts nothing
                once = f"(SELECT DISTINCT ON ({keys}) * FROM {relation})"
                joined.append(f"LEFT JOIN {once} AS {alias} ON {on}")
            written |= own
        rows = engine.fetch(f"SELECT {', '.join(selected)} FROM {' '.join(joined)}", label="some rows")
    data = mark.partition("-")[0]
    return KnownSource(definition.source, mark, data, (*fields, *_calculated(definition, fields)), rows)


def _data_of(definition: ReportDefinition, catalog: Catalog) -> str:
    from nbreports.sources.fingerprint import entry_fingerprint

    told = [repr(definition.sources.get(definition.source))]
    told += [f"{name} {entry_fingerprint(entry)!r}" for name, entry, _ in parts_of(definition, catalog)]
    return _digest("\n".join(told))


def _digest(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"


def parts_of(definition: ReportDefinition, catalog: Catalog) -> Iterator[tuple[str, Entry, Any]]:
    """Yield what the source reads: itself, or the parts of a query with their joins."""
    from nbreports.pipeline.attaching import entry_of

    def entry(name: str) -> Entry:
        source = definition.sources.get(name) or FrameSource(name)
        if isinstance(source, QuerySource | SqlSource):
            raise SourceUnbound(f"{name!r} is joined from others", remedy="Join frames and files.")
        return entry_of(catalog, name, source)

    source = definition.sources.get(definition.source)
    if not isinstance(source, QuerySource):
        yield definition.source, entry(definition.source), None
        return
    yield source.from_, entry(source.from_), None
    for join in source.joins:
        yield join.to, entry(join.to), join


def filtered(engine: Engine, name: str, entry: Entry, names: list[str]) -> str:
    """Return the rows that the source's owner lets reports see: as any report reads them."""
    import asyncio
    import io

    import pyarrow.parquet as pq

    from nbreports.definition.blocks import Column, Table
    from nbreports.definition.report import ReportDefinition
    from nbreports.outputs.memory import MemoryOutput
    from nbreports.pipeline.run import Run
    from nbreports.sources.catalog import Catalog
    from nbreports.sources.frames import open_frame

    catalog = Catalog()
    catalog.register(name, entry.base or entry.source, where=entry.where, hidden=entry.hidden)
    columns = [Column(_written(each), name=f"c{place}") for place, each in enumerate(names)]
    rows = MemoryOutput("rows.parquet")
    asyncio.run(Run(ReportDefinition(name, name, [Table(*columns)]), [rows], catalog=catalog).execute())
    found = pq.read_table(io.BytesIO(rows.data)).rename_columns(names)
    return open_frame(found, name).attach(engine)


def _spaced(engine: Engine, relation: str, rows: int) -> str:
    """Return a relation of about ``rows`` rows at most, evenly spread, in their order.

    Not every n-th: of seven rows a week that would be one day of the week.
    """
    count = engine.fetch(f"SELECT count(*) AS n FROM {relation}", label="count").to_pylist()[0]["n"]
    if count <= rows:
        return relation
    table = engine.name("spaced")
    step = -(-count // rows)
    engine.execute(
        f"CREATE TABLE {table} AS SELECT * FROM {relation}"
        f" QUALIFY row_number() OVER () % {_SPAN} * {_GOLDEN} % {_SPAN} < {_SPAN // step}",
        label="some rows",
    )
    return table


def _calculated(definition: ReportDefinition, fields: list[FieldFacts]) -> list[FieldFacts]:
    inference = Inference(definition, {field.name: field.type for field in fields})
    known = {field.name for field in fields}
    found = []
    for name, field in definition.fields.items():
        kind = inference.type_of(name) if field.expr and name not in known and not field.hidden else None
        if kind is not None:
            role = field.role or role_of(name, kind)
            found.append(FieldFacts(_written(name), name, field.label or humanise(name), kind, role))
    return found


def _written(name: str) -> str:
    from nbreports.definition.expressions.nodes import Name
    from nbreports.definition.expressions.printer import to_text

    return to_text(Name(name))
