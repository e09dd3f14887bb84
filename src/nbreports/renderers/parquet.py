"""Parquet: the rows of one table with their Arrow types, and the report's stamp in the file's metadata.

See `nbreports.renderers.flat` for which rows and columns there are. A column has one type, so with
subtotals it is widened to hold its totals too: integers to 64 bits, decimals to 38 digits, integers with a
fractional total among the first rows to floats, text where a total counts texts. A total that still does
not fit is an error.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.flat import Bands, Details, FlatColumn, FlatTable, arrow_type
from nbreports.renderers.json import encode, stamp_object
from nbreports.renderers.raw import raw_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import Node
    from nbreports.renderers.base import RenderContext

ROW_GROUP = 65_536


class ParquetRenderer:
    """Write the document's table as Parquet, one row group after another.

    Raises
    ------
    RenderError
        Where the document holds no table, several of which the option ``table`` names none, or a
        total that the type of its column cannot hold.
    """

    def __init__(self, context: RenderContext) -> None:
        self._options = context.options
        self._flat = FlatTable(context.options)
        self._sink = _Sink()
        self._writer: pq.ParquetWriter | None = None
        self._pending: list[Details | Bands] = []
        self._height = 0
        self._metadata: dict[str, str] = {}

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return the row groups that are full."""
        if isinstance(node, nodes.DocumentStart) and self._options.stamp and node.show_stamp:
            self._metadata = {
                "nbreports.title": node.title,
                "nbreports.stamp": encode(stamp_object(node.stamp)),
            }
        for batch in self._flat.feed(node):
            self._pending.append(batch)
            self._height += batch.height if isinstance(batch, Details) else len(batch.rows)
            if self._height >= ROW_GROUP:
                self._write()
        return self._sink.taken()

    def finish(self) -> Iterable[bytes]:
        """Return the last row group and the file's footer."""
        self._flat.require()
        self._write()
        if self._writer is not None:
            self._writer.close()
        return self._sink.taken()

    def close(self) -> None:
        """Release the writer; what it would still write goes nowhere."""
        writer, self._writer = self._writer, None
        self._pending = []
        if writer is not None:
            writer.close()

    def _write(self) -> None:
        columns = self._flat.require()
        batches, self._pending, self._height = self._pending, [], 0
        if self._writer is None:
            fields = [
                pa.field(column.name, self._type(at, column, batches)) for at, column in enumerate(columns)
            ]
            schema = pa.schema(fields, metadata=self._metadata or None)
            self._writer = pq.ParquetWriter(pa.PythonFile(self._sink, mode="w"), schema, compression="zstd")
        schema = self._writer.schema
        if batches:
            self._writer.write_table(pa.Table.from_batches([_batch(one, schema) for one in batches], schema))

    def _type(self, at: int, column: FlatColumn, batches: list[Details | Bands]) -> pa.DataType:
        values = [row[at] for batch in batches if isinstance(batch, Bands) for row in batch.rows]
        values = [value for value in values if value is not None]
        found = next((batch.arrays[at].type for batch in batches if isinstance(batch, Details)), None)
        if found is None or pa.types.is_null(found):
            return arrow_type(column.type, values)
        if not self._options.subtotals:
            return found
        own = arrow_type(column.type, values)
        if pa.types.is_integer(found):
            return own
        if pa.types.is_decimal(found) and pa.types.is_decimal(own):
            scale = max(found.scale, own.scale)
            return pa.decimal128(38, scale) if found.precision <= 38 else pa.decimal256(76, scale)
        return found


def _batch(batch: Details | Bands, schema: pa.Schema) -> pa.RecordBatch:
    arrays = []
    for at, field in enumerate(schema):
        try:
            if isinstance(batch, Details):
                array = batch.arrays[at]
                arrays.append(array if array.type == field.type else array.cast(field.type))
            else:
                arrays.append(_array([row[at] for row in batch.rows], field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise RenderError(
                f"column {field.name!r} is {field.type} and cannot hold one of its values: {error}",
                remedy="Write CSV, XLSX or JSON, or leave the subtotals out.",
            ) from error
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return _array(values, kind.value_type).dictionary_encode().cast(kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        values = [None if value is None else raw_text(value) for value in values]
    return pa.array(values, kind)


class _Sink(io.RawIOBase):
    """A file that keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def taken(self) -> tuple[bytes, ...]:
        """Return the bytes written since the last call."""
        parts, self._parts = self._parts, []
        return tuple(parts)
