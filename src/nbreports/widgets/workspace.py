"""What may be picked for a report: the frames it was given, those of the notebook, files of its folder."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from nbreports.errors import NbreportsError, SourceError, SourceUnbound
from nbreports.sources.catalog import Catalog
from nbreports.sources.connections import ConnectionTable, connection_kind, tables_of
from nbreports.sources.files import is_data_file
from nbreports.sources.frames import frame_kind, open_frame
from nbreports.sources.holding import tables_in
from nbreports.sources.profile import type_name
from nbreports.widgets.messages.sources import ColumnCard, RecentCard, SourceCard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbreports.sources.base import Description, Source
    from nbreports.widgets.recents import Recent
    from nbreports.widgets.report_session import ReportSession

MOST_FILES = 200
MOST_TABLES = 100
MOST_COLUMNS = 500
MOST_JOINED = 40
"""Frames, and tables of a file, that are looked at for joins."""
MOST_JOINED_BYTES = 64 * 1024**2
"""Of files that are looked at for joins."""


class Workspace:
    """The sources at hand.

    Parameters
    ----------
    given
        What the session was given, by name.
    folder
        Where files may come from.
    notebook
        Whether the notebook's own frames and the folder's files may be picked.
    """

    def __init__(self, given: Mapping[str, Any], folder: Path | None, *, notebook: bool) -> None:
        self.given = given
        self.folder = folder
        self.notebook = notebook

    @classmethod
    def of(cls, session: ReportSession) -> Self:
        """Return what a session may pick from."""
        given = session.data if isinstance(session.data, Mapping) else {}
        return cls(given, session.folder, notebook=session.notebook)

    def sources(self) -> list[SourceCard]:
        """Return every source, frames first; one that cannot be read says why."""
        frames = [self._frame(name, what) for name, what in self._frames()]
        tables = [card for name, what in self._connections() for card in _connection_cards(name, what)]
        return [*frames, *tables, *(card for path in self._files() for card in _file_cards(path, path.name))]

    def file(self, path: str, table: str | None = None) -> SourceCard:
        """Return a file of the folder with its rows and columns.

        Raises
        ------
        SourceError
            For a path that is not allowed, or a file that cannot be read.
        """
        source = Catalog(self.folder).file(path, table).source
        card = _described("file", _plain(table) if table else _name_of(PurePosixPath(path)), source)
        return card.model_copy(update={"path": path, "table": table})

    def tables(self, path: str) -> list[SourceCard]:
        """Return a file of the folder, or each of its tables or sheets; unread but for their names.

        Raises
        ------
        SourceError
            For a path that is not allowed, or leads to no file that is read.
        """
        # opened as reports open it: what it says of a path or an ending is told
        Catalog(self.folder).file(path)
        real = Catalog(self.folder).path(path)
        if not real.is_file():
            raise SourceError(
                "this is a folder, not a file",
                where=path,
                remedy="Name a file inside it.",
                code="source_not_file",
            )
        return _file_cards(real, PurePosixPath(path.replace("\\", "/")).as_posix())

    def recent(self, recents: Sequence[Recent]) -> list[RecentCard]:
        """Return what was read lately, each with whether it is there."""
        return [
            RecentCard(
                kind="file" if each.path else "table" if "." in each.name else "frame",
                name=each.name,
                path=each.path,
                table=each.table,
                there=self._is_file(each.path) if each.path else self._named(each.name) is not None,
            )
            for each in recents
        ]

    def _named(self, name: str) -> Any:
        """Return a frame, or a table of a connection; None where there is none of that name."""
        frames = dict(self._frames())
        if name in frames:
            return frames[name]
        variable, _, table = name.partition(".")
        connection = dict(self._connections()).get(variable)
        return ConnectionTable(connection, variable, table) if connection is not None and table else None

    def _connections(self) -> Iterator[tuple[str, Any]]:
        if not self.notebook:
            return
        for name, value in list(vars(sys.modules["__main__"]).items()):
            if not name.startswith("_") and connection_kind(value) is not None:
                yield name, value

    def _is_file(self, path: str) -> bool:
        try:
            return Catalog(self.folder).path(path).is_file()
        except (NbreportsError, OSError):
            return False

    def frame(self, name: str) -> SourceCard:
        """Return a frame with its rows and columns.

        Raises
        ------
        SourceUnbound
            Where there is none of that name.
        """
        self.open(name)
        return self._frame(name, self._named(name))

    def catalog(self, card: SourceCard) -> Catalog:
        """Return a catalog that reads one of the sources and no other."""
        catalog = Catalog(self.folder)
        if card.kind != "file":
            catalog.register(card.name, self._named(card.name))
        return catalog

    def open(self, name: str) -> Source:
        """Return the source of a frame, or of a table of a connection.

        Raises
        ------
        SourceUnbound
            Where there is none of that name.
        """
        what = self._named(name)
        if what is None:
            raise SourceUnbound(
                f"there is no frame {name!r} in the notebook", remedy="Run the cell that makes it again."
            )
        return self._opened(name, what)

    def joinable(self) -> Iterator[SourceCard]:
        """Yield what is looked at for joins, unread but for names: not so much that one waits for it."""
        for name, _ in islice(self._frames(), MOST_JOINED):
            yield _unread("frame", name)
        for name, connection in self._connections():
            yield from (
                card for card in _connection_cards(name, connection)[:MOST_JOINED] if card.error is None
            )
        left = MOST_JOINED_BYTES
        for path in self._files():
            left -= path.stat().st_size
            if left < 0:
                return
            yield from (card for card in _file_cards(path, path.name)[:MOST_JOINED] if card.error is None)

    def _frames(self) -> Iterator[tuple[str, Any]]:
        yield from self.given.items()
        if not self.notebook:
            return
        for name, value in list(vars(sys.modules["__main__"]).items()):
            if not name.startswith("_") and name not in self.given and frame_kind(value) is not None:
                yield name, value

    def _files(self) -> list[Path]:
        if not self.notebook or self.folder is None:
            return []
        try:
            found = [
                path
                for path in sorted(self.folder.iterdir())
                if is_data_file(path) and not path.name.startswith(".") and path.is_file()
            ]
        except OSError:
            return []
        return found[:MOST_FILES]

    def _opened(self, name: str, what: Any) -> Source:
        catalog = Catalog(self.folder)
        catalog.register(name, what)
        return catalog.get(name).source

    def _frame(self, name: str, what: Any) -> SourceCard:
        try:
            source = open_frame(what, name) if frame_kind(what) else self._opened(name, what)
            return _described("table" if isinstance(what, ConnectionTable) else "frame", name, source)
        except NbreportsError as error:
            return _unread("frame", name, f"{error.message}. {error.remedy or ''}".strip())


def _name_of(path: PurePosixPath | Path) -> str:
    return path.name.partition(".")[0] or path.name


def _file_cards(path: Path, written: str) -> list[SourceCard]:
    """Return a card for a file, or one for each of its tables or sheets; unread but for their names."""

    def card(name: str, table: str | None, error: str | None = None) -> SourceCard:
        return SourceCard(
            kind="file",
            name=name,
            path=written,
            table=table,
            rows=None,
            columns=[],
            size=None if table else path.stat().st_size,
            error=error,
        )

    try:
        tables = tables_in(path)
    except NbreportsError as error:
        return [card(_name_of(path), None, f"{error.message}. {error.remedy or ''}".strip())]
    if len(tables) < 2:
        return [card(_name_of(path), None)]
    return [card(_plain(table), table) for table in tables[:MOST_TABLES]]


def _connection_cards(name: str, connection: Any) -> list[SourceCard]:
    """Return a card for each table of a connection, unread but for its name; one that says why there is none."""
    try:
        return [_unread("table", f"{name}.{table}") for table in tables_of(connection, name)[:MOST_TABLES]]
    except NbreportsError as error:
        return [_unread("table", name, f"{error.message}. {error.remedy or ''}".strip())]


def _unread(kind: Any, name: str, error: str | None = None) -> SourceCard:
    return SourceCard(
        kind=kind, name=name, path=None, table=None, rows=None, columns=[], size=None, error=error
    )


def _plain(text: str) -> str:
    """Return a name that expressions write without quotes."""
    made = re.sub(r"\W+", "_", text).strip("_").lower()
    return made if made and not made[0].isdigit() else f"data_{made}".rstrip("_")


def _described(kind: Any, name: str, source: Source) -> SourceCard:
    found: Description = source.describe()
    columns = [
        ColumnCard(name=field.name, type=type_name(field.type)) for field in list(found.schema)[:MOST_COLUMNS]
    ]
    return SourceCard(
        kind=kind, name=name, path=None, table=None, rows=found.rows, columns=columns, size=None, error=None
    )
