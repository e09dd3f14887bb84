"""Reports in a folder and versions of a file, as a page lists them."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.report.file import ENDING
from nbreports.widgets.messages.files import FileCard, VersionCard

if TYPE_CHECKING:
    from nbreports.storage.versions import Version

DEEPEST = 4
MOST_FILES = 200
MOST_LOOKED = 20_000
"""Entries of folders looked at."""
LARGEST = 5 * 1024 * 1024


def listed(root: Path, current: Path | None) -> tuple[list[FileCard], bool]:
    """Return the reports in a folder, newest first, and whether there are more."""
    found: list[tuple[float, Path]] = []
    looked = 0
    for place, folders, names in os.walk(root):
        depth = len(Path(place).relative_to(root).parts)
        folders[:] = sorted(
            name for name in folders if depth < DEEPEST and not name.startswith((".", "node_modules"))
        )
        looked += len(names) + len(folders)
        for name in names:
            path = Path(place, name)
            if name.endswith(ENDING) and not name.startswith(".") and path.is_file():
                found.append((path.stat().st_mtime, path))
        if looked > MOST_LOOKED:
            break
    found.sort(key=lambda each: (-each[0], str(each[1])))
    own = current.resolve() if current else None
    cards = [
        FileCard(
            path=str(path.relative_to(root)),
            title=_look(path)[0],
            when=datetime.fromtimestamp(when, UTC).isoformat(),
            current=path.resolve() == own,
        )
        for when, path in found[:MOST_FILES]
    ]
    return cards, len(found) > MOST_FILES or looked > MOST_LOOKED


def version_card(version: Version, data: bytes) -> VersionCard:
    """Return a version as a page shows it."""
    title, blocks, readable = _said(data)
    return VersionCard(
        id=version.ident,
        when=version.when.isoformat(),
        size=version.size,
        title=title,
        blocks=blocks,
        readable=readable,
    )


def _look(path: Path) -> tuple[str, int, bool]:
    try:
        return _said(path.read_bytes()) if path.stat().st_size <= LARGEST else ("", 0, False)
    except OSError:
        return "", 0, False


def _said(data: bytes) -> tuple[str, int, bool]:
    """Return title and count of blocks, without checking the rest."""
    try:
        said: Any = json.loads(data)
        title, body = said["title"], said.get("body", [])
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        return "", 0, False
    count = len(body) if isinstance(body, list) else 0
    return (title, count, True) if isinstance(title, str) else ("", 0, False)
