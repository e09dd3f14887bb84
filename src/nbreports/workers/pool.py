"""A few worker processes, warm and reused, that any thread may call."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from typing import TYPE_CHECKING

from nbreports.errors import JobCancelled, UsageError
from nbreports.workers.process import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType
    from typing import Self

DEFAULT_MEMORY = 1 << 30
DEFAULT_TIMEOUT = 60.0


class Cancellation:
    """A wish to stop, made by one thread and seen by another; it cannot be taken back."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Make the wish."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the wish was made."""
        return self._event.is_set()


class Pool:
    """Child processes that run tasks by dotted name, started on first use.

    Parameters
    ----------
    tasks
        The only names that may be called, ``package.module:function`` each, of functions from bytes to bytes.
    size
        How many processes at most.
    warm
        Those of ``tasks`` that each process runs once at its start with empty input, to load what they need.
    memory
        Bytes of resident memory a process may reach during a call.
    timeout
        Seconds a call may take where it names no limit of its own.

    Notes
    -----
    A process that dies, exceeds a limit or is cancelled is replaced by the next call. No process outlives the
    pool, nor the program, whichever way that ends.
    """

    def __init__(
        self,
        tasks: Iterable[str],
        *,
        size: int = 1,
        warm: Sequence[str] = (),
        memory: int = DEFAULT_MEMORY,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> None:
        self._tasks = tuple(tasks)
        if size < 1:
            raise UsageError(f"a pool needs one worker at least, not {size}")
        self._size = size
        self._warm = tuple(warm)
        self._memory = memory
        self._timeout = timeout
        self._closed = False
        self._running: set[Cancellation] = set()
        self._state = threading.Condition()
        self._owner = os.getpid()
        self._workers: list[Worker] = []
        self._idle: list[Worker] = []
        self._taken = 0
        self._finalizer = weakref.finalize(self, _end_all, self._workers, self._owner)

    def call(
        self,
        task: str,
        payload: bytes,
        *,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> bytes:
        """Run ``task`` on ``payload`` in a worker and return its bytes; blocks; any thread may call it.

        Parameters
        ----------
        timeout
            Seconds the task may take, once a worker has taken it up.
        cancellation
            Lets another thread stop this one call.

        Raises
        ------
        LimitError
            Where it takes too long or too much memory.
        JobCancelled
            Where it was cancelled, by ``cancellation``, `cancel` or `close`.
        RenderError
            Where the task fails or its process dies.
        UsageError
            For a task that is not the pool's, or a closed pool.
        """
        if task not in self._tasks:
            raise UsageError(f"the task {task!r} is not one of this pool's")
        mine = Cancellation()

        def stopped() -> bool:
            return mine.cancelled or (cancellation is not None and cancellation.cancelled)

        worker = self._take(mine, stopped)
        try:
            return worker.call(
                task, payload, timeout=self._timeout if timeout is None else timeout, stopped=stopped
            )
        finally:
            self._give_back(worker, mine)

    def start(self) -> None:
        """Start a worker ahead of its first call, so that it warms up meanwhile; returns at once."""
        with self._state:
            self._after_fork()
            if not self._closed and not self._workers:
                self._idle.append(self._started())

    async def acall(
        self,
        task: str,
        payload: bytes,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - the worker's limit, kept by it
    ) -> bytes:
        """Run `call` without blocking the event loop; cancelling the awaiting task stops the worker."""
        cancellation = Cancellation()
        running = asyncio.ensure_future(
            asyncio.to_thread(self.call, task, payload, timeout=timeout, cancellation=cancellation)
        )
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            cancellation.cancel()
            await asyncio.wait([running])
            running.exception()  # seen: it is the cancellation itself
            raise

    def cancel(self) -> None:
        """Stop every call in progress; each raises `JobCancelled`."""
        with self._state:
            for cancellation in self._running:
                cancellation.cancel()
            self._state.notify_all()

    def close(self) -> None:
        """Stop every call and end every process; returns when none is left. Safe to call twice."""
        with self._state:
            self._closed = True
        self.cancel()
        with self._state:
            self._state.wait_for(lambda: not self._running, timeout=10)
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that live."""
        with self._state:
            return tuple(worker.pid for worker in self._workers if worker.alive)

    def _take(self, mine: Cancellation, stopped: Callable[[], bool]) -> Worker:
        with self._state:
            self._after_fork()
            self._running.add(mine)
            try:
                while True:
                    if self._closed:
                        raise UsageError("this pool of workers is closed")
                    if stopped():
                        raise JobCancelled("the call was cancelled before a worker was free")
                    if self._taken < self._size:
                        worker = self._living() or self._started()
                        self._taken += 1
                        return worker
                    self._state.wait(0.05)
            except BaseException:
                self._running.discard(mine)
                self._state.notify_all()
                raise

    def _living(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._drop(worker)
        return None

    def _started(self) -> Worker:
        worker = Worker(self._tasks, self._warm, self._memory)
        self._workers.append(worker)
        return worker

    def _give_back(self, worker: Worker, mine: Cancellation) -> None:
        with self._state:
            self._taken -= 1
            self._running.discard(mine)
            if worker.alive:
                self._idle.append(worker)
            else:
                self._drop(worker)
            self._state.notify_all()

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        if worker in self._workers:
            self._workers.remove(worker)

    def _after_fork(self) -> None:
        """In a forked copy of the program the workers are the original's: leave them to it."""
        if self._owner == os.getpid():
            return
        for worker in self._workers:
            worker.abandon()
        self._owner, self._workers, self._idle, self._taken = os.getpid(), [], [], 0
        self._running = set()
        self._finalizer.detach()
        self._finalizer = weakref.finalize(self, _end_all, self._workers, self._owner)


def _end_all(workers: list[Worker], owner: int) -> None:
    if owner != os.getpid():
        return
    while workers:
        workers.pop().close()
