"""What an output is: bytes go in, and stand whole where they belong only after ``commit``."""

from __future__ import annotations

from typing import Protocol


class Output(Protocol):
    """Where bytes go. ``close`` without ``commit`` leaves what was there before."""

    @property
    def name(self) -> str:
        """What the output is called, with the ending that gives its format."""
        ...

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        ...

    def prepare(self) -> None:
        """Do all of ``commit`` that may fail or take time; nothing is in place yet."""
        ...

    def commit(self) -> None:
        """Put the bytes in place, whole."""
        ...

    def close(self) -> None:
        """Let go; safe to call twice."""
        ...
