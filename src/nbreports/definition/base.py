"""The base of every object of a report: frozen, closed, with a short form and positional Python arguments."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from nbreports.definition.faults import definition_error, fault, unknown_key
from nbreports.errors import DefinitionError

T = TypeVar("T")


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _listed_or_one(value: object) -> object:
    if isinstance(value, str | Definition):
        return (value,)
    return _listed(value)


Many = Annotated[tuple[T, ...], BeforeValidator(_listed)]
"""A list, kept as a tuple."""

OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_listed_or_one)]
"""A list, which may be given as its only item."""

Expr = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""The text of an expression; it is parsed elsewhere."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""The name of a field, measure, source or group."""


class Definition(BaseModel):
    """A frozen object of a report; unknown keys and inexact types are refused.

    Subclasses say how they are written: ``short`` is the key a bare string stands for, ``positional`` the
    keys of Python's positional arguments, ``variadic`` the list that takes all of them, ``unfilled`` the
    keys that the format gives but that nothing fills in this release.

    Raises
    ------
    DefinitionError
        Where a key is unknown, missing or holds what it may not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    short: ClassVar[str | None] = None
    positional: ClassVar[tuple[str, ...]] = ()
    variadic: ClassVar[str | None] = None
    unfilled: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, /, *args: Any, **keys: Any) -> None:
        cls = type(self)
        data = {cls.key_of(name): value for name, value in keys.items()}
        if cls.variadic is not None:
            places: tuple[tuple[str, Any], ...] = ((cls.variadic, args),) if args else ()
        else:
            places = tuple(zip(cls.positional, args, strict=False))
            if len(args) > len(cls.positional):
                raise DefinitionError(
                    f"{cls.__name__} takes {len(cls.positional)} positional arguments, not {len(args)}",
                    where=cls.__name__,
                    remedy="Give the others by name.",
                )
        for key, value in places:
            if key in data:
                raise DefinitionError(
                    f"{cls.__name__} has {key!r} twice: by place and by name",
                    where=cls.__name__,
                    remedy="Give it once.",
                )
            data[key] = value
        try:
            self.__pydantic_validator__.validate_python(data, self_instance=self)
        except ValidationError as error:
            raise definition_error(error, data, root=cls.__name__) from None

    # pydantic must fill nested objects itself, or their errors would lose the way that leads to them
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.__signature__ = _signature(cls)

    @classmethod
    def model_rebuild(cls, **keys: Any) -> bool | None:
        """Complete the class on first use; its signature stays the one that people read."""
        done = super().model_rebuild(**keys)
        cls.__signature__ = _signature(cls)
        return done

    @classmethod
    def format_keys(cls) -> tuple[str, ...]:
        """Return the format's keys, in schema order."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @classmethod
    def key_of(cls, name: str) -> str:
        """Return the format's key of a Python keyword: ``from_`` is ``from``."""
        field = cls.model_fields.get(name)
        return (field.alias or name) if field is not None else name

    @classmethod
    def attribute_of(cls, key: str) -> str:
        """Return the Python name of a key: ``from`` is ``from_``."""
        return next((name for name, field in cls.model_fields.items() if field.alias == key), key)

    @classmethod
    def may_be_alone(cls, name: str) -> bool:
        """Say whether an attribute's list may be given as its only item."""
        return any(
            isinstance(each, BeforeValidator) and each.func is _listed_or_one
            for each in cls.model_fields[name].metadata
        )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str) and cls.short is not None:
            return {cls.short: data}
        if isinstance(data, dict):
            known = cls.format_keys()
            for key in data:
                if key not in known:
                    raise unknown_key(cls.__name__, key, known)
                if key in cls.unfilled:
                    raise fault(
                        f"{key!r} is not filled by this release",
                        f"Leave {key!r} out.",
                        code="unfilled",
                        key=key,
                    )
        return data

    def is_short(self) -> bool:
        """Say whether this is written as a bare string: nothing but its short key is given."""
        if self.short is None:
            return False
        short = self.attribute_of(self.short)
        return all(
            name == short or getattr(self, name) == field.get_default(call_default_factory=True)
            for name, field in type(self).model_fields.items()
        )


def _signature(cls: type[Definition]) -> Signature:
    """Return what a notebook shows while a call is being written: places first, defaults, no annotations."""
    places: dict[str, Parameter] = {}
    named: list[Parameter] = []
    optional = False
    for key in (*cls.positional, *(key for key in cls.format_keys() if key not in cls.positional)):
        name = cls.attribute_of(key)
        field = cls.model_fields[name]
        if key in cls.unfilled or key in ("kind", cls.variadic):
            continue
        default = Parameter.empty if field.is_required() else field.get_default()
        if key in cls.positional:
            # no required place may follow an optional one
            default = None if optional and field.is_required() else default
            optional = default is not Parameter.empty
            places[name] = Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default)
        else:
            named.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default))
    several = [] if cls.variadic is None else [Parameter(cls.variadic, Parameter.VAR_POSITIONAL)]
    return Signature([*several, *places.values(), *named])
