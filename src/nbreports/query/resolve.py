"""From the texts of a definition to expressions over one source: names, labels and formats settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import (
    kind,
    literal_params,
    names,
    substitute,
    substitute_namespaces,
)
from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.expressions.nodes import Call, Expression, Name, Namespace
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.templates import Placeholder, parse_template
from nbreports.definition.expressions.tree import transform, walk
from nbreports.definition.expressions.types import infer
from nbreports.definition.inference import said_format
from nbreports.definition.labels import label_for
from nbreports.document.formatting import FormatSpec
from nbreports.document.presets import check_format
from nbreports.errors import DefinitionError, ExpressionError
from nbreports.query.scopes import check_condition, check_known, check_row, check_scope
from nbreports.query.snapshot import check_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.report import ReportDefinition

_FIELD = "\x01"
"""Marks a name that means a field, never a measure or calculated field of that name."""

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
        # a calculated field may bear the name of the field that it works on
        marked = {key: self._marked(expression, {key}) for key, expression in parsed.items()}
        for key, expression in marked.items():
            whole = _unmarked(_at(f"/fields/{key}/expr", substitute, expression, marked))
            if not names(whole) <= self.types.keys():
                continue  # a calculated field of another source of the report
            if kind(whole) != "row":
                raise ExpressionError(
                    f"the calculated field {key!r} holds an aggregate",
                    where=f"/fields/{key}/expr",
                    remedy="Move it to measures.",
                )
            self.calculated[key] = whole
        types = {
            key: _at(f"/fields/{key}/expr", infer, expression, self.types)
            for key, expression in self.calculated.items()
        }
        self.types |= types

    def plain(self, text: str, where: str) -> Expression:
        """Return ``text`` parsed, with parameters and the run's values put in, measures still by name."""
        expression = parse(text, where=where)
        expression = _at(where, literal_params, expression, self.values.params)
        return substitute_namespaces(expression, self.values.namespaces)

    def expression(self, text: str, where: str) -> Expression:
        """Return ``text`` as an expression over fields of the source, measures written out and parameters put in.

        Raises
        ------
        ExpressionError
            With ``where`` and the column of the text, for anything that does not parse, resolve or type.
        """
        expression = self.plain(text, where)
        expression = _at(where, self._with_measures, expression)
        self.check(expression, where)
        return expression

    def total(self, text: str, where: str) -> Expression:
        """Return ``text`` as an expression with one value over the rows of a scope; raises as ``expression`` does."""
        expression = self.expression(text, where)
        check_scope(expression, where)
        return expression

    def row(self, text: str, where: str, what: str) -> Expression:
        """Return ``text`` as an expression over one row, which ``what`` sees; a field goes before a measure."""
        expression = self.plain(text, where)
        fields = {node.key for node in walk(expression) if isinstance(node, Name)} & self.types.keys()
        expression = _at(where, self._with_measures, expression, fields)
        self.check(expression, where)
        check_row(expression, where, what)
        return expression

    def condition(self, text: str, where: str) -> Expression:
        """Return ``text`` as a condition on one row."""
        expression = self.row(text, where, "a filter")
        check_condition(expression, self.types, where)
        return expression

    def check(self, expression: Expression, where: str) -> None:
        """Check names and types, and note the fields as needed."""
        check_known(expression, where)
        _at(where, check_names, expression, self.known())
        _at(where, infer, expression, self.types)
        self.needed |= names(expression)

    def known(self) -> set[str]:
        """Return every field key, calculated ones among them."""
        return set(self.types)

    @cached_property
    def _measures(self) -> dict[str, Expression]:
        plain = {
            name: self.plain(measure.expr, f"/measures/{name}/expr")
            for name, measure in self.definition.measures.items()
        }
        return {name: self._marked(expression, {name}) for name, expression in plain.items()}

    def _with_measures(self, expression: Expression, fields: AbstractSet[str] = frozenset()) -> Expression:
        """Return ``expression`` with measures written out; names of ``fields`` stay."""
        return _unmarked(substitute(self._marked(expression, fields), self._measures))

    def _marked(self, expression: Expression, fields: AbstractSet[str]) -> Expression:
        """Return ``expression`` with the names marked that mean a field although something else is called so too.

        Those are ``fields``, where the source has them, and all that stand inside an aggregate.
        """

        def mark(node: Expression) -> Expression | None:
            if isinstance(node, Name) and node.key in self.types:
                return replace(node, name=_FIELD + node.name)
            return None

        def change(node: Expression) -> Expression | None:
            if isinstance(node, Call) and FUNCTIONS[node.function].kind == "aggregate":
                return replace(node, args=tuple(transform(argument, mark) for argument in node.args))
            return mark(node) if isinstance(node, Name) and node.key in fields else None

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
            number = plain.space == "page" or plain.name in ("rows", "level")
            return plain, self.format_spec("integer" if number else "text", part.format)
        whole = _at(where, literal_params, plain, self.values.params)
        whole = substitute_namespaces(whole, self.values.namespaces)
        whole = _at(where, self._with_measures, whole)
        self.check(whole, where)
        check_scope(whole, where)
        return whole, self.spec(plain, whole, part.format, where=where)

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

    def spec(
        self, plain: Expression, whole: Expression, explicit: str | None = None, *, where: str
    ) -> FormatSpec:
        """Return how a value is formatted: as said, else as its measure or field says, else by its type.

        Raises
        ------
        DefinitionError
            At ``where``, for a format that does not fit the value's type.
        """
        type_ = infer(whole, self.types)
        said = explicit or said_format(self.definition, plain)
        if not explicit and said == "integer" and type_ == "float":
            said = "decimal:1"
        spec = self.format_spec(type_, said)
        try:
            check_format(spec.format, spec.type)
        except DefinitionError as error:
            raise error.at(where) from None
        return spec

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


def _unmarked(expression: Expression) -> Expression:
    def change(node: Expression) -> Expression | None:
        if isinstance(node, Name) and node.name.startswith(_FIELD):
            return replace(node, name=node.name.removeprefix(_FIELD))
        return None

    return transform(expression, change)


def _at(where: str, function: Any, *args: Any) -> Any:
    try:
        return function(*args)
    except ExpressionError as error:
        raise error.at(where) from None
