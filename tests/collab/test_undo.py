"""Undo takes back one's own steps, by name."""

from __future__ import annotations

import pytest

from nbreports.collab import Undo, read
from nbreports.collab.binding import maps_of

from .making import Star, edited, everything, seeded, simple


def test_own_steps_go_back_and_the_others_stay():
    star = Star(2, everything())
    mine, theirs = star.docs
    undo = Undo(mine)
    undo.apply({**read(mine), "title": "Renamed"}, "Rename")
    undo.apply({**read(mine), "source": "sales"}, "Other source")
    star.flow()
    edited(theirs, lambda report: report.update(locale="en-US"))
    star.flow()
    assert [undo.undo_name, undo.undo(), undo.undo(), undo.undo(), undo.undo_name] == [
        "Other source",
        "Other source",
        "Rename",
        None,
        None,
    ]
    star.flow()
    found = read(theirs)
    assert (found["title"], found["source"], found.get("locale", "en-US")) == (
        everything()["title"],
        everything()["source"],
        "en-US",
    )
    assert [undo.redo_name, undo.redo(), undo.redo(), undo.redo()] == [
        "Rename",
        "Rename",
        "Other source",
        None,
    ]
    star.flow()
    assert read(theirs) == read(mine)
    assert read(mine)["source"] == "sales"


def test_edits_of_one_name_in_a_row_are_one_step():
    doc = seeded()
    undo = Undo(doc)
    for title in ("a", "ab", "abc"):
        undo.apply({**read(doc), "title": title}, "Type")
    assert undo.undo() == "Type"
    assert read(doc)["title"] == everything()["title"]
    assert undo.undo_name is None


def test_a_new_step_leaves_nothing_to_do_again():
    doc = seeded()
    undo = Undo(doc, origin="me")
    undo.apply({**read(doc), "title": "one"}, "One")
    undo.undo()
    undo.apply({**read(doc), "title": "two"}, "Two")
    assert undo.redo_name is None
    assert undo.redo() is None
    assert undo.undo() == "Two"


def test_an_edit_that_changes_nothing_is_no_step():
    doc = seeded()
    undo = Undo(doc)
    assert undo.apply(read(doc), "Nothing") == []
    assert undo.undo_name is None


def test_a_step_that_fails_halfway_can_be_taken_back():
    doc = seeded()
    undo = Undo(doc)
    with pytest.raises(RuntimeError), undo.edit("Half"):
        maps_of(doc)[0]["title"] = "half"
        raise RuntimeError
    undo.apply({**read(doc), "title": "whole"}, "Whole")
    assert [undo.undo(), undo.undo()] == ["Whole", "Half"]
    assert read(doc) == everything()


def test_a_removed_block_comes_back_with_all_it_had():
    doc = seeded()
    undo = Undo(doc)
    before = read(doc)
    undo.apply({**before, "body": [each for each in before["body"] if each["id"] != "t1"]}, "Remove table")
    assert all(each["id"] != "t1" for each in read(doc)["body"])
    undo.undo()
    assert read(doc) == before


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ("one two three", "one two three four", "one three four"),
        ("one two three", "zero one two three", "zero one three"),
        ("one big three", "one big 😀 three", "one 😀 three"),
        ("one two three", "one tw0 three", "one tw0 three"),
        ("one two three", "", ""),
        ("one two three", "zero one two three four", "zero one two three four"),
        ("one", "one!", "one! three"),
    ],
)
def test_words_written_are_taken_back_from_among_the_others(mine, theirs, left):
    before = "one three"
    doc = seeded(simple(body=[{"kind": "text", "id": "b1", "md": before}]))
    undo = Undo(doc)
    undo.apply(simple(body=[{"kind": "text", "id": "b1", "md": mine}]), "Write")
    edited(doc, lambda report: report["body"][0].update(md=theirs))
    undone = undo.undo()
    assert read(doc)["body"][0]["md"] == left
    assert undone == ("Write" if left != theirs else None)


def test_what_others_changed_since_is_left_as_it_is():
    doc = seeded()
    undo = Undo(doc)
    undo.apply({**read(doc), "title": "mine", "locale": "en-US"}, "Both")
    edited(doc, lambda report: report.update(title="theirs"))
    assert undo.undo() == "Both"
    assert (read(doc)["title"], read(doc)["locale"]) == ("theirs", "de-CH")
    assert undo.redo() == "Both"
    assert (read(doc)["title"], read(doc).get("locale", "en-US")) == ("theirs", "en-US")


def test_a_step_of_which_others_left_nothing_is_passed_over():
    doc = seeded()
    undo = Undo(doc)
    undo.apply({**read(doc), "source": "sales"}, "Source")
    undo.apply({**read(doc), "title": "mine"}, "Title")
    edited(doc, lambda report: report.update(title="theirs"))
    assert undo.undo() == "Source"
    assert (read(doc)["title"], read(doc)["source"]) == ("theirs", "joined")


def test_edits_of_one_name_join_what_was_added_in_the_same_breath():
    doc = seeded(simple())
    undo = Undo(doc)
    added = [*simple()["body"], {"kind": "text", "id": "x", "md": ""}]
    undo.apply(simple(body=added), "Write")
    for text in ("a", "ab"):
        added[-1] = {"kind": "text", "id": "x", "md": text, "title": "T"}
        undo.apply(simple(body=added), "Write")
    added[-1] = {"kind": "text", "id": "x", "md": "ab"}
    undo.apply(simple(body=added), "Write")
    assert undo.undo() == "Write"
    assert read(doc) == simple()
    assert undo.undo_name is None
    assert undo.redo() == "Write"
    assert read(doc)["body"][-1] == added[-1]


def test_a_word_another_finished_is_a_step_of_its_own():
    doc = seeded(simple())
    undo = Undo(doc)
    undo.apply({**read(doc), "title": "a"}, "Type")
    edited(doc, lambda report: report.update(title="theirs"))
    undo.apply({**read(doc), "title": "b"}, "Type")
    assert undo.undo() == "Type"
    assert read(doc)["title"] == "theirs"


def test_a_field_described_and_a_kind_changed_are_taken_back():
    doc = seeded(simple(body=[{"kind": "table", "id": "b1", "columns": ["amount"], "order_by": ["amount"]}]))
    before = read(doc)
    undo = Undo(doc)
    undo.apply({**before, "fields": {"amount": {"label": "A"}}}, "Describe")
    undo.apply({**read(doc), "body": [{"kind": "text", "id": "b1", "md": "words"}]}, "To text")
    undo.apply({**read(doc), "body": [{"kind": "pagebreak", "id": "b1"}]}, "To a break")
    assert undo.undo() == "To a break"
    assert read(doc)["body"] == [{"kind": "text", "id": "b1", "md": "words"}]
    assert [undo.undo(), undo.undo()] == ["To text", "Describe"]
    assert read(doc) == before
