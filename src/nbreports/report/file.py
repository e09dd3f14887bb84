"""The file of a report that is being edited: written only while it is what its editor last saw of it."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nbreports.definition.dump import dumps
from nbreports.definition.load import load, loads
from nbreports.errors import OutputError
from nbreports.storage.atomic import create_file, move_file, write_file
from nbreports.storage.versions import Versions

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition

VERSION_SECONDS = 120.0
"""Between two versions of what one goes on editing."""
ENDING = ".nbreport"


class ReportFile:
    """A ``.nbreport`` file under the hands of one editor.

    Parameters
    ----------
    path
        The file, which exists.
    data
        Its bytes as the editor has seen them.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.versions = Versions(path)
        self._seen = _digest(data)
        self._kept = float("-inf")

    @classmethod
    def open(cls, path: Path) -> tuple[ReportFile, ReportDefinition]:
        """Return a file and the report in it; nothing is written.

        Raises
        ------
        DefinitionError
            For a file that is no report, or cannot be read.
        """
        try:
            data = path.read_bytes()
        except OSError:
            return cls(path, b""), load(path)
        return cls(path, data), loads(data)

    @classmethod
    def create(cls, path: Path, definition: ReportDefinition, *, replace: bool = False) -> ReportFile:
        """Put a report into a new file.

        Raises
        ------
        OutputError
            ``file_exists`` where the name is taken, unless ``replace``: then what was there is kept as a version.
        """
        data = dumps(definition).encode()
        if not create_file(path, data):
            if not replace:
                raise OutputError(
                    f"there is a file {path.name} already",
                    where=str(path),
                    remedy="Choose another name, or replace it: what it holds is kept as a version.",
                    code="file_exists",
                )
            try:
                Versions(path).keep(path.read_bytes())
            except OSError as error:
                raise OutputError(
                    f"what {path.name} holds cannot be kept: {error.strerror}",
                    where=str(path),
                    remedy="Choose another name.",
                ) from error
            write_file(path, data)
        return cls(path, data)

    @property
    def when(self) -> datetime | None:
        """When the file was last written."""
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        except OSError:
            return None

    @property
    def read_only(self) -> bool:
        """Whether the file cannot be replaced."""
        return not os.access(self.path.parent, os.W_OK) or (
            self.path.exists() and not os.access(self.path, os.W_OK)
        )

    def save(self, definition: ReportDefinition, *, over: bool = False) -> None:
        """Write the report; what the file held before is kept as a version now and then.

        Parameters
        ----------
        definition
            The report.
        over
            Also over what someone else has written meanwhile, which is then kept as a version.

        Raises
        ------
        OutputError
            ``file_changed`` where someone else has written the file; it is as they left it.
        """
        before = self._before()
        theirs = before is not None and _digest(before) != self._seen
        if theirs and not over:
            raise OutputError(
                f"{self.path.name} was changed by someone else",
                where=str(self.path),
                remedy="Keep yours (theirs becomes a version), use theirs, or save as another file.",
                code="file_changed",
            )
        if self.read_only:
            raise OutputError(
                f"{self.path.name} can only be read",
                where=str(self.path),
                remedy="Save it as another file, or download it.",
                code="output_erofs",
            )
        data = dumps(definition).encode()
        if before is not None and before != data:
            self._keep(before, now=theirs)
            write_file(self.path, data)
        elif before is None:
            write_file(self.path, data)
        self._seen = _digest(data)

    def rename(self, name: str) -> None:
        """Give the file another name in its folder; its versions follow.

        Raises
        ------
        OutputError
            ``file_exists`` where the name is taken.
        """
        target = self.path.with_name(name)
        if target == self.path:
            return
        if not move_file(self.path, target):
            raise OutputError(
                f"there is a file {name} already",
                where=str(target),
                remedy="Choose another name.",
                code="file_exists",
            )
        self.versions.follow(target)
        self.path = target

    def duplicate(self, definition: ReportDefinition) -> Path:
        """Put the report into a new file beside this one, under the next free name, and return its path."""
        stem = self.path.stem
        for number in range(1, 1000):
            tail = " copy" if number == 1 else f" copy {number}"
            path = self.path.with_name(f"{stem[:100]}{tail}{ENDING}")
            if create_file(path, dumps(definition).encode()):
                return path
        raise OutputError(
            "a thousand copies are there already", where=stem, remedy="Save it under another name."
        )

    def _before(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OutputError(
                f"{self.path.name} cannot be looked at: {error.strerror}",
                where=str(self.path),
                remedy="Save it as another file.",
            ) from error

    def _keep(self, before: bytes, *, now: bool) -> None:
        if now or time.monotonic() - self._kept >= VERSION_SECONDS:
            self.versions.keep(before)
            self._kept = time.monotonic()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
