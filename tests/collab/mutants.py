"""A child process of the guard's tests: mutated updates, and the forms that end a process, taken by a guard.

Run as ``python mutants.py COUNT SEED``; it prints what became of them and ends with 0 if it lives.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from pycrdt import Doc

from nbreports.collab import apply, new_doc, read, seed
from nbreports.collab.guard import Guard, checked
from nbreports.errors import LimitError

EVERYTHING = json.loads((Path(__file__).parent / "corpus" / "everything.json").read_text())["definition"]


def updates():
    """Return genuine updates of several authors, small and large."""
    found = []
    doc = new_doc()
    subscription = doc.observe(lambda event: found.append(event.update))
    seed(doc, EVERYTHING)
    for title in ("a", "Größer 😀", "x" * 300):
        apply(doc, {**read(doc), "title": title})
    report = read(doc)
    report["body"] = report["body"][::-1]
    apply(doc, report)
    apply(doc, {**report, "body": report["body"][:2]})
    report["body"][-1]["md"] += " und mehr"
    apply(doc, report)
    found.append(doc.get_update())
    doc.unobserve(subscription)
    return found


def mutated(data, others, rnd):
    """Return ``data`` with some of it changed, cut, doubled, or joined to another update."""
    data = bytearray(data)
    for _ in range(rnd.choice((1, 1, 1, 1, 2, 6))):
        at = rnd.randrange(len(data) + 1)
        match rnd.choice((0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 6)):
            case 0:
                data[at : at + 1] = bytes([rnd.randrange(256)])
            case 1:
                del data[at : at + rnd.randrange(1, 9)]
            case 2:
                data[at:at] = rnd.randbytes(rnd.randrange(1, 9))
            case 3:
                data[at:at] = data[at : at + rnd.randrange(1, 40)]
            case 4:
                data[at : at + 1] = rnd.choice(
                    (b"\xff\xff\xff\xff\x0f", b"\x75\xff\x7f", b"\x76\x01\x00", b"\x00", b"\x80")
                )
            case 5 if len(data) > 2:
                data[at % len(data)] ^= 1 << rnd.randrange(8)
            case _:
                other = rnd.choice(others)
                data[at:] = other[rnd.randrange(len(other)) :]
    return bytes(data)


def deep_value(depth):
    """An update whose one value is a list in a list in a list."""
    value = b"\x75\x01" * depth + b"\x7e"
    return b"\x01\x01\x07\x00\x28\x01\x06report\x01a\x01" + value + b"\x00"


def deep_types(depth):
    """An update whose shared maps stand inside each other."""
    structs = [b"\x27\x01\x05items\x01k\x01"]
    structs += [b"\x27\x00\x07" + number(clock) + b"\x01k\x01" for clock in range(depth - 1)]
    return b"\x01" + number(depth) + b"\x07\x00" + b"".join(structs) + b"\x00"


def number(value):
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def main(count, start):
    rnd = random.Random(start)
    genuine = updates()
    told = {"taken": 0, "refused": 0, "held": 0, "repaired": 0, "whole": 0}
    for data in (deep_value(30_000), deep_value(60_000), deep_types(20_000), deep_types(40_000)):
        guard = Guard(new_doc())
        try:
            guard.take(data, first=True)
        except LimitError:
            told["refused"] += 1
        else:
            sys.exit("a form that ends the process was taken")
    doc, guard = None, None
    for turn in range(count):
        if turn % 50 == 0:
            doc = new_doc()
            guard = Guard(doc)
            seed(doc, EVERYTHING)
            for each in genuine[1:4]:
                guard.take(each)
        try:
            held = guard.take(mutated(rnd.choice(genuine), genuine, rnd), first=rnd.random() < 0.5)
        except LimitError:
            told["refused"] += 1
            continue
        told["held" if held else "taken"] += 1
        if turn % 10 == 0:
            found = checked(doc)
            told["repaired" if found.problems else "whole"] += 1
    # small depths of both forms are what genuine peers of other applications send: they go through
    plain = Doc()
    plain.apply_update(deep_value(3))
    plain.apply_update(
        deep_types(3).replace(b"\x01\x03\x07", b"\x01\x03\x09", 1).replace(b"\x00\x07", b"\x00\x09")
    )
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
