"""The report as a Y document, over the session's comm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.answering.shared_report import SharedReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.widgets.messages.base import Message
    from nbreports.widgets.messages.shared import YAwareness, YSync
    from nbreports.widgets.report_session import ReportSession

MOST_AWARENESS = 64 * 1024
"""Bytes of one awareness message."""


class SharedAnswers(Answers):
    """What pages say to the shared document, in the order they say it."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self.report = SharedReport(session.definition, self._send, session.take)

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"y.sync": self.sync, "y.awareness": self.tell}

    def sync(self, question: YSync, buffers: Sequence[bytes]) -> None:
        """Take a message of the sync protocol."""
        if len(buffers) == 1:
            self.report.take(question.id, buffers[0])

    def tell(self, question: YAwareness, buffers: Sequence[bytes]) -> None:
        """Hand an awareness message on to all pages."""
        if len(buffers) == 1 and len(buffers[0]) <= MOST_AWARENESS:
            self.report.tell(question.id, buffers[0])

    def close(self) -> None:
        """Let go of pages and document."""
        self.report.close()

    def _send(self, message: Message, buffers: list[bytes]) -> None:
        self.session.answer(message, buffers)
