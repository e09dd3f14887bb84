"""What a notebook's file keeps of a widget, drawn again once the report has changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.twin import TwinDraw, TwinDrawn
from nbreports.widgets.static_twin import UNWATCHED_SECONDS, static_twin

if TYPE_CHECKING:
    from collections.abc import Sequence


class TwinAnswers(Answers):
    """The report as plain HTML."""

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"twin.draw": self.draw}

    async def draw(self, question: TwinDraw, _buffers: Sequence[bytes]) -> TwinDrawn:
        """Return the report as it stands."""
        made = await asyncio.to_thread(static_twin, self.session, UNWATCHED_SECONDS)
        return TwinDrawn(v=1, id=question.id, kind="twin.drawn", html=made.get("text/html", ""))
