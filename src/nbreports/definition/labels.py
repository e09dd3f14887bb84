"""Words for names: what a column or axis is called where the report does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.report import ReportDefinition

_PARTS = frozenset({"year", "quarter", "month", "week", "day", "weekday", "hour"})
_WORDS: Mapping[str, str] = {
    "count": "Count of",
    "nunique": "Distinct",
    "sum": "Total",
    "mean": "Mean",
    "min": "Smallest",
    "max": "Largest",
    "median": "Median",
}


def humanise(name: str) -> str:
    """Return words for a name: ``order_id`` is ``Order id``, ``airline.name`` is ``Airline name``."""
    words = re.sub(r"[._\s]+", " ", name).strip()
    return words[:1].upper() + words[1:] if words else name


def label_of(report: ReportDefinition, text: str) -> str:
    """Return the label of an expression: its field's or measure's own, else words made from it.

    Parameters
    ----------
    report
        The report that names fields and measures.
    text
        The expression as written; one that does not parse is its own label.
    """
    from nbreports.definition.expressions.parser import parse
    from nbreports.errors import ExpressionError

    try:
        return label_for(report, parse(text), text)
    except ExpressionError:
        return text


def label_for(report: ReportDefinition, expression: Expression, text: str) -> str:
    """Return the label of a parsed expression; ``text`` where nothing better is known."""
    from nbreports.definition.expressions.nodes import Call, Name

    match expression:
        case Name():
            for known in (report.fields, report.measures):
                said = known.get(expression.key)
                if said is not None and said.label:
                    return said.label
            return humanise(expression.key)
        case Call(function="count", args=()):
            return "Count"
        case Call(function="date_trunc", args=(_, Name() as moment)):
            return label_for(report, moment, text)
        case Call(function=function, args=(Name(),)) if function in _PARTS:
            return function.capitalize()
        case Call(function=function, args=(Name() as inner, *_)) if function in _WORDS:
            words = label_for(report, inner, text)
            return f"{_WORDS[function]} {words if words.isupper() else words[:1].lower() + words[1:]}"
    return text
