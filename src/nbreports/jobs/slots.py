"""How many jobs may run at once, and how much memory each may take: from the machine, or its container."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nbreports.errors import UsageError
from nbreports.pipeline.limits import available_memory

COUNT_VARIABLE, MEMORY_VARIABLE = "NBREPORTS_JOBS", "NBREPORTS_JOB_MEMORY"
_LEAST_MEMORY = 512 * 1024 * 1024
"""Bytes below which another job at once would only be in the others' way."""
_CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, slots=True)
class Slots:
    """The limits.

    Attributes
    ----------
    count
        Jobs at once.
    memory
        Bytes a job's processes may hold before it is ended.
    """

    count: int
    memory: int

    @property
    def engine_memory(self) -> int:
        """Bytes the engine of one job may hold before it spills to disk."""
        return self.memory // 2


def slots() -> Slots:
    """Return the limits of this machine, or those of ``NBREPORTS_JOBS`` and ``NBREPORTS_JOB_MEMORY`` (bytes).

    Raises
    ------
    UsageError
        Where one of them is no number above 0.
    """
    usable = available_memory() * 4 // 5
    count = _named(COUNT_VARIABLE) or max(1, min(_cores(), usable // _LEAST_MEMORY))
    return Slots(count, _named(MEMORY_VARIABLE) or max(_LEAST_MEMORY, usable // count))


def _named(variable: str) -> int | None:
    text = os.environ.get(variable)
    if not text:
        return None
    if not text.isdigit() or not int(text):
        raise UsageError(f"{variable} is {text!r}", remedy="Set it to a number above 0, or unset it.")
    return int(text)


def _cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = _CPU_MAX.read_text("ascii").split()
        return max(1, min(cores, round(int(quota) / int(period))))
    except (OSError, ValueError):  # no such limit, or "max"
        return cores
