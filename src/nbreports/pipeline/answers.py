"""Answers of the engine as Python values, and texts filled from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from nbreports.document.formatting import format_value
from nbreports.document.markdown import escape_markdown
from nbreports.document.nodes import Cell, PageNumber, RunningText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nbreports.document.formatting import FormatSpec
    from nbreports.query.plan import Figure, ScopedText, Text

NONE_TEXT = "(none)"
"""How a NULL key is printed."""

OTHER_KEY = "(other)"
"""The raw key of the line that stands for the groups below a ``top``."""


@dataclass(frozen=True)
class Totals:
    """The report-scope answers: one mapping of column to value for each question of ``Plan.totals``."""

    answers: tuple[Mapping[str, Any], ...]
    run: Mapping[str, str]
    rows: int | None = None

    def value(self, figure: Figure) -> Any:
        """Return a figure's raw value."""
        return raw(self.answers[figure.answer].get(figure.column), figure.spec)

    def cell(self, figure: Figure) -> Cell:
        """Return a figure as a cell."""
        value = self.value(figure)
        return Cell(value, format_value(value, figure.spec))

    def text(self, text: ScopedText | None) -> str | None:
        """Return a text of the report's scope, filled."""
        return None if text is None else self._filled(text, lambda value: value)

    def markdown(self, text: ScopedText) -> str:
        """Return a Markdown text filled; every inserted value is escaped."""
        return self._filled(text, escape_markdown)

    def _filled(self, text: ScopedText, escape: Callable[[str], str]) -> str:
        answer = self.answers[text.answer] if text.answer is not None else {}
        return fill_text(text.parts, answer, self.run, escape, raws={"run.rows": self.rows})

    def running(self, text: ScopedText | None) -> RunningText:
        """Return a page text filled but for the page's own numbers."""
        if text is None:
            return ()
        parts: list[str | PageNumber] = []
        answer = self.answers[text.answer] if text.answer is not None else {}
        for part in text.parts:
            if not isinstance(part, str) and part.namespace in ("page.number", "page.count"):
                parts.append(PageNumber("number" if part.namespace == "page.number" else "count"))
            else:
                parts.append(fill_text((part,), answer, self.run, raws={"run.rows": self.rows}))
        return tuple(parts)


def fill_text(
    parts: Text,
    answer: Mapping[str, Any],
    names: Mapping[str, str],
    escape: Callable[[str], str] = lambda value: value,
    *,
    raws: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Return a text filled: from ``names`` what the group or run says of itself, else from ``answer``.

    ``raws`` has the values of those names that may be written in a format of the text's own.
    """
    filled = []
    for part in parts:
        if isinstance(part, str):
            filled.append(part)
        elif part.formatted and raws.get(part.namespace or "") is not None:
            filled.append(escape(format_value(raws[part.namespace or ""], part.spec)))
        elif part.namespace is not None:
            filled.append(escape(names.get(part.namespace, "")))
        else:
            filled.append(escape(format_value(raw(answer.get(part.column or ""), part.spec), part.spec)))
    return "".join(filled)


def raw(value: Any, spec: FormatSpec) -> Any:
    """Return a value of an answer as the format means it: whole decimals of integer columns are integers again."""
    if isinstance(value, Decimal) and spec.type == "integer":
        return int(value)
    return value


def key_text(value: Any, spec: FormatSpec) -> str:
    """Return a group's key as text; NULL is ``(none)``."""
    return NONE_TEXT if value is None else format_value(value, spec)


def band_cells(
    answer: Mapping[str, Any], specs: Sequence[FormatSpec | None], hidden: Sequence[frozenset[str]]
) -> tuple[Cell | None, ...]:
    """Return the cells of one line: columns ``c…`` with their masks, bars and icons.

    ``specs`` has None for a column without a value in this band.
    """
    cells: list[Cell | None] = []
    for index, spec in enumerate(specs):
        name = f"c{index}"
        if spec is None or name not in answer:
            cells.append(None)
            continue
        value = raw(answer[name], spec)
        letters = hidden[index]
        cells.append(
            Cell(
                value,
                format_value(value, spec),
                styles=answer.get(f"s{index}") or 0 if "s" in letters else 0,
                bar=answer.get(f"b{index}") if "b" in letters else None,
                icon=answer.get(f"i{index}") if "i" in letters else None,
                spec=spec,
            )
        )
    return tuple(cells)
