"""Earlier states of a report's file, kept beside it: bounded, newest first, each state once.

``sales.nbreport`` has its versions in ``.nbreport-versions/sales.nbreport/``, one file a version, named by its
moment and the digest of what it holds. A state that comes again takes the place of its older copy. What is a
report is kept in canonical form; a file that is none, because a program left it half written, is kept as it is:
whoever overwrites it may still want it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from nbreports.definition.dump import dumps
from nbreports.definition.load import loads
from nbreports.errors import DefinitionError, OutputError, UsageError
from nbreports.storage.atomic import make_folder, move_file, remove_file, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = ".nbreport-versions"
MOST = 50
MOST_BYTES = 20 * 1024 * 1024

_NAME = re.compile(r"(\d{8}T\d{12}Z)-([0-9a-f]{16})")
_MOMENT = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Version:
    """One state a file has had.

    Attributes
    ----------
    ident
        Its name among the file's versions.
    when
        When it was kept.
    size
        Bytes.
    digest
        The first half of the SHA-256 of its bytes, as hexadecimal digits.
    """

    ident: str
    when: datetime
    size: int
    digest: str


class Versions:
    """The versions of one file.

    Parameters
    ----------
    path
        The file; it need not exist.
    most, most_bytes
        Versions and bytes kept; the newest version is kept whatever its size.
    """

    def __init__(self, path: Path, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._root = path.parent / FOLDER
        self.folder = self._root / path.name
        self._most = most
        self._most_bytes = most_bytes

    def list(self) -> tuple[Version, ...]:
        """Return what is kept, newest first."""
        found = []
        try:
            entries = [] if self._strange() else sorted(self.folder.iterdir(), reverse=True)
        except OSError:
            return ()
        for entry in entries:
            version = _version(entry)
            if version is not None:
                found.append(version)
        return tuple(found)

    def read(self, ident: str) -> bytes:
        """Return the bytes of a version.

        Raises
        ------
        UsageError
            Where there is no such version.
        """
        try:
            if _NAME.fullmatch(ident) and not self._strange():
                return (self.folder / ident).read_bytes()
        except OSError:
            pass
        raise UsageError(
            f"there is no version {ident!r:.80}",
            remedy="List the versions again: older ones give way to newer ones.",
        )

    def keep(self, data: bytes, when: datetime | None = None) -> Version | None:
        """Keep a state, unless the newest version is the same; let the oldest go where there are too many.

        Raises
        ------
        OutputError
            Whatever the disk refuses; the versions there were are untouched then.
        """
        data = canonical(data)
        digest = hashlib.sha256(data).hexdigest()[:16]
        before = self.list()
        if before and before[0].digest == digest:
            return None
        if self._strange():
            raise OutputError(
                "the folder of the versions is a link or a file",
                where=str(self.folder),
                remedy=f"Move it away; {FOLDER} is made anew.",
            )
        moment = (when or datetime.now(UTC)).astimezone(UTC)
        if before and moment <= before[0].when:  # a clock set back must not hide the newest
            moment = before[0].when + timedelta(microseconds=1)
        name = f"{moment.strftime(_MOMENT)}-{digest}"
        make_folder(self.folder)
        write_file(self.folder / name, data)
        self._prune([version for version in before if version.digest == digest])
        self._prune(self._excess())
        return _version(self.folder / name)

    def follow(self, path: Path) -> None:
        """Go on as the versions of ``path``, since the file has that name now.

        Raises
        ------
        OutputError
            Whatever the disk refuses.
        """
        root = path.parent / FOLDER
        target = root / path.name
        if self.folder.is_dir() and not self._strange() and target != self.folder:
            make_folder(root)
            if not move_file(self.folder, target):
                for version in reversed(self.list()):
                    move_file(self.folder / version.ident, target / version.ident)
        self._root, self.folder = root, target

    def _excess(self) -> tuple[Version, ...]:
        found = self.list()
        whole = 0
        for at, version in enumerate(found):
            whole += version.size
            if at and (at >= self._most or whole > self._most_bytes):
                return found[at:]
        return ()

    def _prune(self, versions: Sequence[Version]) -> None:
        for version in versions:
            remove_file(self.folder / version.ident)

    def _strange(self) -> bool:
        return any(
            place.is_symlink() or (place.exists() and not place.is_dir())
            for place in (self._root, self.folder)
        )


def canonical(data: bytes) -> bytes:
    """Return a report's file in canonical form; anything else as it is."""
    try:
        return dumps(loads(data)).encode()
    except DefinitionError:
        return data


def _version(path: Path) -> Version | None:
    named = _NAME.fullmatch(path.name)
    if named is None or path.is_symlink():
        return None
    try:
        when = datetime.strptime(named[1], _MOMENT).replace(tzinfo=UTC)
        return Version(path.name, when, path.stat().st_size, named[2])
    except (OSError, ValueError):
        return None
