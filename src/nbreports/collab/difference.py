"""From what a document holds to what it shall hold, in as few edits as can be."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nbreports.collab.content import Content, Reading, write
from nbreports.collab.shape import SHORT, class_of, held
from nbreports.collab.tree import WORD, Node, blocks

if TYPE_CHECKING:
    from collections.abc import Callable

Root = Literal["report", "fields", "items"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a map.

    ``set`` and ``delete`` mean ``key`` of a map by name, or of the item ``item``; ``add`` makes the item with the
    map ``value``, ``remove`` takes it out; ``text`` changes shared text to ``value``.
    """

    kind: Literal["set", "delete", "text", "add", "remove"]
    root: Root
    key: str
    value: Any = None
    item: str | None = None


def fresh(key: str) -> str:
    """Return an id for a new item of the list ``key`` that no one else will make."""
    return f"{key}-{secrets.token_hex(6)}"


def target(reading: Reading, root: Node, taken: set[str], name: Callable[[str], str] = fresh) -> Content:
    """Return the maps that hold ``root``, whose items become those of ``reading`` that they are.

    Parameters
    ----------
    reading
        What the document holds.
    root
        The definition it shall hold; its nodes get their ids.
    taken
        Every id in the document.
    name
        Makes the ids of new items from the name of their list.
    """
    old = {str(block.values["id"]): block for block in blocks(reading.root)}
    pairs: list[tuple[Node | None, Node]] = [(reading.root, root)]
    for block in blocks(root):
        was = old.get(str(block.values["id"]))
        if was is not None:
            block.id = was.id
        pairs.append((was, block))
    while pairs:
        was, node = pairs.pop()
        for key, items in node.lists.items():
            if key not in ("body", "blocks"):
                pairs += _paired([] if was is None else was.lists.get(key, []), items)
    for node, key, item in _unnamed(root):
        plain = f"{node.id}.{key}.{item.name}"
        item.id = plain if item.name is not None and plain not in taken else name(key)
        taken.add(item.id)
    return write(root, reading)


def difference(old: Content, new: Content) -> list[Edit]:
    """Return the edits that lead from ``old`` to ``new``, in an order that depends on nothing else."""
    edits: list[Edit] = []
    for root in ("report", "fields"):
        edits += _keys(getattr(old, root), getattr(new, root), root, None)
    for name in ordered(old.items):
        if name not in new.items:
            edits.append(Edit("remove", "items", name))
    for name in ordered(new.items):
        if name not in old.items:
            edits.append(Edit("add", "items", name, new.items[name]))
        else:
            edits += _keys(old.items[name], new.items[name], "items", name)
    return edits


def replaced(old: str, new: str) -> tuple[int, int, str]:
    """Return where two texts differ: start and length in ``old``, and what stands there in ``new``."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, len(old) - start - end, new[start : len(new) - end]


def is_text(item: dict[str, Any], key: str) -> bool:
    """Say whether ``key`` of an item is shared text."""
    return held(class_of("Block", item.get("kind")), key) == "text"


def ordered(keys: Any) -> list[str]:
    """Return keys in code point order, the same in every language."""
    return sorted(keys)


def alike(left: Any, right: Any) -> bool:
    """Say whether two values are the same one: true is not 1, 1.0 is."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    return bool(left == right)


def _keys(old: dict[str, Any], new: dict[str, Any], root: Root, item: str | None) -> list[Edit]:
    edits = [Edit("delete", root, key, None, item) for key in ordered(old) if key not in new]
    for key in ordered(new):
        if key in old and alike(old[key], new[key]):
            continue
        text = item is not None and is_text(new, key) and isinstance(new[key], str)
        edits.append(Edit("text" if text else "set", root, key, new[key], item))
    return edits


def _unnamed(root: Node) -> list[tuple[Node, str, Node]]:
    """Return the items without an id, owners before their own, in the order they are read."""
    found = []
    for key, items in root.lists.items():
        for item in items:
            if not item.id:
                found.append((root, key, item))
            found += _unnamed(item)
    return found


def _paired(old: list[Node], new: list[Node]) -> list[tuple[Node | None, Node]]:
    """Pair the items of a list with those they were: the same ones, else of the same name, else at the same place."""
    free = dict(enumerate(old))
    found: dict[int, Node] = {}
    for place, item in enumerate(new):
        if place in free and _same(free[place], item):
            found[place] = free.pop(place)
    for same in (_same, _called):
        for place, item in enumerate(new):
            if place in found:
                continue
            for at, was in free.items():
                if same(was, item):
                    found[place] = free.pop(at)
                    break
    for place, item in enumerate(new):
        if place not in found and item.name is None and place in free:
            found[place] = free.pop(place)
    for place, was in found.items():
        new[place].id = was.id
    return [(found.get(place), item) for place, item in enumerate(new)]


def _same(was: Node, item: Node) -> bool:
    return (
        was.name == item.name
        and alike(was.values, item.values)
        and was.lists.keys() == item.lists.keys()
        and all(
            len(was.lists[key]) == len(item.lists[key]) and all(map(_same, was.lists[key], item.lists[key]))
            for key in was.lists
        )
    )


def _called(was: Node, item: Node) -> bool:
    if item.name is not None:
        return was.name == item.name
    label = _label(item)
    return label is not None and was.cls == item.cls and alike(_label(was), label)


def _label(node: Node) -> Any:
    if node.cls is None:
        return node.values.get(WORD)
    return node.values.get("name", node.values.get(SHORT.get(node.cls, "name")))
