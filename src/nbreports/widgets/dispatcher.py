"""Takes what a front end sends: checked against the schema, counted, handed on, or refused in words.

Whoever may run code in the kernel may do anything; the checks hold for those who only share the document.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nbreports.errors import NbreportsError
from nbreports.widgets.messages import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nbreports.widgets.messages.base import Message

RATE = 60
"""Messages a second and view, and how many may come at once."""
MOST_VIEWS = 64
"""Views counted one by one; with more, the one longest silent is forgotten."""
LARGEST = 256 * 1024
"""Characters of a message."""
LARGEST_BUFFERS = 8 * 1024 * 1024
"""Bytes beside it."""


class Refusal(NbreportsError):
    """A message that is answered with no; ``code`` says why."""

    code = "refused"


class Dispatcher:
    """Hands messages to the handlers of their kinds.

    Parameters
    ----------
    handlers
        Message kind -> what takes it, with its buffers; it may raise any ``NbreportsError``.
    refuse
        Takes the id of a refused question and why.
    settle
        Takes the id of a question and what its handler gave.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        handlers: Mapping[str, Callable[[Any, Sequence[bytes]], Any]],
        refuse: Callable[[str, NbreportsError], None],
        settle: Callable[[str, Any], None] = lambda _ident, _answered: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._handlers = handlers
        self._refuse = refuse
        self._settle = settle
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, content: object, buffers: Sequence[Any] = ()) -> None:
        """Take one message; nothing in it can raise."""
        ident = content.get("id") if isinstance(content, dict) else None
        if not isinstance(ident, str) or len(ident) > 80:
            # nobody could be told
            return
        try:
            self._count(ident)
            question = self._parsed(content, buffers)
            handler = self._handlers.get(question.kind)  # type: ignore[attr-defined]
            if handler is None:
                raise Refusal("nothing here answers that", code="unknown_kind", remedy="Reload the page.")
            self._settle(ident, handler(question, [bytes(buffer) for buffer in buffers]))
        except NbreportsError as error:
            self._refuse(ident, error)

    def _count(self, ident: str) -> None:
        view = ident.rpartition(".")[0]
        now = self._clock()
        left, then = self._left.pop(view, (float(RATE), now))
        left = min(float(RATE), left + (now - then) * RATE)
        self._left[view] = (max(left - 1, 0.0), now)
        if len(self._left) > MOST_VIEWS:
            self._left.popitem(last=False)
        if left < 1:
            raise Refusal(
                f"more than {RATE} messages a second",
                code="too_many",
                remedy="Wait a second, then try again.",
            )

    def _parsed(self, content: object, buffers: Sequence[Any]) -> Message:
        size = sum(memoryview(buffer).nbytes for buffer in buffers)
        try:
            text = json.dumps(content, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise Refusal("the message is no JSON", code="malformed", remedy="Reload the page.") from None
        if len(text) > LARGEST or size > LARGEST_BUFFERS:
            raise Refusal("the message is too large", code="oversize", remedy="Send less at once.")
        try:
            question: Message = QUESTIONS.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = "/" + "/".join(str(part) for part in first["loc"][1:])
            unknown = first["type"] in ("union_tag_invalid", "union_tag_not_found")
            raise Refusal(
                "the message is of no known kind"
                if unknown
                else f"the message cannot be read: {first['msg']}",
                code="unknown_kind" if unknown else "malformed",
                where=where,
                remedy="Reload the page: it may be older than the kernel's nbreports.",
            ) from None
        return question
