"""Parameter values of one run: given ones checked, missing ones filled from their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.faults import quote, suggestion
from nbreports.definition.param_values import coerce, range_error
from nbreports.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nbreports.definition.parameters import Param

ALL = "all"
"""The value that means no restriction; the comparison that holds it is true."""


def resolve_params(
    params: Iterable[Param],
    given: Mapping[str, Any],
    evaluate_default: Callable[[str], Any] | None = None,
) -> dict[str, Any]:
    """Return the value of every parameter.

    Parameters
    ----------
    params
        The parameters of the report.
    given
        Values by name; texts become what the parameter's type says, a list stands for several values.
    evaluate_default
        Gives the value of a default that is an expression, such as ``today()``.

    Returns
    -------
    dict
        For each parameter, in order: a value of its type (``str int Decimal bool date datetime``), a tuple of
        them where it is ``multi``, ``"all"``, or None where it is optional and unset.

    Raises
    ------
    ParameterError
        Where a value is unknown, missing, of another type or out of range.
    """
    known = {param.name: param for param in params}
    for name in given:
        if name not in known:
            raise ParameterError(
                f"the report has no parameter {quote(str(name))}",
                where=f"param.{name}",
                remedy=suggestion(name, known) if known else "The report takes no parameters.",
                code="unknown_parameter",
            )
    return {name: _value(param, given.get(name), evaluate_default) for name, param in known.items()}


def _value(param: Param, given: Any, evaluate_default: Callable[[str], Any] | None) -> Any:
    value = given
    if value is None:
        value = _default(param, evaluate_default)
    if value is None:
        if param.required:
            raise _error(
                param, f"{param.name!r} has no value", f"Give one: --param {param.name}=…", "missing"
            )
        return None
    several = _several(value)
    if ALL in several:
        return ALL
    if param.multi:
        return tuple(_one(param, each) for each in several)
    if len(several) != 1:
        raise _error(
            param, f"{param.name!r} takes one value, not {len(several)}", "Give one value.", "several"
        )
    return _one(param, several[0])


def _default(param: Param, evaluate_default: Callable[[str], Any] | None) -> Any:
    def computed(value: Any) -> Any:
        if value == ALL or not param.is_computed(value):
            return value
        if evaluate_default is None:
            raise _error(
                param, f"the default {quote(value)} is an expression", "Give the value itself.", "default"
            )
        return evaluate_default(value)

    if isinstance(param.default, tuple):
        return tuple(computed(value) for value in param.default)
    return computed(param.default)


def _several(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(value, set | frozenset):
        return tuple(sorted(value, key=str))
    return (value,)


def _one(param: Param, value: Any) -> Any:
    held = coerce(param.type, value)
    if held is None:
        shown = quote(value) if isinstance(value, str | int | float) else type(value).__name__
        written = {"date": "2024-01-31", "datetime": "2024-01-31T12:00", "boolean": "true or false"}
        raise _error(
            param,
            f"{shown} is not of type {param.type}",
            f"Write it as {written[param.type]}."
            if param.type in written
            else f"Give a value of type {param.type}.",
            "type",
        )
    problem = range_error(param, held)
    if problem:
        raise _error(param, *problem, "range")
    return held


def _error(param: Param, message: str, remedy: str, code: str) -> ParameterError:
    return ParameterError(message, where=f"param.{param.name}", remedy=remedy, code=f"parameter_{code}")
