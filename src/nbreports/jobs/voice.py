"""What a worker says of its job: numbered lines of JSON in the job's folder, which the dispatcher reads as they come.

A worker never writes the journal: it may be stopped at any instant, also in the middle of a transaction, and a journal
held by a process that is stopped would stop everybody.
"""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Voice:
    """The worker's end.

    Parameters
    ----------
    path
        The file of this attempt, which is new.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._number = 0
        self._lock = threading.Lock()

    def say(self, kind: str, **data: Any) -> None:
        """Add a line; one that the disk refuses is lost, and the job goes on."""
        with self._lock:
            self._number += 1
            line = json.dumps({"n": self._number, "at": time.time(), "kind": kind, **data}) + "\n"
            try:
                os.write(self._file, line.encode())
            except OSError:
                self._number -= 1

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


class Ear:
    """The dispatcher's end: gives what was said since it last listened.

    Parameters
    ----------
    path
        The file of an attempt; it may not be there yet.
    heard
        The number of the last line that is known already.
    """

    def __init__(self, path: Path, heard: int = 0) -> None:
        self._path = path
        self._place = 0
        self._before = (0, heard)
        self.heard = heard

    def unhear(self) -> None:
        """Forget what the last listening gave: it could not be kept, and is to be given again."""
        self._place, self.heard = self._before

    def listen(self) -> Iterator[Mapping[str, Any]]:
        """Give the whole lines that are new; half a line waits for its rest."""
        self._before = (self._place, self.heard)
        try:
            with self._path.open("rb") as file:
                file.seek(self._place)
                data = file.read()
        except FileNotFoundError:
            return
        whole = data[: data.rfind(b"\n") + 1]
        self._place += len(whole)
        for line in whole.splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                continue  # a line the disk took only in part, and the next one behind it
            if said["n"] > self.heard:
                self.heard = said["n"]
                yield said


def voice_path(folder: Path, attempt: int) -> Path:
    """Return where the worker of an attempt speaks."""
    return folder / f"said.{attempt}.jsonl"
