"""The worker's side: one loop, one task at a time, and no life of its own.

It ends when its input closes, and, where Linux can do it, when its parent dies in the middle of a task.
Whatever a task prints goes to the error stream, never into the pipe.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from nbreports.workers import frames

if TYPE_CHECKING:
    from collections.abc import Callable

Task = "Callable[[bytes], bytes]"
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve tasks from standard input until it closes."""
    requests, replies = _private_pipes()
    first = frames.read(requests.read)
    if first is None:
        return
    hello, _ = first
    _die_with(int(hello["parent"]))
    allowed = frozenset(hello["tasks"])
    for name in hello["warm"]:
        _run(name, b"", allowed)
    while (frame := frames.read(requests.read)) is not None:
        head, payload = frame
        answer, body = _run(str(head.get("task")), payload, allowed)
        replies.write(frames.pack(answer, body))
        replies.flush()


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _die_with(parent: int) -> None:
    """Ask the system to end this process with its parent, also while a task holds the interpreter."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:  # it died before the system was asked
        os._exit(0)


def _run(name: str, payload: bytes, allowed: frozenset[str]) -> tuple[dict[str, Any], bytes]:
    try:
        return {"ok": True}, _task(name, allowed)(payload)
    except MemoryError:
        return {"ok": False, "type": "LimitError", "message": f"the task {name} ran out of memory"}, b""
    except Exception as error:  # noqa: BLE001 - what a task raises is an answer, not the end
        return _described(error), b""


def _task(name: str, allowed: frozenset[str]) -> Callable[[bytes], bytes]:
    if name not in allowed:
        raise PermissionError(f"the task {name!r} is not one of this pool's")
    module, _, function = name.partition(":")
    found: Callable[[bytes], bytes] = getattr(importlib.import_module(module), function)
    return found


def _described(error: Exception) -> dict[str, Any]:
    from nbreports.errors import NbreportsError, described

    if isinstance(error, NbreportsError):
        return {"ok": False, **described(error)}
    return {"ok": False, "type": None, "message": f"{type(error).__name__}: {error}"[:4000]}
