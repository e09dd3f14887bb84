"""Workbooks (Excel, OpenDocument): one sheet is one table, its first row the header."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.errors import FrameRefused, LimitError, SourceError, SourceNotFound
from nbreports.sources.cells import column_of
from nbreports.sources.files import FileSource, Opened, fingerprint
from nbreports.sources.naming import unique_names
from nbreports.sources.shape import shape_of

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine

UNPACKED_BYTES = 2 * 2**30


class SheetSource(FileSource):
    """A sheet of a workbook; ``table`` names it, the first visible one otherwise."""

    def __init__(self, path: Path, table: str | None = None, name: str | None = None) -> None:
        super().__init__(path, table, name)
        self._known: tuple[tuple[int, int, int], pa.Table, tuple[str, ...]] | None = None

    def _open(self, engine: Engine, path: Path) -> Opened:
        mark = fingerprint(path)
        if self._known is None or self._known[0] != mark:
            self._known = (mark, *_sheet(path, self.table))
        _, table, notes = self._known
        raw = engine.name("raw")
        engine.register(raw, table)
        return Opened(raw, shape_of(table.schema), table.num_rows, notes)


def _sheet(path: Path, table: str | None) -> tuple[pa.Table, tuple[str, ...]]:
    rows = _rows(path, table)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise FrameRefused("the sheet is empty", remedy="Give a sheet with a header row.")
    header, *body = rows
    kept = [i for i, name in enumerate(header) if name != "" or any(row[i] != "" for row in body)]
    names, notes = unique_names(_spelled(header[i]) for i in kept)
    said = list(notes)
    columns = []
    for position, name in zip(kept, names, strict=True):
        column, note = _column([row[position] for row in body], name)
        columns.append(column)
        if note:
            said.append(f"{name}: {note}")
    return pa.table(columns, names=list(names)), tuple(said)


def _column(cells: list[Any], name: str) -> tuple[pa.Array[Any], str | None]:
    values = [None if cell == "" else cell for cell in cells]
    numbers = [value for value in values if type(value) is float]
    # a workbook's numbers are all floats; a column of whole ones was meant as integers
    if numbers and all(number.is_integer() and abs(number) < 2**53 for number in numbers):
        values = [int(value) if type(value) is float else value for value in values]
    try:
        return column_of(values, name)
    except FrameRefused:
        return pa.array(
            [None if v is None else _spelled(v) for v in values], pa.string()
        ), "mixed cells are text"


def _spelled(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _rows(path: Path, table: str | None) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        there = [sheet.name for sheet in sheets]
        shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        wanted = table if table is not None else next(iter(shown or there), None)
        if wanted not in there:
            raise SourceNotFound(
                f"the workbook has no sheet {wanted!r}" if wanted else "the workbook has no sheet",
                remedy=f"There are {', '.join(map(repr, there))}."
                if there
                else "Give a workbook with a sheet.",
            )
        return book.get_sheet_by_name(wanted).to_python(skip_empty_area=True)
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"the workbook cannot be read: {error}", remedy="Open it and save it again, without a password."
        ) from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # an old .xls is no archive; what is no workbook at all is said by the reader
    if size > UNPACKED_BYTES:
        raise LimitError(
            f"the workbook unpacks to {size >> 20} MiB, over {UNPACKED_BYTES >> 20}",
            where=str(path),
            remedy="Save the sheet as CSV or Parquet and report that.",
        )
