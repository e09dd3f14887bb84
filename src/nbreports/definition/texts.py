"""Every expression and every text with ``{{ … }}`` of a report, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nbreports.definition.blocks import Chart, Column, Crosstab, Metric, Table, Text
from nbreports.definition.fields import Field, Measure
from nbreports.definition.groups import Group
from nbreports.definition.page import PageText
from nbreports.definition.rules import Rule
from nbreports.definition.walking import objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbreports.definition.base import Definition
    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.walking import Place

Use = Literal["row", "any", "measure", "order", "sort"]
"""What may stand there: values of one row, anything, an aggregate; an order may begin with ``-``."""

AGGREGATES = frozenset(
    {"count", "nunique", "sum", "mean", "min", "max", "median", "std", "var", "first", "last", "any", "all"}
)

_EXPRESSIONS: Mapping[type[Definition], Mapping[str, Use]] = {
    Table: {"order_by": "order"},
    Column: {"value": "any", "total": "any", "visible": "any", "link": "any"},
    Group: {"by": "row", "sort": "sort"},
    Crosstab: {"rows": "row", "columns": "row", "values": "any", "order_by": "order"},
    Chart: {"x": "any", "y": "any", "color": "any", "size": "any", "sort": "sort"},
    Metric: {"value": "any", "compare": "any", "target": "any", "spark": "any"},
    Rule: {"when": "any"},
    Field: {"expr": "row"},
    Measure: {"expr": "measure"},
}
_TEMPLATES: Mapping[type[Definition], tuple[str, ...]] = {
    Table: ("no_data",),
    Crosstab: ("no_data",),
    Group: ("header", "footer"),
    Text: ("md",),
    PageText: ("left", "center", "right"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as written: its place, its text without the ``-`` of an order, what may stand there."""

    place: Place
    text: str
    use: Use
    owner: Definition


def expressions(report: ReportDefinition) -> Iterator[Written]:
    """Yield every expression, in schema order."""
    for place, each in objects(report):
        uses = dict(_EXPRESSIONS.get(type(each), {}))
        for key in ("where", "visible"):
            if key in type(each).model_fields and key not in uses:
                uses[key] = "row" if key == "where" else "any"
        for name, use in uses.items():
            value = getattr(each, name)
            for index, text in enumerate(value if isinstance(value, tuple) else (value,)):
                here = (*place, name, index) if isinstance(value, tuple) else (*place, name)
                if isinstance(text, str) and not _is_word(each, name, text):
                    yield Written(
                        here, text.removeprefix("-") if use in ("order", "sort") else text, use, each
                    )


def templates(report: ReportDefinition) -> Iterator[tuple[Place, str, Definition]]:
    """Yield every text that may hold ``{{ expression | format }}``, in schema order."""
    for place, each in objects(report):
        keys = _TEMPLATES.get(type(each), ())
        for key in (*keys, "note") if "note" in type(each).model_fields else keys:
            text = getattr(each, key)
            if isinstance(text, str):
                yield (*place, key), text, each


def _is_word(owner: Definition, name: str, text: str) -> bool:
    match owner:
        case Group() if name == "sort":
            return text in ("asc", "desc")
        case Chart() if name == "sort":
            return text in ("x", "y", "-x", "-y")
        case Column() if name == "total":
            return text in AGGREGATES
    return False
