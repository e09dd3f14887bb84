"""Where the rows come from, by name: never a DSN, never a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key

from nbreports.definition.base import Definition, Expr, Many, Name
from nbreports.definition.faults import fault
from nbreports.definition.values import FilePath


class FrameSource(Definition):
    """A frame of the notebook. A bare string is ``name``."""

    short = "name"
    positional = ("name",)

    kind: Literal["frame"] = "frame"
    name: Name
    where: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, name: str = ..., /, **keys: Any) -> None: ...


class FileSource(Definition):
    """A file inside the report's folder; ``table`` names a sheet or table of it."""

    positional = ("path",)

    kind: Literal["file"] = "file"
    path: FilePath
    table: Name | None = None
    where: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, path: str = ..., /, **keys: Any) -> None: ...


class TableSource(Definition):
    """A table of a connection that the owner has registered."""

    positional = ("connection", "table")
    unfilled = frozenset({"connection"})

    kind: Literal["table"] = "table"
    connection: Name | None = None
    table: Name
    where: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, connection: str = ..., table: str = ..., /, **keys: Any) -> None: ...


class Join(Definition):
    """A source joined to the one before it; its fields are ``as_name.field``. A bare string is ``to``."""

    short = "to"
    positional = ("to",)

    to: Name
    on: Annotated[dict[Name, Name], Key(min_length=1)]
    as_: Annotated[Name | None, Key(alias="as")] = None
    how: Literal["left", "inner"] = "left"

    if TYPE_CHECKING:

        def __init__(self, to: str = ..., /, **keys: Any) -> None: ...

    @property
    def name(self) -> str:
        """The name its fields stand under."""
        return self.as_ or self.to


class QuerySource(Definition):
    """Sources joined; ``from_`` and each join's ``to`` name sources, else frames."""

    positional = ("from",)

    kind: Literal["query"] = "query"
    from_: Annotated[Name, Key(alias="from")]
    joins: Many[Join] = ()
    where: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, from_: str = ..., /, **keys: Any) -> None: ...


class SqlSource(Definition):
    """A query of a connection that the owner has registered."""

    positional = ("connection", "query")
    unfilled = frozenset({"kind", "connection", "query"})

    kind: Literal["sql"] = "sql"
    connection: Name
    query: str
    where: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, connection: str = ..., query: str = ..., /, **keys: Any) -> None: ...


def _source(value: object) -> object:
    if isinstance(value, str):
        return {"kind": "frame", "name": value}
    if isinstance(value, dict) and value.get("kind") == "sql":
        raise fault(
            "source kind 'sql' is not filled by this release",
            "Use a frame, file or query source.",
            code="unfilled",
        )
    return value


AnySource = Annotated[
    Annotated[FrameSource | FileSource | TableSource | QuerySource | SqlSource, Key(discriminator="kind")],
    BeforeValidator(_source),
]
