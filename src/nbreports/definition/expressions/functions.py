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
    expression of aggregates, as ``running(sum(x))`` wants. ``usage`` is what an error shows, ``help`` what it
    gives, in a line.
    """

    name: str
    kind: FunctionKind
    usage: str
    help: str
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
    usage: str,
    gives: str,
    args: str,
    result: ResultType,
    required: int | None = None,
    *,
    repeats: bool = False,
) -> Function:
    return _function("row", usage, gives, args, result, required, repeats=repeats)


def _function(
    kind: FunctionKind,
    usage: str,
    gives: str,
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
        help=gives,
        args=types,
        result=result,
        required=len(types) if required is None else required,
        repeats=repeats,
        aggregates=aggregates,
        keywords=keywords,
    )


_ALL = (
    _row(
        "coalesce(a, b, ...)",
        "The first of several values that is there.",
        "any any",
        "common",
        1,
        repeats=True,
    ),
    _row(
        "if_(test, then, otherwise)",
        "One value where the test holds, else another.",
        "boolean any any",
        "common",
    ),
    _row("round(x, digits)", "Rounded to so many digits, halves away from zero.", "number digits", "same", 1),
    _row("abs(x)", "Without its sign.", "number", "same"),
    _row("floor(x)", "The next whole number below.", "number", "same"),
    _row("ceil(x)", "The next whole number above.", "number", "same"),
    _row("year(d)", "The year of a date.", "moment", "integer"),
    _row("quarter(d)", "The quarter of a date, 1 to 4.", "moment", "integer"),
    _row("month(d)", "The month of a date, 1 to 12.", "moment", "integer"),
    _row("week(d)", "The ISO week of a date, 1 to 53.", "moment", "integer"),
    _row("day(d)", "The day of the month, 1 to 31.", "moment", "integer"),
    _row("weekday(d)", "The day of the week, Monday is 1.", "moment", "integer"),
    _row("hour(t)", "The hour of a time, 0 to 23.", "clock", "integer"),
    _row(
        "date_trunc('month', d)",
        "The first moment of the year, quarter, month, week, day … it falls in.",
        "unit moment",
        "same",
    ),
    _row("lower(s)", "In small letters.", "text", "text"),
    _row("upper(s)", "In capital letters.", "text", "text"),
    _row("title(s)", "Each Word With a Capital.", "text", "text"),
    _row("trim(s)", "Without blanks at both ends.", "text", "text"),
    _row(
        "concat(a, b, ...)",
        "Texts and whole numbers, one after the other.",
        "text_or_integer text_or_integer",
        "text",
        1,
        repeats=True,
    ),
    _row("length(s)", "How many characters a text has.", "text", "integer"),
    _row("contains(s, part)", "Whether a text holds another.", "text text", "boolean"),
    _row("startswith(s, start)", "Whether a text begins with another.", "text text", "boolean"),
    _row("endswith(s, end)", "Whether a text ends with another.", "text text", "boolean"),
    _row("today()", "The day of the run.", "", "date"),
    _row("now()", "The moment of the run.", "", "datetime"),
    _row("date('2024-01-31')", "A date, from its text or from a moment.", "datelike", "date"),
    _function(
        "aggregate", "count(x)", "How many rows there are, or how many have a value.", "any", "integer", 0
    ),
    _function("aggregate", "nunique(x)", "How many different values there are.", "any", "integer"),
    _function(
        "aggregate", "sum(x)", "All values added; of true and false, how many are true.", "summable", "sum"
    ),
    _function(
        "aggregate",
        "mean(x)",
        "The average; of true and false, the share that is true.",
        "averageable",
        "mean",
    ),
    _function("aggregate", "min(x)", "The smallest, or the earliest.", "orderable", "same"),
    _function("aggregate", "max(x)", "The largest, or the latest.", "orderable", "same"),
    _function("aggregate", "median(x)", "The value in the middle.", "number", "float"),
    _function(
        "aggregate",
        "quantile(x, 0.9)",
        "The value below which a share of all values lies.",
        "number share",
        "float",
    ),
    _function("aggregate", "std(x)", "The standard deviation of a sample.", "number", "float"),
    _function("aggregate", "var(x)", "The variance of a sample.", "number", "float"),
    _function("aggregate", "first(x)", "The first value in print order.", "any", "same"),
    _function("aggregate", "last(x)", "The last value in print order.", "any", "same"),
    _function("aggregate", "any(x)", "Whether it is true in any row.", "boolean", "boolean"),
    _function("aggregate", "all(x)", "Whether it is true in all rows.", "boolean", "boolean"),
    _function(
        "order",
        "running(aggregate, reset=group)",
        "A total of all lines so far, from the start of the report or of a group.",
        "any",
        "same",
        aggregates=True,
        keywords=("reset",),
    ),
    _function(
        "order", "rank(x)", "The place in order of value, 1 for the largest.", "orderable", "integer", 0
    ),
    _function("order", "lag(x, 1)", "The value so many lines before.", "any steps", "same", 1),
    _function(
        "scope",
        "pct_of(aggregate, 'report')",
        "The share of a total in that of the parent group or the report.",
        "number scope",
        "float",
        aggregates=True,
    ),
    _function(
        "scope",
        "prior(aggregate, '1y')",
        "A total of the period one year, quarter, month or week before.",
        "number shift",
        "same",
        aggregates=True,
    ),
    _function(
        "scope",
        "change(aggregate, '1y')",
        "The change against a period before, as a share.",
        "number shift",
        "float",
        aggregates=True,
    ),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ALL}
AGGREGATES: frozenset[str] = frozenset(f.name for f in _ALL if f.kind == "aggregate")
