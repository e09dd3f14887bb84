"""A definition taken apart into the nodes that have an identity in a shared document, and put together again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbreports.collab.shape import CLASSES, KINDS, ROOT, SHAPE, SHORT, class_of

OBJECT = "{}"
"""Stands for a fixed object, whose keys are beside it with a dot."""
WORD = "value"
"""The key that holds an item which is a scalar."""
REPORT = "report"
"""The id of the report itself."""


@dataclass(slots=True)
class Node:
    """The report, or one item of one of its lists.

    Parameters
    ----------
    cls
        The class of the format; None for an item that is a scalar and for a kind the format does not have.
    values
        Scalars by key, those of fixed objects with a dot.
    lists
        The items of each list, in order.
    fields
        Of the report alone: field -> key -> scalar.
    id
        The identity; empty until it is known.
    name
        What an entry of a named list is called.
    share
        The share of a row's width.
    """

    cls: str | None
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Node]] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    id: str = ""
    name: str | None = None
    share: Any = None


def parse(definition: dict[str, Any]) -> Node:
    """Return the nodes of a definition, without ids but for blocks, which all have one afterwards.

    Parameters
    ----------
    definition
        The object of a report's file.
    """
    root = _node(ROOT, definition)
    root.id = REPORT
    number_blocks(root)
    return root


def build(root: Node) -> dict[str, Any]:
    """Return the definition that ``root`` holds: short forms short, integral floats as integers."""
    return _object(root)


def blocks(node: Node) -> list[Node]:
    """Return every block below ``node`` in printed order, a row before its own."""
    found: list[Node] = []
    for each in node.lists.get("body", []) + node.lists.get("blocks", []):
        found.append(each)
        found += blocks(each)
    return found


def number_blocks(root: Node) -> list[Node]:
    """Give every block an id no other has and return those whose own was taken.

    A block without one gets ``b`` and its number in printed order; where that is taken, the next free number
    after the last block's, as the format says.
    """
    every = blocks(root)
    taken: set[str] = set()
    renamed = []
    for block in every:
        name = block.values.get("id")
        if not isinstance(name, str) or name in taken:
            if isinstance(name, str):
                renamed.append(block)
            block.values.pop("id", None)
        else:
            taken.add(name)
    number = len(every)
    for place, block in enumerate(every, 1):
        if "id" in block.values:
            continue
        name = f"b{place}"
        while name in taken:
            number += 1
            name = f"b{number}"
        taken.add(name)
        block.values["id"] = name
    return renamed


def folded(value: Any) -> Any:
    """Return a value with integral floats as integers, as files have them."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list | tuple):
        return [folded(item) for item in value]
    if isinstance(value, dict):
        return {key: folded(item) for key, item in value.items()}
    return value


# --- taking apart -----------------------------------------------------------------------------------------


def _node(cls: str | None, data: dict[str, Any]) -> Node:
    node = Node(cls)
    _take(node, cls, data, "")
    return node


def _take(node: Node, cls: str | None, data: dict[str, Any], prefix: str) -> None:
    keys = CLASSES.get(cls or "", {})
    shares: Any = None
    for key, value in data.items():
        how, _, of = keys.get(key, "value").partition(" ")
        match how:
            case "object" if isinstance(value, dict):
                node.values[prefix + key] = OBJECT
                _take(node, of, value, f"{prefix}{key}.")
            case "items" | "words" | "named" if value is not None:
                node.lists[key] = _items(how, of, value)
            case "flat" if isinstance(value, dict):
                node.fields = {
                    name: {each: folded(item) for each, item in inner.items()}
                    for name, inner in value.items()
                }
            case "pairs" if isinstance(value, dict):
                node.values[prefix + key] = [[left, right] for left, right in value.items()]
            case "shares":
                shares = value
            case "items" | "words" | "named" | "flat":
                pass
            case _:
                node.values[prefix + key] = folded(value)
    if shares:
        for item, share in zip(node.lists.get("blocks", []), shares, strict=False):
            item.share = folded(share)


def _items(how: str, of: str, value: Any) -> list[Node]:
    if how == "named":
        found = []
        for name, entry in value.items():
            node = _item(of, entry)
            node.name = name
            found.append(node)
        return found
    several = value if isinstance(value, list | tuple) else [value]
    return [_item(of, each) for each in several]


def _item(of: str, value: Any) -> Node:
    """Return an item of a list of ``of``; nothing for scalars, whose bare form is themselves."""
    if not of:
        return Node(None, {WORD: folded(value)})
    if isinstance(value, str):
        value = _long(of, value)
    return _node(class_of(of, value.get("kind")), value)


def _long(of: str, text: str) -> dict[str, Any]:
    if of == "Block":
        return {"kind": "text", "md": text}
    if of == "Source":
        return {"kind": "frame", "name": text}
    return {SHORT.get(of, WORD): text}


# --- putting together -------------------------------------------------------------------------------------


def _object(node: Node) -> dict[str, Any]:
    """Return what the format says of ``node``; keys it does not have are left out."""
    found = _keys(node, node.cls, "")
    if node.cls == ROOT:
        found = {**found, "schema": found.get("schema", SHAPE["schema"])}
    return found


def _keys(node: Node, cls: str | None, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, held in CLASSES.get(cls or "", {}).items():
        how, _, of = held.partition(" ")
        at = prefix + key
        match how:
            case "items" | "words" | "named":
                if key in node.lists:
                    found[key] = _list(how, of, key, node.lists[key])
            case "flat":
                if node.fields:
                    found[key] = {name: dict(each) for name, each in node.fields.items()}
            case "shares":
                shares = [each.share for each in node.lists.get("blocks", [])]
                if any(share is not None for share in shares):
                    found[key] = [1 if share is None else share for share in shares]
            case "object":
                if node.values.get(at, OBJECT) != OBJECT:
                    found[key] = node.values[at]
                elif at in node.values or any(each.startswith(f"{at}.") for each in node.values):
                    found[key] = _keys(node, of, f"{at}.")
            case "pairs":
                if at in node.values:
                    found[key] = _pairs(node.values[at])
            case _:
                if at in node.values:
                    found[key] = node.values[at]
    return found


def _list(how: str, of: str, key: str, items: list[Node]) -> Any:
    if how == "named":
        return {str(each.name): _short(of, each) for each in items}
    found = [_short(of, each) for each in items]
    return found[0] if key == "group_by" and len(found) == 1 and isinstance(found[0], str) else found


def _short(of: str, node: Node) -> Any:
    if not of:
        return node.values.get(WORD)
    if node.cls is None:
        # a kind the format does not have: for the definition to refuse
        return dict(node.values)
    data = _object(node)
    if of == "Source" and node.cls in SHORT:
        rest = {key: value for key, value in data.items() if key != "kind"}
        if rest.keys() == {SHORT[node.cls]} and isinstance(rest[SHORT[node.cls]], str):
            return rest[SHORT[node.cls]]
    elif of not in KINDS and data.keys() == {SHORT.get(of)} and isinstance(data[SHORT[of]], str):
        return data[SHORT[of]]
    return data


def _pairs(value: Any) -> Any:
    """Return pairs as an object, or what else somebody wrote there, for the definition to refuse."""
    if isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value
    ):
        return dict(value)
    return value
