"""The sources that reports of a folder read lately: kept for their user, by name, never with their rows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nbreports.errors import OutputError
from nbreports.storage.atomic import write_file
from nbreports.storage.state import state_folder

if TYPE_CHECKING:
    from pathlib import Path

MOST = 8
"""Sources remembered of a folder."""
MOST_FOLDERS = 50
_FILE = "recent-sources.json"


@dataclass(frozen=True)
class Recent:
    """A frame by its name, or a file by its path in the folder, with the table or sheet of it."""

    name: str
    path: str | None = None
    table: str | None = None


class Recents:
    """What was read lately by the reports of one folder; what cannot be kept is forgotten.

    Parameters
    ----------
    folder
        The folder of the reports.
    """

    def __init__(self, folder: Path) -> None:
        self._key = str(folder.resolve())

    def last(self) -> list[Recent]:
        """Return them, the last first."""
        return _read().get(self._key, [])

    def use(self, used: Recent) -> None:
        """Put a source first."""
        self._write([used, *(each for each in self.last() if each != used)][:MOST])

    def forget(self, gone: Recent) -> None:
        """Take a source out."""
        self._write([each for each in self.last() if each != gone])

    def _write(self, recent: list[Recent]) -> None:
        others = {key: value for key, value in _read().items() if key != self._key}
        kept = {self._key: recent, **others} if recent else others
        said = {key: [asdict(each) for each in kept[key]] for key in list(kept)[:MOST_FOLDERS]}
        try:
            write_file(state_folder() / _FILE, json.dumps(said, ensure_ascii=False, indent=1).encode())
        except OutputError:
            # a convenience: nobody is stopped where it cannot be kept
            return


def _read() -> dict[str, list[Recent]]:
    try:
        said = json.loads((state_folder() / _FILE).read_bytes())
    except (OSError, OutputError, ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        key: [made for each in value if (made := _recent(each))][:MOST]
        for key, value in said.items()
        if isinstance(value, list)
    }


def _recent(said: Any) -> Recent | None:
    if not isinstance(said, dict):
        return None
    name, path, table = said.get("name"), said.get("path"), said.get("table")
    if not isinstance(name, str) or not name:
        return None
    return Recent(name, path if isinstance(path, str) else None, table if isinstance(table, str) else None)
