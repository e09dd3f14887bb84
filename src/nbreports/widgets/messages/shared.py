"""The shared report: bytes of the Y protocols, and what every question may be answered with."""

from __future__ import annotations

from typing import Literal

from nbreports.widgets.messages.base import Message


class YSync(Message):
    """A message of the Y sync protocol in the buffer; answered in kind."""

    kind: Literal["y.sync"]


class YAwareness(Message):
    """An awareness update in the buffer."""

    kind: Literal["y.awareness"]


class ViewClose(Message):
    """The view that asks this has gone, and with it what was kept for it; there is no answer."""

    kind: Literal["view.close"]


class Refused(Message):
    """A question that is not answered, or whose answer failed; ``where`` is a JSON pointer or a block's id."""

    kind: Literal["refused"]
    code: str
    message: str
    remedy: str
    where: str | None
    block: str | None


QUESTIONS: tuple[type[Message], ...] = (ViewClose, YSync, YAwareness)
ANSWERS: tuple[type[Message], ...] = (Refused,)
