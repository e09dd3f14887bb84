"""One definition, many hands: a report as a Y document, kept the same over any channel of bytes."""

from __future__ import annotations

from nbreports.collab.binding import apply, new_doc, read, reading, seed, seed_update
from nbreports.collab.channel import Channel, MemoryChannel, deliver, pair
from nbreports.collab.guard import Checked, Guard, checked
from nbreports.collab.provider import Provider
from nbreports.collab.repair import Problem
from nbreports.collab.undo import Undo

__all__ = [
    "Channel",
    "Checked",
    "Guard",
    "MemoryChannel",
    "Problem",
    "Provider",
    "Undo",
    "apply",
    "checked",
    "deliver",
    "new_doc",
    "pair",
    "read",
    "reading",
    "seed",
    "seed_update",
]
