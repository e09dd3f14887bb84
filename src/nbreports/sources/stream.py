"""The rows of one query on their way out of the engine."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from nbreports.errors import JobCancelled
from nbreports.sources.shape import tidy_batch, tidy_schema

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

    from nbreports.sources.engine import Engine


class Stream:
    """The rows of one query, batch after batch; iterate it, and close it or use it as a context manager."""

    def __init__(self, engine: Engine, cursor: Any, reader: pa.RecordBatchReader, label: str) -> None:
        self._engine = engine
        self._cursor = cursor
        self._reader = reader
        self._label = label
        self._generation = engine.generation
        self._turn = threading.Lock()
        self._closed = False
        self.schema: pa.Schema = tidy_schema(reader.schema)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> pa.RecordBatch:
        with self._turn:
            if self._closed:
                raise JobCancelled(f"{self._label} was stopped")
            with self._engine.running(self._cursor, self._label, self._generation):
                return tidy_batch(next(self._reader), self.schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the query; a batch being read in another thread is stopped first."""
        if self._closed:
            return
        self._closed = True
        with suppress(Exception):
            self._cursor.interrupt()
        with self._turn:
            for part in (self._reader, self._cursor):
                with suppress(Exception):
                    part.close()
