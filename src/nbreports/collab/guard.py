"""What arrives is untrusted: looked over as bytes, tried on a shadow, checked before the engine sees it."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pycrdt import Doc

from nbreports.collab.binding import locked, reading
from nbreports.collab.depths import Depths
from nbreports.collab.repair import Problem, repaired
from nbreports.collab.scan import Unsafe, scan
from nbreports.collab.tree import build
from nbreports.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pycrdt import TransactionEvent

    from nbreports.definition.report import ReportDefinition

MAX_UPDATE = 256 * 1024
MAX_FIRST = 8 * 1024 * 1024
"""What a peer may send when it is first asked for all it has."""
MAX_HELD = 1_000
"""Updates kept until what they build on arrives."""
MAX_HELD_BYTES = 8 * 1024 * 1024
KEPT_REFUSED = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """The report in a document as the engine may see it.

    Parameters
    ----------
    definition
        The report, with what the format does not allow left out; None where nothing is left of it.
    problems
        What was mended or left out, each with its place.
    """

    definition: ReportDefinition | None
    problems: tuple[Problem, ...]


class Guard:
    """Takes the updates of peers into a document, and only those.

    Parameters
    ----------
    doc
        The document.

    Attributes
    ----------
    refused
        The newest updates that were not taken, for whoever looks into them.
    """

    def __init__(self, doc: Doc[Any]) -> None:
        self.doc = doc
        self.refused: deque[bytes] = deque(maxlen=KEPT_REFUSED)
        self._depths = Depths()
        self._shadow: Doc[Any] | None = None
        self._held: dict[bytes, None] = {}
        with locked(doc):
            self._depths.learn(scan(doc.get_update()))
            self._subscription = doc.observe(self._happened)

    def take(self, update: bytes, origin: Any = None, *, first: bool = False) -> bool:
        """Apply an update, in a transaction marked with ``origin``.

        Parameters
        ----------
        update
            The bytes of a peer.
        first
            Whether it is the answer to the question for all the peer has, which may be larger.

        Returns
        -------
        bool
            Whether updates are held because what they build on has not arrived: ask for it.

        Raises
        ------
        LimitError
            Where the update is not taken; the document is as it was.
        """
        most = MAX_FIRST if first else MAX_UPDATE
        if len(update) > most:
            raise self._refuse(update, f"an edit of {len(update):,} bytes, where {most:,} are allowed")
        with locked(self.doc):
            if not self._try(update, origin):
                self._hold(update)
                return True
            arrived = True
            while arrived and self._held:
                arrived = False
                for each in list(self._held):
                    if self._try(each, origin, held=True):
                        arrived = True
            return bool(self._held)

    def checked(self) -> Checked:
        """Return the report that the document holds, with what the format does not allow left out."""
        return checked(self.doc)

    def close(self) -> None:
        """Let go of the document."""
        self.doc.unobserve(self._subscription)

    def _try(self, update: bytes, origin: Any, *, held: bool = False) -> bool:
        """Apply an update unless something it builds on is missing; a held one that is unsafe is dropped."""
        try:
            found = scan(update)
            if self._depths.missing(found):
                return False
            self._depths.depths(found)
            self._rehearse(update)
        except (Unsafe, LimitError, ValueError, RuntimeError) as error:
            self._held.pop(update, None)
            refusal = self._refuse(update, str(error))
            if held:
                return True
            raise refusal from error
        self._held.pop(update, None)
        with self.doc.transaction(origin=origin):
            self.doc.apply_update(update)
        return True

    def _hold(self, update: bytes) -> None:
        self._held[update] = None
        if len(self._held) > MAX_HELD or sum(map(len, self._held)) > MAX_HELD_BYTES:
            self._held.pop(update)
            raise self._refuse(update, "too many edits wait for others that never came")

    def _rehearse(self, update: bytes) -> None:
        if self._shadow is None:
            self._shadow = Doc()
            self._shadow.apply_update(self.doc.get_update())
        try:
            with panics():
                self._shadow.apply_update(update)
        except (LimitError, ValueError, RuntimeError):
            # what it left half done must not meet the next update
            self._shadow = None
            raise

    def _happened(self, event: TransactionEvent) -> None:
        try:
            self._depths.learn(scan(event.update))
            if self._shadow is not None:
                self._shadow.apply_update(event.update)
        except (ValueError, RuntimeError):
            # an edit of this process that a peer would be refused; the next shadow is made from the document
            self._shadow = None

    def _refuse(self, update: bytes, reason: str) -> LimitError:
        self.refused.append(update)
        return LimitError(
            f"a change was not taken: {reason}",
            remedy="Ask its author to load the page again.",
            code="update_refused",
        )


def checked(doc: Doc[Any]) -> Checked:
    """Return the report in a document as the engine may see it, the same for everyone who holds the document."""
    found = reading(doc)
    definition, problems = repaired(build(found.root))
    mended = tuple(Problem("", text) for text in found.repairs)
    strange = tuple(Problem(key, "a key this release does not know") for key in found.unknown)
    return Checked(definition, (*mended, *strange, *problems))


@contextmanager
def panics() -> Iterator[None]:
    """Turn a panic of the library below into an error that can be handled.

    Raises
    ------
    LimitError
        Where the library panicked.
    """
    try:
        yield
    except Exception:
        raise
    except BaseException as error:
        # pyo3's PanicException is no Exception, and cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise LimitError("bytes that the library cannot read", code="update_refused") from error
