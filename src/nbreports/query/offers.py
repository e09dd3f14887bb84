"""The values a parameter may have where they come from a field of a source, asked as any rows are.

What a parameter depends on narrows its values, and so does what that depends on: by the source's own filter where
that names the other parameter, else by the field the other takes its values from in the same source, else by the
field that bears its name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import namespaces
from nbreports.definition.expressions.hints import nearest
from nbreports.definition.expressions.nodes import Compare, In, Name
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.substitution import literal
from nbreports.definition.parameters import ParamValues
from nbreports.definition.resolution import ALL
from nbreports.definition.sources import QuerySource
from nbreports.errors import DefinitionError, ExpressionError, NbreportsError
from nbreports.query.asking import ask
from nbreports.query.compile import compile_row
from nbreports.query.environment import Environment
from nbreports.query.plan import ParamCheck
from nbreports.query.resolve import Resolver
from nbreports.query.scopes import check_condition
from nbreports.query.snapshot import filtered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.parameters import Param
    from nbreports.definition.report import ReportDefinition
    from nbreports.document.formatting import FormatSpec
    from nbreports.query.plan import Question
    from nbreports.query.planner import Planner
    from nbreports.query.snapshot import Relation

NAMED = 20
"""Values that a refusal names."""

_HOLDS: Mapping[str, tuple[DataTypeName, ...]] = {
    "string": ("text",),
    "integer": ("integer",),
    "decimal": ("integer", "float", "decimal"),
    "boolean": ("boolean",),
    "date": ("date",),
    "datetime": ("datetime",),
}
"""Parameter type -> types of fields whose values it may have."""


def is_open(value: object) -> bool:
    """Return whether a parameter's value restricts nothing."""
    return value is None or value == ALL


@dataclass(frozen=True)
class Offer:
    """What a parameter may be, given the parameters it depends on; made by :func:`offer`."""

    param: Param
    relation: Relation
    value: Any
    field: Expression
    started: datetime
    spec: FormatSpec
    within: str
    """The parameters it depends on with their values, in words; empty where none of them restricts."""

    def values(self, most: int, search: str = "") -> Question:
        """Return the question for its first ``most`` values in order, those with ``search`` in their text alone."""
        table = self.relation.table.select(value=self.value)
        table = table.filter(table.value.notnull())
        if search:
            text = table.value.cast("string").lower()
            table = table.filter(text.contains(search.lower()))
        table = table.distinct()
        return ask(f"values of {self.param.name}", table.order_by(table.value).limit(most))

    def found(self, given: Sequence[Any]) -> Question:
        """Return the question whose one line says, as ``v0``, ``v1``, …, which of ``given`` it may be."""
        environment = Environment(columns=dict(self.relation.columns), now=self.started)
        table = self.relation.table
        flags = {}
        for number, each in enumerate(given):
            equal = compile_row(Compare("==", self.field, literal(each)), table, environment)
            flags[f"v{number}"] = equal.fill_null(False).any()
        return ask(f"check of {self.param.name}", table.aggregate(**flags))


def offer(planner: Planner, index: int, values: Mapping[str, Any]) -> Offer:
    """Return what the parameter of that number may be.

    Parameters
    ----------
    planner
        Opens the source.
    values
        The report's parameters; those this one does not depend on restrict nothing.

    Raises
    ------
    DefinitionError
        Where the source has no such field, its type is another, or nothing says how a parameter narrows it.
    SourceError
        For a source that is not there or cannot be read.
    """
    definition = planner.definition
    param = definition.params[index]
    place = f"/params/{index}"
    source = param.values
    assert isinstance(source, ParamValues)  # noqa: S101 - nothing else is asked for
    parents = above(definition.params, param)
    chosen = {
        each.name: values.get(each.name) if each.name in parents else None for each in definition.params
    }
    run = replace(planner.values, params=chosen)
    try:
        relation = planner.beside(run).inner(source.source, ())
        resolver = Resolver(definition, relation.types(), run, source.source)
    except NbreportsError as error:
        raise error.at(f"{place}/values") from None
    _check_field(param, source, resolver.types, f"{place}/values/field")
    relation = _narrowed(relation, param, parents, resolver, f"{place}/depends_on")
    field = resolver.calculated.get(source.field, Name(source.field))
    value = compile_row(field, relation.table, Environment(columns=dict(relation.columns), now=run.started))
    plain = Name(source.field)
    spec = resolver.spec(plain, plain, where=f"{place}/values/field")
    said = [f"{name} is {_words(value)}" for name, value in chosen.items() if not is_open(value)]
    return Offer(param, relation, value, field, run.started, spec, " and ".join(said))


def checks(planner: Planner) -> Iterator[ParamCheck]:
    """Yield what is to be asked to find values that parameters may not have."""
    for index, param in enumerate(planner.definition.params):
        if not isinstance(param.values, ParamValues):
            continue
        offered = offer(planner, index, planner.values.params)
        value = planner.values.params.get(param.name)
        given = value if isinstance(value, tuple) else (value,)
        if is_open(value) or not given:
            continue
        yield check_of(offered, given)


def check_of(offered: Offer, given: Sequence[Any]) -> ParamCheck:
    """Return what is to be asked to find which of ``given`` are not offered."""
    name = offered.param.name
    return ParamCheck(name, tuple(given), offered.within, offered.found(given), offered.values(NAMED + 1))


def _check_field(param: Param, source: ParamValues, types: Mapping[str, DataTypeName], where: str) -> None:
    kind = types.get(source.field)
    if kind is None:
        raise DefinitionError(
            f"{source.source!r} has no field {source.field!r}",
            where=where,
            remedy=nearest(source.field, types),
            code="unknown_field",
        )
    if kind not in _HOLDS[param.type]:
        fits = [name for name, kinds in _HOLDS.items() if kind in kinds]
        raise DefinitionError(
            f"{source.field!r} is {kind}, and the parameter {param.name!r} is of type {param.type}",
            where=where,
            remedy=f"Set its type to {' or '.join(fits)}." if fits else "Take its values from another field.",
            code="parameter_type",
        )


def _narrowed(
    relation: Relation, param: Param, parents: Sequence[str], resolver: Resolver, where: str
) -> Relation:
    """Return the rows that have what ``param`` depends on; filters of the source that name it are applied already."""
    definition, source = resolver.definition, resolver.source
    inside = _named_in(definition, source)
    for name in parents:
        place = f"{where}/{param.depends_on.index(name)}" if name in param.depends_on else where
        key = _field_of(definition, name, source)
        if name in inside or (key not in resolver.types and name not in param.depends_on):
            continue
        if key not in resolver.types:
            raise DefinitionError(
                f"{source!r} has no field {key!r} by which {name!r} could narrow the values of {param.name!r}",
                where=place,
                remedy=f"Take the values of {name!r} from a field of {source!r}, or filter {source!r} by param.{name}.",
                code="depends_on",
            )
        value = resolver.values.params.get(name)
        if is_open(value):
            continue
        try:
            check_condition(_among(Name(key), value), resolver.types, place)
            condition = _among(resolver.calculated.get(key, Name(key)), value)
            relation = filtered(relation, condition, resolver.values.started, {})
        except ExpressionError as error:
            raise error.at(place) from None
    return relation


def above(params: Sequence[Param], param: Param) -> list[str]:
    """Return what a parameter depends on, then what that depends on."""
    known = {each.name: each for each in params}
    found: list[str] = []
    pending = list(param.depends_on)
    while pending:
        name = pending.pop(0)
        if name not in found and name != param.name:
            found.append(name)
            pending += known[name].depends_on if name in known else ()
    return found


def _field_of(definition: ReportDefinition, name: str, source: str) -> str:
    """Return the field by which another parameter narrows the rows of ``source``."""
    for parent in definition.params:
        taken = parent.values
        if parent.name == name and isinstance(taken, ParamValues) and taken.source == source:
            return taken.field
    return name


def _named_in(definition: ReportDefinition, name: str) -> set[str]:
    """Return the parameters that the filters of a source name, those of what it reads among them."""
    found: set[str] = set()
    pending, seen = [name], set()
    while pending:
        each = pending.pop()
        source = definition.sources.get(each)
        if source is None or each in seen:
            continue
        seen.add(each)
        if source.where:
            found |= {
                written.removeprefix("param.")
                for written in namespaces(parse(source.where))
                if written.startswith("param.")
            }
        if isinstance(source, QuerySource):
            pending += [source.from_, *(join.to for join in source.joins)]
    return found


def _among(field: Expression, value: Any) -> Expression:
    if isinstance(value, tuple):
        return In(field, tuple(literal(each) for each in value))
    return Compare("==", field, literal(value))


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return " or ".join(_words(each) for each in value)
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, str) else str(value)
