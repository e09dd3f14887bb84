"""Frames a program holds: pandas, polars, Arrow and DuckDB relations, as sources.

A frame is recognised without importing its library: an object can only be a frame of a library that is
loaded. Nothing is kept of a frame but the frame: each ``attach`` reads it as it is then.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from nbreports.errors import FrameRefused, SourceError
from nbreports.sources.base import Description, Source
from nbreports.sources.columns import arrow_table, pandas_table, polars_table
from nbreports.sources.fingerprint import frame_fingerprint
from nbreports.sources.naming import unique_names
from nbreports.sources.shape import Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.sources.engine import Engine
    from nbreports.sources.fingerprint import Fingerprint

FrameKind = Literal["pandas", "polars", "lazy", "table", "reader", "dataset", "relation"]

_CLASSES: tuple[tuple[str, str, FrameKind], ...] = (
    ("pandas", "DataFrame", "pandas"),
    ("polars", "DataFrame", "polars"),
    ("polars", "LazyFrame", "lazy"),
    ("pyarrow", "Table", "table"),
    ("pyarrow", "RecordBatch", "table"),
    ("pyarrow", "RecordBatchReader", "reader"),
    ("pyarrow.dataset", "Dataset", "dataset"),
    ("duckdb", "DuckDBPyRelation", "relation"),
)


def frame_kind(value: object) -> FrameKind | None:
    """Return what kind of frame ``value`` is, or None; looks at its type only and runs none of its code."""
    for module, name, kind in _CLASSES:
        loaded = sys.modules.get(module)
        frame_class = getattr(loaded, name, None) if loaded is not None else None
        if frame_class is not None and issubclass(type(value), frame_class):
            return kind
    return None


def open_frame(frame: Any, name: str) -> Source:
    """Return the source that reads ``frame``.

    Raises
    ------
    FrameRefused
        When ``frame`` is no frame nbreports knows.
    """
    kind = frame_kind(frame)
    if kind is None:
        raise FrameRefused(
            f"{name!r} is a {type(frame).__name__}, not a frame",
            where=name,
            remedy="Give a pandas, polars or Arrow frame, a DuckDB relation, or the path of a file.",
        )
    if kind == "relation":
        return RelationSource(frame, name)
    if kind == "dataset":
        return DatasetSource(frame, name)
    return FrameSource(frame, name, kind)


class FrameSource:
    """A frame that lies in memory, or, polars' LazyFrame, is computed into it when it is attached."""

    def __init__(self, frame: Any, name: str, kind: FrameKind) -> None:
        self.name = name
        self.kind = kind
        self._given = frame
        self._frame = frame
        self._reading = threading.Lock()

    def describe(self) -> Description:
        """Return the frame's shape; ``rows`` is None for a LazyFrame or a reader not read yet."""
        if self.kind == "lazy":
            empty, notes = self._placed(lambda: polars_table(self._empty()))
            shape = self._placed(lambda: shape_of(empty.schema))
            return Description(shape.schema, None, notes + shape.notes)
        if self.kind == "reader" and isinstance(self._frame, pa.RecordBatchReader):
            empty, notes = self._placed(lambda: arrow_table(self._frame.schema.empty_table()))
            shape = self._placed(lambda: shape_of(empty.schema))
            return Description(shape.schema, None, notes + shape.notes)
        table, notes = self._read()
        shape = self._placed(lambda: shape_of(table.schema))
        return Description(shape.schema, table.num_rows, notes + shape.notes)

    def fingerprint(self) -> Fingerprint:
        """Return what changes when the frame does."""
        return frame_fingerprint(self._given, self.kind)

    def attach(self, engine: Engine) -> str:
        """Register the frame and return a view of it, readable on the engine's main connection."""
        table, _ = self._read()
        shape = self._placed(lambda: shape_of(table.schema))
        return view_of(engine, self.name, table, shape)

    def _read(self) -> tuple[pa.Table, tuple[str, ...]]:
        return self._placed(self._table)

    def _table(self) -> tuple[pa.Table, tuple[str, ...]]:
        if self.kind == "pandas":
            return pandas_table(self._frame)
        if self.kind == "polars":
            return polars_table(self._frame)
        if self.kind == "lazy":
            try:
                collected = self._frame.collect()
            except Exception as error:
                raise SourceError(
                    f"the LazyFrame could not be computed: {error}", remedy="Try .collect() on it first."
                ) from error
            return polars_table(collected)
        with self._reading:
            if isinstance(self._frame, pa.RecordBatchReader):
                try:
                    # a reader is read once, and describe, preview and run all want its rows
                    self._frame = self._frame.read_all()
                except (pa.ArrowException, OSError) as error:
                    raise SourceError(
                        f"the reader failed: {error}", remedy="Check what it reads from."
                    ) from error
        if isinstance(self._frame, pa.RecordBatch):
            return arrow_table(pa.Table.from_batches([self._frame]))
        return arrow_table(self._frame)

    def _empty(self) -> Any:
        try:
            return self._frame.collect_schema().to_frame()
        except Exception as error:
            raise SourceError(
                f"the LazyFrame has no schema: {error}", remedy="Try .collect_schema() on it first."
            ) from error

    def _placed(self, read: Any) -> Any:
        try:
            return read()
        except SourceError as error:
            error.at(self.name)
            raise


class DatasetSource:
    """A pyarrow dataset: files read column by column when a query needs them."""

    def __init__(self, dataset: Any, name: str) -> None:
        self.name = name
        self._dataset = dataset

    def describe(self) -> Description:
        """Return the shape; counting rows would open every file, so ``rows`` is None."""
        shape = self._shape()
        return Description(shape.schema, None, shape.notes)

    def fingerprint(self) -> Fingerprint:
        """Return what changes when the dataset's files do."""
        return frame_fingerprint(self._dataset, "dataset")

    def attach(self, engine: Engine) -> str:
        """Register the dataset and return a view of it, readable on the engine's main connection."""
        return view_of(engine, self.name, self._dataset, self._shape())

    def _shape(self) -> Shape:
        schema = self._dataset.schema
        if len(set(schema.names)) != len(schema.names):
            raise FrameRefused(
                f"dataset {self.name!r} has several columns of the same name",
                where=self.name,
                remedy="Read it with to_table() and give the table.",
            )
        try:
            return shape_of(schema)
        except FrameRefused as error:
            error.at(self.name)
            raise


class RelationSource:
    """A relation of the user's own DuckDB: read through its connection into a table of the run's engine."""

    def __init__(self, relation: Any, name: str) -> None:
        self.name = name
        self._relation = relation

    def describe(self) -> Description:
        """Return the shape; ``rows`` is None, since a relation is a query."""
        reader = self._open(1)
        shape = self._shape(reader.schema)
        reader.close()
        return Description(shape.schema, None, shape.notes)

    def fingerprint(self) -> Fingerprint:
        """Return the relation's identity: what it gives is known only by asking it again."""
        return frame_fingerprint(self._relation, "relation")

    def attach(self, engine: Engine) -> str:
        """Copy the relation's rows, in its order, into a table of ``engine``."""
        reader = self._open(65_536)
        shape = self._shape(reader.schema)
        raw, name = engine.name("raw"), engine.name(self.name)
        renamed = pa.schema(
            [(column.raw, field.type) for column, field in zip(shape.columns, reader.schema, strict=True)]
        )

        def batches() -> Iterator[pa.RecordBatch]:
            try:
                for batch in reader:
                    yield pa.RecordBatch.from_arrays(batch.columns, schema=renamed)
            except (pa.ArrowException, OSError) as error:
                raise self._failed(error) from error

        try:
            engine.register_batches(raw, renamed, batches())
            engine.execute(f"CREATE TABLE {name} AS {shape.select(raw)}", label=f"read {self.name}")
            engine.forget(raw)
        finally:
            reader.close()
        return name

    def _open(self, rows: int) -> pa.RecordBatchReader:
        try:
            relation = self._relation.limit(0) if rows == 1 else self._relation
            return relation.to_arrow_reader(rows)
        except Exception as error:
            raise self._failed(error) from error

    def _shape(self, schema: pa.Schema) -> Shape:
        types = [str(kind) for kind in self._relation.types]
        # limit(0) makes names unique in DuckDB's way; the relation's own are wanted
        given = list(self._relation.columns)
        names, _ = unique_names(given)
        schema = pa.schema(
            [(given_name, field.type) for given_name, field in zip(given, schema, strict=True)]
        )
        for kind, name in zip(types, names, strict=True):
            if kind in {"BIT", "BIGNUM", "VARIANT"}:
                raise FrameRefused(
                    f"column {name!r} holds {kind}, which cannot be read from another connection",
                    where=self.name,
                    remedy=f"Cast {name!r} to VARCHAR in the relation.",
                )
        return shape_of(schema, types=types, raw=names)

    def _failed(self, error: Exception) -> SourceError:
        first = str(error).strip().partition("\n")[0]
        return SourceError(
            f"the DuckDB relation {self.name!r} could not be read: {first}",
            where=self.name,
            remedy="Finish other results of its connection, and check that the connection is open.",
        )


def view_of(engine: Engine, name: str, rows: Any, shape: Shape) -> str:
    """Register ``rows`` (Arrow) in ``engine`` and return the name of a view that reads them in ``shape``."""
    raw, view = engine.name("raw"), engine.name(name)
    engine.register(raw, rows)
    engine.execute(f"CREATE VIEW {view} AS {shape.select(raw)}", label=f"attach {name}")
    return view
