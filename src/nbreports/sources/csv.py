"""CSV files: one dialect for the whole file, types from the whole file, nothing guessed silently.

The delimiter comes from the first lines, every column is read as text once to find its type, and then read by
it. An empty cell is NULL; ``001`` and ``NA`` stay text; a date is a date only where every value of the column
reads as one in exactly one way.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa

from nbreports.errors import FrameRefused, LimitError, SourceError, SourceNotFound
from nbreports.sources.csv_types import CellType, class_sql, type_of
from nbreports.sources.files import FileSource, Opened, fingerprint
from nbreports.sources.naming import unique_names
from nbreports.sources.quoting import quote, quote_text
from nbreports.sources.shape import Column, Shape

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine

SAMPLE_BYTES = 262_144
UNPACKED_BYTES = 16 * 2**30
_DELIMITERS = (",", ";", "\t", "|")
_NONE = "\x1f"
"""The delimiter of a file with one column: ASCII's unit separator, which text does not hold."""


class CsvSource(FileSource):
    """A CSV or TSV file, plain, gzipped, or inside a ZIP archive (``table`` then names the member)."""

    def __init__(self, path: Path, table: str | None = None, name: str | None = None) -> None:
        super().__init__(path, table, name)
        self._known: tuple[tuple[int, int, int], str, Shape, int] | None = None

    def _open(self, engine: Engine, path: Path) -> Opened:
        mark = fingerprint(path)
        if path.suffix.lower() == ".zip":
            path = unpacked(path, self.table, engine.scratch)
        path = engine.readable(path)
        if self._known is None or self._known[0] != mark:
            delimiter, names = dialect(path)
            shape, rows = self._typed(engine, path, delimiter, names)
            self._known = (mark, delimiter, shape, rows)
        _, delimiter, shape, rows = self._known
        native = {column.raw: _NATIVE.get(column.type, "VARCHAR") for column in shape.columns}
        for column in shape.columns:
            if column.sql != _plain(column):
                native[column.raw] = "VARCHAR"
        return Opened(_read(path, delimiter, native), shape, rows)

    def _typed(self, engine: Engine, path: Path, delimiter: str, header: list[str]) -> tuple[Shape, int]:
        names, notes = unique_names(header)
        raw = [f"c{i}" for i in range(len(names))]
        relation = _read(path, delimiter, dict.fromkeys(raw, "VARCHAR"))
        asked = ", ".join(f"bit_or({class_sql(quote(column))}) AS {quote(column)}" for column in raw)
        found = engine.fetch(f"SELECT count(*) AS n, {asked} FROM {relation}", label=f"types of {self.name}")
        columns = []
        said = list(notes)
        for inside, name in zip(raw, names, strict=True):
            cell: CellType = type_of(found[inside][0].as_py() or 0, quote(inside))
            if cell.note:
                said.append(f"{name}: {cell.note}")
            columns.append(Column(inside, name, cell.type, cell.sql))
        return Shape(tuple(columns), tuple(said)), found["n"][0].as_py()


_NATIVE = {pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN", pa.date32(): "DATE"}


def _plain(column: Column) -> str:
    """Return how a column reads that the CSV reader itself gives its type."""
    cell = quote(column.raw)
    return f"CASE WHEN isnan({cell}) THEN NULL ELSE {cell} END" if column.type == pa.float64() else cell


def _read(path: Path, delimiter: str, types: dict[str, str]) -> str:
    listed = ", ".join(f"{quote_text(name)}: '{kind}'" for name, kind in types.items())
    packed = "gzip" if path.suffix.lower() == ".gz" else "none"
    return (
        f"read_csv({quote_text(str(path))}, auto_detect=false, header=true, skip=0, "
        f"delim={quote_text(delimiter)}, "
        f"quote='\"', escape='\"', comment='', nullstr='', strict_mode=true, null_padding=false, "
        f"compression='{packed}', max_line_size=16777216, columns={{{listed}}})"
    )


def dialect(path: Path) -> tuple[str, list[str]]:
    """Return the delimiter and the header's names, from the beginning of the file.

    Raises
    ------
    FrameRefused
        For a file without a header line.
    SourceError
        For text that is not UTF-8.
    """
    sample = _beginning(path)
    if not sample.strip():
        raise FrameRefused("the file is empty", remedy="Give a file with a header line.")
    best, most = _NONE, 1
    for delimiter in _DELIMITERS:
        rows = _rows(sample, delimiter)
        width = len(rows[0])
        # a delimiter that cuts every line alike is the file's own; commas in running text do not
        if width > most and sum(len(row) == width for row in rows) >= 0.9 * len(rows):
            best, most = delimiter, width
    if best == _NONE:
        # every line differs, so the header decides and the engine names the first line that is wrong
        best = max(_DELIMITERS, key=lambda d: len(_rows(sample, d)[0]))
        if len(_rows(sample, best)[0]) == 1:
            best = _NONE
    return best, _rows(sample, best)[0]


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row] or [[""]]
    except csv.Error as error:
        raise SourceError(
            f"this is not CSV: {error}", remedy="Export the table again as CSV in UTF-8."
        ) from error


def _beginning(path: Path) -> str:
    try:
        opener = gzip.open if path.suffix.lower() == ".gz" else open
        with opener(path, "rb") as file:
            raw: bytes = file.read(SAMPLE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"the file cannot be read: {error}", remedy="Check that it is whole.") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError("the file is UTF-16, not UTF-8", remedy="Save it again as UTF-8.", code="encoding")
    if len(raw) > SAMPLE_BYTES:
        whole = raw[:SAMPLE_BYTES]
        raw = whole[: whole.rfind(b"\n") + 1] or whole
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SourceError(
            f"line {line} is not UTF-8 (byte 0x{raw[error.start]:02x})",
            remedy="Save the file again as UTF-8.",
            code="encoding",
        ) from None


def unpacked(path: Path, member: str | None, folder: Path) -> Path:
    """Return the CSV inside the archive ``path``, written into ``folder``.

    Raises
    ------
    SourceNotFound
        Without such a member, or with several and none named.
    LimitError
        When it unpacks to more than 16 GiB.
    """
    import tempfile

    try:
        with zipfile.ZipFile(path) as archive:
            inside = [
                info
                for info in archive.infolist()
                if not info.is_dir()
                and info.filename.lower().endswith((".csv", ".tsv", ".txt"))
                and not info.filename.startswith("__MACOSX/")
            ]
            chosen = [info for info in inside if member is None or info.filename == member]
            if len(chosen) != 1:
                there = ", ".join(info.filename for info in inside) or "none"
                raise SourceNotFound(
                    f"the archive holds no {member!r}"
                    if member
                    else f"the archive holds {len(inside)} CSV files",
                    remedy=f"Name one as {path.name}::NAME; there are: {there}.",
                )
            place = tempfile.mkdtemp(prefix="unpacked-", dir=folder)
            target = type(path)(place) / "member.csv"
            with archive.open(chosen[0]) as packed, target.open("wb") as plain:
                written = 0
                while chunk := packed.read(1 << 20):
                    written += len(chunk)
                    if written > UNPACKED_BYTES:
                        raise LimitError(
                            f"{chosen[0].filename} unpacks to more than {UNPACKED_BYTES >> 30} GiB",
                            where=str(path),
                            remedy="Unpack it yourself and give the CSV, or better a Parquet file.",
                        )
                    plain.write(chunk)
            return target
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(
            f"the archive cannot be unpacked: {error}", remedy="Check that it is whole and has no password."
        ) from error
