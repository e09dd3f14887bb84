"""Paths as one types them into the builder: inside the report's folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.errors import SourceNotAllowed
from nbreports.sources.catalog import Catalog
from nbreports.sources.files import is_data_file

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 100
"""Paths that are told."""


def relative_path(folder: Path, typed: str) -> str:
    """Return a typed path as reports write it: relative to the folder, parts parted by ``/``.

    A whole path is taken too where it leads into the folder.

    Raises
    ------
    SourceNotAllowed
        For one that leads elsewhere.
    """
    given = Path(typed.strip())
    if not given.is_absolute():
        return typed.strip()
    try:
        inside = given.resolve().relative_to(folder.resolve())
    except (ValueError, OSError, RuntimeError):
        raise SourceNotAllowed(
            f"{typed!r} is not inside the report's folder",
            where=typed,
            remedy="Write a path relative to the report, or copy the file into its folder.",
        ) from None
    return inside.as_posix()


def paths_in(folder: Path, typed: str) -> tuple[list[tuple[str, int | None]], bool]:
    """Return folders (ending in ``/``) and files that begin as typed, files with their bytes; whether there are more.

    Raises
    ------
    SourceNotAllowed
        For a path that leads out of the folder.
    """
    stem, slash, begun = relative_path(folder, typed or ".").replace("\\", "/").rpartition("/")
    if not slash and begun == ".":
        begun = ""
    # the catalog says what may be read
    place = Catalog(folder).path(stem) if stem not in {"", "."} else folder.resolve()
    prefix = f"{stem}/" if stem not in {"", "."} else ""
    found = sorted(
        _entries(folder.resolve(), place, prefix, begun), key=lambda each: (each[1] is not None, each[0])
    )
    return found[:MOST], len(found) > MOST


def _entries(root: Path, place: Path, prefix: str, begun: str) -> Iterator[tuple[str, int | None]]:
    try:
        entries = list(place.iterdir())
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if name.startswith(".") or not name.casefold().startswith(begun.casefold()):
            continue
        try:
            if not entry.resolve().is_relative_to(root):
                continue
            if entry.is_dir():
                yield f"{prefix}{name}/", None
            elif is_data_file(entry) and entry.is_file():
                yield f"{prefix}{name}", entry.stat().st_size
        except (OSError, RuntimeError):
            # gone meanwhile, or a link in a circle
            continue
