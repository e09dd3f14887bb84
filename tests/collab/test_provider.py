"""Documents around one another: what one edits is everywhere, and nothing loops."""

from __future__ import annotations

import pytest
from pycrdt import Doc

from nbreports.collab import MemoryChannel, Provider, apply, deliver, new_doc, pair, read, seed

from .making import Star, edited, everything, seeded, simple


def test_everyone_has_what_anyone_edits():
    star = Star(4, everything())
    for number, doc in enumerate(star.docs):
        edited(doc, lambda report, number=number: report.update(tags=[*report.get("tags", ()), f"t{number}"]))
    star.flow()
    assert star.refusals == []
    first = read(star.docs[0])
    assert all(read(doc) == first for doc in star.docs)
    assert {f"t{number}" for number in range(4)} < set(first["tags"])


def test_nothing_goes_back_where_it_came_from():
    one, other = new_doc(), new_doc()
    left, right = pair()
    for doc, end in ((one, left), (other, right)):
        Provider(doc, end).start()
    deliver(left, right)
    seed(one, everything())
    assert right.deliver() == 1
    assert left.deliver() == 0


def test_a_kernel_that_starts_empty_is_filled_once_by_two_pages():
    kernel = new_doc()
    room = seeded()
    updates = []
    subscription = kernel.observe(lambda event: updates.append(event.update))
    ends = []
    for _ in range(2):
        page = new_doc()
        page.apply_update(room.get_update())
        here, there = pair()
        Provider(page, here).start()
        Provider(kernel, there).start()
        ends += [here, there]
    deliver(*ends)
    kernel.unobserve(subscription)
    assert len(updates) == 1
    assert read(kernel) == read(room)


def test_a_channel_that_breaks_hinders_no_edit_and_is_mended():
    one, other = seeded(simple()), new_doc()
    left, right = pair()
    first, second = Provider(one, left), Provider(other, right)
    first.start()
    second.start()
    deliver(left, right)
    left.cut()
    edited(one, lambda report: report.update(title="alone"))
    edited(other, lambda report: report.update(source="orders"))
    assert first.broken
    assert second.broken
    for provider in (first, second):
        provider.stop()
        provider.stop()
    left, right = pair()
    Provider(one, left).start()
    Provider(other, right).start()
    deliver(left, right)
    assert read(one) == read(other)
    assert (read(one)["title"], read(one)["source"]) == ("alone", "orders")


def test_a_lost_message_is_asked_for_when_the_next_one_comes():
    one, other = seeded(simple()), new_doc()
    left, right = pair()
    Provider(one, left).start()
    Provider(other, right).start()
    deliver(left, right)
    edited(one, lambda report: report.update(title="lost on the way"))
    right.waiting.clear()
    edited(one, lambda report: report.update(source="orders"))
    deliver(left, right)
    assert read(other) == read(one)


def test_a_stopped_provider_neither_sends_nor_takes():
    one, other = seeded(simple()), new_doc()
    left, right = pair()
    first, second = Provider(one, left), Provider(other, right)
    first.start()
    second.start()
    deliver(left, right)
    first.stop()
    edited(one, lambda report: report.update(title="mine alone"))
    edited(other, lambda report: report.update(title="theirs"))
    deliver(left, right)
    assert read(one)["title"] == "mine alone"
    first.start()
    deliver(left, right)
    assert read(one) == read(other)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00",
        b"\x07\x00",
        b"\x02\xc8",
        b"\x01\x01\x00\x09",
        b"\x00\x01\xff",
        b"\x02\x02\xff\xff",
        b"\x02" + b"\xff" * 12,
    ],
    ids=lambda message: message.hex() or "empty",
)
def test_bytes_that_are_no_message_are_told_and_change_nothing(message):
    doc = seeded(simple())
    before = doc.get_update()
    refusals = []
    here, there = pair()
    Provider(doc, here, refused=refusals.append).start()
    there.waiting.clear()
    there.send(message)
    here.deliver()
    assert [refusal.code for refusal in refusals] == ["update_refused"]
    assert doc.get_update() == before
    silent = Provider(Doc(), MemoryChannel())
    silent.take(message)


def test_an_edit_while_an_update_is_applied_is_not_mistaken_for_it():
    star = Star(3, simple())
    hub = star.docs[0]
    edited(star.docs[1], lambda report: report.update(title="one"))
    edited(star.docs[2], lambda report: report.update(source="two"))
    apply(hub, {**read(hub), "locale": "de-CH"})
    star.flow()
    found = [read(doc) for doc in star.docs]
    assert found[0] == found[1] == found[2]
    assert (found[0]["title"], found[0]["source"], found[0]["locale"]) == ("one", "two", "de-CH")
