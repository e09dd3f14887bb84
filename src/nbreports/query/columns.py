"""The columns of a table: what each shows in details and in band rows, and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.expressions.nodes import Call, Expression, Name
from nbreports.definition.expressions.tree import walk
from nbreports.definition.expressions.types import infer
from nbreports.document.nodes import CellStyle, TableColumn, Width
from nbreports.errors import DefinitionError
from nbreports.query.decorations import SCALES, Decoration
from nbreports.query.detail import is_aggregate, stands_in_detail
from nbreports.query.scopes import check_condition, check_running, check_scope, check_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.blocks import Column
    from nbreports.definition.rules import Rule
    from nbreports.document.formatting import FormatSpec
    from nbreports.query.asking import Asking
    from nbreports.query.resolve import Resolver

_NUMERIC = frozenset({"integer", "float", "decimal"})


@dataclass(frozen=True, slots=True)
class ColumnAsk:
    """A column, read: ``detail`` and ``band`` are what it shows there, None for nothing."""

    node: TableColumn
    detail: Expression | None
    band: Expression | None
    band_spec: FormatSpec
    link: Expression | None


def read_column(
    column: Column, resolver: Resolver, pointer: str, *, detail: bool, totals: str | None
) -> ColumnAsk:
    """Return what ``column`` shows.

    Parameters
    ----------
    detail
        Whether the table prints details.
    totals
        The table's own ``totals``, a function's name.
    """
    plain = resolver.plain(column.value, f"{pointer}/value")
    value = resolver.expression(column.value, f"{pointer}/value")
    band_plain, band = _band(column, plain, value, resolver, pointer, detail=detail, totals=totals)
    type_ = infer(value, resolver.types)
    spec = resolver.spec(
        plain, value, column.format, where=f"{pointer}/{'format' if column.format else 'value'}"
    )
    band_spec = spec
    if band is not None and band != value:
        band_type = infer(band, resolver.types)
        counts = isinstance(band_plain, Call) and band_plain.function in ("count", "nunique")
        fits = band_type == type_ or (
            band_type in _NUMERIC and type_ in _NUMERIC and not (band_type == "float" and type_ == "integer")
        )
        band_spec = spec if fits and not counts else resolver.spec(band_plain, band, where=f"{pointer}/total")
    label = column.label if column.label is not None else resolver.label(plain, column.value)
    node = TableColumn(
        name=column.name or column.value,
        label=label,
        type=spec.type,
        spec=spec,
        align=column.align or ("right" if spec.type in (*_NUMERIC, "duration") else "left"),
        width=parse_width(column.width),
        unit=resolver.unit(plain),
    )
    shown = value if detail and stands_in_detail(value) else None
    if shown is not None:
        check_running(value, f"{pointer}/value")
    link = _link(column, resolver, f"{pointer}/link", shown)
    return ColumnAsk(node, shown, band, band_spec, link)


def _link(column: Column, resolver: Resolver, where: str, shown: Expression | None) -> Expression | None:
    if column.link is None:
        return None
    if shown is None:
        raise DefinitionError(
            f"links stand in details, and {column.value!r} has no value there",
            where=where,
            remedy="Leave link out, or put it on a column of a field.",
            code="unfilled",
        )
    link = resolver.row(column.link, where, "a link")
    check_type(
        link, resolver.types, ("text",), where, "Write an address, as in concat('https://example.org/', id)."
    )
    return link


def _band(
    column: Column,
    plain: Expression,
    value: Expression,
    resolver: Resolver,
    pointer: str,
    *,
    detail: bool,
    totals: str | None,
) -> tuple[Expression, Expression | None]:
    total = column.total
    if total is False:
        return plain, None
    if total is True:
        if not is_aggregate(value):
            raise DefinitionError(
                f"total is true on {column.value!r}, which is no measure",
                where=f"{pointer}/total",
                remedy='Name a function, such as "sum".',
            )
        check_scope(value, f"{pointer}/value")
        return plain, value
    if isinstance(total, str):
        function = FUNCTIONS.get(total)
        if function is not None and function.kind == "aggregate":
            if is_aggregate(value):
                raise DefinitionError(
                    f"the total {total!r} would aggregate {column.value!r} twice",
                    where=f"{pointer}/total",
                    remedy="Write true, or leave it out.",
                )
            call = Call(total, (plain,))
            whole = Call(total, (value,))
            resolver.check(whole, f"{pointer}/total")
            return call, whole
        return resolver.plain(total, f"{pointer}/total"), resolver.total(total, f"{pointer}/total")
    if not stands_in_detail(value) or (is_aggregate(value) and not detail):
        check_scope(value, f"{pointer}/value")
        return plain, value
    if totals and not is_aggregate(value):
        type_ = infer(value, resolver.types)
        if type_ in _NUMERIC and not (isinstance(plain, Name) and resolver.role(plain) == "id"):
            whole = Call(totals, (value,))
            resolver.check(whole, f"{pointer.rpartition('/columns')[0]}/totals")
            return Call(totals, (plain,)), whole
    return plain, None


def parse_width(text: str | None) -> Width | None:
    """Return a width such as ``20mm``, ``12%`` or ``2fr``."""
    if text is None:
        return None
    for unit in ("mm", "%", "fr"):
        if text.endswith(unit):
            return Width(float(text[: -len(unit)]), unit)
    raise DefinitionError(f"{text!r} is no width", remedy="Write 20mm, 12% or 2fr.")


def read_rules(
    rules: Sequence[Rule],
    number: int,
    column: ColumnAsk,
    asking: Asking,
    resolver: Resolver,
    pointer: str,
    named: Mapping[str, str],
    *,
    detail: bool = True,
) -> list[Decoration]:
    """Return the rules of a column as decorations; see ``read_rule``."""
    return [
        read_rule(rule, number, column, asking, resolver, f"{pointer}/style/{index}", named, detail=detail)
        for index, rule in enumerate(rules)
    ]


def read_rule(
    given: Rule,
    number: int,
    column: ColumnAsk,
    asking: Asking,
    resolver: Resolver,
    where: str,
    named: Mapping[str, str],
    *,
    detail: bool = True,
) -> Decoration:
    """Return a rule of a column as a decoration.

    Parameters
    ----------
    where
        The place of the rule.
    named
        Columns' names to their values as written.
    detail
        Whether there are detail rows to be styled.
    """
    rule = asking.definition.look(given)
    _refuse_unfilled(rule, where)
    if rule.when is not None:
        condition = resolver.expression(rule.when, f"{where}/when")
        check_condition(condition, resolver.types, f"{where}/when")
        style = CellStyle(
            asking.color(rule.color, f"{where}/color"),
            asking.color(rule.background, f"{where}/background", tint=True),
            bool(rule.bold),
            bool(rule.italic),
        )
        places = _places(condition, f"{where}/when", detail=detail)
        target = None if rule.target == "row" else number
        return Decoration(target, "when", *places, masks=(asking.styles.mask(style),))
    on = resolver.expression(named.get(rule.on, rule.on), f"{where}/on") if rule.on else None
    looked = (column.detail, column.band) if on is None else _places(on, f"{where}/on", detail=detail)
    in_detail, in_band = (_number(one, resolver) for one in looked)
    if in_detail is None and in_band is None:
        raise DefinitionError(
            "bar, scale and icons need a column of numbers to look at",
            where=f"{where}/on" if rule.on else where,
            remedy='Write "on": a column of numbers, or use "when".',
            code="rule_type",
        )
    if rule.scale:
        masks = tuple(asking.styles.mask(CellStyle(background=color)) for color in SCALES[rule.scale])
        diverging = rule.scale == "diverging"
        return Decoration(number, "scale", in_detail, in_band, masks=masks, diverging=diverging)
    if rule.icons:
        return Decoration(number, "icons", in_detail, in_band, icons=rule.icons)
    return Decoration(number, "bar", in_detail, in_band)


def _refuse_unfilled(rule: Rule, where: str) -> None:
    """Raise a DefinitionError for a key of ``rule`` that would change nothing."""
    keys = ["text"] if rule.text is not None else []
    if rule.when is None:
        keys += [key for key in ("color", "background", "bold", "italic") if getattr(rule, key)]
    elif rule.on is not None:
        keys.append("on")
    for key in keys:
        kind = next((kind for kind in ("bar", "scale", "icons") if getattr(rule, kind)), None)
        beside = f" beside {kind!r}" if kind and key != "text" else " beside 'when'" if key == "on" else ""
        raise DefinitionError(
            f"{key!r} of a rule{beside} is not filled by this release",
            where=f"{where}/{key}",
            remedy=f"Leave {key!r} out." if key != "on" else "Name the field in 'when' itself.",
            code="unfilled",
        )


def _number(expression: Expression | None, resolver: Resolver) -> Expression | None:
    return expression if expression is not None and infer(expression, resolver.types) in _NUMERIC else None


def _places(
    expression: Expression, where: str, *, detail: bool
) -> tuple[Expression | None, Expression | None]:
    """Return ``expression`` for the places where it has a value: details, band rows."""
    if is_aggregate(expression) and (not detail or not stands_in_detail(expression)):
        check_scope(expression, where)
        return None, expression
    check_running(expression, where)
    constant = not any(isinstance(node, Name) for node in walk(expression))
    if not detail and not constant:
        check_scope(expression, where)
    return expression, (expression if constant and not is_aggregate(expression) else None)
