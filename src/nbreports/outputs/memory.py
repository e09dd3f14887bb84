"""Bytes kept in memory."""

from __future__ import annotations


class MemoryOutput:
    """Keeps an output's bytes; ``data`` is empty until they are whole.

    Parameters
    ----------
    name
        A file name whose ending gives the format: ``report.pdf``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = b""
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._parts.append(data)

    def prepare(self) -> None:
        """Do nothing: memory needs no preparing."""

    def commit(self) -> None:
        """Make ``data`` the bytes written."""
        self.data = b"".join(self._parts)

    def close(self) -> None:
        """Forget what was not committed."""
        self._parts = []
