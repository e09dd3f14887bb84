"""What the engine says of a relation it can read already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from nbreports.sources.engine import Engine


def columns_of(engine: Engine, relation: str, label: str) -> tuple[pa.Schema, tuple[str, ...]]:
    """Return the Arrow schema of ``relation`` (SQL after FROM) and DuckDB's own names of its types."""
    types = engine.fetch(f"DESCRIBE SELECT * FROM {relation}", label=f"describe {label}")
    empty = engine.raw_schema(f"SELECT * FROM {relation} LIMIT 0", label=f"describe {label}")
    return empty, tuple(types["column_type"].to_pylist())
