"""The report of a session as a Y document, kept the same with every page that shows the session.

Each page has a channel of its own over the one comm, so that what one page writes is handed on to the others. A
page's messages begin with its name; all pages hear all of them and take their own.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from nbreports.collab import Guard, Provider, apply, new_doc, seed
from nbreports.widgets.background import in_background
from nbreports.widgets.messages.shared import YAwareness, YSync

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.report import ReportDefinition
    from nbreports.errors import LimitError
    from nbreports.widgets.messages.base import Message

MOST_PAGES = 32
"""Pages that are told of changes; with more, the one longest silent asks again when it speaks."""
GATHER = 0.05
"""Seconds that edits are gathered for before the report is read from them."""


class CommChannel:
    """The way to one page."""

    def __init__(self, page: str, send: Callable[[Message, list[bytes]], None]) -> None:
        self._page = page
        self._send = send
        self._count = 0
        self._takers: list[Callable[[bytes], None]] = []

    def send(self, data: bytes) -> None:
        """Send one message of the sync protocol."""
        self._count += 1
        self._send(YSync(v=1, id=f"{self._page}.{self._count}", kind="y.sync"), [data])

    def receive(self, take: Callable[[bytes], None]) -> Callable[[], None]:
        """Call ``take`` with every message that arrives, until the returned function is called."""
        self._takers.append(take)
        return lambda: self._takers.remove(take)

    def arrived(self, data: bytes) -> None:
        """Hand on a message of the page."""
        for take in tuple(self._takers):
            take(data)


class SharedReport:
    """A definition that pages and programs edit together.

    Parameters
    ----------
    definition
        The report to begin with.
    send
        Takes a message and its buffers, for all pages.
    changed
        Called in the background with the report, whenever a page has changed it.
    """

    def __init__(
        self,
        definition: ReportDefinition,
        send: Callable[[Message, list[bytes]], None],
        changed: Callable[[ReportDefinition], None],
    ) -> None:
        self.doc = new_doc()
        seed(self.doc, definition)
        self.guard = Guard(self.doc)
        self._send = send
        self._changed = changed
        self._pages: OrderedDict[str, tuple[CommChannel, Provider]] = OrderedDict()
        self._lock = threading.RLock()
        self._reading = False
        self._subscription = self.doc.observe(lambda _event: self._happened())

    def set(self, definition: ReportDefinition) -> None:
        """Make the document hold another definition; pages are told."""
        apply(self.doc, definition, origin="kernel")

    def take(self, ident: str, message: bytes) -> None:
        """Take a message of the sync protocol.

        Raises
        ------
        LimitError
            Where it is not taken; the document is as it was.
        """
        page = ident.rpartition(".")[0]
        with self._lock:
            found = self._pages.pop(page, None)
            if found is None:
                channel = CommChannel(page, self._send)
                found = channel, Provider(self.doc, channel, guard=self.guard, refused=_refuse)
                found[1].start()
            self._pages[page] = found
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)[1][1].stop()
        found[0].arrived(message)

    def tell(self, ident: str, message: bytes) -> None:
        """Hand an awareness message on to all pages."""
        self._send(YAwareness(v=1, id=ident, kind="y.awareness"), [message])

    def close(self) -> None:
        """Let go of pages and document."""
        with self._lock:
            for _, provider in self._pages.values():
                provider.stop()
            self._pages.clear()
        self.doc.unobserve(self._subscription)
        self.guard.close()

    def _happened(self) -> None:
        # inside a transaction: the report is read when it is over
        if not self._reading:
            self._reading = True
            in_background(self._read())

    async def _read(self) -> None:
        await asyncio.sleep(GATHER)
        self._reading = False
        definition = self.guard.checked().definition
        if definition is not None:
            self._changed(definition)


def _refuse(error: LimitError) -> Any:
    raise error
