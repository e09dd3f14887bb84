"""Templates: what there is, and how one is bound to data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbreports.widgets.messages.base import Message

QUESTIONS: tuple[type[Message], ...] = ()
ANSWERS: tuple[type[Message], ...] = ()
