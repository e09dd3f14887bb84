"""What a session takes from its front ends, and what it refuses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import UsageError
from nbreports.widgets.dispatcher import LARGEST, LARGEST_BUFFERS, MOST_VIEWS, RATE, Dispatcher

GOOD = {"v": 1, "id": "view.1", "kind": "params.describe", "params": {}}


class Desk:
    """A dispatcher whose answers are kept."""

    def __init__(self, handler=None):
        self.taken = []
        self.refused = []
        self.now = 0.0
        handlers = dict.fromkeys(
            ("preview.request", "preview.cancel", "params.describe", "y.sync", "y.awareness", "view.close"),
            handler or (lambda question, buffers: self.taken.append((question, buffers))),
        )
        self.dispatcher = Dispatcher(
            handlers, lambda ident, error: self.refused.append((ident, error)), clock=lambda: self.now
        )

    def take(self, content, buffers=()):
        self.dispatcher.take(content, buffers)

    @property
    def codes(self):
        return [error.code for _, error in self.refused]


def test_a_good_question_reaches_its_handler_with_its_buffers():
    desk = Desk()
    desk.take(GOOD, [memoryview(b"ab")])
    ((question, buffers),) = desk.taken
    assert question.id == "view.1"
    assert question.params == {}
    assert buffers == [b"ab"]
    assert desk.refused == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (GOOD | {"kind": "report.delete"}, "unknown_kind"),
        (GOOD | {"kind": None}, "unknown_kind"),
        ({"v": 1, "id": "view.1"}, "unknown_kind"),
        (GOOD | {"v": 2}, "malformed"),
        (GOOD | {"extra": 1}, "malformed"),
        (GOOD | {"params": {"a": {"b": 1}}}, "malformed"),
        (GOOD | {"params": {str(n): n for n in range(300)}}, "malformed"),
        (GOOD | {"params": {"a": math.nan}}, "malformed"),
        (GOOD | {"id": "no number"}, "malformed"),
        (GOOD | {"params": {"a": "x" * LARGEST}}, "oversize"),
        (
            {"v": 1, "id": "v.1", "kind": "preview.request", "rev": -1, "params": {}, "view": "page"},
            "malformed",
        ),
        (
            {"v": 1, "id": "v.1", "kind": "preview.request", "rev": "0", "params": {}, "view": "page"},
            "malformed",
        ),
        (
            {"v": 1, "id": "v.1", "kind": "preview.request", "rev": 0, "params": {}, "view": "../etc"},
            "malformed",
        ),
        (
            {
                "v": 1,
                "id": "v.1",
                "kind": "preview.request",
                "rev": 0,
                "params": {},
                "view": "page",
                "page": 0,
            },
            "malformed",
        ),
    ],
)
def test_what_the_schema_does_not_know_is_refused_by_name(content, code):
    desk = Desk()
    desk.take(content)
    assert desk.codes == [code]
    assert desk.refused[0][0] == content["id"]
    assert desk.refused[0][1].remedy
    assert desk.taken == []


def test_too_many_bytes_beside_a_message_are_refused():
    desk = Desk()
    desk.take({"v": 1, "id": "v.1", "kind": "y.sync"}, [bytes(LARGEST_BUFFERS + 1)])
    assert desk.codes == ["oversize"]


def test_what_has_no_id_has_no_answer():
    desk = Desk()
    for content in (None, 1, [], "x", {}, {"id": 5}, {"id": "x" * 1000}):
        desk.take(content)
    assert (desk.taken, desk.refused) == ([], [])


def test_a_view_may_ask_sixty_times_a_second_and_others_are_not_held_up():
    desk = Desk()
    for number in range(RATE + 5):
        desk.take(GOOD | {"id": f"busy.{number}"})
    assert len(desk.taken) == RATE
    assert desk.codes == ["too_many"] * 5
    desk.take(GOOD | {"id": "calm.1"})
    assert len(desk.taken) == RATE + 1
    desk.now += 0.5
    for number in range(RATE):
        desk.take(GOOD | {"id": f"busy.{number}"})
    assert len(desk.taken) == RATE + 1 + RATE // 2


def test_views_without_end_fill_no_memory():
    desk = Desk()
    for number in range(MOST_VIEWS * 3):
        desk.take(GOOD | {"id": f"view{number}.1"})
    assert len(desk.dispatcher._left) == MOST_VIEWS


def test_a_typed_error_of_a_handler_is_the_answer():
    def fail(_question, _buffers):
        raise UsageError("no", remedy="Do this.", where="/body/0")

    desk = Desk(fail)
    desk.take(GOOD)
    ((ident, error),) = desk.refused
    assert (ident, error.code, error.where) == ("view.1", "usage", "/body/0")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["v", "id", "kind", "rev", "params", "view", "page", "x"]), _JSON))
def test_nothing_a_front_end_sends_can_raise(content):
    desk = Desk()
    desk.take(content)
    desk.take(GOOD | content)
    assert len(desk.taken) + len(desk.refused) <= 2
