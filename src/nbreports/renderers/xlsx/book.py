"""What all sheets of one workbook share while nodes arrive: looks, values, sheets in order, notices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nbreports.renderers.xlsx.cell_values import REASONS, CellValues
from nbreports.renderers.xlsx.number_format import GENERAL, TEXT, NumberFormat, number_format
from nbreports.renderers.xlsx.sheet_stream import SheetStream
from nbreports.renderers.xlsx.styles import Look, Role, StyleBook
from nbreports.renderers.xlsx.xml_text import TextBodies

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import Cell, DocumentStart


@dataclass
class PlannedSheet:
    """A sheet with what it would like to be called; names are given at the end, in order."""

    stream: SheetStream
    wishes: tuple[str | None, ...]
    part: int = 1


class Book:
    """The workbook before XlsxWriter: sheets whose rows lie in scratch files."""

    def __init__(self, start: DocumentStart, scratch: Path, max_rows: int) -> None:
        self.start = start
        self.max_rows = max_rows
        self.styles = StyleBook(start.theme, start.styles)
        self.texts = TextBodies()
        self.sheets: list[PlannedSheet] = []
        self.notices: list[str] = []
        self._scratch = scratch
        self._made: list[SheetStream] = []

    def sheet(self, *wishes: str | None, part: int = 1, first: bool = False) -> SheetStream:
        """Begin a sheet, last in order unless it is the ``first``."""
        stream = SheetStream("", self._scratch / f"xlsx-sheet-{len(self._made) + 1}.deflate")
        self._made.append(stream)
        self.sheets.insert(0 if first else len(self.sheets), PlannedSheet(stream, wishes, part))
        return stream

    def close(self) -> None:
        """Remove the scratch files."""
        for stream in self._made:
            stream.close()

    # --- cells, from their style on ---

    def text(self, text: str, role: Role = "text", **look: Any) -> str:
        """Return a text cell."""
        return f' s="{self.styles.index(Look(role, TEXT, **look))}"{self.texts[text]}'

    def empty(self, role: Role, **look: Any) -> str:
        """Return an empty cell that is only coloured."""
        return f' s="{self.styles.index(Look(role, **look))}"/>'

    def cell(
        self, values: CellValues, cell: Cell, spec: FormatSpec, *, role: Role, link: bool = False, **look: Any
    ) -> str:
        """Return the cell of one value of a band, crosstab or metric, in its own format before its column's."""
        spec = cell.spec or spec
        code = code_of(cell.value, number_format(spec))
        styles = look.pop("styles", 0) | cell.styles
        index = self.styles.index(Look(role, code, styles=styles, icon=cell.icon, link=link, **look))
        return f' s="{index}"{values.one(cell.value, spec, cell.text) or "/>"}'

    def say_what_became_text(self, values: CellValues, where: str) -> list[str]:
        """Return a sentence for each reason for which values of ``where`` stand as text, and note them."""
        made = [
            f"{where}: {count_of(reason, count)}; kept as text."
            for reason, count in sorted(values.kept_as_text.items())
        ]
        values.kept_as_text.clear()
        self.notices += made
        return made


def count_of(reason: str, count: int) -> str:
    """Return why ``count`` values are text, in words."""
    return REASONS[reason].format(count=f"{count:,} value{'s' if count > 1 else ''}")


def code_of(value: Any, made: NumberFormat) -> str:
    """Return the format of one value."""
    if isinstance(value, str):
        return TEXT
    if value is None or isinstance(value, bool | bytes):
        return made.code
    if made.code == TEXT:
        return GENERAL
    return made.of(value) if made.varies and isinstance(value, int | float | Decimal) else made.code
