"""One worker process seen from the parent: started, spoken to within limits, and surely ended."""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import JobCancelled, LimitError, RenderError
from nbreports.workers import frames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TICK = 0.05
"""Seconds between looks at the clock, the memory and the wish to cancel."""
_CHUNK = 1 << 16
_MEGABYTE = 1 << 20


class Worker:
    """A child process and its two pipes.

    Parameters
    ----------
    tasks
        The dotted names it may run.
    warm
        Those of them to run once at its start, with empty input.
    memory
        Bytes of resident memory a call may reach.
    """

    def __init__(self, tasks: Sequence[str], warm: Sequence[str], memory: int) -> None:
        self._memory = memory
        self._ended = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._process = _spawned(self._start)
        self._pipes()
        self._unpacker = frames.Unpacker()
        hello = frames.pack({"tasks": list(tasks), "warm": list(warm), "parent": os.getpid()})
        self._unsent = bytearray(hello)
        # it warms up while nothing is asked yet; a failure here is told by the first call
        with contextlib.suppress(OSError):
            del self._unsent[: os.write(self._requests, hello)]

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def call(self, task: str, payload: bytes, *, timeout: float, stopped: Callable[[], bool]) -> bytes:
        """Run one task and return its bytes; after any error the worker is to be thrown away unless `alive`.

        Parameters
        ----------
        timeout
            Seconds it may take.
        stopped
            Asked many times a second whether to give up.

        Raises
        ------
        LimitError
            Where it takes too long or too much memory.
        JobCancelled
            Where ``stopped`` says so.
        RenderError
            Where the task fails, or the process dies under it.
        NbreportsError
            What the task itself raised of the package's own errors.
        """
        if self._errors.tell() > _MEGABYTE:
            self._errors.seek(0)
            self._errors.truncate()
        self._unsent += frames.pack({"task": task}, payload)
        try:
            head, body = self._exchange(task, time.monotonic() + timeout, timeout, stopped)
        except BaseException:
            self.kill()
            raise
        if not head.get("ok"):
            raise _error(head, task)
        return body

    def _exchange(
        self, task: str, deadline: float, timeout: float, stopped: Callable[[], bool]
    ) -> tuple[dict[str, Any], bytes]:
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)
            selector.register(self._requests, selectors.EVENT_WRITE)
            while True:
                for key, _ in selector.select(_TICK):
                    if key.fd == self._requests:
                        if self._send(task):
                            selector.unregister(self._requests)
                    elif (frame := self._receive(task)) is not None:
                        return frame
                if stopped():
                    raise JobCancelled(f"the task {task} was cancelled")
                if time.monotonic() > deadline:
                    raise LimitError(
                        f"the task {task} took longer than {timeout:g} s",
                        remedy="Show less at once, or raise the time limit.",
                        code="time_limit",
                    )
                self._check_memory(task)

    def _send(self, task: str) -> bool:
        try:
            sent = os.write(self._requests, bytes(self._unsent[:_CHUNK]))
        except BlockingIOError:
            return False
        except OSError as error:
            raise self._died(task) from error
        del self._unsent[:sent]
        return not self._unsent

    def _receive(self, task: str) -> tuple[dict[str, Any], bytes] | None:
        try:
            data = os.read(self._replies, 16 * _CHUNK)
        except BlockingIOError:
            return None
        if not data:
            raise self._died(task)
        try:
            return self._unpacker.feed(data)
        except frames.FrameError as error:
            raise RenderError(f"the worker of {task} answered what it may not", code="worker") from error

    def _check_memory(self, task: str) -> None:
        import psutil

        try:
            used = psutil.Process(self.pid).memory_info().rss
        except psutil.Error:
            return  # it has ended; the pipe tells how
        if used > self._memory:
            raise LimitError(
                f"the task {task} took more than {self._memory // _MEGABYTE} MB of memory",
                remedy="Show less at once, or raise the memory limit.",
                code="memory_limit",
            )

    def _died(self, task: str) -> RenderError:
        self._end()
        code = self._process.returncode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        last = self._last_words()
        return RenderError(
            f"the worker process {how} during {task}" + (f": {last}" if last else ""),
            remedy="Try again; if it happens again, the machine may be short of memory.",
            code="worker_died",
        )

    def _last_words(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, self._errors.tell() - 2000))
            lines = self._errors.read().decode(errors="replace").strip().splitlines()
            return lines[-1][:300] if lines else ""
        return ""

    # --- its beginning and its end ---------------------------------------------------------------------

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "nbreports.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            start_new_session=True,
            bufsize=0,
        )

    def _pipes(self) -> None:
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both ends are pipes")
        self._requests, self._replies = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._requests, False)
        os.set_blocking(self._replies, False)

    def close(self, grace: float = 1.0) -> None:
        """End an idle worker: close its input, then `kill` where it does not leave in ``grace`` seconds."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        self.kill()

    def kill(self) -> None:
        """End the worker and everything it started: SIGTERM, then SIGKILL; safe to call twice."""
        self._end()
        self._close_pipes()

    def _end(self) -> None:
        if self._ended:
            return  # its number may be another's by now
        self._ended = True
        for sign, patience in ((signal.SIGTERM, 0.5), (signal.SIGKILL, 5.0)):
            if not self.alive:
                break
            self._signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self._signal(signal.SIGKILL)  # what the task started lives in the same group

    def abandon(self) -> None:
        """Forget a worker that belongs to another process, without a word to it."""
        self._process.returncode = 0
        self._close_pipes()

    def _close_pipes(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _signal(self, sign: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, sign)


def _environment() -> dict[str, str]:
    """Return the child's environment, with this package on its path wherever it was imported from."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


def _error(head: dict[str, Any], task: str) -> Exception:
    from nbreports.errors import revived

    return revived(head) or RenderError(f"{task} failed: {head.get('message')}", code="task")


# --- the thread that starts processes ---------------------------------------------------------------------
#
# The system's parent-death signal follows the *thread* that started a process. Callers come from threads that
# end, so one thread that lives as long as the program starts them all.

_orders: queue.SimpleQueue[tuple[Callable[[], Any], queue.SimpleQueue[Any]]] = queue.SimpleQueue()
_starter: threading.Thread | None = None
_starter_pid = 0
_starter_lock = threading.Lock()


def _spawned(start: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    _ensure_starter()
    answer: queue.SimpleQueue[Any] = queue.SimpleQueue()
    _orders.put((start, answer))
    result = answer.get()
    if isinstance(result, BaseException):
        raise RenderError(f"a worker process could not be started: {result}", code="worker") from result
    process: subprocess.Popen[bytes] = result
    return process


def _ensure_starter() -> None:
    global _starter, _starter_pid, _orders  # noqa: PLW0603 - one per program, a new one after a fork
    with _starter_lock:
        if _starter is not None and _starter_pid == os.getpid() and _starter.is_alive():
            return
        _orders, _starter_pid = queue.SimpleQueue(), os.getpid()
        _starter = threading.Thread(target=_start_all, args=(_orders,), name="nbreports-workers", daemon=True)
        _starter.start()


def _start_all(orders: queue.SimpleQueue[tuple[Callable[[], Any], queue.SimpleQueue[Any]]]) -> None:
    while True:
        start, answer = orders.get()
        try:
            answer.put(start())
        except BaseException as error:  # noqa: BLE001 - the caller is told
            answer.put(error)
