"""The fields of a source as the list of fields shows them: in words and figures, formatted as the report is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.inference import Inference
from nbreports.definition.labels import humanise
from nbreports.definition.sources import QuerySource
from nbreports.document.formatting import FormatSpec, format_value
from nbreports.suggest.facts import MOMENTS, NUMBERS
from nbreports.widgets.messages.sources import FieldCard, FieldGroup, MeasureCard

if TYPE_CHECKING:
    import pyarrow as pa

    from nbreports.definition.report import ReportDefinition
    from nbreports.report.known_source import KnownSource
    from nbreports.suggest.facts import FieldFacts

BINS = 12
MOST_SAMPLES = 5
LONGEST = 60
"""Characters of a sample."""


def field_cards(definition: ReportDefinition, known: KnownSource) -> list[FieldCard]:
    """Return a card for each field, in the source's order, joined ones after it, calculated ones last."""
    calculated = {name for name, field in definition.fields.items() if field.expr}
    joins = {join.name for join in _joins(definition)}
    return [_card(definition, known.rows, facts, joins, calculated) for facts in known.fields]


def field_groups(definition: ReportDefinition) -> list[FieldGroup]:
    """Return the source and its joins."""
    source = definition.sources.get(definition.source)
    first = source.from_ if isinstance(source, QuerySource) else definition.source
    joined = [
        FieldGroup(
            name=join.name,
            label=join.name,
            on=", ".join(left if left == right else f"{left} = {right}" for left, right in join.on.items()),
        )
        for join in _joins(definition)
    ]
    return [FieldGroup(name="", label=first, on=""), *joined]


def measure_cards(definition: ReportDefinition, known: KnownSource) -> list[MeasureCard]:
    """Return the report's measures."""
    inference = Inference(definition, {facts.name: facts.type for facts in known.fields})
    return [
        MeasureCard(
            name=name,
            label=measure.label or humanise(name),
            expr=measure.expr,
            type=inference.type_of(name) or "float",
        )
        for name, measure in definition.measures.items()
    ]


def _joins(definition: ReportDefinition) -> tuple[Any, ...]:
    source = definition.sources.get(definition.source)
    return source.joins if isinstance(source, QuerySource) else ()


def _card(
    definition: ReportDefinition, rows: pa.Table, facts: FieldFacts, joins: set[str], calculated: set[str]
) -> FieldCard:
    said = definition.fields.get(facts.name)
    spec = FormatSpec(
        facts.type,  # type: ignore[arg-type]
        (said.format if said else None) or ("compact" if facts.type in NUMBERS else None),
        definition.locale,
        definition.currency,
        definition.timezone,
    )
    values = _values(rows, facts)
    prefix, _, _ = facts.name.partition(".")
    return FieldCard(
        expr=facts.expr,
        name=facts.name,
        label=facts.label,
        type=facts.type,
        role=facts.role,
        group=prefix if prefix in joins and "." in facts.name else "",
        summary=_summary(facts, spec),
        samples=[_short(_text(value, spec)) for value in list(dict.fromkeys(values))[:MOST_SAMPLES]],
        distinct=facts.distinct,
        nulls=facts.nulls or 0,
        histogram=_histogram(values, facts),
        total=_total(facts),
        calculated=facts.name in calculated,
        error=None,
    )


def _total(facts: FieldFacts) -> str:
    if facts.type == "duration":
        return "sum"
    if facts.is_number and facts.role != "id":
        return "sum" if facts.adds_up else "mean"
    return "nunique" if facts.role == "id" else "count"


def _summary(facts: FieldFacts, spec: FormatSpec) -> str:
    if facts.is_empty:
        return "empty"
    ranged = facts.type in NUMBERS | MOMENTS and facts.role != "id"
    if ranged and facts.low is not None and facts.high is not None:
        first, last = _text(facts.low, spec), _text(facts.high, spec)
        return first if first == last else f"{first} … {last}"
    if facts.distinct is None:
        return ""
    return "1 value" if facts.distinct == 1 else f"{facts.distinct:,} values"


def _text(value: Any, spec: FormatSpec) -> str:
    try:
        return format_value(value, spec)
    except (ValueError, TypeError, OverflowError):
        # declared to be of another type than it is: as it stands
        return str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _values(rows: pa.Table, facts: FieldFacts) -> list[Any]:
    if facts.name not in rows.column_names:
        return []
    found = [value for value in rows.column(facts.name).to_pylist() if value is not None]
    return [value for value in found if isinstance(value, str | int | float) or hasattr(value, "__hash__")]


def _histogram(values: list[Any], facts: FieldFacts) -> list[int]:
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if facts.type not in NUMBERS or not numbers:
        return []
    low, high = min(numbers), max(numbers)
    bins = [0] * BINS
    for number in numbers:
        place = int((number - low) / (high - low) * BINS) if high > low else 0
        bins[min(place, BINS - 1)] += 1
    return bins
