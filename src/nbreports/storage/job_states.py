"""The states of a job, and which may follow which.

::

    queued ──> running <──> paused          done, failed and cancelled are ends;
      ^           │ └────────┐ │            retry takes failed and cancelled back to queued
      │           v          v v
      │   done, failed <── cancelling ──> cancelled
      └── (its worker died: it goes on from its spooled document)
"""

from __future__ import annotations

from typing import Literal, get_args

JobState = Literal["queued", "running", "paused", "cancelling", "done", "failed", "cancelled"]
Wish = Literal["run", "pause", "cancel"]
"""What whoever steers a job wants of it; its state follows."""

STATES: tuple[JobState, ...] = get_args(JobState)
ENDS: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})

LAWFUL: dict[JobState, frozenset[JobState]] = {
    "queued": frozenset({"running", "paused", "cancelled", "failed"}),
    "running": frozenset({"paused", "cancelling", "done", "failed", "queued"}),
    "paused": frozenset({"running", "queued", "cancelling", "cancelled", "failed"}),
    "cancelling": frozenset({"cancelled", "done", "failed"}),
    "done": frozenset(),
    "failed": frozenset({"queued"}),
    "cancelled": frozenset({"queued"}),
}


def before(state: JobState) -> tuple[JobState, ...]:
    """Return the states from which a job may come to ``state``."""
    return tuple(each for each in STATES if state in LAWFUL[each])
