"""The stages: bare async generators, ``stage(stream) -> stream``, none with a context manager around its ``yield``.

Whoever strings them together closes them (``run.py``). Blocking work goes to threads; bounded queues give
back-pressure: a
slow renderer fills its queue, the fan-out waits, nothing more is pulled from the source.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from nbreports.document.nodes import DetailRows, DocumentEnd, DocumentStart
from nbreports.pipeline.events import Paused, PhaseStarted, Resumed, RowsRendered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from nbreports.document.nodes import Node
    from nbreports.pipeline.events import Event
    from nbreports.renderers.base import Renderer

    Nodes = Sequence[Node]
    NodeStream = AsyncIterator[Nodes]

T = TypeVar("T")

PART = 1 << 20
"""Bytes of a renderer's ending that are handed on at once."""
QUEUE = 2
"""Lists of nodes a branch may be behind the source: one in work, one waiting."""


class Gate:
    """Lets nodes pass, or holds them: the pause of a run. May be used from any thread."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def paused(self) -> bool:
        """Whether the gate is closed."""
        return not self._open.is_set()

    def pause(self) -> None:
        """Hold the stream before its next nodes."""
        self._call(self._open.clear)

    def resume(self) -> None:
        """Let the stream go on."""
        self._call(self._open.set)

    async def wait(self) -> None:
        """Return when the gate is open."""
        self._loop = asyncio.get_running_loop()
        await self._open.wait()

    def _call(self, action: Callable[[], None]) -> None:
        if self._loop is None or self._loop.is_closed():
            action()
        else:
            self._loop.call_soon_threadsafe(action)


async def pull(nodes: Iterator[Nodes]) -> NodeStream:
    """Give the lists of a synchronous iterator, each made in a thread."""
    while (some := await asyncio.to_thread(next, nodes, None)) is not None:
        yield some


async def gate(stream: NodeStream, opening: Gate, tell: Callable[[Event], None]) -> NodeStream:
    """Pass the stream on while ``opening`` is open."""
    async for nodes in stream:
        if opening.paused:
            tell(Paused())
            await opening.wait()
            tell(Resumed())
        await opening.wait()
        yield nodes


async def observe(stream: NodeStream, tell: Callable[[Event], None]) -> NodeStream:
    """Pass the stream on and tell when its document begins."""
    async for nodes in stream:
        if any(isinstance(node, DocumentStart) for node in nodes):
            tell(PhaseStarted("writing"))
        yield nodes


class FanOut:
    """One stream to several branches; the slowest sets the pace, and is what is told.

    Parameters
    ----------
    branches
        How many.
    tell
        Takes the rows that every branch has done with.
    """

    def __init__(self, branches: int, tell: Callable[[Event], None]) -> None:
        self.queues: list[asyncio.Queue[Nodes | None]] = [asyncio.Queue(QUEUE) for _ in range(branches)]
        self._tell = tell
        self._done = [0] * branches
        self._told = 0

    async def feed(self, stream: NodeStream) -> int:
        """Put the stream's lists into every branch; return the document's detail rows."""
        rows = 0
        async for nodes in stream:
            rows += sum(node.rows for node in nodes if isinstance(node, DocumentEnd))
            for queue in self.queues:
                await queue.put(nodes)
        for queue in self.queues:
            await queue.put(None)
        return rows

    async def branch(self, number: int) -> NodeStream:
        """Give the lists of one branch; it is done with one when it asks for the next."""
        queue = self.queues[number]
        while (nodes := await queue.get()) is not None:
            yield nodes
            self._done[number] += sum(node.height for node in nodes if isinstance(node, DetailRows))
            if (done := min(self._done)) > self._told:
                self._told = done
                self._tell(RowsRendered(done))


async def render(stream: NodeStream, renderer: Renderer) -> AsyncIterator[bytes]:
    """Give the bytes a renderer makes of the stream; the renderer works in a thread."""
    async for nodes in stream:
        made = await finished(_feed, renderer, nodes)
        if made:
            yield made
    rest = iter(await finished(renderer.finish))
    while some := await finished(_joined, rest):
        yield some


async def finished(work: Callable[..., T], *args: Any) -> T:
    """Return what ``work`` returns in a thread; when cancelled, wait until that thread has ended."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *args))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _joined(parts: Iterator[bytes]) -> bytes:
    """Return the next parts as one; a thread for each of thousands would cost more than the parts."""
    found, size = [], 0
    for part in parts:
        found.append(part)
        size += len(part)
        if size >= PART:
            break
    return b"".join(found)


def _feed(renderer: Renderer, nodes: Nodes) -> bytes:
    return b"".join(part for node in nodes for part in renderer.feed(node))
