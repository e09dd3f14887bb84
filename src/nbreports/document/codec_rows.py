"""Detail rows to Arrow IPC and back: the columns of many small groups as the few long runs they are cut from.

A *run* is a record batch with one format a column. Rows cut from one longer run keep sharing it, so that text
is still made once for all of them; of that run only the stretch that these rows need is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbreports.document.codec_values import refused
from nbreports.document.nodes import ColumnChunk, DetailRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from nbreports.document.codec_values import Packing, Unpacking

BESIDE = ("styles", "links", "bars", "icons")
"""The fields of a column that are no Arrow values."""


@dataclass
class Run:
    """Columns that rows are cut from, and the stretch of them that is needed."""

    columns: Sequence[ColumnChunk]
    shared: bool
    first: int
    last: int


@dataclass
class Runs:
    """The runs of one record, in order; ``keys`` finds the shared ones."""

    all: list[Run] = field(default_factory=list)
    keys: dict[tuple[int, ...], int] = field(default_factory=dict)

    def encode(self, node: DetailRows, pack: Packing) -> list[Any]:
        """Return rows as JSON that says where in which run they stand."""
        columns = node.columns
        run, offset = self._place(columns, node.height)
        beside = None
        if any(getattr(column, name) is not None for column in columns for name in BESIDE):
            beside = [[pack.value(getattr(column, name)) for name in BESIDE] for column in columns]
        return [
            node.level,
            pack.value(node.group),
            node.height,
            pack.value(node.row_styles),
            run,
            offset,
            beside,
        ]

    def _place(self, columns: Sequence[ColumnChunk], height: int) -> tuple[int, int]:
        wholes = [column.whole for column in columns if column.whole is not None]
        offset = columns[0].offset if columns else 0
        if len(wholes) < len(columns) or not columns or any(column.offset != offset for column in columns):
            self.all.append(Run(columns, shared=False, first=0, last=height))
            return len(self.all) - 1, 0
        key = tuple(map(id, wholes))
        number = self.keys.get(key)
        if number is None:
            number = self.keys[key] = len(self.all)
            self.all.append(Run(wholes, shared=True, first=offset, last=offset + height))
        run = self.all[number]
        run.first, run.last = min(run.first, offset), max(run.last, offset + height)
        for column, whole in zip(columns, wholes, strict=True):
            if column.spec is not whole.spec and column.spec != whole.spec:
                raise refused("a column whose format is not that of the run it is cut from")
        return number, offset

    def finish(self, pack: Packing) -> list[Any]:
        """Return the runs as JSON; their values go into parts."""
        import pyarrow as pa

        made = []
        for run in self.all:
            arrays = [
                column.values.slice(run.first, run.last - run.first) if run.shared else column.values
                for column in run.columns
            ]
            for array in arrays:
                if not isinstance(array, pa.Array) or len(array) != run.last - run.first:
                    raise refused("a column that is not as long as its rows")
            specs = [pack.value(column.spec) for column in run.columns]
            part = pack.part(_ipc(arrays)) if arrays else None
            made.append([run.shared, run.first, specs, part])
        return made


class RunsRead:
    """The runs of a record that is being read."""

    def __init__(self, made: list[Any], pack: Unpacking) -> None:
        self._runs: list[tuple[bool, int, list[ColumnChunk]]] = []
        for shared, first, specs, part in made:
            arrays = _arrays(pack.part(part)) if part is not None else []
            columns = [
                ColumnChunk(values, pack.value(spec)) for values, spec in zip(arrays, specs, strict=True)
            ]
            self._runs.append((shared, first, columns))

    def decode(self, item: list[Any], pack: Unpacking) -> DetailRows:
        """Return the rows that ``Runs.encode`` wrote."""
        level, group, height, row_styles, run, offset, beside = item
        shared, first, wholes = self._runs[run]
        besides = [[pack.value(each) for each in four] for four in beside] if beside else None
        start = offset - first
        columns = tuple(
            ColumnChunk(
                column.values.slice(start, height) if shared else column.values,
                column.spec,
                **(dict(zip(BESIDE, besides[index], strict=True)) if besides else {}),
                whole=column if shared else None,
                offset=start,
            )
            for index, column in enumerate(wholes)
        )
        return DetailRows(level, pack.value(group), columns, height, pack.value(row_styles))


def _ipc(arrays: list[pa.Array]) -> bytes:
    import pyarrow as pa

    batch = pa.RecordBatch.from_arrays(arrays, names=[str(index) for index in range(len(arrays))])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _arrays(data: memoryview) -> list[pa.Array]:
    import pyarrow as pa

    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        columns: list[pa.Array] = stream.read_next_batch().columns
    return columns
