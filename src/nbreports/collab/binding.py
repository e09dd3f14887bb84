"""A report's definition and its Y document: seed it, read it, apply what changed.

::

    report   {"title": …, "theme.primary": …}                    scalars, fixed objects with a dot
    fields   {"amount/label": …, "amount/@": order}              one key for each key of a field
    items    {"b1.columns.2": {"@at": [owner, list, order], …}}  one map for each item of any list

Everything that has an identity is an item of ``items``, so a move is one write and nothing is lost with what it
stood in. Shared text is the Markdown of a text block; everything else is scalars, last writer wins.
"""

from __future__ import annotations

import struct
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from pycrdt import Doc, Map, Text

from nbreports.collab.content import Content, Reading, hidden, name_items, write
from nbreports.collab.content import read as read_content
from nbreports.collab.difference import Edit, difference, fresh, is_text, ordered, replaced, target
from nbreports.collab.tree import build, folded, parse
from nbreports.definition.dump import to_dict
from nbreports.definition.load import definition_from_dict
from nbreports.definition.report import ReportDefinition

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "apply",
    "content_of",
    "locked",
    "maps_of",
    "new_doc",
    "perform",
    "read",
    "reading",
    "seed",
    "seed_update",
]

ROOTS = ("report", "fields", "items")

_LOCKS: WeakKeyDictionary[Doc[Any], Any] = WeakKeyDictionary()
_LOCKS_LOCK = Lock()


def locked(doc: Doc[Any]) -> Any:
    """Return the lock of a document, to be held around what belongs together.

    A thread that opens a transaction while another one has one open is put into that one, origin and all.
    """
    with _LOCKS_LOCK:
        return _LOCKS.setdefault(doc, RLock())


def new_doc() -> Doc[Any]:
    """Return an empty document that a notebook's threads may share."""
    return Doc(allow_multithreading=True)


def maps_of(doc: Doc[Any]) -> list[Map[Any]]:
    """Return the maps a report is held in: ``report``, ``fields``, ``items``."""
    return [doc.get(name, type=Map) for name in ROOTS]


def seed(doc: Doc[Any], definition: ReportDefinition | dict[str, Any], origin: Any = None) -> bool:
    """Write a report into a document that holds none.

    Who seeds the same report twice, here or in two copies that meet later, adds nothing: the edits are made by an
    author whose id comes from what is written.

    Parameters
    ----------
    doc
        The document; where it holds a report already, nothing happens.
    definition
        The report.
    origin
        What the transaction is marked with.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    DefinitionError
        For a definition that says what a report may not.
    """
    update = seed_update(definition)
    with locked(doc), doc.transaction(origin=origin):
        if any(len(each) for each in maps_of(doc)):
            return False
        doc.apply_update(update)
    return True


def seed_update(definition: ReportDefinition | dict[str, Any]) -> bytes:
    """Return the update that seeds a report: always the same edits of the same author, in every language."""
    root = parse(_canonical(definition))
    name_items(root)
    content = write(root)
    return _written(content, _author(content))


def read(doc: Doc[Any]) -> dict[str, Any]:
    """Return the definition a document holds, as the object of a report's file.

    What edits made apart left behind is mended; whether the format allows what is there is for
    `nbreports.collab.guard` to say.
    """
    return build(reading(doc).root)


def reading(doc: Doc[Any]) -> Reading:
    """Return the report in a document with all that was mended to read it."""
    return read_content(content_of(doc))


def apply(
    doc: Doc[Any],
    definition: ReportDefinition | dict[str, Any],
    origin: Any = None,
    name: Callable[[str], str] = fresh,
) -> list[Edit]:
    """Make a document hold ``definition`` by as few edits as can be, in one transaction.

    Parameters
    ----------
    doc
        The document.
    definition
        The report it shall hold. Blocks are known by their id, other items by what they hold, by their name, by
        their place.
    origin
        What the transaction is marked with.
    name
        Makes the ids of new items from the name of their list.

    Returns
    -------
    list of Edit
        The edits made.

    Raises
    ------
    DefinitionError
        For a definition that says what a report may not; the document is as it was.
    """
    root = parse(_canonical(definition))
    with locked(doc), doc.transaction(origin=origin):
        content = content_of(doc)
        before = read_content(content)
        after = target(before, root, set(content.items), name)
        edits = difference(hidden(content, before, root), after)
        perform(doc, edits)
    return edits


def content_of(doc: Doc[Any]) -> Content:
    """Return what the maps of a document hold; what is no scalar, text or item is left out."""
    report, fields, items = maps_of(doc)
    found = Content()
    with locked(doc), doc.transaction():
        for part, into in ((report, found.report), (fields, found.fields)):
            for key in part.keys():  # noqa: SIM118 - a Map of pycrdt is no dict
                _keep(into, key, part[key], shared=False)
        for name in items.keys():  # noqa: SIM118
            item = items[name]
            if isinstance(item, Map):
                into = found.items[name] = {}
                for key in item.keys():  # noqa: SIM118
                    _keep(into, key, item[key], shared=True)
    return found


def _keep(into: dict[str, Any], key: str, value: Any, *, shared: bool) -> None:
    if isinstance(value, Text) and shared:
        into[key] = str(value)
    elif _is_plain(value):
        into[key] = folded(value)


def _is_plain(value: Any) -> bool:
    """Say whether JSON can hold a value; the guard has seen to it that it is not deep."""
    match value:
        case None | bool() | int() | str():
            return True
        case float():
            return value - value == 0
        case list():
            return all(map(_is_plain, value))
        case dict():
            return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return False


def _canonical(definition: ReportDefinition | dict[str, Any]) -> dict[str, Any]:
    if not isinstance(definition, ReportDefinition):
        definition = definition_from_dict(definition)
    return to_dict(definition)


def _written(content: Content, client: int) -> bytes:
    doc: Doc[Any] = Doc(client_id=client)
    report, fields, items = maps_of(doc)
    with doc.transaction():
        for key in ordered(content.report):
            report[key] = content.report[key]
        for key in ordered(content.fields):
            fields[key] = content.fields[key]
        for name in ordered(content.items):
            _add(items, name, content.items[name])
    return doc.get_update()


def _author(content: Content) -> int:
    """Return a client id made from what is written (FNV-1a, 32 bits): other content, other author."""
    found = 0x811C9DC5
    for byte in _spelled(content.plain()).encode():
        found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
    return found or 1


def _spelled(value: Any) -> str:
    """Return a value as text, the same in every language; numbers are those of 64-bit floats where they fit."""
    match value:
        case None | bool():
            return {None: "n", True: "t", False: "f"}[value]
        case int() | float() if isinstance(value, float) or abs(value) <= 2**53:
            return struct.pack(">d", value).hex()
        case int():
            return f"i{value}"
        case str():
            return f"s{len(value.encode())}:{value}"
        case list():
            return f"[{''.join(map(_spelled, value))}]"
    return "{" + "".join(_spelled(key) + _spelled(value[key]) for key in ordered(value)) + "}"


def perform(doc: Doc[Any], edits: list[Edit]) -> None:
    """Make the edits in a document, inside the caller's transaction."""
    roots = dict(zip(ROOTS, maps_of(doc), strict=True))
    for edit in edits:
        root = roots[edit.root]
        owner = root if edit.item is None else root[edit.item]
        match edit.kind:
            case "add":
                _add(root, edit.key, edit.value)
            case "remove" | "delete":
                del owner[edit.key]
            case "set":
                owner[edit.key] = edit.value
            case "text":
                _retype(owner, edit.key, edit.value)


def _add(items: Map[Any], name: str, item: dict[str, Any]) -> None:
    # key by key: the order of the edits is part of what a seed is
    items[name] = Map()
    made = items[name]
    for key in ordered(item):
        if is_text(item, key) and isinstance(item[key], str):
            _retype(made, key, item[key])
        else:
            made[key] = item[key]


def _retype(item: Map[Any], key: str, new: str) -> None:
    text = item.get(key)
    if not isinstance(text, Text):
        item[key] = Text()
        text = item[key]
    old = str(text)
    start, length, put = replaced(old, new)
    # pycrdt counts the bytes of UTF-8
    at = len(old[:start].encode())
    if length:
        del text[at : at + len(old[start : start + length].encode())]
    if put:
        text.insert(at, put)
