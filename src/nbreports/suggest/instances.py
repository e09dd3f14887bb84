"""A report from a template: slots bound, what depends on empty ones left out, the rest filled and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.check import check
from nbreports.definition.expressions.analysis import names, namespaces
from nbreports.definition.expressions.parser import parse
from nbreports.definition.labels import humanise
from nbreports.definition.report import ReportDefinition
from nbreports.suggest.facts import is_clock, words
from nbreports.suggest.filling import Filling, long_form
from nbreports.suggest.rewriting import Rewriter
from nbreports.suggest.showing import telling
from nbreports.suggest.slots import Binding, bind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.suggest.facts import FieldFacts
    from nbreports.templates.template import Template

_MOST_COLUMNS = 8
_LONGEST_NAME = 200
_SEEN = ("table", "crosstab", "chart", "metric", "image")


@dataclass(frozen=True)
class Instance:
    """A template filled for one source.

    Attributes
    ----------
    definition
        The report: valid, without slots.
    bindings
        What each slot stands for, and why.
    left_out
        Blocks of the template that could not be filled, in words.
    missing
        Required slots that nothing could be bound to.
    """

    definition: ReportDefinition
    bindings: tuple[Binding, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def instantiate(
    template: Template | ReportDefinition,
    source: str,
    fields: Sequence[FieldFacts],
    choices: Mapping[str, str | None] | None = None,
) -> ReportDefinition:
    """Return the report that a template makes of a source; see :func:`instance`."""
    return instance(template, source, fields, choices).definition


def instance(
    template: Template | ReportDefinition,
    source: str,
    fields: Sequence[FieldFacts],
    choices: Mapping[str, str | None] | None = None,
    *,
    sources: Mapping[str, Any] | None = None,
) -> Instance:
    """Return a template filled for a source.

    Parameters
    ----------
    template
        The template; one that was read broken raises its error.
    source
        The name of the report's source.
    fields
        What the source has.
    choices
        Slot -> expression of a field, or None for leaving it empty, where a person chose.
    sources
        The report's ``sources``, as the format writes them, where ``source`` is no frame.

    Raises
    ------
    DefinitionError
        For a choice that cannot be, or a template that is broken.
    """
    definition, own = _read(template)
    bindings = bind(definition.slots, fields, choices)
    bound = {each.slot: each.field for each in bindings}
    rewriter = Rewriter(bound, humanise(source), adapt=not own, formats=definition.formats)
    left_out: list[str] = []
    data = long_form(definition)
    _names(data, rewriter, {field.name for field in fields})
    data |= {
        "name": None,
        "description": None,
        "tags": [],
        "slots": {},
        "source": source,
        "sources": dict(sources or {}),
        "title": rewriter.label(definition.title) or humanise(source),
        "body": Filling(rewriter, left_out.append).blocks(data["body"]),
        "page": _page(data["page"], rewriter),
    }
    if fields and _has_shown(definition.body) and not any(map(_shows, data["body"])):
        data["body"].append(_plain_table(fields))
    _declare(data["fields"], [field for field in bound.values() if field is not None], adapt=rewriter.adapt)
    report = ReportDefinition.read(data)
    check(report)
    return Instance(
        report,
        tuple(_with_step(each, rewriter) for each in bindings),
        tuple(dict.fromkeys(left_out)),
        tuple(each.slot for each in bindings if each.field is None and definition.slots[each.slot].required),
    )


def _read(template: Template | ReportDefinition) -> tuple[ReportDefinition, bool]:
    if isinstance(template, ReportDefinition):
        return template, False
    if template.definition is None:
        raise template.error or ValueError(template.key)
    return template.definition, template.own


def _names(data: dict[str, Any], rewriter: Rewriter, fields: set[str]) -> None:
    """Settle measures, calculated fields and parameters: filled, renamed where a field has the name, or gone."""
    calculated = {name: field["expr"] for name, field in data["fields"].items() if field["expr"]}
    written = {**{name: each["expr"] for name, each in data["measures"].items()}, **calculated}
    for param in data["params"]:
        values = param["values"]
        if isinstance(values, dict) and values["field"].startswith("slot."):
            found = rewriter.expression(values["field"])
            if found is None:
                rewriter.gone.add(f"param.{param['name']}")
            values |= {"field": found or "", "source": values["source"]}
    changed = True
    while changed:
        changed = False
        for name, text in written.items():
            if name not in rewriter.gone and rewriter.expression(text) is None:
                rewriter.gone.add(name)
                changed = True
    for name, text in written.items():
        used = {
            field.name
            for space in namespaces(parse(text))
            if (field := rewriter.fields.get(space.removeprefix("slot."))) is not None
        } | names(parse(text))
        if name in fields and name not in used:
            rewriter.renamed[name] = _free(name, {*fields, *written})
    for part in ("measures", "fields"):
        kept: dict[str, Any] = {}
        for name, each in data[part].items():
            if name in rewriter.gone:
                continue
            key = rewriter.renamed.get(name, name)
            if name.startswith("slot."):
                field = rewriter.fields.get(name.removeprefix("slot."))
                if field is None or len(field.name) > _LONGEST_NAME:
                    continue
                key = field.name
                kept[key] = _said_of(each, name.removeprefix("slot."), field, rewriter)
                continue
            if each["expr"]:
                each["expr"] = rewriter.expression(each["expr"])
                each["label"] = each["label"] or (humanise(name) if key != name else None)
            kept[key] = each
        data[part] = kept
    data["params"] = [each for each in data["params"] if f"param.{each['name']}" not in rewriter.gone]


def _said_of(said: dict[str, Any], slot: str, field: FieldFacts, rewriter: Rewriter) -> dict[str, Any]:
    """Return what a template says of a slot, as far as it holds for the field: another one has its own label."""
    kept = {**said, "format": rewriter.format(said["format"], field)}
    if words(slot) != words(field.name):
        kept |= {"label": None, "role": None}
    # only dates written as text need their type said, and that is done for any slot
    return {**kept, "type": None} if field.written or field.type != said["type"] else kept


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _page(page: dict[str, Any], rewriter: Rewriter) -> dict[str, Any]:
    def texts(part: Any) -> Any:
        if not isinstance(part, dict):
            return part
        return {key: rewriter.text(text) or "" for key, text in part.items()}

    first = page["first"]
    return {
        **page,
        "header": texts(page["header"]),
        "footer": texts(page["footer"]),
        "first": first and {key: texts(part) for key, part in first.items()},
    }


def _has_shown(body: Sequence[Any]) -> bool:
    return any(block.kind in _SEEN or _has_shown(getattr(block, "blocks", ())) for block in body)


def _shows(block: dict[str, Any]) -> bool:
    return block["kind"] in _SEEN or any(map(_shows, block.get("blocks", ())))


def _plain_table(fields: Sequence[FieldFacts]) -> dict[str, Any]:
    """Return what stands where nothing of the template could: the source's fields as they are."""
    shown = telling(fields, _MOST_COLUMNS)
    columns = [field.expr for field, _ in shown] or ["count()"]
    return {"kind": "table", "columns": columns}


def _declare(fields: dict[str, Any], bound: Sequence[FieldFacts], *, adapt: bool) -> None:
    """Say of bound fields what their data does not: dates written as text; years and codes that are no amounts."""
    for field in bound:
        if len(field.name) > _LONGEST_NAME:
            continue
        if field.written:
            fields[field.name] = {**fields.get(field.name, {}), "type": field.type}
        plain = field.is_number and field.role != "measure"
        if adapt and plain and (field.type == "integer" or is_clock(field.name, field.high)):
            fields.setdefault(field.name, {"format": "0"})


def _with_step(binding: Binding, rewriter: Rewriter) -> Binding:
    step = rewriter.steps.get(binding.slot)
    if step is None:
        return binding
    return Binding(
        binding.slot, binding.field, f"{binding.reason}; by {step}, as its dates span", binding.chosen
    )
