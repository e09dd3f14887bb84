"""Files that come from the browser in pieces: beside their place first, there only when they are whole."""

from __future__ import annotations

import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from nbreports.definition.values import is_image_file
from nbreports.errors import UsageError
from nbreports.sources.files import is_data_file

MOST_BYTES = 2 * 1024**3
"""Bytes of a file that is taken."""
MOST_PICTURE_BYTES = 20_000_000
"""Bytes of a picture: as many as a run reads."""


@dataclass
class _Coming:
    path: Path
    received: int = 0


class Uploads:
    """The files that are on their way, by view and name."""

    def __init__(self) -> None:
        self._coming: dict[tuple[str, str], _Coming] = {}
        self._lock = threading.Lock()

    def take(
        self,
        folder: Path,
        view: str,
        name: str,
        offset: int,
        data: bytes,
        *,
        last: bool,
        picture: bool = False,
    ) -> tuple[int, str | None]:
        """Add a piece; return the bytes there are, and the file's name once it is whole.

        Raises
        ------
        UsageError
            For a name that is no plain file name, an unknown ending, a piece out of turn, and a file too large.
        """
        _check(name, picture=picture)
        most = MOST_PICTURE_BYTES if picture else MOST_BYTES
        with self._lock:
            key = (view, name)
            if offset == 0:
                self._forget(key)
                handle, path = tempfile.mkstemp(prefix=".nbreports-", suffix=".part", dir=folder)
                os.close(handle)
                self._coming[key] = _Coming(Path(path))
            coming = self._coming.get(key)
            if coming is None or coming.received != offset:
                self._forget(key)
                raise UsageError(f"a piece of {name!r} is missing", remedy="Choose the file again.")
            if offset + len(data) > most:
                self._forget(key)
                raise UsageError(
                    f"{name!r} is larger than {most // 10**6:,} MB",
                    remedy="Make the picture smaller."
                    if picture
                    else "Copy it into the folder with another program.",
                )
            with coming.path.open("ab") as file:
                file.write(data)
                coming.received += len(data)
                if last:
                    file.flush()
                    os.fsync(file.fileno())
            if not last:
                return coming.received, None
            del self._coming[key]
            return coming.received, _placed(coming.path, folder, name)

    def drop(self, view: str) -> None:
        """Forget what a view was sending."""
        with self._lock:
            for key in [key for key in self._coming if key[0] == view]:
                self._forget(key)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            for key in list(self._coming):
                self._forget(key)

    def _forget(self, key: tuple[str, str]) -> None:
        coming = self._coming.pop(key, None)
        if coming is not None:
            coming.path.unlink(missing_ok=True)


def _check(name: str, *, picture: bool) -> None:
    plain = name not in {"", ".", ".."} and not any(c in "/\\:" or ord(c) < 32 for c in name)
    if not plain or name.startswith("."):
        raise UsageError(f"{name!r} is no plain file name", remedy="Rename the file, then choose it again.")
    if picture and not is_image_file(name):
        raise UsageError(
            f"{name!r} is no picture a report can show", remedy="Choose a PNG, JPEG or SVG file."
        )
    if not picture and not is_data_file(Path(name)):
        raise UsageError(
            f"files such as {name!r} are not read",
            remedy="Choose a CSV, Parquet, Excel, JSON, Arrow, DuckDB or SQLite file.",
        )


def _placed(part: Path, folder: Path, name: str) -> str:
    """Put the whole file into the folder; a file of that name stays, and the new one is numbered."""
    stem, dot, ending = name.partition(".")
    count = 1
    while True:
        chosen = name if count == 1 else f"{stem} ({count}){dot}{ending}"
        try:
            # a link is made only where there is nothing yet
            os.link(part, folder / chosen)
        except FileExistsError:
            count += 1
            continue
        except OSError:
            if (folder / chosen).exists():
                count += 1
                continue
            part.replace(folder / chosen)
            return chosen
        part.unlink()
        return chosen
