"""What answers the questions of one area."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbreports.widgets.messages.base import Message

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition
    from nbreports.widgets.report_session import ReportSession


@dataclass(frozen=True)
class Reply:
    """An answer with bytes beside it."""

    message: Message
    buffers: list[bytes] = field(default_factory=list)


Answered = Message | Reply | None
Handler = Callable[[Any, Sequence[bytes]], Answered | Awaitable[Answered]]
"""Takes a question and its buffers.

A plain function answers at once, in the thread the question came in; a coroutine function runs in the package's own
loop. Either may raise any ``NbreportsError``, which the view is told.
"""


class Answers:
    """The answers of one area.

    Parameters
    ----------
    session
        Whose report they are about.
    """

    def __init__(self, session: ReportSession) -> None:
        self.session = session

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {}

    def changed(self, definition: ReportDefinition) -> None:
        """Take notice of a new report; called in whatever thread changed it, and to be left at once."""

    def close_view(self, view: str) -> None:
        """Let go of what was kept for a view that has gone."""

    def close(self) -> None:
        """Let go of everything."""
