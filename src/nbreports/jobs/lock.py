"""One dispatcher a state folder: held by a lock the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from nbreports.errors import OutputError
from nbreports.jobs.hand import environment

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_LAUNCH = (
    "import subprocess, sys; subprocess.Popen(sys.argv[2:], start_new_session=True, cwd='/',"
    " stdin=subprocess.DEVNULL, stdout=open(sys.argv[1], 'ab'), stderr=subprocess.STDOUT)"
)


class DispatcherLock:
    """The lock of a state folder; a context manager that lets go of it."""

    def __init__(self, folder: Path) -> None:
        try:
            self._handle = os.open(folder / "dispatcher.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise OutputError(
                f"the state folder cannot be used: {error.strerror or error}",
                where=str(folder),
                remedy="Set NBREPORTS_STATE to a folder you may write to.",
            ) from error

    def acquire(self) -> bool:
        """Take it where it is free, and return whether it was."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def release(self) -> None:
        """Let go of it."""
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)


def ensure_dispatcher(folder: Path) -> None:
    """Start the dispatcher of a state folder where none runs; returns at once.

    Raises
    ------
    OutputError
        Where it cannot be started.
    """
    with DispatcherLock(folder) as lock:
        if not lock.acquire():
            return
    try:
        # through a process that ends at once, so that the dispatcher is nobody's child
        subprocess.run(  # noqa: S603 - this very program
            [
                *(sys.executable, "-I", "-S", "-c", _LAUNCH, str(folder / "dispatcher.log")),
                *(sys.executable, "-P", "-m", "nbreports.jobs.dispatcher", str(folder)),
            ],
            check=True,
            capture_output=True,
            env=environment(),
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise OutputError(
            f"the dispatcher of jobs cannot be started: {error}",
            where=str(folder),
            remedy="Free memory or processes, then try again.",
        ) from error
