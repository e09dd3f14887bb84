"""What a notebook's file keeps of a widget."""

from __future__ import annotations

from typing import Literal

from nbreports.widgets.messages.base import Message


class TwinDraw(Message):
    """Ask for the report as plain HTML, as it stands."""

    kind: Literal["twin.draw"]


class TwinDrawn(Message):
    """The report as plain HTML; empty where there is nothing to show."""

    kind: Literal["twin.drawn"]
    html: str


QUESTIONS: tuple[type[Message], ...] = (TwinDraw,)
ANSWERS: tuple[type[Message], ...] = (TwinDrawn,)
