"""The format as JSON Schema."""

from __future__ import annotations

from typing import Any

from nbreports.definition.base import Definition
from nbreports.definition.report import SCHEMA, ReportDefinition


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a ``.nbreport`` file, short forms included."""
    found = ReportDefinition.model_json_schema(by_alias=True, mode="validation")
    classes = {cls.__name__: cls for cls in _classes(Definition)}
    unfilled = {name for name, cls in classes.items() if "kind" in cls.unfilled}
    definitions = {
        name: _of_class(schema, classes[name])
        for name, schema in found["$defs"].items()
        if name not in unfilled
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "$defs": definitions,
        "properties": {"schema": {"const": SCHEMA}, **found["properties"]},
        "required": ["schema", *found["required"]],
    }
    short = {f"#/$defs/{name}" for name, cls in classes.items() if cls.short is not None}
    return _with_short_forms(schema, short, {f"#/$defs/{name}" for name in unfilled})


def _classes(root: type[Definition]) -> set[type[Definition]]:
    return {each for cls in root.__subclasses__() for each in (cls, *_classes(cls))}


def _of_class(schema: dict[str, Any], cls: type[Definition]) -> dict[str, Any]:
    properties = {key: value for key, value in schema["properties"].items() if key not in cls.unfilled}
    for key, value in properties.items():
        if cls.may_be_alone(cls.attribute_of(key)):
            properties[key] = {"anyOf": [value, value["items"]]}
    required = [key for key in schema.get("required", ()) if key not in cls.unfilled]
    if "kind" in properties:
        required = ["kind", *required]
    return {**schema, "properties": properties, "required": required}


def _with_short_forms(value: Any, short: set[str], unfilled: set[str]) -> Any:
    if isinstance(value, list):
        return [_with_short_forms(item, short, unfilled) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("$ref") in short:
        return {"anyOf": [value, {"type": "string"}]}
    if "discriminator" in value and "oneOf" in value:
        # the kinds of blocks and sources, each by itself: a bare string is a text or a frame
        kinds = [item for item in value["oneOf"] if item["$ref"] not in unfilled]
        return {"anyOf": [*kinds, {"type": "string"}]}
    return {key: _with_short_forms(item, short, unfilled) for key, item in value.items()}
