"""Undo of one's own edits, each with the name of what was done."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from nbreports.collab.binding import apply, content_of, locked, perform
from nbreports.collab.steps import Step, joined, step_between, taken_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pycrdt import Doc

    from nbreports.collab.difference import Edit
    from nbreports.definition.report import ReportDefinition

GROUPED = 0.5
"""Seconds: edits of one name closer than this are one step, so that a word typed is undone as a word."""
MOST_STEPS = 200
"""Older ones cannot be taken back."""


class Undo:
    """The steps of one author in a document; what others did meanwhile stays.

    A step back is made of ordinary edits. The library's own undo, which brings deleted structs to life again,
    can leave a copy that differs from all others for ever.

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
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._newest = -GROUPED

    @contextmanager
    def edit(self, name: str) -> Iterator[None]:
        """Make what is done inside one step of that name.

        Edits of the same name within half a second join the step before.
        """
        with locked(self.doc):
            before = content_of(self.doc)
            try:
                with self.doc.transaction(origin=self.origin):
                    yield
            finally:
                # what was done before a failure is done, and can be taken back
                self._did(step_between(name, before, content_of(self.doc)))

    def apply(self, definition: ReportDefinition | dict[str, Any], name: str) -> list[Edit]:
        """Make the document hold ``definition``, as a step of that name."""
        with self.edit(name):
            return apply(self.doc, definition, origin=self.origin)

    @property
    def undo_name(self) -> str | None:
        """What would be undone."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What would be done again."""
        return self._undone[-1].name if self._undone else None

    def undo(self) -> str | None:
        """Take the newest step back and return its name; steps of which others left nothing are passed over."""
        return self._back(self._done, self._undone)

    def redo(self) -> str | None:
        """Do the step taken back last again and return its name."""
        return self._back(self._undone, self._done)

    def _did(self, step: Step) -> None:
        if not step:
            return
        now = monotonic()
        last = self._done[-1] if self._done and not self._undone else None
        whole = None
        if last is not None and last.name == step.name and now - self._newest < GROUPED:
            whole = joined(last, step)
        if whole is None:
            self._done.append(step)
            del self._done[:-MOST_STEPS]
        else:
            self._done[-1] = whole
        self._undone.clear()
        self._newest = now

    def _back(self, steps: list[Step], others: list[Step]) -> str | None:
        with locked(self.doc):
            while steps:
                step = steps.pop()
                before = content_of(self.doc)
                with self.doc.transaction(origin=self.origin):
                    perform(self.doc, taken_back(step, before))
                made = step_between(step.name, before, content_of(self.doc))
                if made:
                    others.append(made)
                    # what comes next is no part of what was there before
                    self._newest = -GROUPED
                    return step.name
        return None
