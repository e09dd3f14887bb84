"""What one author did to the maps of a report, so that it can be taken back whatever others did since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbreports.collab.difference import Edit, Root, alike, is_text, ordered, replaced

if TYPE_CHECKING:
    from nbreports.collab.content import Content

Item = dict[str, Any]
Address = tuple[Root, str | None, str]
"""A map by name, or an item of ``items``, and the key."""


class _Missing:
    """Stands for a key that is not there; null is a value."""


MISSING = _Missing()


@dataclass(slots=True)
class Step:
    """What changed between two moments.

    Parameters
    ----------
    name
        What was done.
    keys
        Address -> value before and after.
    items
        Id -> map before and after, of items that came or went.
    """

    name: str
    keys: dict[Address, tuple[Any, Any]] = field(default_factory=dict)
    items: dict[str, tuple[Item | None, Item | None]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.keys or self.items)


def step_between(name: str, before: Content, after: Content) -> Step:
    """Return what changed from ``before`` to ``after``."""
    step = Step(name)
    for root in ("report", "fields"):
        _compare(step, root, None, getattr(before, root), getattr(after, root))
    for ident in ordered(before.items.keys() | after.items.keys()):
        old, new = before.items.get(ident), after.items.get(ident)
        if old is None or new is None:
            step.items[ident] = (old, new)
        else:
            _compare(step, "items", ident, old, new)
    return step


def joined(first: Step, second: Step) -> Step | None:
    """Return two steps as one, or None where the second does not go on from what the first left.

    Others may have written in between; and what comes or goes is a step of its own.
    """
    if second.items:
        return None
    whole = Step(first.name, dict(first.keys), dict(first.items))
    for address, (old, new) in second.keys.items():
        ident, key = address[1:]
        if address in whole.keys:
            before, after = whole.keys[address]
            if not _alike(after, old):
                return None
            whole.keys[address] = (before, new)
        elif ident is not None and ident in whole.items:
            gone, made = whole.items[ident]
            if made is None or not _alike(made.get(key, MISSING), old):
                return None
            rest = {each: value for each, value in made.items() if each != key}
            whole.items[ident] = (gone, rest if new is MISSING else {**rest, key: new})
        else:
            whole.keys[address] = (old, new)
    return whole


def taken_back(step: Step, now: Content) -> list[Edit]:
    """Return the edits that take ``step`` back; what others have changed since stays as it is."""
    edits: list[Edit] = []
    for ident, (old, _) in step.items.items():
        there = ident in now.items
        if old is None and there:
            edits.append(Edit("remove", "items", ident))
        elif old is not None and not there:
            edits.append(Edit("add", "items", ident, old))
    for (root, item, key), (old, new) in step.keys.items():
        owner = getattr(now, root) if item is None else now.items.get(item)
        if owner is None:
            continue
        value = owner.get(key, MISSING)
        if item is not None and is_text(owner, key) and isinstance(old, str) and isinstance(new, str):
            back = _text_back(old, new, value)
            if back is not None and back != value:
                edits.append(Edit("text", root, key, back, item))
        elif not _alike(value, new):
            continue
        elif old is MISSING:
            edits.append(Edit("delete", root, key, None, item))
        else:
            text = item is not None and is_text({**owner, key: old}, key) and isinstance(old, str)
            edits.append(Edit("text" if text else "set", root, key, old, item))
    return edits


def _compare(step: Step, root: Root, ident: str | None, old: Item, new: Item) -> None:
    for key in ordered(old.keys() | new.keys()):
        pair = (old.get(key, MISSING), new.get(key, MISSING))
        if not _alike(*pair):
            step.keys[root, ident, key] = pair


def _alike(left: Any, right: Any) -> bool:
    return left is right or (left is not MISSING and right is not MISSING and alike(left, right))


def _text_back(old: str, new: str, now: Any) -> str | None:
    """Return ``now`` without what led from ``old`` to ``new``, or None where others wrote into or around that."""
    if not isinstance(now, str):
        return None
    start, length, put = replaced(old, new)
    theirs, gone, came = replaced(new, now)
    lost = old[start : start + length]
    if theirs + gone <= start:
        start += len(came) - gone
    elif theirs < start + len(put):
        return None
    return now[:start] + lost + now[start + len(put) :]
