"""When a changed report is saved: soon after the last change, and not too long after the first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nbreports.widgets.background import in_background

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

IDLE = 0.8
"""Seconds without a change after which it is saved."""
LATEST = 5.0
"""Seconds after the first unsaved change at which it is saved all the same."""


class Autosave:
    """Calls ``save`` in the background loop.

    Parameters
    ----------
    save
        Saves; it tells its own failures.
    idle, latest
        Seconds.
    """

    def __init__(
        self, save: Callable[[], Awaitable[None]], *, idle: float = IDLE, latest: float = LATEST
    ) -> None:
        self._save = save
        self._idle = idle
        self._latest = latest
        self._last = 0.0
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def touch(self) -> None:
        """Say that there is something to save; may be called from any thread."""
        if not self._closed:
            in_background(self._touched())

    def close(self) -> None:
        """Save nothing more by itself."""
        self._closed = True

    async def _touched(self) -> None:
        self._last = asyncio.get_running_loop().time()
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        first = self._last
        while not self._closed:
            due = min(self._last + self._idle, first + self._latest)
            if loop.time() >= due:
                # a change that comes while this one is saved begins a wait of its own
                self._task = None
                await self._save()
                return
            await asyncio.sleep(due - loop.time())
