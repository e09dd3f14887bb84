"""The meaning of each function and operator, over Ibis values.

Ibis's own rounding, floor division and truncation cast their results by types it only estimates (the scale of
a product of decimals, for one); the engine's own functions, called by name, keep every digit.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.definition.expressions.types import DataTypeName

Value = Any


def builtin(name: str, result: Any, *args: Value) -> Value:
    """Return a call of the engine's function ``name``; ``result`` is the Ibis type it gives."""
    return _builtin(name, tuple(argument.type() for argument in args), result)(*args)


@functools.cache
def _builtin(name: str, types: tuple[Any, ...], result: Any) -> Callable[..., Value]:
    import ibis

    declared: Callable[..., Any]
    if len(types) == 1:

        def declared(a: Any) -> Any: ...
    else:

        def declared(a: Any, b: Any) -> Any: ...

    return ibis.udf.scalar.builtin(declared, name=name, signature=(types, result))


def loose(value: Value) -> Value:
    """Return a decimal whose width only the engine knows.

    Ibis refuses to compute with decimals of two widths, and estimates the width of their products wrongly;
    the engine does it right, and drops a ``coalesce`` of one value.
    """
    import ibis.expr.datatypes as dt

    dtype = value.type()
    if not dtype.is_decimal() or dtype.precision is None:
        return value
    return builtin("coalesce", dt.Decimal(None, None), value)


def closed(value: Value) -> Value:
    """Return a condition that may be asked whether it is NULL.

    Ibis writes ``NOT (a) IS NULL``, which engines read as ``NOT (a IS NULL)``.
    """
    return builtin("coalesce", value.type(), value) if value.type().is_boolean() else value


def zero_like(value: Value) -> Value:
    """Return zero with the decimals of ``value``: what it is added to takes on as many."""
    return (value * 0).fill_null(0)


def without_nan(value: Value) -> Value:
    """Return a float with NaN, the result of inf - inf and its like, as NULL."""
    import ibis

    return value.nullif(ibis.literal(float("nan"), "float64"))


def wide(value: Value) -> Value:
    """Return a number in the width it is computed with: 64 bits, so that narrow columns do not overflow."""
    dtype = value.type()
    if dtype.is_integer() and not (dtype.is_int64() or dtype.is_uint64()):
        return value.cast("int64")
    if dtype.is_floating() and not dtype.is_float64():
        return value.cast("float64")
    return value


def double(value: Value) -> Value:
    """Return a number as a 64-bit float."""
    return value if value.type().is_float64() else value.cast("float64")


def whole(value: Value) -> Value:
    """Return an integer of any width, a sum included, as 64 bits; more is an error of the run."""
    # the detour makes Ibis write the cast although it takes the value for 64 bits already
    return value.cast("decimal(38, 0)").cast("int64")


# ---------------------------------------------------------------- arithmetic


def arithmetic(op: str, left: Value, right: Value, kind: DataTypeName) -> Value:
    """Return ``left op right`` over numbers; floats may be NaN still."""
    if kind == "float" and op != "/":
        left, right = double(left), double(right)
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return double(left) / double(right.nullif(0)) if kind == "float" else left / right.nullif(0)
        case "%":
            return _modulo(left, right)
        case "//":
            return _floor_division(left, right)
        case "**":
            return _power(left, right)
    raise AssertionError(op)


def _modulo(left: Value, right: Value) -> Value:
    import ibis

    divisor = right.nullif(0)
    rest = left % divisor
    return rest + ibis.ifelse(_is_off(rest, divisor), divisor, 0)


def _floor_division(left: Value, right: Value) -> Value:
    import ibis

    divisor = right.nullif(0)
    rest = left % divisor
    correction = ibis.ifelse(_is_off(rest, divisor), 1, 0)
    if left.type().is_integer() and right.type().is_integer():
        return builtin("divide", left.type(), left, divisor) - correction
    quotient = builtin("round", _float64(), double(left - rest) / double(divisor))
    if left.type().is_floating() or right.type().is_floating():
        return quotient - correction
    # beyond 18 digits the quotient would not be exact: an error of the run, not a wrong figure
    return loose(quotient.cast("decimal(18, 0)")) - correction


def _is_off(rest: Value, divisor: Value) -> Value:
    """Whether truncation and floor differ: there is a rest, and its sign is not the divisor's."""
    return (rest != 0) & ((rest < 0) != (divisor < 0))


def _power(base: Value, exponent: Value) -> Value:
    import ibis

    # 0 ** -1 divides by zero
    undefined = (base == 0) & (exponent < 0)
    return ibis.ifelse(undefined, ibis.null("float64"), base**exponent)


def add_days(day: Value, days: Value) -> Value:
    """Return a date some whole days later."""
    # the engine answers with a timestamp, which Ibis takes for a date: without the detour it writes no cast
    return (day + days.as_interval("D")).cast("timestamp").cast("date")


# ------------------------------------------------------------- row functions


def rounded(value: Value, digits: int, kind: DataTypeName) -> Value:
    """Return ``value`` to ``digits`` decimals, halves away from zero."""
    import ibis

    if kind == "integer" and digits >= 0:
        return value
    return builtin("round", value.type(), value, ibis.literal(digits, "int32"))


def floored(value: Value, kind: DataTypeName, name: str) -> Value:
    """Return ``floor`` or ``ceil`` of ``value``, in its own type."""
    return value if kind == "integer" else builtin(name, value.type(), value)


def truncated(value: Value, unit: str, kind: DataTypeName) -> Value:
    """Return the start of the ``unit`` that ``value`` lies in."""
    import ibis

    if kind == "date":
        return builtin("date_trunc", _timestamp(), ibis.literal(unit), value).cast("date")
    return builtin("date_trunc", value.type(), ibis.literal(unit), value)


def part(name: str, value: Value) -> Value:
    """Return ``year`` … ``hour`` of a moment as an integer."""
    match name:
        case "week":
            found = value.week_of_year()
        case "weekday":
            found = value.day_of_week.index() + 1
        case _:
            found = getattr(value, name)()
    return found.cast("int64")


def titled(value: Value) -> Value:
    """Return a text with each word's first letter upper case and the rest lower case."""
    return value.split(" ").map(lambda word: word[:1].upper() + word[1:].lower()).join(" ")


TEXT: dict[str, Callable[..., Value]] = {
    "lower": lambda value: value.lower(),
    "upper": lambda value: value.upper(),
    "title": titled,
    "trim": lambda value: value.strip(),
    "length": lambda value: value.length().cast("int64"),
    "contains": lambda value, other: value.contains(other),
    "startswith": lambda value, other: value.startswith(other),
    "endswith": lambda value, other: value.endswith(other),
}


# ---------------------------------------------------------------- aggregates


def aggregate(
    name: str,
    value: Value,
    kind: DataTypeName,
    over: Callable[[Value], Value],
    *,
    share: float | None = None,
) -> Value:
    """Return an aggregate of ``value``, which skips NULL and is NULL over no values.

    Parameters
    ----------
    name
        Any aggregate but ``first`` and ``last``.
    kind
        The type of ``value``.
    over
        What is done to the bare aggregate before anything is computed with it: nothing, or a window.
    share
        Of a quantile, 0 to 1.
    """
    if kind == "boolean" and name in ("sum", "mean"):
        value = value.cast("int64")
    if kind == "duration" and name in ("sum", "mean"):
        microseconds = builtin("epoch_us", _int64(), value)
        total = over(microseconds.sum() if name == "sum" else microseconds.mean())
        return builtin("to_microseconds", value.type(), whole(total if name == "sum" else total.round()))
    match name:
        case "count":
            return over(value.count())
        case "nunique":
            return over(value.nunique())
        case "sum":
            total = over(wide(value).sum())
            return without_nan(total) if kind == "float" else total
        case "mean":
            mean = over(value.mean())
            return without_nan(mean) if kind == "float" else mean
        case "min":
            return over(value.min())
        case "max":
            return over(value.max())
        case "median":
            return without_nan(_unproven(over(double(value).median())))
        case "quantile":
            return without_nan(_unproven(over(double(value).quantile(share))))
        case "std":
            return without_nan(over(double(value).std(how="sample")))
        case "var":
            return without_nan(over(double(value).var(how="sample")))
        case "any":
            return over(value.any())
        case "all":
            return over(value.all())
    raise AssertionError(name)


def _unproven(value: Value) -> Value:
    """Return a quantile about which the engine concludes nothing from the values it lies between.

    Between -inf and inf lies NaN, but the engine's optimizer takes it for proven that there is none.
    """
    import ibis

    return value + ibis.literal("0").cast("float64")


def edge(name: str, value: Value, order_by: Sequence[Any], window: Any | None) -> Value:
    """Return ``first`` or ``last`` value that is not NULL, in the order given or that of the window."""
    if window is None:
        value = closed(value)
        order = list(order_by) or None
        return value.first(order_by=order) if name == "first" else value.last(order_by=order)
    # the engine's first_value and last_value count NULL; any_value takes the first that is not
    return value.arbitrary().over(window if name == "first" else _backwards(window))


def _backwards(window: Any) -> Any:
    """Return the same rows of ``window``, met from the other end."""
    import ibis
    import ibis.expr.operations as ops

    orderings = []
    for ordering in window.orderings:
        key = ordering.op() if hasattr(ordering, "op") else ordering
        if not isinstance(key, ops.SortKey):
            key = ops.SortKey(key)
        flip = ibis.desc if key.ascending else ibis.asc
        orderings.append(flip(key.arg.to_expr(), nulls_first=not key.nulls_first))
    start, end = window.start, window.end
    return window.copy(orderings=tuple(orderings), start=_mirrored(end), end=_mirrored(start))


def _mirrored(boundary: Any) -> Any:
    return None if boundary is None else boundary.copy(preceding=not boundary.preceding)


def _float64() -> Any:
    import ibis.expr.datatypes as dt

    return dt.float64


def _int64() -> Any:
    import ibis.expr.datatypes as dt

    return dt.int64


def _timestamp() -> Any:
    import ibis.expr.datatypes as dt

    return dt.timestamp
