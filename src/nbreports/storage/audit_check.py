"""The audit log read again, line by line: whether its chain is whole."""

from __future__ import annotations

import io
import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.errors import OutputError
from nbreports.storage.audit import LINES, NOTHING, AuditLog, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """A log whose chain is whole.

    Attributes
    ----------
    lines
        Generations in it.
    first
        The number of the first, above 1 where older files were taken away; 0 for an empty log.
    torn
        Lines that their writers could not finish, kept in ``audit.torn``.
    """

    lines: int
    first: int
    torn: int


def check_audit(folder: Path, lines: int = LINES) -> AuditCheck:
    """Check the log of a state folder.

    Parameters
    ----------
    lines
        Lines of one file.

    Raises
    ------
    OutputError
        Where its chain breaks, with the file and line (the code is ``audit_chain``), or where it cannot be used.
    """
    log = AuditLog(folder, lines)
    chain = _Chain(log, lines)
    with ExitStack() as stack:
        with log.locked() as head:
            end = log.mark(head)
            # full files change no more; the newest is read before another writer adds to it
            files = [(path, stack.enter_context(path.open("rb"))) for path in log.files()]
            newest = log.path.read_bytes() if log.path.exists() else b""
            if log.path.exists():
                log.path.open("ab").close()  # can be written
            torn = log.torn.read_bytes().count(b"\n") if log.torn.exists() else 0
        for path, file in files:
            chain.take(path, io.BytesIO(newest) if path == log.path else file)
    chain.end(end)
    return AuditCheck(chain.lines, chain.first, torn)


def newest_generations(folder: Path) -> Iterator[dict[str, Any]]:
    """Give what the newest file of a log holds, the newest line first; what cannot be read is left out."""
    for path in AuditLog(folder).files()[-1:]:
        for line in reversed(path.read_bytes().splitlines()):
            said = _read(line)
            if said is not None:
                yield said


class _Chain:
    """Follows the lines, and stops where one is not what the line before it, or its number, says."""

    def __init__(self, log: AuditLog, most: int) -> None:
        self._log = log
        self._most = most
        self.lines = 0
        self.first = 0
        self._number = 0
        self._digest = NOTHING
        self._before = (0, NOTHING)
        self._place = str(log.path)

    def take(self, path: Path, lines: Iterable[bytes]) -> None:
        for at, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return  # its writer was killed; the next one sets it aside
            self._place = f"{path}:{at}"
            said = _read(line)
            if said is None:
                raise self._broken("this line is none of the log's: it was changed")
            number, previous = said.get("n"), said.get("previous")
            if not self.lines and isinstance(number, int) and number % self._most == 1:
                self.first, self._number, self._digest = number, number - 1, str(previous)
            if number != self._number + 1:
                raise self._broken(
                    f"here stands generation {number!r} where {self._number + 1} is due: lines were removed, "
                    "added or put in another order"
                )
            if previous != self._digest:
                raise self._broken(f"generation {self._number}, the line before this one, was changed")
            self.lines += 1
            self._before = (self._number, self._digest)
            self._number, self._digest = number, digest_of(line)

    def end(self, mark: tuple[int, str] | None) -> None:
        """Compare with what ``audit.head`` says, which is one line behind where a writer died."""
        number, digest = mark or (0, NOTHING)
        if number > self._number:
            raise self._broken(
                f"the log ends here, at generation {self._number} of {number}: lines were removed"
            )
        if mark == (self._number, self._digest) or (number, digest) == self._before or not self.lines:
            return
        if mark is None:
            raise self._broken(
                f"{self._log.head.name}, which says where the log ends, was removed or damaged"
            )
        if number == self._number:
            raise self._broken(f"generation {number}, the last line, was changed")
        raise self._broken(f"the log ended at generation {number}: lines were added by hand")

    def _broken(self, why: str) -> OutputError:
        return OutputError(
            why,
            where=self._place,
            remedy=f"Compare with a copy of {self._log.folder}; to begin a new log, move the audit.* files away.",
            code="audit_chain",
        )


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
