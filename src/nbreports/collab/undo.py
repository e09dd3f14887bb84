"""Undo of one's own edits, each with the name of what was done."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from pycrdt import UndoManager

from nbreports.collab.binding import apply, locked, maps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pycrdt import Doc

    from nbreports.collab.difference import Edit
    from nbreports.definition.report import ReportDefinition

GROUPED_MS = 500
"""Edits of one name closer than this are one step: a word typed is undone as a word."""


class Undo:
    """The steps of one author in a document; what others did meanwhile stays.

    Parameters
    ----------
    doc
        The document.
    origin
        What this author's transactions are marked with; the object itself by default.
    """

    def __init__(self, doc: Doc[Any], origin: Any = None) -> None:
        self.doc = doc
        self.origin = self if origin is None else origin
        self._apart = 0
        self._done: list[str] = []
        self._undone: list[str] = []
        self._manager = UndoManager(
            scopes=list(maps_of(doc)), capture_timeout_millis=GROUPED_MS, timestamp=self._now
        )
        self._manager.include_origin(self.origin)

    @contextmanager
    def edit(self, name: str) -> Iterator[None]:
        """Make what is done inside one step of that name.

        Edits of the same name within half a second join the step before.
        """
        if not self._done or self._done[-1] != name or self._undone:
            # the library joins edits by their time alone
            self._apart += 10 * GROUPED_MS
        with locked(self.doc):
            before = len(self._manager.undo_stack)
            try:
                with self.doc.transaction(origin=self.origin):
                    yield
            finally:
                # what was done before a failure is done, and can be taken back
                if len(self._manager.undo_stack) > before:
                    self._done.append(name)
                    self._undone.clear()

    def apply(self, definition: ReportDefinition | dict[str, Any], name: str) -> list[Edit]:
        """Make the document hold ``definition``, as a step of that name."""
        with self.edit(name):
            return apply(self.doc, definition, origin=self.origin)

    @property
    def undo_name(self) -> str | None:
        """What would be undone."""
        return self._done[-1] if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What would be done again."""
        return self._undone[-1] if self._undone else None

    def undo(self) -> str | None:
        """Take the newest step back and return its name."""
        return self._step(self._manager.undo, self._done, self._undone)

    def redo(self) -> str | None:
        """Do the step taken back last again and return its name."""
        return self._step(self._manager.redo, self._undone, self._done)

    def _step(self, step: Any, names: list[str], others: list[str]) -> str | None:
        if not names:
            return None
        with locked(self.doc):
            step()
        name = names.pop()
        others.append(name)
        # a step of which others have left nothing leads to no step back
        del self._done[: max(0, len(self._done) - len(self._manager.undo_stack))]
        del self._undone[: max(0, len(self._undone) - len(self._manager.redo_stack))]
        return name

    def _now(self) -> int:
        return int(monotonic() * 1000) + self._apart
