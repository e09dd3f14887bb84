"""What can be found wrong with a report without its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Column, Crosstab, Metric, PageBreak, Row, Table
from nbreports.definition.cycles import calculated_cycles, join_problems, param_cycles
from nbreports.definition.faults import pointer, quote, suggestion
from nbreports.definition.groups import Group
from nbreports.definition.page import PageText
from nbreports.definition.parameters import ParamValues
from nbreports.definition.rules import Rule
from nbreports.definition.texts import Written, expressions, templates
from nbreports.definition.walking import objects
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbreports.definition.base import Definition
    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.walking import Place

_SPACES = {
    "group": ("key", "label", "level"),
    "report": ("title", "name"),
    "run": ("stamp", "started", "rows"),
    "page": ("number", "count"),
}


def check(report: ReportDefinition) -> None:
    """Raise the first of :func:`problems`.

    Raises
    ------
    DefinitionError
        With its place.
    """
    for problem in problems(report):
        raise problem


def problems(report: ReportDefinition) -> Iterator[DefinitionError]:
    """Yield what is wrong with a report whatever its data: names twice, circles, unknown parameters.

    Names of fields are not checked: only the data knows them.
    """
    yield from _names(report)
    yield from _blocks(report)
    yield from join_problems(report)
    yield from _texts(report)
    yield from calculated_cycles(report)
    yield from _params(report)
    yield from param_cycles(report)
    yield from _slots(report)
    yield from _locale(report)


def problem(place: Place, message: str, remedy: str, code: str = "definition") -> DefinitionError:
    """Return a problem at a place of the report."""
    return DefinitionError(message, where=pointer(place) or "/", remedy=remedy, code=code)


def _names(report: ReportDefinition) -> Iterator[DefinitionError]:
    yield from _twice([param.name for param in report.params], ("params",), "name", "parameters")
    for place, each in objects(report):
        if isinstance(each, Table):
            keys = [column.key.strip() for column in each.columns]
            yield from _twice(keys, (*place, "columns"), "", "columns")
            yield from _twice([group.key for group in each.group_by], (*place, "group_by"), "", "groups")
        elif isinstance(each, Crosstab):
            for key in ("rows", "columns", "values"):
                yield from _twice(getattr(each, key), (*place, key), "", key)


def _twice(names: Sequence[str], place: Place, key: str, what: str) -> Iterator[DefinitionError]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            where = (*place, index, key) if key else (*place, index)
            hint = "Give one of them its own 'name'." if what in ("columns", "groups") else "Take one out."
            yield problem(where, f"two {what} are called {quote(name)}", hint, "duplicate_name")
        seen.add(name)


def _blocks(report: ReportDefinition) -> Iterator[DefinitionError]:
    for place, each in objects(report):
        match each:
            case Table(columns=()):
                yield problem(place, "a table without columns shows nothing", "Add a column.")
            case Crosstab():
                for key in ("rows", "columns", "values"):
                    if not getattr(each, key):
                        yield problem(place, f"a crosstab without {key} shows nothing", f"Add {key!r}.")
            case Row():
                for index, block in enumerate(each.blocks):
                    if isinstance(block, PageBreak):
                        yield problem(
                            (*place, "blocks", index),
                            "a page cannot break beside other blocks",
                            "Move the page break out of the row.",
                        )
            case Rule() if each.when and not each.styled and each.when not in report.styles:
                yield problem(
                    place,
                    f"the rule {quote(each.when)} changes nothing",
                    "Add color, background, bold, italic or text, or name one of the report's styles.",
                )
        yield from _rule_columns(place, each)


def _rule_columns(place: Place, each: Definition) -> Iterator[DefinitionError]:
    if isinstance(each, Table):
        names = [key for column in each.columns for key in (column.key, column.value)]
        for index, column in enumerate(each.columns):
            yield from _on(column.style, (*place, "columns", index, "style"), names)
        yield from _on(each.style, (*place, "style"), names)
    elif isinstance(each, Crosstab):
        yield from _on(each.style, (*place, "style"), list(each.values))


def _on(rules: Sequence[Rule], place: Place, names: list[str]) -> Iterator[DefinitionError]:
    for index, rule in enumerate(rules):
        if rule.on is not None and rule.on not in names:
            yield problem(
                (*place, index, "on"),
                f"{quote(rule.on)} is no column here",
                suggestion(rule.on, dict.fromkeys(names)),
                "unknown_column",
            )


def _texts(report: ReportDefinition) -> Iterator[DefinitionError]:
    from nbreports.definition.expressions.analysis import kind
    from nbreports.definition.expressions.parser import parse
    from nbreports.definition.expressions.templates import Placeholder, parse_template

    for written in expressions(report):
        where = pointer(written.place)
        try:
            expression = parse(written.text, where=where)
            needs = kind(expression)
        except DefinitionError as error:
            error.at(where)
            yield error
            continue
        yield from _spaces(report, written.place, expression, written.owner)
        yield from _use(report, written, needs, expression)
    for place, text, owner in templates(report):
        try:
            parts = parse_template(text, where=pointer(place))
        except DefinitionError as error:
            error.at(pointer(place))
            yield error
            continue
        for part in parts:
            if isinstance(part, Placeholder):
                yield from _spaces(report, place, part.expression, owner)


def _use(
    report: ReportDefinition, written: Written, needs: str, expression: Expression
) -> Iterator[DefinitionError]:
    from nbreports.definition.expressions.analysis import names

    if written.use == "row" and needs != "row":
        yield problem(
            written.place,
            f"{quote(written.text)} is a total, and this is read for each row",
            "Use values of one row: fields and row functions.",
            "aggregate",
        )
    named = names(expression) & (set(report.measures) | set(report.fields))
    if written.use == "measure" and needs == "row" and not named:
        yield problem(
            written.place,
            f"{quote(written.text)} totals nothing",
            "Write an aggregate, such as sum(amount) or count().",
            "not_aggregate",
        )
    if (
        isinstance(written.owner, Column)
        and written.owner.total is True
        and written.place[-1] == "value"
        and needs == "row"
        and not names(expression) & set(report.measures)
    ):
        yield problem(
            (*written.place[:-1], "total"),
            f"total is true on {quote(written.text)}, which is no measure",
            'Name a function, such as "sum".',
            "not_aggregate",
        )
    if isinstance(written.owner, Metric) and written.place[-1] == "value" and needs == "row":
        used = names(expression)
        if used and not used & set(report.measures):
            yield problem(
                written.place,
                f"{quote(written.text)} is a value of each row, and a metric shows one",
                f"Aggregate it, such as sum({written.text}).",
                "not_aggregate",
            )


def _spaces(
    report: ReportDefinition, place: Place, expression: Expression, owner: Definition
) -> Iterator[DefinitionError]:
    from nbreports.definition.expressions.analysis import namespaces

    known: dict[str, Any] = {
        **_SPACES,
        "param": [param.name for param in report.params],
        "slot": list(report.slots),
    }
    for written in sorted(namespaces(expression)):
        space, _, name = written.partition(".")
        if name not in known[space]:
            hint = suggestion(name, known[space]) if known[space] else f"The report has no {space}s: add one."
            yield problem(place, f"there is no {written!r}", hint, f"unknown_{space}")
        elif space == "page" and not isinstance(owner, PageText):
            yield problem(place, f"{written!r} is only known in a page's header and footer", "Move it there.")
        elif space == "group" and not isinstance(owner, Group):
            yield problem(
                place, f"{written!r} is only known in a group's header and footer", "Move it there."
            )


def _params(report: ReportDefinition) -> Iterator[DefinitionError]:
    names = [param.name for param in report.params]
    for index, param in enumerate(report.params):
        if param.depends_on and not isinstance(param.values, ParamValues):
            yield problem(
                ("params", index, "depends_on"),
                f"{param.name!r} has no values that {quote(param.depends_on[0])} could narrow",
                'Take its values from a source: "values": {"source": …, "field": …}.',
                "depends_on",
            )
        for number, other in enumerate(param.depends_on):
            if other not in names or other == param.name:
                yield problem(
                    ("params", index, "depends_on", number),
                    f"{param.name!r} cannot depend on {quote(other)}",
                    suggestion(other, [name for name in names if name != param.name]),
                    "unknown_param",
                )
        yield from _default(
            index, param.default if isinstance(param.default, tuple) else (param.default,), report
        )
        if isinstance(param.values, ParamValues) and not param.values.field.strip():
            yield problem(("params", index, "values", "field"), "the field has no name", "Name a field.")


def _default(index: int, values: tuple[Any, ...], report: ReportDefinition) -> Iterator[DefinitionError]:
    from nbreports.definition.expressions.analysis import names
    from nbreports.definition.expressions.parser import parse

    param = report.params[index]
    place = ("params", index, "default")
    for value in values:
        if value is None or value == "all" or not param.is_computed(value):
            continue
        try:
            expression = parse(value, where=pointer(place))
        except DefinitionError as error:
            error.at(pointer(place))
            yield error
            continue
        if names(expression):
            yield problem(
                place,
                f"{quote(value)} is no {param.type}",
                "Write it as 2024-01-31, or as today().",
                "default",
            )


def _slots(report: ReportDefinition) -> Iterator[DefinitionError]:
    for name in report.slots:
        yield problem(
            ("slots", name),
            f"the slot {quote(name)} is not bound to a field",
            "Make a report from this template first: nbreports new.",
            "unbound_slot",
        )


def _locale(report: ReportDefinition) -> Iterator[DefinitionError]:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(report.locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        yield problem(
            ("locale",),
            f"there is no locale {quote(report.locale)}",
            "Write language and territory: en-US, de-CH.",
        )
