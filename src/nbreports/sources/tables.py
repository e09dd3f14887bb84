"""What the engine says of a relation it can read already."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from nbreports.errors import SourceNotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from nbreports.sources.engine import Engine


def columns_of(engine: Engine, relation: str, label: str) -> tuple[pa.Schema, tuple[str, ...]]:
    """Return the Arrow schema of ``relation`` (SQL after FROM) and DuckDB's own names of its types."""
    types = engine.fetch(f"DESCRIBE SELECT * FROM {relation}", label=f"describe {label}")
    empty = engine.raw_schema(f"SELECT * FROM {relation} LIMIT 0", label=f"describe {label}")
    return empty, tuple(map(str, types["column_type"].to_pylist()))


def choose_table(asked: str | None, there: Iterable[str], where: str) -> str:
    """Return the table meant: the one ``asked`` for, or the only one.

    Raises
    ------
    SourceNotFound
        Otherwise; the remedy names the tables there are.
    """
    names = list(there)
    listed = ", ".join(map(repr, names[:12])) + (", …" if len(names) > 12 else "")
    if asked is None:
        if len(names) == 1:
            return names[0]
        raise SourceNotFound(
            f"the file holds {len(names)} tables and none is named" if names else "the file holds no table",
            remedy=f"Name one as {where}::TABLE; there are {listed}."
            if names
            else "Give a file with a table.",
        )
    if asked in names:
        return asked
    near = get_close_matches(asked, names, 1, 0.6)
    raise SourceNotFound(
        f"there is no table {asked!r}",
        remedy=(f"Did you mean {near[0]!r}? " if near else "") + f"There are {listed or 'none'}.",
    )
