"""Where a provider's bytes go and come from."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Channel(Protocol):
    """A way to one peer or to several, in order; what is sent may be lost when it breaks."""

    def send(self, data: bytes) -> None:
        """Send one message."""
        ...

    def receive(self, take: Callable[[bytes], None]) -> Callable[[], None]:
        """Call ``take`` with every message that arrives, until the returned function is called."""
        ...


class MemoryChannel:
    """One end of a channel inside a process; messages wait until they are delivered.

    Delivering is a call of its own, so that who receives is never inside what the sender is doing.
    """

    def __init__(self) -> None:
        self.peer: MemoryChannel | None = None
        self.waiting: deque[bytes] = deque()
        self._takers: list[Callable[[bytes], None]] = []

    def send(self, data: bytes) -> None:
        """Put a message in the peer's queue.

        Raises
        ------
        ConnectionError
            Where the channel is cut.
        """
        if self.peer is None:
            raise ConnectionError("the channel is cut")
        self.peer.waiting.append(data)

    def receive(self, take: Callable[[bytes], None]) -> Callable[[], None]:
        """Call ``take`` with every message delivered, until the returned function is called."""
        self._takers.append(take)
        return lambda: self._takers.remove(take)

    def deliver(self) -> int:
        """Hand over what waits and return how many messages that were."""
        count = 0
        while self.waiting:
            data = self.waiting.popleft()
            count += 1
            for take in tuple(self._takers):
                take(data)
        return count

    def cut(self) -> None:
        """Break the channel; what waits on either side is lost."""
        for end in (self, self.peer):
            if end is not None:
                end.peer = None
                end.waiting.clear()


def pair() -> tuple[MemoryChannel, MemoryChannel]:
    """Return the two ends of a channel."""
    left, right = MemoryChannel(), MemoryChannel()
    left.peer, right.peer = right, left
    return left, right


def deliver(*ends: MemoryChannel) -> None:
    """Hand over messages until none waits at any of ``ends``."""
    while sum(end.deliver() for end in ends):
        pass
