"""A report to its canonical form: keys in schema order, defaults left out, short forms kept short."""

from __future__ import annotations

import json
from typing import Any

from nbreports.definition.base import Definition
from nbreports.definition.report import SCHEMA, ReportDefinition

_ALONE = frozenset({"group_by"})
"""Lists written as their only item where that is short."""


def to_dict(definition: ReportDefinition) -> dict[str, Any]:
    """Return the report as a JSON object in canonical form."""
    return {"schema": SCHEMA, **keys_of(definition)}


def dumps(definition: ReportDefinition) -> str:
    """Return the report as the text of its file: two spaces, one trailing newline."""
    return json.dumps(to_dict(definition), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def keys_of(definition: Definition) -> dict[str, Any]:
    """Return an object's keys that differ from their defaults, in schema order; ``kind`` always."""
    return {key: plain(value, key) for key, value in given(definition).items()}


def given(definition: Definition) -> dict[str, Any]:
    """Return the values that are written, by the format's key, as the objects they are."""
    found: dict[str, Any] = {}
    for name, field in type(definition).model_fields.items():
        value = getattr(definition, name)
        if (
            name == "kind"
            or field.is_required()
            or not _same(value, field.get_default(call_default_factory=True))
        ):
            found[field.alias or name] = value
    return found


def plain(value: Any, key: str = "") -> Any:
    """Return a value as JSON holds it, short where it can be."""
    match value:
        case Definition():
            return keys_of(value)
        case dict():
            return {name: short(item) for name, item in value.items()}
        case tuple():
            items = [short(item) for item in value]
            return items[0] if key in _ALONE and len(items) == 1 and isinstance(items[0], str) else items
        case float():
            return int(value) if value.is_integer() and abs(value) < 2**53 else value
        case _:
            return value


def short(item: Any) -> Any:
    """Return a list's item: a bare string where nothing but its short key is given."""
    if isinstance(item, Definition) and item.is_short():
        return getattr(item, item.attribute_of(str(item.short)))
    return plain(item)


def _same(value: object, default: object) -> bool:
    # true is not 1
    return type(value) is type(default) and value == default
