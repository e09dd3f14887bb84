"""``nbreport/0`` to ``nbreport/1``: a report's ``blocks`` is ``body``, a table's ``groups`` ``group_by``."""

from __future__ import annotations

from typing import Any

from nbreports.definition.faults import pointer, refuse


def from_0(data: dict[str, Any]) -> dict[str, Any]:
    """Return the object of a version 0 file as version 1 has it."""
    changed = _renamed(data, "blocks", "body", ())
    if isinstance(changed.get("body"), list):
        changed["body"] = [_block(block, ("body", index)) for index, block in enumerate(changed["body"])]
    return changed


def _block(block: Any, place: tuple[str | int, ...]) -> Any:
    if not isinstance(block, dict):
        return block
    if block.get("kind") == "table":
        return _renamed(block, "groups", "group_by", place)
    inner = block.get("blocks")
    if block.get("kind") == "row" and isinstance(inner, list):
        inside = [_block(each, (*place, "blocks", index)) for index, each in enumerate(inner)]
        return {**block, "blocks": inside}
    return block


def _renamed(data: dict[str, Any], old: str, new: str, place: tuple[str | int, ...]) -> dict[str, Any]:
    if old in data and new in data:
        refuse(
            f"{old!r} and {new!r} mean the same and are both there",
            where=pointer((*place, old)),
            remedy=f"Keep {new!r}.",
        )
    return {new if key == old else key: value for key, value in data.items()}
