"""Schemas whose single keys have no titles: those would become names of types."""

from __future__ import annotations

from typing import Any


def untitled(part: Any) -> Any:
    """Return a part of a schema without the titles of its keys."""
    if isinstance(part, list):
        return [untitled(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: untitled(each) for name, each in value.items()}
        if key == "properties"
        else untitled(value)
        for key, value in part.items()
        if key != "title" or not isinstance(value, str)
    }
