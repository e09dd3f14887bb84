"""Every object of a report with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.base import Definition
from nbreports.definition.blocks import BlockBase, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.definition.blocks import Block

Place = tuple[str | int, ...]


def objects(definition: Definition, place: Place = ()) -> Iterator[tuple[Place, Definition]]:
    """Yield ``definition`` and every object in it, in schema order, with the way that leads there."""
    yield place, definition
    for name, field in type(definition).model_fields.items():
        yield from _inside(getattr(definition, name), (*place, field.alias or name))


def _inside(value: Any, place: Place) -> Iterator[tuple[Place, Definition]]:
    if isinstance(value, Definition):
        yield from objects(value, place)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*place, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*place, key))


def blocks(body: Iterable[Block], place: Place = ("body",)) -> Iterator[tuple[Place, BlockBase]]:
    """Yield every block in printed order, a row before its own blocks."""
    for index, block in enumerate(body):
        here = (*place, index)
        yield here, block
        if isinstance(block, Row):
            yield from blocks(block.blocks, (*here, "blocks"))
