"""Fields, measures and slots: what the report says of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.definition.base import Definition, Expr
from nbreports.definition.formats import Format

DataType = Literal[
    "integer", "float", "decimal", "text", "boolean", "date", "datetime", "time", "duration", "bytes"
]
Role = Literal["date", "measure", "category", "id", "text"]


class Field(Definition):
    """What the report says of a field; with ``expr`` it is a calculated one."""

    label: str | None = None
    type: DataType | None = None
    role: Role | None = None
    format: Format | None = None
    unit: str | None = None
    hidden: bool = False
    expr: Expr | None = None


class Measure(Definition):
    """A named aggregate expression, right in every scope."""

    positional = ("expr",)

    expr: Expr
    label: str | None = None
    format: Format | None = None

    if TYPE_CHECKING:

        def __init__(self, expr: str = ..., /, **keys: Any) -> None: ...


class Slot(Definition):
    """A place of a template to be bound to a field; used as ``slot.name``."""

    role: Role | None = None
    type: DataType | None = None
    label: str | None = None
    required: bool = False
