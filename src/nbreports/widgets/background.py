"""The package's own event loop, in a thread of its own: a busy cell does not hold what widgets wait for."""

from __future__ import annotations

import asyncio
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

T = TypeVar("T")


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="nbreports-widgets", daemon=True).start()
    return loop


def in_background(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Begin ``work`` in the background loop; may be called from any thread."""
    return asyncio.run_coroutine_threadsafe(work, _loop())
