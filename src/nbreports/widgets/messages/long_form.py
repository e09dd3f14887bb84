"""The report as a page edits it: its file's schema with every short form written out and an id on every block."""

from __future__ import annotations

from typing import Any

from nbreports.definition.blocks import BLOCKS
from nbreports.definition.report import SCHEMA, ReportDefinition
from nbreports.widgets.messages.titles import untitled


def long_form() -> dict[str, Any]:
    """Return the JSON Schema of a report in long form."""
    found = ReportDefinition.model_json_schema(by_alias=True, mode="validation")
    classes = found.pop("$defs")
    blocks = {block.__name__ for block in BLOCKS}
    for name, each in classes.items():
        each.pop("description", None)
        needed = each.setdefault("required", [])
        if "kind" in each["properties"]:
            needed.insert(0, "kind")
        if name in blocks:
            needed.append("id")
            each["properties"]["id"] = {"type": "string"}
    found["properties"] = {"schema": {"const": SCHEMA}, **found["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **untitled(found),
        "description": "A report in long form: columns are objects, lists are lists, every block has an id.",
        "$defs": {name: {**untitled(each), "title": name} for name, each in sorted(classes.items())},
    }
