"""What to write instead: the remedies of refused expressions."""

from __future__ import annotations

import ast
import difflib
import re
from typing import TYPE_CHECKING

from nbreports.definition.expressions.functions import SCOPES, SHIFTS, UNITS
from nbreports.definition.expressions.nodes import Expression, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nbreports.definition.expressions.functions import Function

#: Line ends and tabs read as blanks, so that an expression is one line and its columns are offsets.
WHITESPACE = {ord("\n"): " ", ord("\r"): " ", ord("\t"): " "}

FIELD = "Write a field, such as amount; an odd name as col('a b')."

_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"&&", "Write and."),
    (r"\|\|", "Write or."),
    (r"===?=*", "Compare with ==."),
    (r"<>", "Compare with !=."),
    (r"!(?!=)", "Write not, as in: not paid."),
    (
        r"\bAND\b|\bOR\b|\bNOT\b|\bIN\b|\bIS\b|\bIF\b|\bELSE\b",
        "Write and, or, not, in, is, if, else in lower case.",
    ),
    (r"\bBETWEEN\b|\bbetween\b", "Write: 1 <= x <= 5."),
    (r"\bCASE\b|\bcase\b|\bwhen\b|\bWHEN\b", "Write: a if test else b."),
    (
        r"\b(?:import|lambda|def|class|for|while|return|del|from|with|yield|await|async|global|print)\b",
        "An expression gives one value and runs nothing; a field with such a name is col('class').",
    ),
    (r"[\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb]", "Put texts in straight quotes: 'North'."),
    (r"[\u00d7\u00b7]", "Multiply with *."),
    (r"[\u2212\u2013]", "Write the minus sign -."),
    (r"[\u2264]", "Write <=."),
    (r"[\u2265]", "Write >=."),
    (r"[$@`?;\\]", "Only names, numbers, texts in quotes, operators and functions may stand here."),
    (r"(?<![<>=!])=(?!=)", "Compare with ==."),
)

_UNFINISHED = re.compile(r"(?:[-+*/%<>]|[=!<>]=|\b(?:and|or|not|in|is|if|else))$")

_FUNCTION_SPELLINGS = {
    "avg": "mean", "average": "mean", "ave": "mean", "distinct": "nunique", "countdistinct": "nunique",
    "count_distinct": "nunique", "countd": "nunique", "len": "length", "isnull": "coalesce",
    "ifnull": "coalesce", "nvl": "coalesce", "fillna": "coalesce", "if": "if_", "iff": "if_",
    "iif": "if_", "ucase": "upper", "lcase": "lower", "strip": "trim", "proper": "title", "stdev": "std",
    "stddev": "std", "variance": "var", "percentile": "quantile", "total": "sum", "cumsum": "running",
    "ceiling": "ceil", "shift": "lag", "pct": "pct_of", "getdate": "now", "dayofweek": "weekday",
    "weeknum": "week", "instr": "contains", "truncate": "date_trunc", "trunc": "date_trunc",
}  # fmt: skip


def nearest(name: str, known: Iterable[str], *, prefix: str = "") -> str:
    """Return a remedy that names the nearest of ``known``, or lists them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean {prefix}{close[0]}?"
    if not names:
        return "There are none here."
    shown = ", ".join(f"{prefix}{choice}" for choice in names[:12])
    return f"There are: {shown}{', ...' if len(names) > 12 else ''}."


def function(name: str, known: Mapping[str, Function]) -> str:
    """Return the remedy for a call of something that is no function."""
    other = _FUNCTION_SPELLINGS.get(name.lower())
    if other is None and name.lower() in known:
        other = name.lower()
    if other is None:
        close = difflib.get_close_matches(name.lower(), known, n=1)
        other = close[0] if close else None
    if other is not None:
        return f"Did you mean {known[other].usage}?"
    return f"The functions are: {', '.join(known)}."


def syntax(line: str, column: int, reason: str) -> tuple[str, str, int]:
    """Return message, remedy and column for text that is not of Python's grammar."""
    if _UNFINISHED.search(line):
        return (
            "the expression ends too early",
            "Complete it: an operator stands between two values.",
            len(line),
        )
    return *_syntax(line, column, reason), column


def _syntax(line: str, column: int, reason: str) -> tuple[str, str]:
    around = line[max(column - 12, 0) : column + 12]
    for pattern, remedy in _SPELLINGS:
        if re.search(pattern, around):
            return f"this cannot be read at '{around.strip()}'", remedy
    if line.count("(") != line.count(")"):
        side = "closed" if line.count("(") > line.count(")") else "opened"
        return f"a parenthesis is not {side}", "Give every ( its )."
    if line.count("'") % 2 or line.count('"') % 2:
        return "a text is not closed", "End it with the quote it began with."
    if column >= len(line.rstrip()):
        return "the expression ends too early", "Complete it: an operator stands between two values."
    message = reason if reason.isascii() and "Perhaps" not in reason else "invalid syntax"
    return (
        f"this cannot be read at '{around.strip()}': {message}",
        "An operator stands between two values: price * quantity.",
    )


def construct(tree: ast.expr) -> tuple[str, str]:
    """Return message and remedy for syntax that is Python's but not of this language."""
    match tree:
        case ast.List() | ast.Tuple():
            return "a list may only stand after 'in'", "Write: region in ['North', 'South']."
        case ast.Set() | ast.Dict() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return (
                "collections are not values here",
                "A list may stand after 'in': region in ['North', 'South'].",
            )
        case ast.Subscript() | ast.Slice():
            return "square brackets do not select here", "A field with an odd name is col('a b')."
        case ast.Lambda():
            return "an expression defines no functions", "Repeat it, or put it into a calculated field."
        case ast.JoinedStr() | ast.FormattedValue():
            return "texts are not filled with f'...'", "Write concat('a ', x)."
        case ast.NamedExpr():
            return "an expression assigns nothing", "Compare with ==; name a value as a calculated field."
        case ast.Starred():
            return "'*' stands between two values", "Write price * quantity."
    return "this may not stand in an expression", FIELD


def constant(value: object) -> tuple[str, str]:
    """Return message and remedy for a literal of another kind."""
    if isinstance(value, bytes):
        return "bytes are not values here", "Write a text without the b: 'North'."
    if isinstance(value, complex):
        return "complex numbers are not values here", "Write the number without j."
    return "this is not a value", FIELD


def operator(op: ast.operator) -> tuple[str, str]:
    """Return message and remedy for an operator of Python that is not of this language."""
    match op:
        case ast.BitAnd():
            return "'&' is not an operator of this language", "Write and."
        case ast.BitOr():
            return (
                "'|' is not an operator of this language",
                "Write or; a format stands after | only in texts.",
            )
        case ast.BitXor():
            return "'^' is not an operator of this language", "A power is written x ** 2."
    return "this is not an operator of this language", "There are + - * / // % **."


def written(kind: str, argument: Expression) -> tuple[str, str] | None:
    """Return message and remedy where an argument must be written out and is not."""
    value = argument.value if isinstance(argument, Literal) else ...
    whole = isinstance(value, int) and not isinstance(value, bool)
    match kind:
        case "unit":
            return None if value in UNITS else _choice("the unit", value, UNITS)
        case "scope":
            return None if value in SCOPES else _choice("the scope", value, SCOPES)
        case "shift":
            return None if value in SHIFTS else _choice("the period", value, SHIFTS)
        case "digits":
            fits = whole and isinstance(value, int) and -15 <= value <= 15
            return None if fits else ("the digits are a whole number from -15 to 15", "Write round(x, 2).")
        case "steps":
            fits = whole and isinstance(value, int) and 1 <= value <= 1_000_000
            return None if fits else ("the steps are a whole number of at least 1", "Write lag(x, 1).")
        case "share":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            fits = number and isinstance(value, int | float) and 0 <= value <= 1
            return None if fits else ("the share is a number from 0 to 1", "Write quantile(x, 0.9).")
    return None


def _choice(what: str, value: object, choices: tuple[str, ...]) -> tuple[str, str]:
    close = (
        difflib.get_close_matches(value.lower(), choices, n=1, cutoff=0.5) if isinstance(value, str) else []
    )
    named = "' or '".join(choices) if len(choices) < 3 else ", ".join(choices)
    remedy = f"Did you mean '{close[0]}'?" if close else f"Write it as a text: '{named}'."
    return f"{what} is one of {', '.join(choices)}", remedy
