"""One sheet while it is written: rows go to a scratch file, what stands around them is remembered.

Excel's limits on a sheet are kept here: rows, columns, links, and the size of the part.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from nbreports.errors import RenderError
from nbreports.renderers.xlsx.cell_values import number_of
from nbreports.renderers.xlsx.sheet_names import quoted
from nbreports.renderers.xlsx.xml_text import attribute
from nbreports.renderers.xlsx.zip_container import LEVEL, Deflated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nbreports.document.nodes import ChartNode, ImageNode

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_LINKS = 65_530
MAX_LINK = 2_079
MAX_BYTES = 3 << 30
"""Sheets are split before their part grows over what a plain zip file can hold."""
MAX_OUTLINE = 7
MAX_BAR_RUNS = 4_000
_BUFFER = 1 << 18
_COPY = 1 << 18
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


@dataclass
class Bars:
    """Data bars of one column: runs of cells, as ``A2:A9``, over -``largest`` to ``largest``."""

    largest: float
    runs: list[list[int]] = field(default_factory=list)
    negative: bool = False
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart, picture or sparkline at a cell; sizes in pixels."""

    what: ChartNode | ImageNode | Sparkline
    row: int
    column: int
    x: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line in a cell over a reference of cells."""

    reference: str
    color: str


class SheetStream:
    """Rows and remembered parts of one sheet; rows and columns count from 1 here, as in cell names."""

    def __init__(self, name: str, scratch: Path) -> None:
        self.name = name
        self.row = 1
        """The next row to write."""
        self.last_column = 1
        self.widths: dict[int, float] = {}
        self.merged: list[str] = []
        self.frozen: tuple[int, int] | None = None
        """Rows and columns that stay in view."""
        self.repeated: tuple[int, int] | None = None
        self.filtered: str | None = None
        self.outline = 0
        self.summary_below = False
        self.page_breaks: list[int] = []
        self.bars: dict[int, Bars] = {}
        self.placed: list[Placed] = []
        self.references: list[tuple[int, int, SheetStream]] = []
        """Cells that lead to another sheet."""
        self.links_dropped = 0
        self._links: list[str] = []
        self._targets: dict[str, str] = {}
        self._path = scratch
        self._file = scratch.open("w+b")
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._pending: list[str] = []
        self._pending_size = 0
        self._size = self._packed = self._crc = 0

    # --- rows ---

    @property
    def size(self) -> int:
        """Bytes of XML so far."""
        return self._size + self._pending_size

    def write_row(
        self,
        cells: dict[int, str],
        *,
        level: int = 0,
        hidden: bool = False,
        collapsed: bool = False,
        height: float | None = None,
    ) -> int:
        """Write a row of ``cells`` by column, each its XML from the style on; return the row's number."""
        row = self.row
        body = "".join(
            f'<c r="{column_name(column)}{row}"{cells[column]}' for column in sorted(cells) if cells[column]
        )
        self._put(f'<row r="{row}"{_row_attributes(level, hidden, collapsed, height)}>{body}</row>')
        if cells:
            self.last_column = max(self.last_column, *cells)
        self.outline = max(self.outline, min(level, MAX_OUTLINE))
        self.row += 1
        return row

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def write_rows(
        self, columns: Sequence[Sequence[str]], rows: Sequence[str], *, level: int, hidden: bool
    ) -> None:
        """Write a run of rows given as whole cells by column; ``rows`` are their numbers as text."""
        attributes = f'"{_row_attributes(level, hidden, False, None)}>'
        self._put(
            "".join(
                [
                    f'<row r="{row}{attributes}{"".join(cells)}</row>'
                    for row, cells in zip(rows, zip(*columns, strict=True), strict=True)
                ]
            )
        )
        self.outline = max(self.outline, min(level, MAX_OUTLINE))
        self.row += len(rows)

    def _put(self, xml: str) -> None:
        self._pending.append(xml)
        self._pending_size += len(xml)
        if self._pending_size >= _BUFFER:
            self._flush()

    def _flush(self) -> None:
        data = "".join(self._pending).encode()
        self._pending.clear()
        self._pending_size = 0
        self._size += len(data)
        self._crc = zlib.crc32(data, self._crc)
        self._write(self._packer.compress(data))

    def _write(self, packed: bytes) -> None:
        self._packed += len(packed)
        self._file.write(packed)

    def end(self) -> Deflated:
        """Finish the rows; afterwards `packed` gives them."""
        self._flush()
        self._write(self._packer.flush(zlib.Z_FULL_FLUSH))
        return Deflated(self._packed, self._size, self._crc)

    def packed(self) -> Iterator[bytes]:
        """Yield the deflated rows."""
        self._file.seek(0)
        while block := self._file.read(_COPY):
            yield block

    def close(self) -> None:
        """Remove the scratch file."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    # --- what stands around the rows ---

    def link(self, row: int, column: int, address: str) -> bool:
        """Make a cell a link; False where it stays plain: over a limit, or no address of web or mail."""
        if not _ADDRESS.match(address):
            return False
        if len(self._links) >= MAX_LINKS or len(address) > MAX_LINK:
            self.links_dropped += 1
            return False
        target, _, place = address.partition("#")
        known = self._targets.get(target)
        if known is None:
            known = self._targets[target] = f"rIdLink{len(self._targets) + 1}"
        location = f' location="{attribute(place)}"' if place else ""
        self._links.append(f'<hyperlink ref="{column_name(column)}{row}" r:id="{known}"{location}/>')
        return True

    def merge(self, row: int, first: int, last: int) -> None:
        """Merge the cells of a row from column ``first`` to ``last``."""
        if last > first:
            self.merged.append(f"{column_name(first)}{row}:{column_name(last)}{row}")

    def bar(self, row: int, column: int, cell: str | None, fraction: float | None) -> None:
        """Give a cell, if it holds a number, a bar that is ``fraction`` of the column's largest magnitude."""
        value = number_of(cell)
        if fraction is None or value is None:
            return
        bars = self.bars.get(column)
        if bars is None:
            bars = self.bars[column] = Bars(0.0)
        size = abs(value)
        if fraction and size:
            bars.largest = max(bars.largest, min(size / abs(fraction), 1e300))
        bars.negative = bars.negative or fraction < 0
        if bars.runs and bars.runs[-1][1] == row - 1:
            bars.runs[-1][1] = row
        elif len(bars.runs) < MAX_BAR_RUNS:
            bars.runs.append([row, row])
        else:
            bars.dropped += 1

    def hyperlinks(self) -> str:
        """Return the sheet's ``<hyperlinks>``, or nothing; sheets must have their names."""
        inner = "".join(
            f'<hyperlink ref="{column_name(column)}{row}" location="{attribute(quoted(target.name))}!A1"/>'
            for row, column, target in self.references
        )
        links = inner + "".join(self._links[: MAX_LINKS - len(self.references)])
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""

    def relationships(self) -> str:
        """Return the relationships of the links."""
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        return "".join(
            f'<Relationship Id="{known}" Type="{kind}" Target="{attribute(_uri(target))}"'
            ' TargetMode="External"/>'
            for target, known in self._targets.items()
        )

    def merge_cells(self) -> str:
        """Return the sheet's ``<mergeCells>``, or nothing."""
        if not self.merged:
            return ""
        cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in self.merged)
        return f'<mergeCells count="{len(self.merged)}">{cells}</mergeCells>'

    def dimension(self) -> str:
        """Return the used range."""
        return f"A1:{column_name(self.last_column)}{max(self.row - 1, 1)}"


@cache
def column_name(column: int) -> str:
    """Return the letters of a column: 1 is A."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check_columns(count: int, block: str) -> None:
    """Refuse more columns than a sheet has.

    Raises
    ------
    RenderError
        With the block's id.
    """
    if count > MAX_COLUMNS:
        raise RenderError(
            f"the table has {count:,} columns; a sheet of Excel holds {MAX_COLUMNS:,}",
            where=block,
            remedy="Choose fewer columns, or write the table as CSV or Parquet.",
        )


def _row_attributes(level: int, hidden: bool, collapsed: bool, height: float | None) -> str:
    made = f' ht="{height:g}" customHeight="1"' if height is not None else ""
    if hidden:
        made += ' hidden="1"'
    if level:
        made += f' outlineLevel="{min(level, MAX_OUTLINE)}"'
    return made + ' collapsed="1"' if collapsed else made


def _uri(address: str) -> str:
    """Return an address with only the characters an address may have; those of other scripts stay."""
    kept = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address)
    return re.sub(r"[\x00-\x20\"<>\\^`{|}\x7f]", lambda match: quote(match[0]), kept)
