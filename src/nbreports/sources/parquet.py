"""Parquet files, read column by column where a query needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.sources.files import FileSource, Opened
from nbreports.sources.quoting import quote_text
from nbreports.sources.shape import shape_of
from nbreports.sources.tables import columns_of

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.sources.engine import Engine


class ParquetSource(FileSource):
    """A Parquet file."""

    def _open(self, engine: Engine, path: Path) -> Opened:
        literal = quote_text(str(engine.readable(path)))
        relation = f"read_parquet({literal}, hive_partitioning=false)"
        schema, types = columns_of(engine, relation, self.name)
        counted = engine.fetch(
            f"SELECT sum(num_rows)::BIGINT AS n FROM parquet_file_metadata({literal})",
            label=f"count {self.name}",
        )
        return Opened(relation, shape_of(schema, types=types), counted["n"][0].as_py())
