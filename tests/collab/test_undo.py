"""Undo takes back one's own steps, by name."""

from __future__ import annotations

import pytest

from nbreports.collab import Undo, read
from nbreports.collab.binding import maps_of

from .making import Star, edited, everything, seeded


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
