"""What arrives is untrusted: the process lives, the document stays whole, the engine sees a report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pycrdt import Doc, Map, Text

from nbreports.collab import Guard, apply, checked, new_doc, read, seed, seed_update
from nbreports.collab.binding import maps_of
from nbreports.collab.guard import MAX_HELD, MAX_UPDATE, panics
from nbreports.collab.repair import repaired
from nbreports.definition import definition_from_dict
from nbreports.errors import LimitError

from .making import edited, everything, seeded, simple
from .mutants import deep_types, deep_value, updates

HERE = Path(__file__).parent


def test_twenty_thousand_mutated_updates_and_the_process_lives():
    # measuring what is covered there would take minutes
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, str(HERE / "mutants.py"), "20000", "11"],
        capture_output=True,
        text=True,
        check=False,
        env=quiet,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["refused"] > 5_000
    assert told["taken"] > 250
    assert told["repaired"] + told["whole"] > 50


@pytest.mark.parametrize("data", [deep_value(30_000), deep_types(20_000)], ids=["value", "types"])
def test_what_ends_a_process_is_refused_before_the_library_sees_it(data):
    guard = Guard(seeded())
    before = guard.doc.get_update()
    with pytest.raises(LimitError, match="nested deeper") as caught:
        guard.take(data, first=True)
    assert caught.value.code == "update_refused"
    assert guard.doc.get_update() == before
    assert list(guard.refused) == [data]


def test_a_deep_chain_built_edit_by_edit_is_refused_too():
    author = Doc(client_id=7)
    guard = Guard(new_doc())
    inner = maps_of(author)[2]
    taken = 0
    with pytest.raises(LimitError, match="nested deeper"):
        for _ in range(20):
            state = author.get_state()
            inner["k"] = Map()
            inner = inner["k"]
            guard.take(author.get_update(state))
            taken += 1
    assert 2 < taken < 20


def test_genuine_updates_are_taken_in_any_order():
    genuine = updates()[:-1]
    doc = new_doc()
    guard = Guard(doc)
    held = [guard.take(each) for each in reversed(genuine)]
    assert held == [*[True] * (len(genuine) - 1), False]
    other = new_doc()
    for each in genuine:
        other.apply_update(each)
    assert read(doc) == read(other)
    assert not any(guard.take(each) for each in genuine)
    guard.close()


def test_what_is_held_is_bounded():
    author = Doc(client_id=5)
    report = maps_of(author)[0]
    guard = Guard(new_doc())
    report["title"] = "never sent"
    for number in range(MAX_HELD):
        state = author.get_state()
        report["description"] = str(number)
        assert guard.take(author.get_update(state))
    state = author.get_state()
    report["description"] = "one too many"
    with pytest.raises(LimitError, match="wait"):
        guard.take(author.get_update(state))
    # what they waited for still brings all of them
    assert not guard.take(author.get_update())
    assert maps_of(guard.doc)[0]["description"] == "one too many"


def test_a_held_update_that_turns_out_unsafe_is_dropped():
    author = Doc(client_id=5)
    items = maps_of(author)[2]
    states = []
    inner = items
    parts = []
    for _ in range(3):
        states.append(author.get_state())
        for _ in range(4):
            inner["k"] = Map()
            inner = inner["k"]
        parts.append(author.get_update(states[-1]))
    guard = Guard(new_doc())
    assert guard.take(parts[2])
    assert guard.take(parts[1])
    assert not guard.take(parts[0])
    assert guard.refused[-1] == parts[2]


def test_an_edit_may_be_large_only_as_the_first_answer():
    author = Doc()
    maps_of(author)[0]["description"] = "x" * MAX_UPDATE
    guard = Guard(new_doc())
    with pytest.raises(LimitError, match="bytes"):
        guard.take(author.get_update())
    assert not guard.take(author.get_update(), first=True)


def test_edits_of_this_process_are_known_to_the_guard():
    doc = new_doc()
    guard = Guard(doc)
    seed(doc, everything())
    page = new_doc()
    page.apply_update(doc.get_update())
    state = page.get_state()
    edited(page, lambda report: report.update(title="from a page"))
    assert not guard.take(page.get_update(state), origin="page")
    edited(doc, lambda report: report.update(source="sales"))
    state = page.get_state()
    edited(page, lambda report: report.update(locale="en-US"))
    assert not guard.take(page.get_update(state))
    assert read(doc)["title"] == "from a page"


def test_a_local_edit_no_peer_might_send_does_not_blind_the_guard():
    doc = new_doc()
    guard = Guard(doc)
    inner = maps_of(doc)[2]
    for _ in range(20):
        inner["k"] = Map()
        inner = inner["k"]
    seed(doc, simple())
    other = new_doc()
    other.apply_update(seed_update(simple()))
    edited(other, lambda report: report.update(title="still taken"))
    guard.take(other.get_update(seeded(simple()).get_state()))


def test_the_engine_sees_a_report_whatever_was_written():
    doc = seeded()
    report, fields, items = maps_of(doc)
    with doc.transaction():
        report["locale"] = "no locale at all"
        report["future"] = 1
        items["t1"]["limit"] = -5
        items["c1"]["type"] = "hologram"
        items["report.measures.avg"]["expr"] = 7
        fields["amount/format"] = "nonsense"
    found = checked(doc)
    assert found.definition is not None
    assert found.definition.locale == "en-US"
    assert "avg" not in found.definition.measures
    assert found.definition.fields["amount"].format is None
    assert {problem.where for problem in found.problems} >= {"/locale", "report/future"}
    other = new_doc()
    other.apply_update(doc.get_update())
    assert checked(other) == found
    assert Guard(other).checked() == found


def test_a_report_without_title_and_source_is_completed():
    found, problems = repaired({"schema": "nbreport/1", "body": []})
    assert found is not None
    assert (found.title, found.source) == ("Untitled", "data")
    assert [problem.where for problem in problems] == ["/"]


def test_a_document_of_a_newer_release_is_no_report_for_this_one():
    doc = seeded()
    maps_of(doc)[0]["schema"] = "nbreport/7"
    assert checked(doc).definition is None


def test_what_cannot_be_cut_away_ends():
    for data in ({"schema": "nbreport/1", "title": 3, "source": "", "body": 7}, {"schema": 5}, {}):
        found, problems = repaired(dict(data))
        assert problems
        if found is not None:
            definition_from_dict({"schema": "nbreport/1", "title": found.title, "source": found.source})


def test_a_panic_of_the_library_is_an_error():
    doc = Doc()
    with pytest.raises(LimitError), panics():
        doc.get("m", type=Map)["a"] = "\ud800"
    with pytest.raises(KeyError), panics():
        raise KeyError
    with pytest.raises(KeyboardInterrupt), panics():
        raise KeyboardInterrupt


def test_formatted_text_is_text():
    doc = seeded()
    author = new_doc()
    author.apply_update(doc.get_update())
    state = author.get_state()
    text = maps_of(author)[2]["intro"]["md"]
    assert isinstance(text, Text)
    text.format(0, 4, {"bold": True})
    guard = Guard(doc)
    assert not guard.take(author.get_update(state))
    assert read(doc) == everything()
    apply(doc, everything(title="goes on"))
