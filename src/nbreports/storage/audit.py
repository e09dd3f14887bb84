"""The audit log: every generation of a report, one line each, in a chain that shows what was changed afterwards.

The log is ``audit.jsonl`` in the state folder, JSON lines. Each line has its number, ``n``, and in ``previous`` the
SHA-256 of the whole line before it, newline included (of nothing, for the first: 64 zeros). The last line's number and
digest stand in ``audit.head`` too, so that lines cut off at the end are missed as well. A file takes ``LINES`` lines;
it is then called ``audit.000001.jsonl`` and so on, and the chain goes on in a new one. Nothing is ever removed.

A line that its writer could not finish is moved to ``audit.torn`` before the next is written. The chain is evidence
against accidents and hasty hands; who owns the folder can write a whole new chain.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import time
from contextlib import contextmanager, suppress
from io import FileIO
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError, OutputError
from nbreports.storage.atomic import sync_folder, write_error
from nbreports.storage.state import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbreports.storage.generation import Generation

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock
    fcntl = None  # type: ignore[assignment]

LINES = 10_000
"""Lines of one file."""
NOTHING = "0" * 64
"""The digest of the line before the first."""
PATIENCE = 5.0
"""Seconds to wait for another writer."""
_HEAD_BYTES = 86
_FULL = re.compile(r"audit\.(\d{6,})\.jsonl")

logger = logging.getLogger("nbreports.audit")


def record(generation: Generation, folder: Path | None = None) -> None:
    """Add a generation to the log of ``folder``, by default the user's.

    A log that cannot be written is no reason to lose a report: it is warned of, and ``nbreports doctor`` tells it.
    """
    try:
        AuditLog(state_folder() if folder is None else folder).append(generation)
    except NbreportsError as error:
        logger.warning("the audit log lacks %r: %s", generation.title, error)


class AuditLog:
    """The log of one state folder.

    Parameters
    ----------
    folder
        The state folder.
    lines
        Lines of one file.
    """

    def __init__(self, folder: Path, lines: int = LINES) -> None:
        self.folder = folder
        self.path = folder / "audit.jsonl"
        self.torn = folder / "audit.torn"
        self.head = folder / "audit.head"
        self._lines = lines

    def append(self, generation: Generation) -> None:
        """Add a line, on the disk when this returns.

        Raises
        ------
        OutputError
            Where it cannot be written; the log is then as it was.
        """
        with self.locked() as head:
            self._set_aside()
            number, digest = self._end(head)
            if number and number % self._lines == 0:
                self._turn(number // self._lines)
            text = json.dumps({"n": number + 1, "previous": digest, **generation.data()})
            line = f"{text}\n".encode()
            _write(self.path, line)
            mark = f"{number + 1:020d} {digest_of(line)}\n".encode()
            head.seek(0)
            head.write(mark)
            os.fsync(head.fileno())

    def files(self) -> list[Path]:
        """Return the files there are, the oldest first."""
        full = [
            (int(found[1]), path) for path in self.folder.iterdir() if (found := _FULL.fullmatch(path.name))
        ]
        return [path for _, path in sorted(full)] + ([self.path] if self.path.exists() else [])

    def mark(self, head: FileIO) -> tuple[int, str] | None:
        """Return the last line's number and digest as ``audit.head`` has them, None where it has none or is damaged."""
        found = re.fullmatch(rb"(\d{20}) ([0-9a-f]{64})\n", _read(head, 0, _HEAD_BYTES))
        return (int(found[1]), found[2].decode()) if found else None

    @contextmanager
    def locked(self) -> Iterator[FileIO]:
        """Keep others from writing meanwhile; gives ``audit.head``.

        Raises
        ------
        OutputError
            Where the log cannot be used, or another keeps it too long.
        """
        try:
            _open(self.head, "ab").close()
            with _open(self.head, "r+b") as head:
                self._lock(head)
                yield head
        except OSError as error:
            raise write_error(self.path, error) from error

    def _lock(self, head: FileIO) -> None:
        if fcntl is None:  # pragma: no cover
            return
        end = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(head, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise OutputError(
                        f"another process has kept the audit log for {PATIENCE:g} s",
                        where=str(self.path),
                        remedy="Look for a stopped nbreports process, and let it go on or end it.",
                    ) from None
                time.sleep(0.005)
            else:
                return

    def _set_aside(self) -> None:
        """Move what follows the last whole line to ``audit.torn``."""
        with suppress(FileNotFoundError), _open(self.path, "r+b") as file:
            start, tail = _tail(file)
            if tail.endswith(b"\n") or not tail:
                return
            _write(self.torn, tail + b"\n")
            file.truncate(start)
            os.fsync(file.fileno())

    def _end(self, head: FileIO) -> tuple[int, str]:
        """Return the number and the digest of the last line.

        The head has them, so that lines cut off or changed are not taken for the end; it is one line behind where its
        writer died between the two.
        """
        known = self.mark(head)
        for path in reversed(self.files()):
            with _open(path, "rb") as file:
                line = _tail(file)[1]
            if not line:
                continue
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                number = int(said["n"])
                if known is None or (number, said["previous"]) == (known[0] + 1, known[1]):
                    return number, digest_of(line)
            break
        return known or (0, NOTHING)

    def _turn(self, number: int) -> None:
        """Begin a new file."""
        full = self.folder / f"audit.{number:06d}.jsonl"
        if self.path.exists() and not full.exists():
            self.path.rename(full)
            sync_folder(self.folder)


def digest_of(line: bytes) -> str:
    """Return what the next line says of this one."""
    return hashlib.sha256(line).hexdigest()


def _open(path: Path, mode: str) -> FileIO:
    """Open a file as the system has it, without a buffer; a new one is its owner's alone."""
    return FileIO(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


def _read(file: FileIO, start: int, count: int) -> bytes:
    file.seek(start)
    return file.read(count)


def _tail(file: FileIO) -> tuple[int, bytes]:
    """Return the last line of a file, whole or not, and where it begins."""
    size, back = file.seek(0, os.SEEK_END), 4096
    while True:
        start = max(0, size - back)
        data = _read(file, start, size - start)
        cut = data.rfind(b"\n", 0, max(len(data) - 1, 0)) + 1
        if cut or start == 0:
            return start + cut, data[cut:]
        back *= 8


def _write(path: Path, data: bytes) -> None:
    """Append ``data`` to a file with one write, all or nothing."""
    with _open(path, "ab") as file:
        size = file.seek(0, os.SEEK_END)
        try:
            if file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(size)
            raise
    if size == 0:
        sync_folder(path.parent)
