"""What a run says of itself while it goes on: a closed list of frozen events, for progress and control.

Data does not travel here. Events of progress come at most ten times a second; the others come once.

========================  ==================================================================================
``PhaseStarted``          a phase began: ``reading`` a source, ``totals``, ``filling``, ``writing``; rows to come
``RowsRead``              detail rows pulled from the source so far
``RowsRendered``          detail rows that have passed every renderer so far
``PagesMade``             pages made so far, of how many where that is known
``OutputWritten``         one output is whole and in place
``Finished``              all outputs are there
``Failed``                the run ended in an error
``Paused``, ``Resumed``   the gate closed or opened
========================  ==================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.errors import NbreportsError

Phase = Literal["reading", "totals", "filling", "writing"]


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase began; ``total`` is the rows to come where known, ``what`` the source or output it is about."""

    phase: Phase
    total: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class RowsRead:
    """Detail rows pulled from the engine so far."""

    rows: int


@dataclass(frozen=True, slots=True)
class RowsRendered:
    """Detail rows that every renderer has taken so far."""

    rows: int


@dataclass(frozen=True, slots=True)
class PagesMade:
    """Pages of a paged output made so far, of ``total`` where that is known."""

    pages: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OutputWritten:
    """One output stands whole at ``path``; ``digest`` is the SHA-256 of its bytes, as hexadecimal digits."""

    path: Path
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Finished:
    """All outputs are there."""

    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The run ended in an error; no output of it is left."""

    error: NbreportsError


@dataclass(frozen=True, slots=True)
class Paused:
    """The gate closed: no further node passes."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The gate opened."""


Event = (
    PhaseStarted | RowsRead | RowsRendered | PagesMade | OutputWritten | Finished | Failed | Paused | Resumed
)
