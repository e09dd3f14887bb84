"""One table of a document as flat rows, for formats that know rows and columns only (CSV, Parquet).

The columns are the group keys, outermost first, then the table's own; with subtotals a ``band`` and a
``level`` column lead. A group that the table prints as a column too (same name and type) is not repeated. A
table without details gives its innermost group lines, which are its content, or its summary where it has no
groups. The other blocks of the report have no place in such a format; a second table does, so it is refused
by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nbreports.document import nodes
from nbreports.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import BandRow, DataType, DetailRows, Node, TableStart
    from nbreports.renderers.base import RenderOptions

ROWS = 16_384
"""Detail rows gathered before they are given on: small groups would cost a call each."""


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column of the flat table."""

    name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class Details:
    """Detail rows: one array a column."""

    arrays: tuple[pa.Array, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Bands:
    """Group and summary lines: one tuple of raw values a row, in the columns' order."""

    rows: tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class FlatTable:
    """Finds the table among the nodes and gives its rows in batches; ``columns`` is set once it has begun."""

    options: RenderOptions
    columns: tuple[FlatColumn, ...] | None = None
    _table: TableStart | None = None
    _skipping: bool = False
    _others: list[str] = field(default_factory=list)
    _keys: tuple[str, ...] = ()
    """Names of the groups with a column of their own."""
    _shared: dict[int, str] = field(default_factory=dict)
    """Table column -> the group it prints."""
    _details: list[DetailRows] = field(default_factory=list)
    _height: int = 0
    _bands: list[tuple[Any, ...]] = field(default_factory=list)

    def feed(self, node: Node) -> Iterator[Details | Bands]:
        """Take the next node; give the batches that are full."""
        match node:
            case nodes.TableStart():
                self._start(node)
            case nodes.DetailRows() if not self._skipping:
                yield from self._flush_bands()
                self._details.append(node)
                self._height += node.height
                if self._height >= ROWS:
                    yield from self._flush_details()
            case nodes.BandRow() if not self._skipping:
                if self._wanted(node):
                    yield from self._flush_details()
                    self._bands.append(self._band(node))
                    if len(self._bands) >= ROWS:
                        yield from self._flush_bands()
            case nodes.TableEnd():
                if not self._skipping:
                    yield from self._flush_details()
                    yield from self._flush_bands()
                self._skipping = False
            case nodes.RowNode():
                for child in node.children:
                    for inner in child:
                        yield from self.feed(inner)
            case (
                nodes.DetailRows()
                | nodes.BandRow()
                | nodes.DocumentStart()
                | nodes.DocumentEnd()
                | nodes.TextNode()
                | nodes.MetricNode()
                | nodes.CrosstabNode()
                | nodes.ImageNode()
                | nodes.PageBreakNode()
                | nodes.ChartNode()
            ):
                pass
            case _:
                raise RenderError(f"a node of type {type(node).__name__} has no place in a document")

    def require(self) -> tuple[FlatColumn, ...]:
        """Return the columns, or raise `RenderError` where the document held no table to write."""
        if self.columns is None:
            if self.options.table is not None:
                raise RenderError(
                    f"the report has no table {self.options.table!r}",
                    remedy=f"Its tables are {', '.join(self._others)}." if self._others else None,
                )
            raise RenderError(
                "the report has no table, and this format holds nothing else",
                remedy="Add a table, or write XLSX, JSON or HTML.",
            )
        return self.columns

    # --- the table --------------------------------------------------------------------------------

    def _start(self, node: TableStart) -> None:
        if self.options.table is not None and node.id != self.options.table:
            self._others.append(node.id)
            self._skipping = True
            return
        if self._table is not None:
            raise RenderError(
                f"the report has tables {self._table.id}, {node.id}, and this format holds one",
                where=node.id,
                remedy="Name the one to write: options={'table': …}, or --table ID; or write XLSX or JSON.",
            )
        self._table = node
        self._skipping = False
        types = {column.name: column.type for column in node.columns}
        shared = {group.name for group in node.groups if types.get(group.name) == group.type}
        self._shared = {at: column.name for at, column in enumerate(node.columns) if column.name in shared}
        own = [group for group in node.groups if group.name not in shared]
        self._keys = tuple(group.name for group in own)
        leading = [FlatColumn(_free(group.name, types), group.type) for group in own]
        if self.options.subtotals:
            taken = types | {column.name: column.type for column in leading}
            leading[:0] = [
                FlatColumn(_free("band", taken), "text"),
                FlatColumn(_free("level", taken), "integer"),
            ]
        self.columns = (*leading, *(FlatColumn(column.name, column.type) for column in node.columns))

    def _wanted(self, row: BandRow) -> bool:
        table = self._table
        if table is None:
            raise RenderError("a band row stands outside of a table")
        line = not table.detail and row.level == len(table.groups) and row.band in {"group_footer", "summary"}
        if not self.options.subtotals:
            return line
        return line or (row.shown and any(cell is not None for cell in row.cells))

    def _band(self, row: BandRow) -> tuple[Any, ...]:
        keys = dict(row.group)
        if row.other and row.group and keys[row.group[-1][0]] is None:
            keys[row.group[-1][0]] = row.key
        values = [None if cell is None else cell.value for cell in row.cells]
        for at, name in self._shared.items():
            if row.cells[at] is None:
                values[at] = keys.get(name)
        leading = [row.band, row.level] if self.options.subtotals else []
        return (*leading, *(keys.get(name) for name in self._keys), *values)

    # --- batches ----------------------------------------------------------------------------------

    def _flush_bands(self) -> Iterator[Bands]:
        if self._bands:
            rows, self._bands = tuple(self._bands), []
            yield Bands(rows)

    def _flush_details(self) -> Iterator[Details]:
        chunks, height = self._details, self._height
        self._details, self._height = [], 0
        if not height:
            return
        leading: list[pa.Array] = []
        if self.options.subtotals:
            levels: Any = np.repeat(
                np.array([chunk.level for chunk in chunks]), [chunk.height for chunk in chunks]
            )
            leading = [pa.repeat(pa.scalar("detail"), height), pa.array(levels, pa.int64())]
        runs: Any = np.repeat(np.arange(len(chunks)), [chunk.height for chunk in chunks])
        types = {column.name: column.type for column in self._table.groups} if self._table else {}
        for name in self._keys:
            keys = [dict(chunk.group).get(name) for chunk in chunks]
            leading.append(pa.array(keys, arrow_type(types[name], keys)).take(pa.array(runs)))
        own = (
            _joined([chunk.columns[at].values for chunk in chunks]) for at in range(len(chunks[0].columns))
        )
        yield Details((*leading, *own), height)


def _free(name: str, taken: dict[str, DataType]) -> str:
    while name in taken:
        name += "_"
    return name


def _joined(arrays: list[pa.Array]) -> pa.Array:
    first = arrays[0].type
    return pa.concat_arrays([array if array.type == first else array.cast(first) for array in arrays])


def arrow_type(kind: DataType, values: list[Any]) -> pa.DataType:
    """Return the Arrow type that holds ``values``, raw values of the given type, exactly."""
    match kind:
        case "integer":
            if any(isinstance(value, float) and not value.is_integer() for value in values):
                return pa.float64()
            wide = any(value is not None and not -(2**63) <= value < 2**63 for value in values)
            return pa.decimal128(38, 0) if wide else pa.int64()
        case "decimal":
            return _decimal_type(values)
        case "datetime":
            zone = next((value.tzinfo for value in values if value is not None), None)
            return pa.timestamp("us") if zone is None else pa.timestamp("us", "UTC")
        case _:
            return _TYPES[kind]


_TYPES: dict[DataType, pa.DataType] = {
    "float": pa.float64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "duration": pa.duration("us"),
    "bytes": pa.binary(),
}


def _decimal_type(values: list[Any]) -> pa.DataType:
    if any(isinstance(value, float) for value in values):
        return pa.float64()
    scale = 0
    for value in values:
        exponent = value.as_tuple().exponent if hasattr(value, "as_tuple") else 0
        scale = max(scale, -exponent if isinstance(exponent, int) else 0)
    return pa.decimal128(38, scale) if scale <= 19 else pa.decimal256(76, scale)
