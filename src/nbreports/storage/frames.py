"""Files of frames, written one after the other: whatever kills the writer, what it wrote before can be read.

::

    file    = magic (8 bytes), frame, frame, ...
    frame   = length of payload (u64), CRC-32 (u32), payload        little endian
    CRC-32  = of the frame's number (u64), its length (u64), its payload

The number is part of the checksum, so frames that are missing, twice or out of order are found, too. Each frame
is handed to the system in one piece: a process killed at any moment leaves whole frames and at most one broken
one at the end. They are brought to the disk by ``finish``; before that, loss of power can cost any of them,
which the checksums tell. The file is its owner's alone, since it holds rows.
"""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from nbreports.errors import OutputError, SpoolError, UsageError
from nbreports.storage.atomic import sync_folder, write_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock
    fcntl = None  # type: ignore[assignment]

MAGIC = b"NBRFRM1\n"
_HEAD = struct.Struct("<QL")
_NUMBERED = struct.Struct("<QQ")


class FrameWriter:
    """Writes a file of frames from its beginning; a context manager that closes it.

    Parameters
    ----------
    path
        The file; its folder must exist. What it held before is gone.

    Raises
    ------
    OutputError
        Here and in every method, whatever the disk refuses, or where another process is writing this file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self._file: BinaryIO | None = None
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            # unbuffered: what is written is with the system, out of reach of whatever ends this process
            self._file = open(os.open(path, flags, 0o600), "r+b", buffering=0)  # noqa: PTH123, SIM115
            self._lock()
            os.ftruncate(self._file.fileno(), 0)
            self._put(MAGIC)
            sync_folder(path.parent)
        except OSError as error:
            self.close()
            raise write_error(path, error) from error
        except OutputError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, payload: bytes) -> None:
        """Add a frame."""
        head = _HEAD.pack(len(payload), _checksum(self.frames, payload))
        try:
            self._put(head + payload)
        except OSError as error:
            self.close()
            raise write_error(self.path, error) from error
        self.frames += 1

    def finish(self) -> None:
        """Bring every frame to the disk, and close the file."""
        try:
            os.fsync(self._writing().fileno())
        except OSError as error:
            raise write_error(self.path, error) from error
        finally:
            self.close()

    def close(self) -> None:
        """Close the file as it stands; calling it again does nothing."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def _writing(self) -> BinaryIO:
        if self._file is None:
            raise UsageError(f"{self.path} is no longer being written")
        return self._file

    def _put(self, data: bytes) -> None:
        file, rest = self._writing(), memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]

    def _lock(self) -> None:
        if fcntl is None or self._file is None:  # pragma: no cover
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                "another process is writing this file",
                where=str(self.path),
                remedy="Wait until it has ended, or end it.",
                code="output_in_use",
            ) from None
        except OSError:  # a disk without locks
            return


def read_frames(path: Path) -> Iterator[bytes]:
    """Give the payloads of a file's frames, in order, each checked.

    Raises
    ------
    SpoolError
        As ``FrameReader.frames``.
    """
    return FrameReader(path).frames()


class FrameReader:
    """Reads a file of frames, also while it is being written: each call of ``frames`` goes on where the last ended.

    Parameters
    ----------
    path
        The file, which is open only while frames are given.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number = 0
        self._offset = 0

    def frames(self) -> Iterator[bytes]:
        """Give the payloads not given yet.

        Raises
        ------
        SpoolError
            After the last good frame: ``spool_cut`` where the file ends within a frame, ``spool_damaged`` where
            a checksum does not fit, ``spool_missing`` where there is no such file.
        """
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from error
        with file:
            try:
                yield from self._frames(file)
            except OSError as error:
                raise _unreadable(self.path, error) from error

    def _frames(self, file: BinaryIO) -> Iterator[bytes]:
        path = self.path
        if self._offset == 0:
            magic = file.read(len(MAGIC))
            if magic != MAGIC:
                raise _cut(path) if MAGIC.startswith(magic) else _damaged(path, "its beginning is another's")
            self._offset = len(MAGIC)
        file.seek(self._offset)
        while head := file.read(_HEAD.size):
            if len(head) < _HEAD.size:
                raise _cut(path)
            length, checksum = _HEAD.unpack(head)
            # a length that is wrong must not be believed before memory is asked for
            if length > os.fstat(file.fileno()).st_size - file.tell():
                raise _cut(path)
            payload = file.read(length)
            if len(payload) < length:
                raise _cut(path)
            if _checksum(self._number, payload) != checksum:
                raise _damaged(path, f"the checksum of frame {self._number} does not fit")
            self._number += 1
            self._offset += len(head) + length
            yield payload


def _checksum(number: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_NUMBERED.pack(number, len(payload))))


def _cut(path: Path) -> SpoolError:
    return SpoolError(
        "the file ends in the middle", where=str(path), remedy="Run the report again.", code="spool_cut"
    )


def _damaged(path: Path, why: str) -> SpoolError:
    return SpoolError(
        f"the file is damaged: {why}",
        where=str(path),
        remedy="Run the report again; if this comes back, check the disk.",
        code="spool_damaged",
    )


def _unreadable(path: Path, error: OSError) -> SpoolError:
    missing = isinstance(error, FileNotFoundError)
    return SpoolError(
        f"the file cannot be read: {error.strerror or error}",
        where=str(path),
        remedy="Run the report again.",
        code="spool_missing" if missing else "spool_unreadable",
    )
