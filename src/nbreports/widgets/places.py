"""Which block a place of a report belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition


def block_at(definition: ReportDefinition, where: str | None) -> str | None:
    """Return the id of the block a JSON pointer such as ``/body/2/columns/1`` leads into."""
    parts = (where or "").split("/")
    if parts[:2] != ["", "body"]:
        return None
    found: Any = None
    blocks: Any = definition.body
    for part, following in zip(parts[2::2], [*parts[3::2], ""], strict=False):
        if not part.isdigit() or int(part) >= len(blocks):
            break
        found = blocks[int(part)]
        if following != "blocks":
            break
        blocks = found.blocks
    return None if found is None else found.id
