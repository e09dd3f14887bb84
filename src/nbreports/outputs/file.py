"""A file, written beside its place and put there whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nbreports.storage.atomic import AtomicFile

if TYPE_CHECKING:
    from pathlib import Path


class FileOutput:
    """An output that becomes ``path`` on ``commit``; until then what was there stays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._file = AtomicFile(path)
        self.size = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += self._file.write(data)
        self._hash.update(data)

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes taken so far, as hexadecimal digits."""
        return self._hash.hexdigest()

    def prepare(self) -> None:
        """Bring the bytes to the disk.

        Raises
        ------
        OutputError
            Whatever the disk refuses; the former file is untouched.
        """
        self._file.prepare()

    def commit(self) -> None:
        """Put the file in place.

        Raises
        ------
        OutputError
            Whatever the disk refuses; the former file is untouched.
        """
        self._file.commit()

    def close(self) -> None:
        """Let go of the part."""
        self._file.close()
