"""Files as sources: the ending chooses the reader.

A file is opened when it is described or attached, never before, and read from disk again each time: what was
learnt of it is kept only as long as its size and time of change stay the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from nbreports.errors import NbreportsError, SourceError, SourceNotFound, UsageError
from nbreports.sources.base import Description, ForeignKey
from nbreports.sources.engine import Engine
from nbreports.sources.fingerprint import file_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.sources.base import Source
    from nbreports.sources.fingerprint import Fingerprint
    from nbreports.sources.shape import Shape


Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as one engine reads it: ``relation`` is SQL that stands after FROM."""

    relation: str
    shape: Shape
    rows: int | None = None
    notes: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    stored: bool = False
    """True where the relation holds the rows itself, in the report's shape, and needs no view."""


class FileSource(ABC):
    """One file, or one table of a file, read by the engine.

    Parameters
    ----------
    path
        The file.
    table
        The table, sheet or member, for files that hold several.
    name
        What the source is called; the file's stem by default.
    """

    fixed = True
    """False where the file's rows may change without its size or time of change."""

    def __init__(self, path: Path, table: str | None = None, name: str | None = None) -> None:
        self.path = Path(path)
        self.table = table
        self._description: tuple[tuple[int, int, int], Description] | None = None
        self.name = name or table or self.path.name.partition(".")[0] or self.path.name

    def describe(self) -> Description:
        """Return the shape; opens the file in a private engine.

        Raises
        ------
        SourceNotFound
            Without the file, table or sheet; the message names those there are.
        SourceError
            When the file cannot be read.
        """
        path = self._existing()
        known = self._description
        if known is not None and self.fixed and known[0] == fingerprint(path):
            return known[1]
        with Engine() as engine:
            return _description(self._opened(engine))

    def fingerprint(self) -> Fingerprint:
        """Return what changes when the file does."""
        # a database may keep its newest rows in a file beside it
        beside = (
            () if self.fixed else tuple(file_fingerprint(f"{self.path}{end}") for end in ("-wal", ".wal"))
        )
        return (self.table, *file_fingerprint(self.path), *beside)

    def attach(self, engine: Engine) -> str:
        """Return a view of the file in ``engine``; the file stays readable when the engine is locked."""
        opened = self._opened(engine)
        if opened.stored:
            return opened.relation
        view = engine.name(self.name)
        engine.execute(
            f"CREATE VIEW {view} AS {opened.shape.select(opened.relation)}", label=f"attach {self.name}"
        )
        return view

    @abstractmethod
    def _open(self, engine: Engine, path: Path) -> Opened:
        """Open ``path``, an existing file by its real path, in ``engine``."""

    def _existing(self) -> Path:
        """Return the real path of the file, which is there and may be read."""
        try:
            path = self.path.resolve(strict=True)
            if not path.is_file():
                raise SourceError(
                    "this is a folder, not a file", remedy="Name a file inside it.", code="source_not_file"
                )
            with path.open("rb"):
                pass
        except FileNotFoundError:
            raise SourceNotFound(
                "there is no such file", where=str(self.path), remedy=_neighbours(self.path)
            ) from None
        except PermissionError:
            raise SourceError(
                "the file may not be read",
                where=str(self.path),
                remedy="Ask its owner for the right to read it.",
            ) from None
        except SourceError as error:
            error.at(str(self.path))
            raise
        except (OSError, ValueError, RuntimeError) as error:
            raise SourceError(
                f"the file cannot be opened: {error}", where=repr(str(self.path)), remedy="Check the path."
            ) from None
        return path

    def _opened(self, engine: Engine) -> Opened:
        path = self._existing()
        mark = fingerprint(path)
        opened = self._placed(lambda: self._open(engine, path))
        self._description = (mark, _description(opened))
        return opened

    def _placed(self, read: Callable[[], Read]) -> Read:
        try:
            return read()
        except NbreportsError as error:
            error.at(str(self.path))
            raise


def _description(opened: Opened) -> Description:
    return Description(
        opened.shape.schema,
        opened.rows,
        opened.notes + opened.shape.notes,
        opened.primary_key,
        opened.foreign_keys,
    )


def fingerprint(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does: its size, time of change in nanoseconds, and inode."""
    known = path.stat()
    return known.st_size, known.st_mtime_ns, known.st_ino


def open_file(path: Path | str, table: str | None = None, name: str | None = None) -> Source:
    """Return the source that reads the file ``path``, chosen by its ending; the file is not opened yet.

    ``path`` may carry the table as ``book.xlsx::Sheet1``.

    Raises
    ------
    UsageError
        For an ending nbreports does not read, or a table asked of a file that has none.
    """
    text = str(path)
    if table is None and "::" in text:
        text, _, table = text.rpartition("::")
    where = Path(text)
    kind = _kind(where)
    if kind is None:
        raise UsageError(
            f"files ending in {where.suffix!r} are not read"
            if where.suffix
            else f"{where.name!r} has no ending",
            where=text,
            remedy=f"Give one of {' '.join(_ENDINGS)}.",
        )
    if (
        table is not None
        and kind in {"csv", "parquet", "json", "arrow"}
        and not text.lower().endswith(".zip")
    ):
        raise UsageError(
            f"a {kind} file holds one table, so ::{table} cannot be meant",
            where=text,
            remedy=f"Leave out ::{table}.",
        )
    return _source(kind, where, table, name)


def is_data_file(path: Path) -> bool:
    """Tell by its ending whether a file is read by nbreports."""
    return _kind(path) is not None


_ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".tsv.gz": "csv",
    ".csv.zip": "csv",
    ".tsv.zip": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xlsb": "sheet",
    ".xls": "sheet",
    ".ods": "sheet",
    ".duckdb": "duckdb",
    ".ddb": "duckdb",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "database",
}


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    return next(
        (_ENDINGS[end] for end in sorted(_ENDINGS, key=len, reverse=True) if name.endswith(end)), None
    )


def _source(kind: str, path: Path, table: str | None, name: str | None) -> Source:
    if kind == "csv":
        from nbreports.sources.csv import CsvSource

        return CsvSource(path, table, name)
    if kind == "parquet":
        from nbreports.sources.parquet import ParquetSource

        return ParquetSource(path, table, name)
    if kind == "json":
        from nbreports.sources.json import JsonSource

        return JsonSource(path, table, name)
    if kind == "arrow":
        from nbreports.sources.arrow_file import ArrowFileSource

        return ArrowFileSource(path, table, name)
    if kind == "sheet":
        from nbreports.sources.xlsx import SheetSource

        return SheetSource(path, table, name)
    if kind == "sqlite" or (kind == "database" and _is_sqlite(path)):
        from nbreports.sources.sqlite import SqliteSource

        return SqliteSource(path, table, name)
    from nbreports.sources.duckdb_file import DuckdbFileSource

    return DuckdbFileSource(path, table, name)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _neighbours(path: Path) -> str:
    """Return a remedy that names the file nearest to the missing one."""
    from difflib import get_close_matches

    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {str(folder)!r} either: check the path."
    try:
        there = sorted(entry.name for entry in folder.iterdir() if entry.is_file() and _kind(entry))
    except OSError:
        return "Check the path."
    near = get_close_matches(path.name, there, 1, 0.5)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"The folder holds {', '.join(map(repr, there[:8]))}." if there else "Check the path."
