"""Order keys: texts that sort as fractions between 0 and 1, so that one item moves by one write.

A key is digits ``0-9A-Za-z`` of base 62 after the point, compared as text, never ending in ``0``. At the ends of a
list keys count up and down in steps and stay four digits long; only inserting at one place again and again
makes them grow, and `arrange` spaces a list anew before a key is longer than `LONGEST`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST = 40
"""A longer key is never made."""

_VALUE = {digit: value for value, digit in enumerate(DIGITS)}
_BASE = len(DIGITS)
_WIDTH = 4
_WHOLE = _BASE**_WIDTH
_MIDDLE = _WHOLE // 2
_STEP = _BASE
_KEY = re.compile(r"[0-9A-Za-z]{0,199}[1-9A-Za-z]\Z", re.ASCII)


def is_key(value: object) -> bool:
    """Say whether ``value`` is an order key."""
    return isinstance(value, str) and _KEY.match(value) is not None


def spread(count: int) -> list[str]:
    """Return the keys of a new list, always the same ones for a length."""
    step = max(1, min(_STEP, (_WHOLE - _MIDDLE) // (count + 1)))
    return [_written(_MIDDLE + step * place) for place in range(count)]


def between(before: str | None, after: str | None) -> str:
    """Return a key after ``before`` and before ``after``; None stands for the ends of the list.

    Parameters
    ----------
    before, after
        Neighbours, ``before`` the smaller one.

    Raises
    ------
    ValueError
        Where ``before`` is not smaller than ``after``.
    """
    if before is not None and after is not None and before >= after:
        raise ValueError(f"nothing fits between {before!r} and {after!r}")
    if before is None and after is None:
        return _written(_MIDDLE)
    if after is None and before is not None:
        number = _number(before) + _STEP
        if number < _WHOLE:
            return _written(number)
    if before is None and after is not None:
        # what stands after the width makes the key larger still
        number = _number(after) - _STEP
        if number > 0:
            return _written(number)
    return _halfway(before or "", after)


def several(before: str | None, after: str | None, count: int) -> list[str]:
    """Return ``count`` keys between two neighbours, as short as they can be."""
    if count == 0:
        return []
    if after is None:
        found: list[str] = []
        for _ in range(count):
            before = between(before, None)
            found.append(before)
        return found
    if before is None:
        found = []
        for _ in range(count):
            after = between(None, after)
            found.append(after)
        return found[::-1]
    half = count // 2
    key = between(before, after)
    return [*several(before, key, half), key, *several(key, after, count - half - 1)]


def arrange(items: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return a key for each item of a list in its new order, changing as few as possible.

    Parameters
    ----------
    items
        Id and present key of each, in the order they shall have; None for those without one. Items of one key
        are ordered by their ids.

    Returns
    -------
    list of str
        The keys; who need not move keeps theirs.
    """
    kept = _kept(items)
    keys: list[str] = [""] * len(items)
    before: str | None = None
    waiting: list[int] = []
    for place, (_, key) in enumerate(items):
        # two who were put at one place at the same time have one key: nothing fits between them
        if place not in kept or key is None or (waiting and key == before):
            waiting.append(place)
            continue
        for at, made in zip(waiting, several(before, key, len(waiting)), strict=True):
            keys[at] = made
        waiting = []
        keys[place] = before = key
    for at, made in zip(waiting, several(before, None, len(waiting)), strict=True):
        keys[at] = made
    old = [key for _, key in items]
    if any(len(key) > LONGEST and key != was for key, was in zip(keys, old, strict=True)):
        return spread(len(items))
    return keys


def _kept(items: Sequence[tuple[str, str | None]]) -> set[int]:
    """Return the places of a longest run of items that are in order as they are."""
    tails: list[tuple[str, str]] = []
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for place, (name, key) in enumerate(items):
        if key is None:
            continue
        at = bisect_left(tails, (key, name))
        previous[place] = ends[at - 1] if at else None
        if at == len(tails):
            tails.append((key, name))
            ends.append(place)
        else:
            tails[at] = (key, name)
            ends[at] = place
    found: set[int] = set()
    place_: int | None = ends[-1] if ends else None
    while place_ is not None:
        found.add(place_)
        place_ = previous[place_]
    return found


def _number(key: str) -> int:
    number = 0
    for digit in key[:_WIDTH].ljust(_WIDTH, "0"):
        number = number * _BASE + _VALUE[digit]
    return number


def _written(number: int) -> str:
    text = ""
    for _ in range(_WIDTH):
        number, digit = divmod(number, _BASE)
        text = DIGITS[digit] + text
    return text.rstrip("0")


def _halfway(before: str, after: str | None) -> str:
    text = ""
    place = 0
    while True:
        low = _VALUE[before[place]] if place < len(before) else 0
        high = _BASE if after is None or place >= len(after) else _VALUE[after[place]]
        if low + 1 < high:
            return text + DIGITS[(low + high) // 2]
        text += DIGITS[low]
        if low < high:
            after = None
        place += 1
