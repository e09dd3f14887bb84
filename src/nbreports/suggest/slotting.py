"""A report as a template: its fields become slots, by role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import names, namespaces, to_text, transform
from nbreports.definition.expressions.nodes import Expression, Name, Namespace
from nbreports.definition.expressions.parser import RESERVED, parse
from nbreports.definition.expressions.templates import Placeholder, parse_template
from nbreports.definition.labels import humanise
from nbreports.definition.report import ReportDefinition
from nbreports.definition.texts import expressions, templates
from nbreports.suggest.facts import role_of
from nbreports.suggest.filling import long_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.definition.texts import Written
    from nbreports.suggest.facts import FieldFacts

SOURCE = "data"
"""What a template calls its source."""


def as_template(definition: ReportDefinition, fields: Sequence[FieldFacts] = ()) -> ReportDefinition:
    """Return a report with a slot in the place of every field, and no source of its own.

    A slot takes its role from ``fields``, else from what the report says, else from the field's name; it is
    required where the report groups or totals by it. Filters of the source are left out with the source.
    Blocks that read another source of the report are left out too.

    Parameters
    ----------
    definition
        The report.
    fields
        What its source has, where that is known.
    """
    body = tuple(each for each in definition.body if _reads_main(each, definition.source))
    report = definition.model_copy(update={"body": body, "sources": {}, "source": SOURCE})
    known = {field.name: field for field in fields}
    slots = _Slots(report, known)
    data = long_form(report)
    for written in expressions(report):
        _put(data, written.place, slots.rewritten(written))
    for place, text, _ in templates(report):
        _put(data, place, slots.text(text))
    for param in data["params"]:
        if isinstance(param["values"], dict):
            param["values"]["field"] = slots.field(param["values"]["field"])
            param["values"]["source"] = SOURCE
    used = {space.removeprefix("param.") for space in slots.spaces if space.startswith("param.")}
    data["params"] = [param for param in data["params"] if param["name"] in used]
    said = {}
    for name, field in data["fields"].items():
        key = name if field["expr"] else slots.known(name)
        if key is not None:
            said[key] = field
    data["fields"] = said
    data["slots"] = slots.found
    return ReportDefinition.read(data)


def _reads_main(block: Any, source: str) -> bool:
    inner = getattr(block, "blocks", ())
    return getattr(block, "source", None) in (None, source) and all(
        _reads_main(each, source) for each in inner
    )


def _put(data: Any, place: Sequence[str | int], value: str) -> None:
    *way, last = place
    for step in way:
        data = data[step]
    data[last] = value


class _Slots:
    """The slots of one report, made as its fields are met."""

    def __init__(self, report: ReportDefinition, known: dict[str, FieldFacts]) -> None:
        self.report = report
        self.facts = known
        self.found: dict[str, dict[str, Any]] = {}
        self.spaces: set[str] = set()
        self._slot: dict[str, str] = {}
        calculated = {name for name, field in report.fields.items() if field.expr}
        # a measure may bear the name of the field that it works on
        self.own = calculated | set(report.measures)
        self._inside: str | None = None

    def rewritten(self, written: Written) -> str:
        """Return an expression with slots in the place of fields."""
        place = written.place
        self._inside = str(place[1]) if place[0] in ("measures", "fields") else None
        before = "-" if _is_descending(self.report, place) else ""
        required = (
            written.use in ("measure", "sort", "order")
            or place[-1] in ("by", "x", "y")
            or "group_by" in place
        )
        return before + self._text(
            written.text, required=required or "rows" in place or "columns" in place[-2:-1]
        )

    def text(self, text: str) -> str:
        """Return a text with slots in the place of fields in its ``{{ … }}``."""
        self._inside = None
        parts = []
        for part in parse_template(text):
            if isinstance(part, Placeholder):
                format_ = f" | {part.format}" if part.format else ""
                parts.append(f"{{{{ {to_text(self._changed(part.expression))}{format_} }}}}")
            else:
                parts.append(part)
        return "".join(parts)

    def field(self, text: str) -> str:
        """Return a field's name as its slot."""
        return self._text(text, required=False)

    def known(self, name: str) -> str | None:
        """Return the slot of a field, None where the report does not use it."""
        return f"slot.{self._slot[name]}" if name in self._slot else None

    def _text(self, text: str, *, required: bool) -> str:
        expression = parse(text)
        changed = self._changed(expression)
        if required or names(expression) != {text.strip()}:
            for space in namespaces(changed):
                if space.startswith("slot."):
                    self.found[space.removeprefix("slot.")]["required"] = True
        return text if changed == expression else to_text(changed)

    def _changed(self, expression: Expression) -> Expression:
        self.spaces |= namespaces(expression)
        return transform(expression, self._slotted)

    def _slotted(self, node: Expression) -> Expression | None:
        if not isinstance(node, Name) or (node.key in self.own and node.key != self._inside):
            return None
        return Namespace("slot", self._of(node.key))

    def _of(self, key: str) -> str:
        if key not in self._slot:
            stem = re.sub(r"\W+", "_", key).strip("_").lower() or "field"
            stem = stem if stem.isidentifier() and stem not in RESERVED else f"field_{stem}"
            name, number = stem, 2
            while name in self.found:
                name, number = f"{stem}_{number}", number + 1
            facts = self.facts.get(key)
            said = self.report.fields.get(key)
            role = (said.role if said is not None else None) or (
                facts.role if facts is not None else role_of(key, (said.type if said else None) or "text")
            )
            label = (said.label if said is not None else None) or humanise(key)
            self._slot[key] = name
            self.found[name] = {
                "role": role if facts is not None or said is not None else None,
                "label": label,
            }
        return self._slot[key]


def _is_descending(report: ReportDefinition, place: Sequence[str | int]) -> bool:
    value: Any = report
    for step in place:
        value = value[step] if isinstance(step, int) or isinstance(value, dict) else getattr(value, step)
    return isinstance(value, str) and value.startswith("-") and ("order_by" in place or place[-1] == "sort")
