"""The Y sync protocol over a channel: a document and its peers say what they have and send what the other lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pycrdt import Decoder, write_var_uint

from nbreports.collab.binding import locked
from nbreports.collab.guard import Guard, panics
from nbreports.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pycrdt import Doc, Subscription, TransactionEvent

    from nbreports.collab.channel import Channel

STEP1, STEP2, UPDATE = 0, 1, 2
"""What I have; what you lack; what has just happened."""


class Provider:
    """Keeps a document and the peers behind a channel the same.

    What arrives passes the guard and is marked with this provider as its origin, which is not sent back where it
    came from; several providers of one document so hand everything on between their channels.

    Parameters
    ----------
    doc
        The document; it is made with ``allow_multithreading`` where threads share it.
    channel
        Where the messages go.
    guard
        What looks over updates; one of this document's own by default.
    refused
        Called with the error of every message that is not taken.
    """

    def __init__(
        self,
        doc: Doc[Any],
        channel: Channel,
        *,
        guard: Guard | None = None,
        refused: Callable[[LimitError], None] | None = None,
    ) -> None:
        self.doc = doc
        self.channel = channel
        self.guard = Guard(doc) if guard is None else guard
        self.broken = False
        """Whether the last message could not be sent; ``sync`` mends that."""
        self._refused = refused
        self._subscription: Subscription | None = None
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Listen on both sides and ask the peers for what they have."""
        if self._stop is None:
            self._subscription = self.doc.observe(self._happened)
            self._stop = self.channel.receive(self.take)
        self.sync()

    def stop(self) -> None:
        """Listen no longer; the document stays."""
        if self._stop is not None and self._subscription is not None:
            self._stop()
            self.doc.unobserve(self._subscription)
        self._stop = self._subscription = None

    def sync(self) -> None:
        """Say what this document has, so that peers send what it lacks and ask for what they lack."""
        self.broken = False
        self._send(STEP1, self.doc.get_state())

    def take(self, message: bytes) -> None:
        """Take one message of a peer; one that is not to be taken is told to ``refused`` and nothing else."""
        try:
            kind, data = _parts(message)
            if kind == STEP1:
                self._answer(data)
            elif self.guard.take(data, origin=self, first=kind == STEP2):
                # something it builds on is missing: ask for all that is
                self._send(STEP1, self.doc.get_state())
        except LimitError as error:
            if self._refused is not None:
                self._refused(error)

    def _answer(self, state: bytes) -> None:
        try:
            theirs = _clocks(state)
            with locked(self.doc), panics():
                update = self.doc.get_update(state)
        except Exception as error:
            raise LimitError(
                "a peer's state cannot be read", remedy="Load the page again.", code="update_refused"
            ) from error
        self._send(STEP2, update)
        mine = _clocks(self.doc.get_state())
        if any(clock > mine.get(client, 0) for client, clock in theirs.items()):
            self._send(STEP1, self.doc.get_state())

    def _happened(self, event: TransactionEvent) -> None:
        # pycrdt tells an observer the hash of a transaction's origin
        if cast("Any", event).transaction.origin() != hash(self):
            self._send(UPDATE, event.update)

    def _send(self, kind: int, data: bytes) -> None:
        if self.broken:
            return
        try:
            self.channel.send(bytes([kind]) + write_var_uint(len(data)) + data)
        except Exception:  # noqa: BLE001 - whatever the way of the bytes raises
            # an edit is never undone by a peer who is gone: what was missed is sent when it asks again
            self.broken = True


def _parts(message: bytes) -> tuple[int, bytes]:
    if len(message) > 1 and message[0] in (STEP1, STEP2, UPDATE):
        length = shift = 0
        for at, byte in enumerate(message[1:10], 2):
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                if len(message) == at + length:
                    return message[0], message[at:]
                break
    raise LimitError(
        "a message that is none of the sync protocol", remedy="Load the page again.", code="update_refused"
    )


def _clocks(state: bytes) -> dict[int, int]:
    decoder = Decoder(state)
    return {decoder.read_var_uint(): decoder.read_var_uint() for _ in range(decoder.read_var_uint())}
