"""Parameters: values asked before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Key

from nbreports.definition.base import Definition, Many, Name, OneOrMany
from nbreports.definition.faults import fault, quote
from nbreports.definition.param_values import is_iso, matches, range_error
from nbreports.definition.values import Scalar

ParamType = Literal["string", "integer", "decimal", "boolean", "date", "datetime"]
_RANGED = ("integer", "decimal", "date", "datetime")


class ParamValues(Definition):
    """The values of a parameter, taken from a field of a source."""

    source: Name
    field: Name


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Param(Definition):
    """A value asked before a run, ``param.name`` in expressions. A bare string is ``name``.

    ``default`` may be an expression for dates (``today()``); ``values`` is a list, or the field that holds
    them; ``min`` and ``max`` are inclusive, ``max_length`` counts characters.
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
    max_length: int | None = Key(default=None, ge=1, le=2**63 - 1)

    if TYPE_CHECKING:

        def __init__(self, name: str = ..., type: str = ..., /, **keys: Any) -> None: ...  # noqa: A002

    @model_validator(mode="after")
    def _fits(self) -> Param:
        for key in ("min", "max"):
            bound = getattr(self, key)
            if bound is not None and self.type not in _RANGED:
                raise fault(f"a {self.type} has no {key!r}", f"Leave {key!r} out.", key=key)
            if bound is not None and not matches(self.type, bound):
                raise self._wrong(bound, key)
        if self.max_length is not None and self.type != "string":
            raise fault(f"a {self.type} has no 'max_length'", "Leave 'max_length' out.", key="max_length")
        for index, value in enumerate(self.values if isinstance(self.values, tuple) else ()):
            if not matches(self.type, value):
                raise self._wrong(value, "values", index)
        self._check_default()
        return self

    def _check_default(self) -> None:
        if isinstance(self.default, tuple) and not self.multi:
            raise fault(
                "a list is the default of one value", "Add 'multi': true, or give one value.", key="default"
            )
        several = self.default if isinstance(self.default, tuple) else (self.default,)
        for index, value in enumerate(several):
            place = ("default", index) if isinstance(self.default, tuple) else ("default",)
            if value is None or value == "all" or self.is_computed(value):
                continue
            if not matches(self.type, value):
                raise self._wrong(value, *place)
            problem = range_error(self, value)
            if problem:
                raise fault(*problem, key=place)

    def is_computed(self, value: object) -> bool:
        """Say whether a default is an expression to be evaluated when the report runs."""
        return self.type in ("date", "datetime") and isinstance(value, str) and not is_iso(self.type, value)

    def _wrong(self, value: object, *place: str | int) -> Exception:
        dated = "" if self.type not in ("date", "datetime") else ", as in 2024-01-31"
        return fault(
            f"{quote(value)} is not of type {self.type}",
            f"Give a value of type {self.type}{dated}.",
            key=place,
        )
