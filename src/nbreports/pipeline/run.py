"""One run: sources attached, engine locked, plan filled, every output rendered in one pass and put in place.

The runner alone owns closing, through one exit stack; stages only pass things on.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nbreports.errors import JobCancelled, NbreportsError, OutputError
from nbreports.pipeline.asking import Asker
from nbreports.pipeline.attaching import attach_entry, entry_of, plan_of
from nbreports.pipeline.events import Failed, Finished, OutputWritten, PagesMade
from nbreports.pipeline.fill import Filler
from nbreports.pipeline.images import Folder
from nbreports.pipeline.limits import memory_limit
from nbreports.pipeline.spool import SpoolWriter, complete, read_spool, replay, spool
from nbreports.pipeline.stages import FanOut, Gate, gate, observe, pull, render
from nbreports.renderers.base import RenderContext, RenderOptions
from nbreports.renderers.charts.drawer import WorkerChartDrawer, chart_pool
from nbreports.renderers.registry import renderer_for
from nbreports.sources.engine import Engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
    from datetime import datetime

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.nodes import Warning
    from nbreports.outputs.base import Output
    from nbreports.pipeline.attaching import Attachable
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.stages import NodeStream
    from nbreports.query.plan import Plan
    from nbreports.query.planner import Attachment
    from nbreports.sources.catalog import Catalog, Entry
    from nbreports.workers.pool import Pool

T = TypeVar("T")

_EVERY = 0.1
"""Seconds between two tellings of pages."""


@dataclass(frozen=True)
class RunOptions:
    """Choices of a run that are not the report's own.

    Attributes
    ----------
    now
        The run's moment; the clock's when None.
    sample
        Take only so many rows of each source.
    deterministic
        One engine thread, so that float sums come in a fixed order.
    memory
        Bytes the engine may hold before it spills; half of what the machine or container has when None.
    render
        For the renderers.
    """

    now: datetime | None = None
    sample: int | None = None
    deterministic: bool = False
    memory: int | None = None
    render: RenderOptions = field(default_factory=RenderOptions)


class Run:
    """One run of a report, awaited once.

    Parameters
    ----------
    definition
        With an id on every block.
    outputs
        Where the bytes go; each output's name ends with its format. The run closes them.
    catalog
        What the report may read.
    params
        Parameter values as given.
    folder
        The report's folder, for its own files.
    tell
        Takes the events, from any thread.
    pool
        Draws the charts, and stays its owner's; one of the run's own when None.
    on_attach
        Hears of each source before it is read.
    spool
        Where the filled document is kept while it is made. Where a whole one of this version is there already,
        the outputs are made of it, to the same bytes, and no source is read; the caller sees to it that it is
        this report's.
    """

    def __init__(
        self,
        definition: ReportDefinition,
        outputs: Sequence[Output],
        *,
        catalog: Catalog,
        params: Mapping[str, Any] | None = None,
        folder: Path | None = None,
        options: RunOptions | None = None,
        tell: Callable[[Event], None] = lambda _event: None,
        pool: Pool | None = None,
        on_attach: Callable[[str, Attachable, Entry], None] = lambda _name, _source, _entry: None,
        spool: Path | None = None,
    ) -> None:
        self.definition = definition
        self.outputs = outputs
        self.catalog = catalog
        self.params = params or {}
        self.folder = folder
        self.options = options or RunOptions()
        self.tell = tell
        self.pool = pool
        self.on_attach = on_attach
        self.spool = spool
        self._paged = 0.0
        self.gate = Gate()
        self.engine: Engine | None = None
        self.notes: list[Warning] = []

    async def execute(self) -> None:
        """Make every output, or none.

        Raises
        ------
        NbreportsError
            Whatever went wrong, typed; no output of this run is left, and what was there before is untouched.
        """
        started = time.monotonic()
        try:
            rows = await self._alone()
        except asyncio.CancelledError:
            self.tell(Failed(JobCancelled("the run was stopped")))
            raise
        except NbreportsError as error:
            self.tell(Failed(error))
            raise
        self.tell(Finished(rows, time.monotonic() - started))

    async def _alone(self) -> int:
        """Do the run; of several errors that happened at once, raise the one that says what happened."""
        try:
            return await self._execute()
        except BaseExceptionGroup as group:
            raise first_error(group) from None

    async def _execute(self) -> int:
        async with AsyncExitStack() as stack:
            for output in self.outputs:
                stack.callback(output.close)
            makers = [renderer_for(output.name) for output in self.outputs]
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nbreports-run-")))
            nodes = await self._nodes(stack, scratch)
            pool = self.pool or stack.enter_context(chart_pool())
            context = RenderContext(WorkerChartDrawer(pool), scratch, self.options.render, self._pages_made)
            renderers = []
            for maker in makers:
                renderer = maker(context)
                stack.callback(renderer.close)
                renderers.append(renderer)
            stream = observe(gate(nodes, self.gate, self.tell), self.tell)
            stack.push_async_callback(stream.aclose)  # type: ignore[attr-defined]
            fan = FanOut(len(renderers), self.tell)
            async with asyncio.TaskGroup() as tasks:
                fed = tasks.create_task(self._guarded(fan.feed(stream)))
                for number, (output, renderer) in enumerate(zip(self.outputs, renderers, strict=True)):
                    tasks.create_task(
                        self._guarded(self._write(render(fan.branch(number), renderer), output))
                    )
            for output in self.outputs:
                await asyncio.to_thread(output.prepare)
            # no await between these: what stops or fails does so before the first output is in place
            for output in self.outputs:
                output.commit()
                path = getattr(output, "path", None)
                if path is not None:
                    size, digest = getattr(output, "size", 0), getattr(output, "digest", "")
                    self.tell(OutputWritten(path, size, digest))
            return fed.result()

    def _pages_made(self, pages: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._paged >= _EVERY:
            self._paged = now
            self.tell(PagesMade(pages, total))

    async def _nodes(self, stack: AsyncExitStack, scratch: Path) -> NodeStream:
        """Return the document's nodes: those of a whole spool, else as they are filled, spooled on their way."""
        if self.spool is not None and await asyncio.to_thread(complete, self.spool):
            lists = read_spool(self.spool)
            stack.callback(lists.close)
            nodes = replay(lists, self.tell)
            stack.push_async_callback(nodes.aclose)  # type: ignore[attr-defined]
            return nodes
        engine = stack.enter_context(self._engine(scratch))
        self.engine = engine
        plan = await self._threaded(lambda: self.plan(engine))
        engine.lock()
        filler = Filler(
            plan,
            Asker(engine),
            version=version(),
            folder=Folder(self.folder),
            notes=self.notes,
            tell=self.tell,
        )
        stack.callback(filler.close)
        stack.callback(engine.interrupt)
        nodes = pull(filler.nodes())
        stack.push_async_callback(nodes.aclose)  # type: ignore[attr-defined]
        if self.spool is None:
            return nodes
        writer = SpoolWriter(self.spool)
        stack.callback(writer.close)
        kept = spool(nodes, writer)
        stack.push_async_callback(kept.aclose)  # type: ignore[attr-defined]
        return kept

    async def _guarded(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` does; when it is cancelled or fails, stop the engine so that no thread waits for it."""
        try:
            return await work
        except BaseException:
            if self.engine is not None:
                with suppress(NbreportsError):
                    self.engine.interrupt()
            raise

    async def _write(self, data: AsyncIterator[bytes], output: Output) -> None:
        try:
            async for part in data:
                await asyncio.to_thread(output.write, part)
        except OSError as error:
            # the output's own troubles are typed already; this is a renderer's file of passage
            raise OutputError(
                f"a temporary file cannot be written: {error.strerror or error}",
                where=output.name,
                remedy=f"Free space in {tempfile.gettempdir()}, or set TMPDIR to a folder with more.",
            ) from error

    async def _threaded(self, work: Callable[[], Plan]) -> Plan:
        return await asyncio.to_thread(work)

    # --- the parts ---------------------------------------------------------------------------------------------

    def _engine(self, scratch: Path) -> Engine:
        return Engine(
            memory_limit=self.options.memory or memory_limit(),
            threads=1 if self.options.deterministic else None,
            scratch=scratch,
            timezone=self.definition.timezone or "UTC",
        )

    def plan(self, engine: Engine) -> Plan:
        """Attach every source the report reads, and return its plan.

        Raises
        ------
        NbreportsError
            For a definition that cannot be asked of its sources, or a source that cannot be read.
        """
        return plan_of(
            self.definition,
            self.params,
            lambda name, source: self._attach(engine, name, source),
            catalog=self.catalog,
            now=self.options.now,
            sample=self.options.sample,
        )

    def _attach(self, engine: Engine, name: str, source: Attachable) -> Attachment:
        entry = entry_of(self.catalog, name, source)
        self.on_attach(name, source, entry)
        attached = attach_entry(engine, name, entry)
        self.notes += attached.notes
        return attached.attachment


def version() -> str:
    """Return the version that made an output."""
    from importlib.metadata import version as installed

    return installed("nbreports")


def first_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the error of a group that says what happened: a typed one, and no mere echo of stopping."""
    flat: list[BaseException] = []
    stack: list[BaseException] = [group]
    while stack:
        error = stack.pop(0)
        if isinstance(error, BaseExceptionGroup):
            stack = [*error.exceptions, *stack]
        else:
            flat.append(error)
    ranked = sorted(
        flat, key=lambda error: (isinstance(error, JobCancelled), not isinstance(error, NbreportsError))
    )
    return ranked[0]
