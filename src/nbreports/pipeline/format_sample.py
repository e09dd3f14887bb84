"""How the values of an expression look in a format, before it is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Column, Metric, Table
from nbreports.definition.expressions.analysis import kind, names
from nbreports.definition.expressions.parser import parse
from nbreports.document.formatting import check_format, format_value
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.formatting import FormatSpec
    from nbreports.pipeline.probing import Prober
    from nbreports.sources.catalog import Catalog

_RANGED = frozenset({"integer", "float", "decimal", "date", "datetime", "time", "duration"})


@dataclass(frozen=True)
class Values:
    """Some values of an expression: one that is there, the smallest, the largest; each once."""

    spec: FormatSpec
    raw: tuple[Any, ...]
    sampled: bool


@dataclass(frozen=True)
class Shown:
    """Values in one format, or why they cannot be written so."""

    format: str
    texts: tuple[str, ...] = ()
    error: DefinitionError | None = None


def values_of(
    prober: Prober,
    definition: ReportDefinition,
    params: Mapping[str, Any],
    catalog: Catalog,
    text: str,
    source: str | None = None,
) -> Values:
    """Return some values of an expression.

    Raises
    ------
    NbreportsError
        As a run that shows it.
    """
    expression = parse(text)
    per = kind(expression)
    if per != "row" or names(expression) & set(definition.measures):
        block = Table(Column(text), source=source) if per == "order" else Metric(text, source=source)
        answer = prober.ask(definition, [block], params, catalog, expression)
        return _values(answer.blocks[0].spec, answer.blocks[0].values, sampled=answer.sampled)
    lines = prober.ask(definition, [Table(Column(text), source=source)], params, catalog, expression)
    found = lines.blocks[0]
    there = [value for value in found.values if value is not None][:1]
    if found.type in _RANGED:
        ends = [Metric(f"{end}({text})", source=source) for end in ("min", "max")]
        there += [
            block.values[0] for block in prober.ask(definition, ends, params, catalog, expression).blocks
        ]
    return _values(found.spec, there, sampled=lines.sampled)


def shown(values: Values, formats: Sequence[str], definition: ReportDefinition) -> list[Shown]:
    """Return the values in each format; ``""`` is their own."""
    return [_shown(values, each, definition) for each in formats]


def _shown(values: Values, format_: str, definition: ReportDefinition) -> Shown:
    spec = values.spec
    if format_:
        spec = replace(spec, format=definition.formats.get(format_, format_))
    try:
        check_format(spec.format, spec.type)
        return Shown(format_, tuple(format_value(value, spec) for value in values.raw))
    except DefinitionError as error:
        return Shown(format_, error=error)


def _values(spec: FormatSpec, found: Sequence[Any], *, sampled: bool) -> Values:
    return Values(spec, tuple(dict.fromkeys(value for value in found if value is not None)), sampled)
