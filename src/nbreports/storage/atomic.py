"""The one module that writes outputs: a path holds the old file or the complete new one, never a part.

Bytes go to ``.<name>.<random>.part`` beside the target, which takes the target's name only when it is whole
and on disk. The part is locked while it is written, so that a part left by a process that was killed is
known, and removed by the next writer of the same file.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from nbreports.errors import OutputError, UsageError

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import ReadableBuffer

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; leftovers stay there
    fcntl = None  # type: ignore[assignment]

BUFFER_BYTES = 1 << 20
_NAME_BYTES = 200
"""Of the target's name in the part's, which must itself stay under 255 bytes."""

_REMEDIES = {
    errno.ENOSPC: "Free space on the disk, or write elsewhere.",
    errno.EDQUOT: "Free space within your quota, or write elsewhere.",
    errno.EFBIG: "Write elsewhere, or lift the limit on the size of files.",
    errno.EACCES: "Write to a folder you may write to.",
    errno.EPERM: "Write to a folder you may write to.",
    errno.EROFS: "Write elsewhere: this file system is read-only.",
    errno.ENOENT: "Create the folder first, or write elsewhere.",
    errno.ENOTDIR: "Write into a folder: a part of this path is a file.",
    errno.EISDIR: "Name a file, not a folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ELOOP: "Name the file itself: the links lead in a circle.",
    errno.EMFILE: "Close other files of this program first.",
}


class AtomicFile(io.BufferedIOBase):
    """A binary file, written beside ``path`` and put in its place by ``commit``.

    Use it as a context manager; leaving it without ``commit`` leaves everything as it was. The mode, and
    where permitted the owner, of a file already there is kept. A link is followed: the file it leads to is
    replaced and the link stays, also where that file does not exist yet. What is no file (a folder, a device,
    a pipe) is refused, since putting a file in its place would destroy it.

    Parameters
    ----------
    path
        The output. Its folder must exist.

    Raises
    ------
    OutputError
        Here, in ``write`` and in ``commit``, whatever the disk refuses; the former file is untouched then and
        the part gone.
    """

    def __init__(self, path: Path | str) -> None:
        super().__init__()
        self.path = Path(path)
        self._file: BinaryIO | None = None
        self._part: Path | None = None
        self.committed = False
        self._prepared = False
        try:
            if str(path).endswith(("/", os.sep)):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            self._target = Path(os.path.realpath(self.path))
            before = self._inspect()
            sweep_parts(self._target)
            self._open(before)
        except (OSError, ValueError) as error:
            self.abandon()
            raise write_error(self.path, error) from error

    @property
    def part(self) -> Path:
        """The file being written."""
        if self._part is None:
            raise UsageError(f"{self.path} is no longer being written")
        return self._part

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def writable(self) -> bool:
        """Return True."""
        return True

    def readable(self) -> bool:
        """Return True: writers of archives look at what they wrote."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Write ``data`` and return its length in bytes."""
        file = self._writing()
        self._prepared = False
        try:
            return file.write(data)
        except OSError as error:
            self.abandon()
            raise write_error(self.path, error) from error

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to ``size`` bytes from the current position."""
        return self._writing().read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to ``offset`` and return the new position."""
        file = self._writing()
        try:
            return file.seek(offset, whence)
        except OSError as error:  # seeking writes what is buffered
            self.abandon()
            raise write_error(self.path, error) from error

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._writing().tell()

    def flush(self) -> None:
        """Hand what is buffered to the system."""
        if self._file is None:
            return
        try:
            self._file.flush()
        except OSError as error:
            self.abandon()
            raise write_error(self.path, error) from error

    def prepare(self) -> None:
        """Bring all bytes to the disk, so that ``commit`` has only the name left to give."""
        file = self._writing()
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            self.abandon()
            raise write_error(self.path, error) from error
        self._prepared = True

    def commit(self) -> None:
        """Put the file in its place: on disk first, then under its name, then the name on disk."""
        file = self._writing()
        if not self._prepared:
            self.prepare()
        try:
            self.part.replace(self._target)
        except OSError as error:
            self.abandon()
            raise write_error(self.path, error) from error
        self.committed = True
        self._part = None
        with suppress(OSError):
            file.close()
        self._file = None
        sync_folder(self._target.parent)

    def abandon(self) -> None:
        """Remove the part, unless it was committed; calling it again does nothing."""
        file, self._file = self._file, None
        part, self._part = self._part, None
        if part is not None:
            # removed before it is closed: closing lets go of the lock
            with suppress(OSError):
                part.unlink()
        if file is not None:
            with suppress(OSError):
                file.close()

    def close(self) -> None:
        """Abandon what was not committed."""
        self.abandon()
        super().close()

    def _writing(self) -> BinaryIO:
        if self._file is None:
            raise UsageError(f"{self.path} is no longer being written")
        return self._file

    def _inspect(self) -> os.stat_result | None:
        try:
            before = self._target.stat()
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(before.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(before.st_mode):
            raise OutputError(
                "there is a device or a pipe of this name",
                where=str(self.path),
                remedy="Name an ordinary file.",
            )
        return before

    def _open(self, before: os.stat_result | None) -> None:
        stem = os.fsdecode(os.fsencode(self._target.name)[:_NAME_BYTES])
        part = self._target.with_name(f".{stem}.{secrets.token_hex(6)}.part")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(part, flags, 0o666)
        self._part = part
        self._file = open(handle, "w+b", buffering=BUFFER_BYTES)  # noqa: PTH123, SIM115 - by its handle, kept
        if fcntl is not None:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if before is not None:
            if hasattr(os, "fchown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):
                    os.fchown(handle, before.st_uid, before.st_gid)
            part.chmod(stat.S_IMODE(before.st_mode))


def write_error(path: Path, error: Exception) -> OutputError:
    """Return the typed error for what the system said of writing ``path``, with what to do about it."""
    number = error.errno if isinstance(error, OSError) else None
    why = os.strerror(number) if number else str(error)
    return OutputError(
        f"the file cannot be written: {why}",
        where=str(path),
        remedy=_REMEDIES.get(number or 0, "Check the path and the disk, then write again."),
        code=f"output_{errno.errorcode[number].lower()}"
        if number is not None and number in errno.errorcode
        else None,
    )


def sweep_parts(path: Path | str) -> None:
    """Remove parts of ``path`` whose writers are gone."""
    if fcntl is None:  # pragma: no cover
        return
    target = Path(os.path.realpath(path))
    stem = os.fsdecode(os.fsencode(target.name)[:_NAME_BYTES])
    try:
        leftovers = [
            name
            for name in (entry.name for entry in target.parent.iterdir())
            if name.startswith(f".{stem}.") and name.endswith(".part") and len(name) == len(stem) + 19
        ]
    except OSError:
        return
    for name in leftovers:
        part = target.with_name(name)
        with suppress(OSError):
            handle = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
            finally:
                os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    # the file is whole and in place; a system that cannot sync folders keeps its names its own way
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_file(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, whole.

    Raises
    ------
    OutputError
        Whatever the disk refuses; what was there is untouched.
    """
    with AtomicFile(path) as file:
        file.write(data)
        file.commit()


def create_file(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path`` where nothing has that name yet; return whether it was free.

    The name is given by a link, so that of two writers only one gets it and a reader sees a whole file.

    Raises
    ------
    OutputError
        Whatever the disk refuses.
    """
    with AtomicFile(path) as file:
        file.write(data)
        file.prepare()
        try:
            os.link(file.part, path)
        except FileExistsError:
            return False
        except OSError as error:
            if os.path.lexists(path):
                return False
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}:
                raise write_error(path, error) from error
            file.commit()  # a disk without links
            return True
    sync_folder(path.parent)
    return True


def move_file(path: Path, to: Path) -> bool:
    """Give a file, or a folder, another name on the same disk; return whether that name was free.

    Raises
    ------
    OutputError
        Whatever the disk refuses; nothing has moved then.
    """
    try:
        if path.is_dir() or not hasattr(os, "link"):
            if os.path.lexists(to):
                return False
            path.rename(to)
        else:
            os.link(path, to, follow_symlinks=False)
            path.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        raise write_error(to, error) from error
    sync_folder(to.parent)
    return True


def remove_file(path: Path) -> None:
    """Remove a file; one that is gone already is no error.

    Raises
    ------
    OutputError
        Whatever the disk refuses.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_error(path, error) from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing.

    Raises
    ------
    OutputError
        Whatever the disk refuses.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(path, error) from error
