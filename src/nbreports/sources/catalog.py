"""What a report may read: the sources its owner registered, and the files in its own folder.

This keeps a report, its preview and its editors to what was registered. It is no wall inside the owner's
kernel: who can run code there can read whatever the kernel can.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, Self

from nbreports.errors import SourceError, SourceNotAllowed, SourceNotFound, SourceUnbound, UsageError
from nbreports.sources.connections import ConnectionTable, connection_kind
from nbreports.sources.files import FileSource, open_file
from nbreports.sources.frames import frame_kind, open_frame
from nbreports.sources.restricted import RestrictedSource, WholeSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from nbreports.sources.base import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """A source as a report may use it.

    ``source`` has no hidden columns. ``where`` is the owner's row filter, an expression of the report
    language, to be applied in the snapshot before anything the report asks; since it may name hidden columns,
    the snapshot reads ``base``, the whole source, filters, and leaves the ``hidden`` columns out.
    """

    source: Source
    where: str | None = None
    hidden: frozenset[str] = frozenset()
    base: Source | None = None


class Catalog:
    """The registered sources, by name, and the folders files may come from.

    Parameters
    ----------
    folder
        The report's own folder, if it has one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._entries: dict[str, Entry] = {}
        self._opened: dict[str, Source] = {}
        self._folders: list[Path] = []
        self._not_frames: dict[str, str] = {}
        if folder is not None:
            self.allow_folder(folder)

    @classmethod
    def from_main(cls, names: Iterable[str], folder: Path | None = None) -> Self:
        """Return a catalog of those ``names`` that are frames among the variables of ``__main__``.

        ``con.orders`` is the table ``orders`` of the database connection ``con``. No other variable is looked
        at. A name that is neither stays unbound.
        """
        catalog = cls(folder)
        variables = vars(sys.modules["__main__"])
        for name in names:
            if name not in variables:
                variable, dot, table = name.partition(".")
                if dot and table and connection_kind(variables.get(variable)) is not None:
                    catalog.register(name, ConnectionTable(variables[variable], variable, table))
                continue
            if frame_kind(variables[name]) is not None:
                catalog.register(name, variables[name])
            else:
                catalog._not_frames[name] = type(variables[name]).__name__
        return catalog

    def register(
        self, name: str, what: Any, *, where: str | None = None, hidden: Collection[str] = ()
    ) -> None:
        """Let reports read ``what`` under ``name``, in place of what had that name.

        Parameters
        ----------
        name
            What reports call it.
        what
            A source, a frame, or the path of a file, with ``::table`` where it holds several.
        where
            A row filter in the report language, applied outside any report.
        hidden
            Columns no report sees, by the names ``describe`` gives them.

        Raises
        ------
        UsageError
            For an empty name, or a file of unknown ending.
        FrameRefused
            For an object that is no frame.
        """
        if not name:
            raise UsageError("a source needs a name", remedy="Give the name the report uses.")
        if isinstance(hidden, str):
            raise UsageError(
                f"hidden={hidden!r} is one text, not several columns", remedy=f"Write hidden=[{hidden!r}]."
            )
        source = _source_of(name, what)
        columns = frozenset(hidden)
        if columns:
            entry = Entry(RestrictedSource(source, columns), where, columns, WholeSource(source, columns))
        else:
            entry = Entry(source, where, columns, source)
        self._entries[name] = entry
        self._opened[name] = source

    def allow_folder(self, path: Path | str) -> None:
        """Let reports name files inside ``path`` by relative paths.

        Raises
        ------
        SourceNotFound
            When there is no such folder.
        """
        folder = Path(path)
        if not folder.is_dir():
            raise SourceNotFound("there is no such folder", where=str(path), remedy="Check the path.")
        whole = folder.resolve()
        if whole not in self._folders:
            self._folders.append(whole)

    def names(self) -> tuple[str, ...]:
        """Return the registered names, in the order of registration."""
        return tuple(self._entries)

    def get(self, name: str) -> Entry:
        """Return the source registered as ``name``.

        Raises
        ------
        SourceUnbound
            When nothing is; the remedy names the nearest that is.
        """
        if name in self._entries:
            return self._entries[name]
        if name in self._not_frames:
            raise SourceUnbound(
                f"source {name!r} is bound to a {self._not_frames[name]}, which is no frame",
                remedy=f"Give a frame: data={{{name!r}: frame}}, or --source {name}=PATH.",
            )
        near = get_close_matches(name, self._entries, 1, 0.6)
        there = ", ".join(map(repr, list(self._entries)[:8]))
        hint = f"Did you mean {near[0]!r}? " if near else f"There are {there}. " if there else ""
        raise SourceUnbound(
            f"nothing is bound to source {name!r}",
            remedy=f"{hint}Bind it with data={{{name!r}: frame}}, or --source {name}=PATH.",
        )

    def opened(self, name: str) -> Source:
        """Return what was registered as ``name``, whole; raises as ``get``."""
        self.get(name)
        return self._opened[name]

    def file(self, relative_path: str, table: str | None = None) -> Entry:
        """Return the file ``relative_path`` of the report's folder as a source.

        Raises
        ------
        SourceNotAllowed
            For an absolute path, one with ``..``, one that a link leads out of the folder, one that is
            registered with a filter or hidden columns, or without any folder.
        SourceNotFound
            When it is not there.
        """
        return Entry(self._file(relative_path, table))

    def path(self, relative_path: str) -> Path:
        """Return the real path of ``relative_path`` (an image, a logo) in the folder; raises as ``file``."""
        parts = _parts(relative_path)
        if not self._folders:
            raise SourceNotAllowed(
                "a report without a folder may not read files",
                where=relative_path,
                remedy="Save the report beside the file, or register the file as a source.",
            )
        for folder in self._folders:
            inside = folder.joinpath(*parts)
            try:
                real = inside.resolve(strict=True)
            except (OSError, RuntimeError):
                continue
            if not real.is_relative_to(folder):
                raise SourceNotAllowed(
                    "a link leads out of the report's folder",
                    where=relative_path,
                    remedy="Copy the file into the folder, or register it as a source.",
                )
            return real
        return self._folders[0].joinpath(*parts)

    def _file(self, relative_path: str, table: str | None) -> Source:
        real = self.path(relative_path)
        for name, entry in self._entries.items():
            known = self._opened[name]
            if not isinstance(known, FileSource) or not (entry.hidden or entry.where):
                continue
            if _same_file(known.path, real):
                raise SourceNotAllowed(
                    f"this file is registered as {name!r}, with rows or columns left out",
                    where=relative_path,
                    remedy=f"Use the source {name!r}.",
                )
        try:
            source = open_file(real, table, name=table or PurePosixPath(relative_path).name.partition(".")[0])
        except UsageError as error:
            error.where = relative_path
            raise
        if not real.exists():
            try:
                source.describe()
            except SourceError as error:
                error.where = relative_path
                raise
        return source


def _source_of(name: str, what: Any) -> Source:
    if isinstance(what, str | Path):
        return open_file(what, name=name)
    if frame_kind(what) is None and hasattr(what, "describe") and hasattr(what, "attach"):
        source: Source = what
        return source
    return open_frame(what, name)


def _parts(relative_path: str) -> tuple[str, ...]:
    """Return the parts of a path as a report may write it: relative, and the same on every system."""
    windows = PureWindowsPath(relative_path)
    parts = tuple(part for part in relative_path.replace("\\", "/").split("/") if part not in {"", "."})
    outside = (
        not parts
        or relative_path.startswith(("/", "\\", "~"))
        or windows.drive
        or ".." in parts
        or any(ord(c) < 32 for c in relative_path)
    )
    if outside:
        raise SourceNotAllowed(
            f"{relative_path!r} is not a path inside the report's folder",
            where=relative_path,
            remedy="Write a path relative to the report, without '..'.",
        )
    return parts


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
