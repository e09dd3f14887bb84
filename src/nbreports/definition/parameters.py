"""Parameters: values asked before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key

from nbreports.definition.base import Definition, Many, Name, OneOrMany
from nbreports.definition.values import Scalar

ParamType = Literal["string", "integer", "decimal", "boolean", "date", "datetime"]


class ParamValues(Definition):
    """The values of a parameter, taken from a field of a source."""

    source: Name
    field: Name


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Param(Definition):
    """A value asked before a run, ``param.name`` in expressions. A bare string is ``name``.

    ``default`` may be an expression for dates (``today()``); ``values`` is a list, or the field that holds them.
    """

    short = "name"
    positional = ("name", "type")

    name: Annotated[str, Key(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    type: ParamType = "string"
    label: str | None = None
    default: Annotated[Scalar | tuple[Scalar, ...] | None, BeforeValidator(_tuple)] = None
    required: bool = False
    multi: bool = False
    values: Many[Scalar] | ParamValues | None = None
    depends_on: OneOrMany[Name] = ()
    min: Scalar | None = None
    max: Scalar | None = None
    max_length: int | None = Key(default=None, ge=1)

    if TYPE_CHECKING:

        def __init__(self, name: str = ..., type: str = ..., /, **keys: Any) -> None: ...  # noqa: A002
