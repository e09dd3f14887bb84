"""Which columns of one source name the rows of another: declared keys, else inclusion of values."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.sources.base import Description, ForeignKey
from nbreports.sources.profile import copied, type_name
from nbreports.sources.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbreports.sources.engine import Engine

LEAST_SHARE = 0.5
"""A smaller part of values in common is a coincidence, also where names agree."""
_LEAST_UNNAMED = 0.9
_LEAST_VALUES = 3
_SAMPLED = 24
"""Values of a text that are looked at before all of them are."""
_KEYS = frozenset({"integer", "text", "date"})


@dataclass(frozen=True, slots=True)
class JoinProposal:
    """``key`` of the source ``source``: its columns name rows of ``key.table``, another source."""

    source: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class JoinSide:
    """A source in an engine: the relation ``attach`` gave, and its description."""

    relation: str
    description: Description


def propose_joins(
    engine: Engine, sources: Mapping[str, JoinSide], *, of: str | None = None
) -> tuple[JoinProposal, ...]:
    """Return the joins that fit between ``sources``, or from the source ``of`` to the others, the surest first.

    A declared foreign key is proposed as it is, its ``share`` None. Otherwise a column fits a column of
    another source that has no value twice, is of the same type, and holds at least half of its distinct
    values where the names agree (``carrier`` and ``carrier``, ``airline_id`` and ``id`` of ``airlines``), or
    nine tenths of at least three texts where they do not.
    """
    declared = tuple(
        JoinProposal(name, key)
        for name, side in sources.items()
        if of in (None, name)
        for key in side.description.foreign_keys
        if key.table in sources and key.table != name
    )
    known = {(proposal.source, proposal.key.columns, proposal.key.table) for proposal in declared}
    found: list[tuple[bool, float, JoinProposal]] = []
    with ExitStack() as stack:
        copies = {
            name: stack.enter_context(copied(engine, side.relation, keys))
            for name, side in sources.items()
            if (keys := _key_columns(side))
        }
        unique = {name: _unique_columns(engine, copies[name], sources[name]) for name in copies}
        likely = _Likely(engine, copies, sources, stack)
        for name, column, other, key in _pairs(sources, unique, of):
            if (name, (column,), other) in known:
                continue
            named = _agree(column, other, key)
            kind = type_name(sources[name].description.schema.field(column).type)
            if not named and (kind != "text" or column not in likely.columns(name, other, key)):
                continue
            values, there = _inclusion(engine, copies[name], column, copies[other], key)
            share = there / values if values else 0.0
            if share >= (LEAST_SHARE if named else _LEAST_UNNAMED) and (named or values >= _LEAST_VALUES):
                found.append((named, share, JoinProposal(name, ForeignKey((column,), other, (key,), share))))
    found.sort(key=lambda item: (-item[1], not item[0]))
    return declared + tuple(proposal for _, _, proposal in found)


class _Likely:
    """Texts that may lie in a key, told from a few of their values: few of all pairs are worth a whole look."""

    def __init__(
        self,
        engine: Engine,
        copies: Mapping[str, str],
        sources: Mapping[str, JoinSide],
        stack: ExitStack,
    ) -> None:
        self._engine = engine
        self._copies = copies
        self._sources = sources
        self._stack = stack
        self._samples: dict[str, tuple[str, list[str]]] = {}
        self._known: dict[tuple[str, str, str], frozenset[str]] = {}

    def columns(self, name: str, other: str, key: str) -> frozenset[str]:
        """Return the columns of the source ``name`` most of whose looked-at values are among those of ``key``."""
        asked = (name, other, key)
        if asked not in self._known:
            samples, columns = self._sample(name)
            rows = self._engine.fetch(
                f"SELECT place, count(*) AS n, count(k) AS there FROM {samples} LEFT JOIN"
                f" (SELECT {quote(key)} AS k FROM {self._copies[other]}) ON v = k GROUP BY place",
                label=f"values in {key}",
            ).to_pylist()
            self._known[asked] = frozenset(
                columns[row["place"]] for row in rows if row["there"] >= LEAST_SHARE * row["n"]
            )
        return self._known[asked]

    def _sample(self, name: str) -> tuple[str, list[str]]:
        if name not in self._samples:
            schema = self._sources[name].description.schema
            columns = [field.name for field in schema if type_name(field.type) == "text"]
            # in an order that has nothing to do with the values' own
            parts = [
                f"(SELECT {place} AS place, v FROM (SELECT DISTINCT {quote(column)} AS v FROM {self._copies[name]}"
                f" WHERE {quote(column)} IS NOT NULL) ORDER BY hash(v) LIMIT {_SAMPLED})"
                for place, column in enumerate(columns)
            ]
            table = self._engine.name("sample")
            self._engine.execute(f"CREATE TABLE {table} AS {' UNION ALL '.join(parts)}", label="some values")
            self._stack.callback(self._engine.execute, f"DROP TABLE {table}", label="some values")
            self._samples[name] = (table, columns)
        return self._samples[name]


def _pairs(
    sources: Mapping[str, JoinSide], unique: Mapping[str, frozenset[str]], of: str | None
) -> Iterator[tuple[str, str, str, str]]:
    for name, side in sources.items():
        for other, there in sources.items():
            if name == other or of not in (None, name) or name not in unique or other not in unique:
                continue
            for field in side.description.schema:
                kind = type_name(field.type)
                # two keys that agree would be proposed both ways, and nothing tells which is the detail
                both = of is None and field.name in unique[name] and name > other
                if kind not in _KEYS or both:
                    continue
                for target in there.description.schema:
                    if target.name in unique[other] and type_name(target.type) == kind:
                        yield name, field.name, other, target.name


def _key_columns(side: JoinSide) -> list[str]:
    return [field.name for field in side.description.schema if type_name(field.type) in _KEYS]


def _unique_columns(engine: Engine, relation: str, side: JoinSide) -> frozenset[str]:
    names = _key_columns(side)
    asked = ", ".join(f"count({quote(n)}), count(DISTINCT {quote(n)})" for n in names)
    row = engine.fetch(f"SELECT {asked} FROM {relation}", label="unique columns")
    figures = [column[0].as_py() for column in row.columns]
    return frozenset(
        name for i, name in enumerate(names) if figures[2 * i] and figures[2 * i] == figures[2 * i + 1]
    )


def _inclusion(engine: Engine, relation: str, column: str, other: str, key: str) -> tuple[int, int]:
    row = engine.fetch(
        f"SELECT count(*) AS n, count(k) AS there FROM (SELECT DISTINCT {quote(column)} AS v FROM {relation}"
        f" WHERE {quote(column)} IS NOT NULL) LEFT JOIN (SELECT {quote(key)} AS k FROM {other}) ON v = k",
        label=f"values of {column} in {key}",
    )
    return row["n"][0].as_py(), row["there"][0].as_py()


def _agree(column: str, table: str, key: str) -> bool:
    """Tell whether the names say that ``column`` refers to ``key`` of ``table``."""
    here, there = _words(column), _words(key)
    if here == there:
        return here not in {"id", "name", "key", "code", "no"}
    stems = {_words(table), _words(table).removesuffix("s"), _words(table).removesuffix("es")}
    return any(here == stem + there or (here == stem and there in {"id", "key", "code"}) for stem in stems)


def _words(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
