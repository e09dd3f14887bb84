"""The closed table of functions an expression may call.

A name that is not here cannot be called, and nothing here runs Python: ``types.py`` reads the types of a
function, ``query`` its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice

FunctionKind = Choice["row", "aggregate", "order", "scope"]

# What an argument may be. ``unit``, ``scope``, ``shift``, ``digits``, ``share`` and ``steps`` must be written
# out as literals, because the query's shape depends on them.
ArgumentType = Choice[
    "any",
    "number",
    "summable",
    "averageable",
    "orderable",
    "boolean",
    "text",
    "text_or_integer",
    "moment",
    "clock",
    "datelike",
    "unit",
    "scope",
    "shift",
    "digits",
    "share",
    "steps",
]

# ``same`` is the type of the first argument, ``common`` the one type that holds all of them.
ResultType = Choice[
    "integer", "float", "boolean", "text", "date", "datetime", "same", "common", "sum", "mean"
]

UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
DATE_UNITS = UNITS[:5]
SCOPES = ("parent", "report")
SHIFTS = ("1y", "1q", "1m", "1w")


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    ``args`` are the types of the positional arguments; with ``repeats`` the last may repeat; of the
    others the first ``required`` must be given. ``aggregates`` says that the first argument is an
    expression of aggregates, as ``running(sum(x))`` wants. ``usage`` is what an error shows.
    """

    name: str
    kind: FunctionKind
    usage: str
    args: tuple[ArgumentType, ...]
    result: ResultType
    required: int
    repeats: bool = False
    aggregates: bool = False
    keywords: tuple[str, ...] = ()

    def kinds(self, count: int) -> tuple[ArgumentType, ...]:
        """Return what each of ``count`` arguments must be."""
        return tuple(self.args[min(place, len(self.args) - 1)] for place in range(count))


def _row(
    usage: str, args: str, result: ResultType, required: int | None = None, *, repeats: bool = False
) -> Function:
    return _function("row", usage, args, result, required, repeats=repeats)


def _function(
    kind: FunctionKind,
    usage: str,
    args: str,
    result: ResultType,
    required: int | None = None,
    *,
    repeats: bool = False,
    aggregates: bool = False,
    keywords: tuple[str, ...] = (),
) -> Function:
    types: tuple[ArgumentType, ...] = tuple(args.split())  # type: ignore[arg-type]
    return Function(
        name=usage.partition("(")[0],
        kind=kind,
        usage=usage,
        args=types,
        result=result,
        required=len(types) if required is None else required,
        repeats=repeats,
        aggregates=aggregates,
        keywords=keywords,
    )


_ALL = (
    _row("coalesce(a, b, ...)", "any any", "common", 1, repeats=True),
    _row("if_(test, then, otherwise)", "boolean any any", "common"),
    _row("round(x, digits)", "number digits", "same", 1),
    _row("abs(x)", "number", "same"),
    _row("floor(x)", "number", "same"),
    _row("ceil(x)", "number", "same"),
    _row("year(d)", "moment", "integer"),
    _row("quarter(d)", "moment", "integer"),
    _row("month(d)", "moment", "integer"),
    _row("week(d)", "moment", "integer"),
    _row("day(d)", "moment", "integer"),
    _row("weekday(d)", "moment", "integer"),
    _row("hour(t)", "clock", "integer"),
    _row("date_trunc('month', d)", "unit moment", "same"),
    _row("lower(s)", "text", "text"),
    _row("upper(s)", "text", "text"),
    _row("title(s)", "text", "text"),
    _row("trim(s)", "text", "text"),
    _row("concat(a, b, ...)", "text_or_integer text_or_integer", "text", 1, repeats=True),
    _row("length(s)", "text", "integer"),
    _row("contains(s, part)", "text text", "boolean"),
    _row("startswith(s, start)", "text text", "boolean"),
    _row("endswith(s, end)", "text text", "boolean"),
    _row("today()", "", "date"),
    _row("now()", "", "datetime"),
    _row("date('2024-01-31')", "datelike", "date"),
    _function("aggregate", "count(x)", "any", "integer", 0),
    _function("aggregate", "nunique(x)", "any", "integer"),
    _function("aggregate", "sum(x)", "summable", "sum"),
    _function("aggregate", "mean(x)", "averageable", "mean"),
    _function("aggregate", "min(x)", "orderable", "same"),
    _function("aggregate", "max(x)", "orderable", "same"),
    _function("aggregate", "median(x)", "number", "float"),
    _function("aggregate", "quantile(x, 0.9)", "number share", "float"),
    _function("aggregate", "std(x)", "number", "float"),
    _function("aggregate", "var(x)", "number", "float"),
    _function("aggregate", "first(x)", "any", "same"),
    _function("aggregate", "last(x)", "any", "same"),
    _function("aggregate", "any(x)", "boolean", "boolean"),
    _function("aggregate", "all(x)", "boolean", "boolean"),
    _function(
        "order", "running(aggregate, reset=group)", "any", "same", aggregates=True, keywords=("reset",)
    ),
    _function("order", "rank(x)", "orderable", "integer", 0),
    _function("order", "lag(x, 1)", "any steps", "same", 1),
    _function("scope", "pct_of(aggregate, 'report')", "number scope", "float", aggregates=True),
    _function("scope", "prior(aggregate, '1y')", "number shift", "same", aggregates=True),
    _function("scope", "change(aggregate, '1y')", "number shift", "float", aggregates=True),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ALL}
AGGREGATES: frozenset[str] = frozenset(f.name for f in _ALL if f.kind == "aggregate")
