"""What a source is: it says what it holds and makes it readable in the engine of one run.

Every source passes the conformance suite in ``tests/sources``. A source opens nothing until it is described
or attached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from nbreports.sources.engine import Engine


@dataclass(frozen=True, slots=True)
class Description:
    """The shape of a source, without its rows.

    ``schema`` is the Arrow schema of the rows as the engine will give them (names unique, not empty);
    ``rows`` is None where counting would mean reading everything; ``notes`` tell what was renamed or
    converted on the way in, by column.
    """

    schema: pa.Schema
    rows: int | None
    notes: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns here that name rows of ``table``; ``share`` of values found there, None where declared."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column in figures: what a person wants to see before using it."""

    name: str
    type: str
    rows: int
    nulls: int
    distinct: int
    minimum: Any
    maximum: Any
    samples: tuple[Any, ...]
    histogram: tuple[int, ...] = ()


class Source(Protocol):
    """Named rows: a frame, a file, a table of a database."""

    name: str

    def describe(self) -> Description:
        """Return the shape.

        Raises
        ------
        SourceError
            Where the source cannot be opened, or holds a column no report can hold.
        """
        ...

    def attach(self, engine: Engine) -> str:
        """Make the rows readable in ``engine``, in their own order, and return the relation's name there.

        Called before the engine is locked. NaN reads as NULL; the columns are those of ``describe().schema``.
        """
        ...
