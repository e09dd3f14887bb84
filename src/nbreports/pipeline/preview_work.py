"""What a preview does on its own threads: sources opened, plans filled, results written and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.errors import NbreportsError
from nbreports.pipeline.limits import memory_limit
from nbreports.pipeline.preview_asker import BenchAsker
from nbreports.pipeline.preview_bench import Bench, NotAttached, Prints
from nbreports.pipeline.preview_drawing import Drawings, has_chart, output_of, svgs_of
from nbreports.pipeline.preview_fill import PreviewFiller, SeenFolder, bounded, tables_of
from nbreports.pipeline.preview_result import PreviewResult
from nbreports.pipeline.run import version
from nbreports.renderers.charts.drawer import WorkerChartDrawer, chart_pool
from nbreports.sources.fingerprint import file_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.nodes import Node, Warning
    from nbreports.pipeline.attaching import Attachable
    from nbreports.pipeline.preview_result import PreviewOptions
    from nbreports.query.plan import Plan
    from nbreports.sources.catalog import Catalog
    from nbreports.sources.fingerprint import Fingerprint
    from nbreports.workers.pool import Pool


@dataclass(frozen=True)
class Asked:
    """One question: a report, its parameters, a moment; ``key`` tells it from others."""

    definition: ReportDefinition
    params: Mapping[str, Any]
    now: datetime
    rev: int
    key: str


@dataclass(frozen=True)
class Opened:
    """A question put to a bench: its plan, and what it reads."""

    asked: Asked
    bench: Bench
    plan: Plan
    notes: list[Warning]
    sources: dict[str, tuple[Attachable, Fingerprint]]


@dataclass(frozen=True)
class Filled:
    """A document, and the report's own files it shows."""

    opened: Opened
    nodes: tuple[Node, ...]
    files: dict[str, Fingerprint]

    @property
    def sampled(self) -> bool:
        """Whether it is that of a sample."""
        return self.opened.plan.sampled


@dataclass(frozen=True)
class _Known:
    """A result with what it was made of."""

    sources: dict[str, tuple[Attachable, Fingerprint]]
    files: dict[str, Fingerprint]
    result: PreviewResult


class Work:
    """The parts of a preview that keep something: benches, results, drawings, the drawing process.

    Parameters
    ----------
    catalog
        Returns what the report may read, as it is now.
    folder
        The report's folder.
    options
        The preview's.
    """

    def __init__(self, catalog: Callable[[], Catalog], folder: Path | None, options: PreviewOptions) -> None:
        self.catalog = catalog
        self.folder = folder
        self.options = options
        self.benches: dict[bool, Bench] = {}
        """The one that reads a sample (True), and the one that reads all (False)."""
        self._alive: set[Bench] = set()
        self._gate = threading.Lock()
        self._results: OrderedDict[str, _Known] = OrderedDict()
        self._prints: tuple[Asked, Prints] | None = None
        self._pool: Pool | None = None
        self._drawings = Drawings(lambda: WorkerChartDrawer(self.pool()))
        self._closed = False

    # --- asking ------------------------------------------------------------------------------------------------

    def prints(self, asked: Asked) -> Prints:
        """Return the fingerprints of one question's moment."""
        with self._gate:
            if self._prints is None or self._prints[0] is not asked:
                self._prints = (asked, Prints(self.catalog()))
            return self._prints[1]

    def known(self, asked: Asked) -> PreviewResult | None:
        """Return the result of the same question over the same sources, where it is remembered."""
        with self._gate:
            known = self._results.get(asked.key)
        if known is None:
            return None
        prints = self.prints(asked)
        same = all(prints.same(name, source, mark) for name, (source, mark) in known.sources.items())
        if not same or any(file_fingerprint(path) != mark for path, mark in known.files.items()):
            return None
        with self._gate, suppress(KeyError):
            self._results.move_to_end(asked.key)
        return known.result

    def open(self, asked: Asked, *, sample: bool = False) -> Opened:
        """Return a question's plan over a bench whose sources are what they are now.

        Raises
        ------
        NbreportsError
            For a definition that cannot be asked, or a source that cannot be read.
        """
        prints = self.prints(asked)
        timezone = asked.definition.timezone or "UTC"
        bench = self.benches.get(sample)
        if bench is None or bench.timezone != timezone or not bench.fresh(prints):
            bench = self._bench(timezone, sample=sample)
        definition = bounded(asked.definition, self.options.rows)
        try:
            plan, notes, used = bench.plan(definition, asked.params, prints, asked.now)
        except NotAttached:
            bench = self._bench(timezone, sample=sample)
            plan, notes, used = bench.plan(definition, asked.params, prints, asked.now)
        sources = {name: (held.source, held.fingerprint) for name, held in used.items()}
        if sample:
            # a value may be missing from a sample and be right
            plan = replace(plan, sampled=True, param_checks=())
        return Opened(asked, bench, plan, notes, sources)

    def fill(self, opened: Opened, check: Callable[[], None]) -> Filled:
        """Return the document; raises as a run does, each error at its block."""
        asker = BenchAsker(opened.bench, check)
        folder = SeenFolder(self.folder)
        filler = PreviewFiller(
            opened.plan,
            asker,
            definition=opened.asked.definition,
            options=self.options,
            version=version(),
            folder=folder,
            notes=opened.notes,
        )
        try:
            asker.drop_all_but(tables_of(opened.plan))
            return Filled(opened, filler.document(), folder.seen)
        finally:
            filler.close()

    def sampled(self, asked: Asked, check: Callable[[], None]) -> Filled | None:
        """Return the document of a sample; None where no source is larger than the sample."""
        opened = self.open(asked, sample=True)
        return self.fill(opened, check) if opened.bench.cut else None

    def write(self, filled: Filled, check: Callable[[], None]) -> PreviewResult:
        """Return a document as a result, its charts drawn; an exact one is remembered."""
        asked = filled.opened.asked
        svgs = svgs_of(filled.nodes, self._drawings, check) if has_chart(filled.nodes) else {}
        check()
        output, text = output_of(filled.nodes)
        rows = output["stamp"]["rows"] or 0
        result = PreviewResult(asked.rev, output, text, filled.sampled, rows, 0, svgs, filled.nodes)
        if not filled.sampled:
            with self._gate:
                self._results[asked.key] = _Known(filled.opened.sources, filled.files, result)
                self._results.move_to_end(asked.key)
                while len(self._results) > self.options.results:
                    self._results.popitem(last=False)
        return result

    # --- keeping -----------------------------------------------------------------------------------------------

    def pool(self) -> Pool:
        """Return the process that draws charts, started on first use."""
        with self._gate:
            if self._pool is None:
                self._pool = chart_pool()
                self._pool.start()
            return self._pool

    def forget(self) -> None:
        """Forget every result and every source: all is read again."""
        with self._gate:
            self._results.clear()
            self.benches = {}

    def interrupt(self) -> None:
        """Stop what engines at work are asked; sources being attached go on, since the next request wants them."""
        self._interrupt(lambda bench: bench.engine.locked)

    def interrupt_all(self) -> None:
        """Stop whatever any engine does."""
        self._interrupt(lambda _bench: True)

    def _interrupt(self, which: Callable[[Bench], bool]) -> None:
        with self._gate:
            alive = [bench for bench in self._alive if which(bench)]
        for bench in alive:
            with suppress(NbreportsError):
                bench.engine.interrupt()

    def close(self) -> None:
        """End every engine and the drawing process."""
        with self._gate:
            alive, self._alive, self.benches = list(self._alive), set(), {}
            pool, self._pool, self._closed = self._pool, None, True
        for bench in alive:
            bench.close()
        if pool is not None:
            pool.close()

    def _bench(self, timezone: str, *, sample: bool) -> Bench:
        """Return a new bench in place of the old one of its kind."""
        with self._gate:
            # those forgotten by ``forget`` too
            old = [bench for bench in self._alive if (bench.sample is not None) is sample]
            self._alive -= set(old)
        for bench in old:
            bench.close()
        options = self.options
        made = Bench(
            timezone=timezone,
            sample=options.sample if sample else None,
            memory=options.memory or memory_limit() // 2,
            threads=1 if options.deterministic else None,
        )
        with self._gate:
            self._alive.add(made)
            self.benches[sample] = made
        return made
