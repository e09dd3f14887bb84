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
    spec = resolver.spec(plain, value, column.format)
    band_spec = spec
    if band is not None and band != value:
        band_type = infer(band, resolver.types)
        fits = band_type == type_ or (
            band_type in _NUMERIC and type_ in _NUMERIC and not (band_type == "float" and type_ == "integer")
        )
        band_spec = spec if fits else resolver.spec(band_plain, band, None)
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
    link = resolver.expression(column.link, f"{pointer}/link") if column.link else None
    shown = value if detail and stands_in_detail(value) else None
    return ColumnAsk(node, shown, band, band_spec, link if shown is not None else None)


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
        return resolver.plain(total, f"{pointer}/total"), resolver.expression(total, f"{pointer}/total")
    if not stands_in_detail(value) or (is_aggregate(value) and not detail):
        return plain, value
    if totals and not is_aggregate(value):
        type_ = infer(value, resolver.types)
        if type_ in _NUMERIC and not (isinstance(plain, Name) and resolver.role(plain) == "id"):
            return Call(totals, (plain,)), Call(totals, (value,))
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
) -> list[Decoration]:
    """Return the rules of a column as decorations; ``named`` maps columns' names to their values as written."""
    found = []
    for index, given in enumerate(rules):
        rule = asking.definition.look(given)
        where = f"{pointer}/style/{index}"
        if rule.text is not None:
            raise DefinitionError(
                "'text' of a rule is not filled by this release",
                where=f"{where}/text",
                remedy="Leave 'text' out.",
                code="unfilled",
            )
        target = None if rule.target == "row" else number
        on = resolver.expression(named.get(rule.on, rule.on), f"{where}/on") if rule.on else None
        if rule.when is not None:
            condition = resolver.expression(rule.when, f"{where}/when")
            style = CellStyle(
                asking.color(rule.color, f"{where}/color"),
                asking.color(rule.background, f"{where}/background", tint=True),
                bool(rule.bold),
                bool(rule.italic),
            )
            mask = asking.styles.mask(style)
            found.append(Decoration(target, "when", *_places(condition), masks=(mask,)))
            continue
        detail, band = (column.detail, column.band) if on is None else _places(on)
        if rule.scale:
            colors = SCALES[rule.scale]
            masks = tuple(asking.styles.mask(CellStyle(background=color)) for color in colors)
            found.append(
                Decoration(target, "scale", detail, band, masks=masks, diverging=rule.scale == "diverging")
            )
        elif rule.icons:
            found.append(Decoration(number, "icons", detail, band, icons=rule.icons))
        elif rule.bar:
            found.append(Decoration(number, "bar", detail, band))
    return found


def _places(expression: Expression) -> tuple[Expression | None, Expression | None]:
    """Return ``expression`` for the places where it has a value: details, band rows."""
    if is_aggregate(expression):
        return (expression, None) if stands_in_detail(expression) else (None, expression)
    constant = not any(isinstance(node, Name) for node in walk(expression))
    return expression, (expression if constant else None)
