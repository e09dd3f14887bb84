"""From the texts of a definition to expressions over one source: names, labels and formats settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import (
    kind,
    literal_params,
    names,
    substitute,
    substitute_namespaces,
)
from nbreports.definition.expressions.nodes import Call, Expression, Name, Namespace
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.templates import Placeholder, parse_template
from nbreports.definition.expressions.tree import transform
from nbreports.definition.expressions.types import infer
from nbreports.definition.inference import said_format
from nbreports.definition.labels import label_for
from nbreports.document.formatting import FormatSpec
from nbreports.errors import ExpressionError
from nbreports.query.snapshot import check_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.report import ReportDefinition

Template = tuple["str | tuple[Expression, FormatSpec]", ...]
"""A text's parts: plain strings, and an expression with its format."""

_ONE_VALUE = frozenset(
    {
        "sum",
        "mean",
        "min",
        "max",
        "median",
        "quantile",
        "first",
        "last",
        "std",
        "running",
        "lag",
        "round",
        "abs",
        "coalesce",
    }
)
"""Functions whose result is in the unit of their first argument."""


@dataclass(frozen=True)
class RunValues:
    """What a run knows beside its rows: parameter values, its moment, and the texts of ``run.…`` and ``report.…``."""

    params: Mapping[str, Any]
    started: datetime
    namespaces: Mapping[str, Any]


class Resolver:
    """Reads the expressions of a report over one source.

    Parameters
    ----------
    definition
        The report: its fields, measures, formats, locale.
    types
        Field key -> type, calculated fields not among them.
    values
        What the run knows beside the rows.
    source
        The source's name, for errors.
    """

    def __init__(
        self, definition: ReportDefinition, types: Mapping[str, DataTypeName], values: RunValues, source: str
    ) -> None:
        self.definition = definition
        self.values = values
        self.source = source
        self.calculated: dict[str, Expression] = {}
        self.types: dict[str, DataTypeName] = dict(types)
        self.needed: set[str] = set()
        self._calculated_fields()

    def _calculated_fields(self) -> None:
        parsed = {
            key: self.plain(field.expr, f"/fields/{key}/expr")
            for key, field in self.definition.fields.items()
            if field.expr is not None
        }
        for key, expression in parsed.items():
            others = {name: value for name, value in parsed.items() if name != key or name not in self.types}
            whole = substitute(expression, others)
            if not names(whole) <= self.types.keys():
                continue  # a calculated field of another source of the report
            if kind(whole) != "row":
                raise ExpressionError(
                    f"the calculated field {key!r} holds an aggregate",
                    where=f"/fields/{key}/expr",
                    remedy="Move it to measures.",
                )
            self.calculated[key] = whole
        for key, expression in self.calculated.items():
            self.types[key] = _at(f"/fields/{key}/expr", infer, expression, self.types)

    def plain(self, text: str, where: str) -> Expression:
        """Return ``text`` parsed, with parameters and the run's values put in, measures still by name."""
        expression = parse(text, where=where)
        expression = literal_params(expression, self.values.params)
        return substitute_namespaces(expression, self.values.namespaces)

    def expression(self, text: str, where: str) -> Expression:
        """Return ``text`` as an expression over fields of the source, measures written out and parameters put in.

        Raises
        ------
        ExpressionError
            With ``where`` and the column of the text, for anything that does not parse, resolve or type.
        """
        expression = self.plain(text, where)
        expression = _at(where, self._with_measures, expression, ())
        self.check(expression, where)
        return expression

    def check(self, expression: Expression, where: str) -> None:
        """Check names and types, and note the fields as needed."""
        _at(where, check_names, expression, self.known())
        _at(where, infer, expression, self.types)
        self.needed |= names(expression)

    def known(self) -> set[str]:
        """Return every field key, calculated ones among them."""
        return set(self.types)

    def _with_measures(self, expression: Expression, inside: tuple[str, ...]) -> Expression:
        measures = self.definition.measures

        def change(node: Expression) -> Expression | None:
            if not isinstance(node, Name) or node.table or node.name not in measures:
                return None
            if node.name in inside:
                if node.name in self.types:
                    return node
                cycle = " -> ".join((*inside, node.name))
                raise ExpressionError(
                    f"measures refer to each other in a circle: {cycle}",
                    column=node.column,
                    code="cycle",
                    remedy="Write one of them out.",
                )
            where = f"/measures/{node.name}/expr"
            return self._with_measures(self.plain(measures[node.name].expr, where), (*inside, node.name))

        return transform(expression, change)

    def template(self, text: str, where: str) -> Template:
        """Return the parts of a text: plain strings, and (expression, how it is formatted)."""
        parts: list[str | tuple[Expression, FormatSpec]] = []
        for part in parse_template(text, where=where):
            if isinstance(part, str):
                parts.append(part)
                continue
            parts.append(self._placeholder(part, where))
        return tuple(parts)

    def _placeholder(self, part: Placeholder, where: str) -> tuple[Expression, FormatSpec]:
        plain = part.expression
        if (
            isinstance(plain, Namespace)
            and plain.space in ("group", "page", "run")
            and f"{plain.space}.{plain.name}" not in self.values.namespaces
        ):
            number = plain.space == "page" or plain.name == "rows"
            return plain, self.format_spec("integer" if number else "text", part.format)
        whole = substitute_namespaces(literal_params(plain, self.values.params), self.values.namespaces)
        whole = _at(where, self._with_measures, whole, ())
        self.check(whole, where)
        return whole, self.spec(plain, whole, part.format)

    # --- what people see ---------------------------------------------------------------------------------------

    def label(self, expression: Expression, text: str) -> str:
        """Return the label of a value: the field's or measure's own, else words made from its name."""
        return label_for(self.definition, expression, text)

    def role(self, name: Name) -> str | None:
        """Return a field's role: its own, else ``id`` for ``id`` and ``…_id``."""
        field = self.definition.fields.get(name.key)
        if field is not None and field.role:
            return str(field.role)
        return "id" if name.name == "id" or name.name.endswith("_id") else None

    def unit(self, plain: Expression) -> str | None:
        """Return the unit of a value: that of the field it is, or is a sum, mean, extreme … of."""
        while isinstance(plain, Call) and plain.function in _ONE_VALUE and plain.args:
            plain = plain.args[0]
        if not isinstance(plain, Name):
            return None
        field = self.definition.fields.get(plain.key)
        return field.unit if field is not None else None

    def spec(self, plain: Expression, whole: Expression, explicit: str | None = None) -> FormatSpec:
        """Return how a value is formatted: as said, else as its measure or field says, else by its type."""
        type_ = infer(whole, self.types)
        said = explicit or said_format(self.definition, plain)
        if not explicit and said == "integer" and type_ == "float":
            said = "decimal:1"
        return self.format_spec(type_, said)

    def format_spec(self, type_: DataTypeName, format_: str | None) -> FormatSpec:
        """Return the format for a type, with the report's own named formats looked up."""
        named = self.definition.formats.get(format_, format_) if format_ else None
        return FormatSpec(
            "text" if type_ == "null" else type_,
            named,
            self.definition.locale or "en-US",
            self.definition.currency,
            self.definition.timezone,
        )


def _at(where: str, function: Any, *args: Any) -> Any:
    try:
        return function(*args)
    except ExpressionError as error:
        raise error.at(where) from None
