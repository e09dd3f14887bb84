"""The nodes of a report as the maps of its Y document, and back, mending what edits made apart can leave.

Three maps by name: ``report`` holds scalars, ``fields`` those of every field side by side, ``items`` one map for each
item of every list, whatever list it is in. An item says in ``@at`` where it stands: owner, list, order. So nothing
is inside anything: a move is one write, wherever it leads, and two who begin the same list both succeed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbreports.collab.order import arrange, is_key
from nbreports.collab.shape import CLASSES, ROOT, class_of, held
from nbreports.collab.tree import REPORT, Node, blocks, number_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

AT = "@at"
NAME = "@name"
SHARE = "@share"
ORDER = "@"
"""The order of a field, beside its keys."""
MOST_NESTED = 31
"""Rows inside rows beyond this stand in the report's body."""

_BLOCKS = ("body", "blocks")


@dataclass(slots=True)
class Content:
    """What the three maps hold; shared text is a plain string here."""

    report: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return the content as one object."""
        return {"report": self.report, "fields": self.fields, "items": self.items}


@dataclass(slots=True)
class Reading:
    """A report read from its maps.

    Parameters
    ----------
    root
        The report, whole and free of what edits made apart left behind.
    known
        The part of the content that the format has and that is in ``root``, as it stands in the document.
    adrift
        Blocks shown at the end of the body because where they stood is gone.
    repairs
        What was mended, one sentence each.
    unknown
        Keys that another release wrote, as ``item/key``.
    """

    root: Node
    known: Content
    adrift: frozenset[str]
    repairs: tuple[str, ...]
    unknown: tuple[str, ...]


# --- nodes to maps ----------------------------------------------------------------------------------------


def name_items(root: Node) -> None:
    """Give every item the id it is seeded with: a block its own, others ``<parent>.<list>.<n>``."""
    taken: set[str] = {REPORT}
    for block in blocks(root):
        block.id = str(block.values["id"])
        taken.add(block.id)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for key, items in node.lists.items():
            for number, item in enumerate(items, 1):
                if not item.id:
                    item.id = f"{node.id}.{key}.{number if item.name is None else item.name}"
                    while item.id in taken:
                        item.id += "'"
                    taken.add(item.id)
                waiting.append(item)


def write(root: Node, reading: Reading | None = None) -> Content:
    """Return the maps of ``root``, every item of which has an id.

    Parameters
    ----------
    root
        The report.
    reading
        What the document holds now: whoever need not move keeps its place.
    """
    known = Content() if reading is None else reading.known
    adrift = frozenset() if reading is None else reading.adrift
    found = Content(report=dict(root.values))
    orders = [(name, _key(known.fields.get(f"{escaped(name)}/{ORDER}"))) for name in root.fields]
    for (name, keys), order in zip(root.fields.items(), arrange(orders), strict=True):
        found.fields[f"{escaped(name)}/{ORDER}"] = order
        for key, value in keys.items():
            found.fields[f"{escaped(name)}/{key}"] = value
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for key, items in node.lists.items():
            _place(found, node.id, key, items, known, adrift)
            waiting += items
    return found


def _place(
    found: Content, owner: str, key: str, items: list[Node], known: Content, adrift: frozenset[str]
) -> None:
    settled = len(items)
    if owner == REPORT and key == "body":
        # blocks shown at the end stay where they are written: their row may still arrive
        tail = sorted(item.id for item in items if item.id in adrift)
        while settled and tail and items[settled - 1].id == tail[-1]:
            settled -= 1
            tail.pop()
    orders: list[tuple[str, str | None]] = []
    for item in items[:settled]:
        at: Any = known.items.get(item.id, {}).get(AT)
        here = at is not None and at[:2] == [owner, key]
        orders.append((item.id, _key(at[2]) if here else None))
    for item, order in zip(items, arrange(orders), strict=False):
        found.items[item.id] = {AT: [owner, key, order], **_map(item)}
    for item in items[settled:]:
        item.share = known.items[item.id].get(SHARE)
        found.items[item.id] = {AT: known.items[item.id][AT], **_map(item)}


def _key(value: Any) -> str | None:
    return value if is_key(value) else None


def _map(node: Node) -> dict[str, Any]:
    own = {NAME: node.name, SHARE: node.share}
    return {**node.values, **{key: value for key, value in own.items() if value is not None}}


# --- maps to nodes ----------------------------------------------------------------------------------------


def read(content: Content) -> Reading:
    """Return the report that the maps hold, mended where it must be, the same for everyone who holds them."""
    reader = _Reader(content)
    reader.run()
    return Reading(
        reader.root, reader.known, frozenset(reader.adrift), tuple(reader.repairs), tuple(reader.unknown)
    )


class _Reader:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.known = Content()
        self.adrift: list[str] = []
        self.repairs: list[str] = []
        self.unknown: list[str] = []
        self.reached: set[str] = set()
        self.root = Node(ROOT, id=REPORT)
        self.children: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """Owner and list -> order and id of each item."""

    def run(self) -> None:
        for name, item in self.content.items.items():
            at: Any = item.get(AT)
            if _is_place(at):
                self.children.setdefault((at[0], at[1]), []).append((at[2], name))
        self.root.values = self._values(REPORT, ROOT, self.content.report)
        self.known.report = dict(self.root.values)
        self._fields()
        self._lists(self.root, 0)
        self._take_in()
        self._names()
        for block in number_blocks(self.root):
            self.repairs.append(f"two blocks had one id; the later one is {block.values['id']} now")

    def _values(self, name: str, cls: str | None, data: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for key in sorted(data):
            if key.startswith("@"):
                continue
            how = held(cls, key)
            if how is None:
                self.unknown.append(f"{name}/{key}")
            elif how in ("value", "text", "pairs") or how.startswith("object "):
                found[key] = data[key]
        return found

    def _fields(self) -> None:
        orders: dict[str, Any] = {}
        for key, value in self.content.fields.items():
            name, slash, inner = key.rpartition("/")
            if not slash or (inner != ORDER and inner not in CLASSES["Field"]):
                self.unknown.append(f"fields/{key}")
                continue
            self.known.fields[key] = value
            orders.setdefault(name, "")
            if inner == ORDER:
                orders[name] = value if is_key(value) else ""
        for _, name in sorted((order or "~", name) for name, order in orders.items()):
            self.root.fields[unescaped(name)] = {
                key: self.known.fields[at]
                for key in CLASSES["Field"]
                if (at := f"{name}/{key}") in self.known.fields
            }

    def _lists(self, node: Node, depth: int) -> None:
        for key, how in CLASSES.get(node.cls or "", {}).items():
            kind, _, of = how.partition(" ")
            if kind not in ("items", "words", "named"):
                continue
            if of == "Block" and depth >= MOST_NESTED:
                continue
            found = [
                self._node(name, of, depth)
                for _, name in sorted(self.children.get((node.id, key), ()))
                if name not in self.reached
            ]
            if found:
                node.lists[key] = found

    def _node(self, name: str, of: str, depth: int) -> Node:
        self.reached.add(name)
        item = self.content.items[name]
        cls = class_of(of, item.get("kind")) if of else None
        node = Node(cls, id=name)
        if not of:
            node.values = {key: value for key, value in item.items() if key == "value"}
        elif cls is None:
            # a kind of another release: told by the definition, which refuses it
            node.values = {key: value for key, value in item.items() if not key.startswith("@")}
        else:
            node.values = self._values(name, cls, item)
        node.name, node.share = item.get(NAME), item.get(SHARE)
        self.known.items[name] = {AT: item[AT], **_map(node)}
        self._lists(node, depth + 1 if of == "Block" else depth)
        return node

    def _take_in(self) -> None:
        """Show the blocks of rows that are gone, or that stand in each other, at the end of the body."""
        lost = sorted(
            name
            for name, item in self.content.items.items()
            if name not in self.reached and _is_place(item.get(AT)) and item[AT][1] in _BLOCKS
        )
        body = self.root.lists.get("body", [])
        taken = True
        while taken:
            taken = False
            for name in lost:
                if name in self.reached or not self._is_loose(name):
                    continue
                self.repairs.append(f"the row of {name} is gone; it stands at the end")
                self.adrift.append(name)
                body.append(self._node(name, "Block", 0))
                taken = True
        if body:
            # whatever was found first: told by id, so that everyone shows the same
            settled = [node for node in body if node.id not in self.adrift]
            self.root.lists["body"] = [
                *settled,
                *sorted((node for node in body if node.id in self.adrift), key=lambda node: node.id),
            ]

    def _is_loose(self, name: str) -> bool:
        """Say whether nothing but the end of the body can show a block: no row, a row too deep, or itself."""
        seen: set[str] = set()
        each = name
        while each not in seen:
            seen.add(each)
            at: Any = self.content.items[each].get(AT)
            owner = self.content.items.get(at[0]) if _is_place(at) else None
            if owner is None or class_of("Block", owner.get("kind")) != "Row" or at[0] in self.reached:
                return each == name
            each = at[0]
        return each == name

    def _names(self) -> None:
        for key, how in CLASSES[ROOT].items():
            if not how.startswith("named"):
                continue
            taken: set[str] = set()
            for node in self.root.lists.get(key, []):
                wanted = node.name if isinstance(node.name, str) and node.name else "unnamed"
                name, number = wanted, 1
                while name in taken:
                    number += 1
                    name = f"{wanted}_{number}"
                if name != node.name:
                    self.repairs.append(f"{key} had {wanted!r} twice; the later one is {name!r} now")
                node.name = name
                taken.add(name)


def hidden(content: Content, reading: Reading, root: Node) -> Content:
    """Return what a document holds of the items of ``root``, with those that its blocks' kinds did not show.

    A block that becomes what it once was must not show what it had then.
    """
    lists: dict[str, set[str]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        lists[node.id] = {
            key for key, how in CLASSES.get(node.cls or "", {}).items() if " " in how or how == "words"
        }
        for items in node.lists.values():
            waiting += items
    found = Content(reading.known.report, reading.known.fields, dict(reading.known.items))
    for name, item in content.items.items():
        at: Any = item.get(AT)
        if name not in found.items and _is_place(at) and at[1] in lists.get(at[0], ()):
            found.items[name] = item
    return found


def _is_place(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(isinstance(each, str) for each in value)


def escaped(name: str) -> str:
    """Return a field's name as it stands before the ``/``."""
    return name.replace("~", "~0").replace("/", "~1")


def unescaped(name: str) -> str:
    """Return the name that `escaped` wrote."""
    return name.replace("~1", "/").replace("~0", "~")


__all__ = [
    "AT",
    "NAME",
    "SHARE",
    "Content",
    "Reading",
    "escaped",
    "hidden",
    "name_items",
    "read",
    "unescaped",
    "write",
]
