"""Arrow IPC files (``.arrow``, ``.feather``): how frames reach a worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from nbreports.errors import SourceError
from nbreports.sources.columns import arrow_table
from nbreports.sources.files import FileSource, Opened
from nbreports.sources.shape import shape_of

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine


class ArrowFileSource(FileSource):
    """An Arrow IPC file or stream, mapped into memory where it is not compressed."""

    def _open(self, engine: Engine, path: Path) -> Opened:
        try:
            with pa.memory_map(str(path)) as mapped:
                try:
                    table = pa.ipc.open_file(mapped).read_all()
                except pa.ArrowInvalid:
                    mapped.seek(0)
                    table = pa.ipc.open_stream(mapped).read_all()
        except (pa.ArrowException, OSError) as error:
            raise SourceError(
                f"this is not an Arrow file: {str(error).partition(chr(10))[0]}", remedy="Write it again."
            ) from error
        read, notes = arrow_table(table)
        raw = engine.name("raw")
        engine.register(raw, read)
        return Opened(raw, shape_of(read.schema), read.num_rows, notes)
