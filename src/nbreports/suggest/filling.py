"""A template's blocks with fields in the place of slots; what depends on an empty slot is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.base import Definition
from nbreports.definition.texts import AGGREGATES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.suggest.rewriting import Rewriter

WIDEST = 60
"""Columns of a crosstab beyond which nobody reads it."""

MOST_COLOURS = 8
"""Series of a chart beyond which they are told apart no more."""


def long_form(value: Any) -> Any:
    """Return an object of a report as plain data with every key written, to be changed in place."""
    if isinstance(value, Definition):
        fields = type(value).model_fields
        return {
            field.alias or name: long_form(getattr(value, name))
            for name, field in fields.items()
            if (field.alias or name) not in value.unfilled
        }
    if isinstance(value, tuple):
        return [long_form(item) for item in value]
    if isinstance(value, dict):
        return {key: long_form(item) for key, item in value.items()}
    return value


class Filling:
    """Fills the blocks of one template.

    Parameters
    ----------
    rewriter
        Knows which field stands for which slot.
    left_out
        Takes a sentence for each block that is left out.
    """

    def __init__(self, rewriter: Rewriter, left_out: Callable[[str], None]) -> None:
        self.rewriter = rewriter
        self.left_out = left_out

    def blocks(self, blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the blocks that can stand, filled."""
        found = []
        for block in blocks:
            filled = self.block(block)
            if filled is not None:
                found.append(filled)
        return found

    def block(self, block: dict[str, Any]) -> dict[str, Any] | None:
        """Return a block filled, or None."""
        kind = block["kind"]
        title = block["title"]
        if kind == "row":
            return self._row(block)
        block = {**block, "title": self.rewriter.label(title)}
        block["visible"] = self.optional(block["visible"])
        block["note"] = block["note"] and self.rewriter.text(block["note"])
        if "where" in block:
            block["where"] = self.optional(block["where"])
        make = {
            "table": self._table,
            "crosstab": self._crosstab,
            "chart": self._chart,
            "metric": self._metric,
            "text": self._words,
            "image": self._image,
        }.get(kind)
        filled = block if make is None else make(block)
        if filled is None and kind not in ("text", "metric"):
            self.left_out(f"the {kind}{f' “{title}”' if title and '{{' not in title else ''}")
        return filled

    def optional(self, text: str | None) -> str | None:
        """Return an expression rewritten; None stays None."""
        return None if text is None else self.rewriter.expression(text)

    def several(self, texts: Sequence[str]) -> list[str]:
        """Return the expressions that can stand, each once."""
        found = (self.rewriter.expression(text) for text in texts)
        return list(dict.fromkeys(text for text in found if text is not None))

    def _row(self, block: dict[str, Any]) -> dict[str, Any] | None:
        filled = [self.block(each) for each in block["blocks"]]
        blocks = [each for each in filled if each is not None]
        if not blocks:
            return None
        if len(blocks) == 1:
            return blocks[0]
        widths = [width for width, each in zip(block["widths"], filled, strict=bool(block["widths"])) if each]
        title = self.rewriter.label(block["title"])
        return {**block, "title": title, "blocks": blocks, "widths": widths}

    def _table(self, block: dict[str, Any]) -> dict[str, Any] | None:
        groups = [self._group(group) for group in block["group_by"]]
        block["group_by"] = _once([group for group in groups if group is not None], "by")
        columns = [self._column(column, block) for column in block["columns"]]
        block["columns"] = _once([column for column in columns if column is not None], "value")
        block["order_by"] = self.several(block["order_by"])
        block["no_data"] = block["no_data"] and self.rewriter.text(block["no_data"])
        if isinstance(block["grand_total"], str):
            block["grand_total"] = self.rewriter.label(block["grand_total"]) or True
        names = {key for column in block["columns"] for key in (column["name"], column["value"])}
        block["style"] = self._rules(block["style"], names)
        lost = len(block["group_by"]) < len(groups) and not block["group_by"]
        if not block["columns"] or (lost and not block["detail"]):
            return None
        return block

    def _column(self, column: dict[str, Any], table: dict[str, Any]) -> dict[str, Any] | None:
        slot = self.rewriter.slot_of(column["value"])
        value = self.rewriter.expression(column["value"])
        if value is None:
            return None
        column = {**column, "value": value, "label": self.rewriter.label(column["label"])}
        for key in ("visible", "link"):
            column[key] = self.optional(column[key])
        if isinstance(column["total"], str) and column["total"] not in AGGREGATES:
            column["total"] = self.rewriter.expression(column["total"])
        field = self.rewriter.fields.get(slot) if slot else None
        if field is not None:
            column["format"] = self.rewriter.format(column["format"], field)
        summed = (column["total"] or table["totals"]) == "sum"
        if field is not None and self.rewriter.adapt and summed and not field.adds_up:
            column["total"] = "mean" if field.role == "measure" and field.is_number else False
        column["style"] = self._rules(column["style"], {value, column["name"]})
        return column

    def _group(self, group: dict[str, Any]) -> dict[str, Any] | None:
        by = self.rewriter.expression(group["by"])
        if by is None:
            return None
        group = {**group, "by": by, "label": self.rewriter.label(group["label"])}
        if group["sort"] not in ("asc", "desc"):
            group["sort"] = self.rewriter.expression(group["sort"]) or "asc"
        for key in ("header", "footer"):
            group[key] = group[key] and self.rewriter.text(group[key])
        return group

    def _rules(self, rules: Sequence[dict[str, Any]], names: set[str | None]) -> list[dict[str, Any]]:
        found = []
        for rule in rules:
            when = self.optional(rule["when"])
            on = self.optional(rule["on"])
            if (rule["when"] and when is None) or (rule["on"] and on not in names):
                continue
            found.append({**rule, "when": when, "on": on})
        return found

    def _crosstab(self, block: dict[str, Any]) -> dict[str, Any] | None:
        rewriter = self.rewriter
        if rewriter.adapt:
            wide = 1
            for text in block["columns"]:
                field = rewriter.fields.get(rewriter.slot_of(text) or "")
                wide *= (field.distinct if field is not None else None) or 1
            if wide > WIDEST:
                return None
        for key in ("rows", "columns", "values", "order_by"):
            block[key] = self.several(block[key])
        block["columns"] = [text for text in block["columns"] if text not in block["rows"]]
        if not block["rows"] or not block["columns"]:
            return None
        block["values"] = block["values"] or ["count()"]
        if isinstance(block["totals"], dict):
            block["totals"] = {
                key: self.several(value) if isinstance(value, list) else value
                for key, value in block["totals"].items()
            }
        block["no_data"] = block["no_data"] and rewriter.text(block["no_data"])
        block["style"] = self._rules(block["style"], {*block["values"]})
        return block

    def _chart(self, block: dict[str, Any]) -> dict[str, Any] | None:
        x = self.rewriter.expression(block["x"])
        if x is None or (block["y"] is None and block["type"] == "scatter"):
            return None
        y = self.optional(block["y"])
        if y is None and block["y"] is not None and block["type"] in ("scatter", "sparkline"):
            return None
        if y is None and block["title"] is None and block["y"] is not None:
            block["y_title"] = None
        block |= {"x": x, "y": y}
        field = (
            self.rewriter.fields.get(self.rewriter.slot_of(block["color"]) or "") if block["color"] else None
        )
        if field is not None and self.rewriter.adapt and (field.distinct or 0) > MOST_COLOURS:
            block["color"] = None
        for key in ("color", "size"):
            block[key] = self.optional(block[key])
        for key in ("x_title", "y_title"):
            block[key] = self.rewriter.label(block[key])
        if block["sort"] not in (None, "x", "y", "-x", "-y"):
            block["sort"] = self.rewriter.expression(block["sort"])
        return block

    def _metric(self, block: dict[str, Any]) -> dict[str, Any] | None:
        block["value"] = self.rewriter.expression(block["value"])
        block["label"] = self.rewriter.label(block["label"])
        for key in ("compare", "spark"):
            block[key] = self.optional(block[key])
        if isinstance(block["target"], str):
            block["target"] = self.rewriter.expression(block["target"])
        return block if block["value"] is not None else None

    def _words(self, block: dict[str, Any]) -> dict[str, Any] | None:
        block["md"] = self.rewriter.text(block["md"])
        return block if block["md"] is not None else None

    def _image(self, block: dict[str, Any]) -> dict[str, Any] | None:
        if block["src"].startswith("slot."):
            block["src"] = self.rewriter.expression(block["src"])
        return block if block["src"] is not None else None


def _once(items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the items without those that have a former one's name: a choice may bind a field twice."""
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        found.setdefault((item["name"] or item[key]).strip(), item)
    return list(found.values())
