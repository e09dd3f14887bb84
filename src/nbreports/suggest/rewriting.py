"""Expressions and texts of a template with fields in the place of its slots; None for what cannot stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nbreports.definition.expressions.analysis import calls, names, namespaces, to_text, transform
from nbreports.definition.expressions.nodes import Call, Expression, Literal, Name, Namespace
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.templates import parse_template
from nbreports.document.presets import check_format
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.suggest.facts import FieldFacts

_LABEL = re.compile(r"\{\{\s*(?:slot\.(\w+)|(source))\s*\}\}")
_SHARES = frozenset({"pct_of", "running"})
"""Functions that say something of sums only."""


class Rewriter:
    """Puts fields in the place of slots.

    Parameters
    ----------
    fields
        The field of each slot, None where it has none.
    source
        Words for the source, for titles.
    adapt
        Whether a sum of what does not add up becomes a mean, and steps of time follow the span of the dates.
    formats
        The template's own formats, by name.
    """

    def __init__(
        self,
        fields: Mapping[str, FieldFacts | None],
        source: str,
        *,
        adapt: bool,
        formats: Mapping[str, str] | None = None,
    ) -> None:
        self.fields = fields
        self.formats = formats or {}
        self.source = source
        self.adapt = adapt
        self.gone: set[str] = set()
        """Measures, calculated fields and ``param.x`` that could not be kept."""
        self.renamed: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        """Slot of dates -> the step its dates are grouped by, where that was changed."""

    def slot_of(self, text: str) -> str | None:
        """Return the slot that an expression is, None where it is anything else."""
        expression = parse(text)
        if isinstance(expression, Namespace) and expression.space == "slot":
            return expression.name
        return None

    def expression(self, text: str) -> str | None:
        """Return an expression rewritten, None where it needs what is not there."""
        minus = "-" if text.startswith("-") else ""
        parsed = parse(text.removeprefix("-"))
        found = self._expression(parsed)
        if found is None:
            return None
        return text if found == parsed else minus + to_text(found)

    def format(self, text: str | None, field: FieldFacts) -> str | None:
        """Return a format where values of the field can take it, else None."""
        try:
            check_format(self.formats.get(text or "", text), field.type)  # type: ignore[arg-type]
        except DefinitionError:
            return None
        return text

    def text(self, text: str) -> str | None:
        """Return a text with ``{{ … }}`` rewritten, without the lines that cannot be filled."""
        if "slot." not in text and not self.gone and not self.renamed:
            return text
        lines = [line for line in map(self._line, text.split("\n")) if line is not None]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") or None

    def label(self, text: str | None) -> str | None:
        """Return a title with ``{{ slot.x }}`` as the label of the field, ``{{ source }}`` as the source's."""
        if text is None:
            return None
        missing = False

        def put(match: re.Match[str]) -> str:
            nonlocal missing
            if match[2]:
                words = self.source
            else:
                field = self.fields.get(match[1])
                missing = missing or field is None
                words = field.label if field is not None else ""
            # a title may hold expressions, and a name must not become one
            words = re.sub(r"([{}])\1+", r"\1", words)
            return words if match.start() == 0 else _inside(words)

        found = _LABEL.sub(put, text)
        return None if missing else found

    def _line(self, line: str) -> str | None:
        parts = []
        for part in parse_template(line):
            if isinstance(part, str):
                parts.append(part)
                continue
            found = self._expression(part.expression)
            if found is None:
                return None
            format_ = f" | {part.format}" if part.format else ""
            parts.append(f"{{{{ {to_text(found)}{format_} }}}}")
        return "".join(parts)

    def _expression(self, expression: Expression) -> Expression | None:
        spaces = namespaces(expression)
        for written in spaces:
            space, _, name = written.partition(".")
            if space == "slot" and self.fields.get(name) is None:
                return None
        if (spaces | names(expression)) & self.gone:
            return None
        if self.adapt and calls(expression) & _SHARES and self._uneven(expression):
            return None
        return transform(expression, self._change)

    def _uneven(self, expression: Expression) -> bool:
        """Say whether it sums a field that does not add up."""
        found = False

        def look(node: Expression) -> Expression | None:
            nonlocal found
            if isinstance(node, Call) and node.function == "sum":
                field = self._field(node.args[0])
                found = found or (field is not None and not field.adds_up)
            return None

        transform(expression, look)
        return found

    def _change(self, node: Expression) -> Expression | None:
        if isinstance(node, Name) and node.key in self.renamed:
            return replace(node, name=self.renamed[node.key], table=None)
        if isinstance(node, Call) and self.adapt:
            return self._call(node)
        field = self._field(node)
        return None if field is None else parse(field.expr)

    def _call(self, node: Call) -> Expression | None:
        if node.function == "sum":
            field = self._field(node.args[0])
            if field is not None and not field.adds_up:
                return Call("mean", (parse(field.expr),), node.keywords)
        if node.function == "date_trunc":
            unit, moment = node.args
            field = self._field(moment)
            if field is not None and isinstance(unit, Literal) and unit.value == "month":
                step = step_of(field)
                if step != "month" and isinstance(moment, Namespace):
                    self.steps[moment.name] = step
                return Call("date_trunc", (Literal(step), parse(field.expr)), node.keywords)
        return None

    def _field(self, node: Expression) -> FieldFacts | None:
        if isinstance(node, Namespace) and node.space == "slot":
            return self.fields.get(node.name)
        return None


def step_of(field: FieldFacts) -> str:
    """Return by which step dates are best grouped, from the time they span: month where that is not known."""
    if field.low is None or field.high is None:
        return "month"
    span = field.high - field.low
    days = span.days
    if days < 3 and field.type == "datetime":
        return "hour"
    if days < 62:
        return "day"
    return "month" if days < 366 * 6 else "quarter" if days < 366 * 16 else "year"


def _inside(words: str) -> str:
    """Return a label as it stands within a line: ``Dep delay`` is ``dep delay``, ``GDP`` stays."""
    first = words.split(" ", maxsplit=1)[0]
    return words if len(first) > 1 and first != first.capitalize() else words[:1].lower() + words[1:]
