"""The bench of a preview: an engine with its sources attached, kept as long as the sources stay what they are.

What it was asked is remembered by what it was asked of: a table or an answer is known by its SQL and by the tables
that SQL names, which are known likewise. So an edit asks again only what it changes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from nbreports.errors import NbreportsError
from nbreports.pipeline.attaching import Attached, attach_entry, entry_of, plan_of
from nbreports.query.planner import Planner
from nbreports.sources.engine import Engine
from nbreports.sources.fingerprint import entry_fingerprint
from nbreports.sources.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import pyarrow as pa

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.nodes import Warning
    from nbreports.pipeline.attaching import Attachable
    from nbreports.query.asking import SourceAsking
    from nbreports.query.plan import Plan, SnapshotPlan
    from nbreports.query.planner import Attachment
    from nbreports.sources.catalog import Catalog, Entry
    from nbreports.sources.fingerprint import Fingerprint

T = TypeVar("T")

MOST_REMEMBERED = 64 * 1024 * 1024
"""Bytes of answers one bench remembers."""
LARGEST_REMEMBERED = MOST_REMEMBERED // 8


class NotAttached(Exception):
    """A source that a locked engine has not: a new one is needed."""


class Prints:
    """The fingerprints of one moment, each taken once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._taken: dict[str, tuple[Attachable, Entry, Fingerprint]] = {}

    def take(self, name: str, source: Attachable) -> tuple[Entry, Fingerprint]:
        """Return a source's entry in the catalog and its fingerprint; raises as the catalog does."""
        known = self._taken.get(name)
        if known is None or known[0] != source:
            entry = entry_of(self.catalog, name, source)
            known = self._taken[name] = (source, entry, entry_fingerprint(entry))
        return known[1], known[2]

    def same(self, name: str, source: Attachable, fingerprint: Fingerprint) -> bool:
        """Return whether a source is still what it was."""
        try:
            return self.take(name, source)[1] == fingerprint
        except NbreportsError:
            return False


@dataclass(frozen=True, slots=True)
class Held:
    """A source a bench has attached."""

    source: Attachable
    entry: Entry
    """Kept, so that the identity of its frame stays taken."""
    fingerprint: Fingerprint
    attached: Attached


class Bench:
    """One engine of a preview. Used from one thread; ``engine.interrupt`` and ``close`` from any.

    Parameters
    ----------
    timezone
        The engine's.
    sample
        Rows a source is cut down to, evenly over it; None reads all.
    """

    def __init__(
        self,
        *,
        timezone: str,
        sample: int | None = None,
        memory: int | None = None,
        threads: int | None = None,
    ) -> None:
        self.timezone = timezone
        self.sample = sample
        self.engine = Engine(memory_limit=memory, threads=threads, timezone=timezone)
        self.held: dict[str, Held] = {}
        self.cut = False
        """Whether any source was larger than ``sample``."""
        self.tables: dict[str, str] = {}
        self._needed: dict[str, set[str]] = {}
        self._answers: OrderedDict[str, pa.Table] = OrderedDict()
        self._remembered = 0

    def fresh(self, prints: Prints) -> bool:
        """Return whether every attached source is still what it was."""
        return all(prints.same(name, held.source, held.fingerprint) for name, held in self.held.items())

    def plan(
        self, definition: ReportDefinition, params: Mapping[str, Any], prints: Prints, now: datetime | None
    ) -> tuple[Plan, list[Warning], dict[str, Held]]:
        """Return a plan over this bench, what its sources noted, and the sources it reads.

        Raises
        ------
        NotAttached
            Where it needs a source that a bench at work cannot attach any more.
        NbreportsError
            As ``plan_of``.
        """
        used: dict[str, Held] = {}

        def attach(name: str, source: Attachable) -> Attachment:
            used[name] = held = self.attached(name, source, prints)
            return held.attached.attachment

        plan = plan_of(definition, params, attach, catalog=prints.catalog, now=now, planner=self._planner)
        self.engine.lock()
        return plan, [note for held in used.values() for note in held.attached.notes], used

    def attached(self, name: str, source: Attachable, prints: Prints) -> Held:
        """Return a source as this bench has it, attached on first use; raises as ``plan`` does."""
        held = self.held.get(name)
        if held is None or held.source != source:
            if self.engine.locked or held is not None:
                raise NotAttached(name)
            entry, fingerprint = prints.take(name, source)
            held = Held(source, entry, fingerprint, self._cut(name, attach_entry(self.engine, name, entry)))
            self.held[name] = held
        return held

    def close(self) -> None:
        """End the engine."""
        self.engine.close()
        self._answers.clear()

    # --- what was asked ----------------------------------------------------------------------------------------

    def content(self, sql: str) -> str:
        """Return what tells the answer of ``sql`` from any other."""
        known = [f"{name}={content}" for name, content in sorted(self.tables.items()) if name in sql]
        return blake2b(
            "\0".join([sql, *known]).encode("utf-8", "backslashreplace"), digest_size=16
        ).hexdigest()

    def remembered(self, content: str) -> pa.Table | None:
        """Return an answer given before."""
        answer = self._answers.get(content)
        if answer is not None:
            self._answers.move_to_end(content)
        return answer

    def remember(self, content: str, answer: pa.Table) -> None:
        """Keep an answer that is not too large; those longest unused make room."""
        if answer.nbytes > LARGEST_REMEMBERED or content in self._answers:
            return
        self._answers[content] = answer
        self._remembered += answer.nbytes
        while self._remembered > MOST_REMEMBERED:
            _, old = self._answers.popitem(last=False)
            self._remembered -= old.nbytes

    # --- inside ------------------------------------------------------------------------------------------------

    def _planner(self, *args: Any, **keys: Any) -> Planner:
        return _KeepingPlanner(self._needed, *args, **keys)

    def _cut(self, name: str, attached: Attached) -> Attached:
        """Return a source cut down to the sample's size, every row as likely as any other, in its own order."""
        if self.sample is None or (attached.rows is not None and attached.rows <= self.sample):
            return attached
        found = attached.attachment
        columns = ", ".join(map(quote, found.schema.names))
        table = self.engine.name(f"sample_{name}")
        if attached.rows is None:
            chosen = f"SELECT {columns} FROM {found.relation} LIMIT {self.sample + 1}"
        else:
            number = "n"
            while number in {column.lower() for column in found.schema.names}:
                number += "n"
            share = -(-attached.rows // self.sample)
            chosen = (
                f"SELECT {columns} FROM (SELECT *, row_number() OVER () AS {number} FROM {found.relation})"
                f" WHERE hash({number}) % {share} = 0"
            )
        self.engine.execute(f"CREATE TABLE {table} AS {chosen}", label=f"sample of {name}")
        counted = self.engine.fetch(f"SELECT count(*) AS n FROM {table}", label=f"sample of {name}")
        rows = counted.column("n")[0].as_py()
        self.cut = self.cut or attached.rows is not None or rows > self.sample
        return Attached(replace(found, relation=table), rows, attached.notes)


class KeptBench:
    """A bench that is made anew where its sources are not what they were. Used from one thread.

    Parameters
    ----------
    sample, threads
        The bench's.
    """

    def __init__(self, *, sample: int | None = None, threads: int | None = None) -> None:
        self._sample = sample
        self._threads = threads
        self._bench: Bench | None = None

    @property
    def bench(self) -> Bench:
        """The bench of the last plan."""
        if self._bench is None:
            raise NotAttached("nothing was planned yet")
        return self._bench

    def plan(
        self, definition: ReportDefinition, params: Mapping[str, Any], prints: Prints, now: datetime | None
    ) -> tuple[Plan, list[Warning], dict[str, Held]]:
        """Return what ``Bench.plan`` does; raises as ``plan_of``."""
        return self.work(
            definition.timezone or "UTC", prints, lambda bench: bench.plan(definition, params, prints, now)
        )

    def work(self, timezone: str, prints: Prints, work: Callable[[Bench], T]) -> T:
        """Return what ``work`` does with a bench whose sources are what they are now; it may be done twice."""
        bench = self._bench
        if bench is None or bench.timezone != timezone or not bench.fresh(prints):
            bench = self._renew(timezone)
        try:
            return work(bench)
        except NotAttached:
            return work(self._renew(timezone))

    def close(self) -> None:
        """End the engine."""
        bench, self._bench = self._bench, None
        if bench is not None:
            bench.close()

    def _renew(self, timezone: str) -> Bench:
        self.close()
        self._bench = Bench(timezone=timezone, sample=self._sample, threads=self._threads)
        return self._bench


class _KeepingPlanner(Planner):
    """A planner whose snapshots keep the fields they once had: taking a column away asks nothing again."""

    def __init__(self, kept: dict[str, set[str]], *args: Any, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self._kept = kept

    def take(self, number: int, source: SourceAsking) -> SnapshotPlan:
        """Return the snapshot of one source with the fields of former plans too."""
        own = self.relations[source.name].columns
        kept = self._kept.setdefault(source.name, set())
        source.resolver.needed |= kept & own.keys()
        kept |= source.resolver.needed & own.keys()
        return super().take(number, source)
