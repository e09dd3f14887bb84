"""Block ids: given ones are kept, missing ones are ``b1``, ``b2``, … by the block's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.definition.blocks import Row
from nbreports.definition.faults import fault
from nbreports.definition.walking import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.definition.blocks import Block


def with_ids(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks, each with an id that no other has.

    A block without one gets ``b`` and its number in printed order, rows counted before their own blocks;
    where another block has that name, the next number after the last block's that is free.
    """
    taken: set[str] = set()
    count = missing = 0
    for place, block in blocks(body):
        count += 1
        if block.id is None:
            missing += 1
        elif block.id in taken:
            raise fault(
                f"two blocks have the id {block.id!r}",
                "Give each block its own id, or none.",
                code="duplicate_id",
                key=(*place, "id"),
            )
        else:
            taken.add(block.id)
    if not missing:
        return body
    return _named(body, _numbers(), _free(taken, count), taken)


def automatic_ids(body: tuple[Block, ...]) -> frozenset[str]:
    """Return the ids that :func:`with_ids` would give again if they were left out."""
    return frozenset(
        block.id for number, (_, block) in enumerate(blocks(body), 1) if block.id == f"b{number}"
    )


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _free(taken: set[str], count: int) -> Iterator[str]:
    number = count
    while True:
        number += 1
        if f"b{number}" not in taken:
            yield f"b{number}"


def _named(
    body: tuple[Block, ...], numbers: Iterator[int], free: Iterator[str], taken: set[str]
) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in body:
        name = f"b{next(numbers)}"
        changes: dict[str, object] = {}
        if block.id is None:
            changes["id"] = next(free) if name in taken else name
        if isinstance(block, Row):
            changes["blocks"] = _named(block.blocks, numbers, free, taken)
        found.append(block.model_copy(update=changes) if changes else block)
    return tuple(found)
