"""A report in a Y document: nothing is lost on the way, and a change is as small as it can be."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pycrdt import Array, Doc, Map, Text

from nbreports.collab import apply, new_doc, read, reading, seed, seed_update
from nbreports.collab.binding import content_of, locked, maps_of
from nbreports.definition import definition_from_dict, dumps, load, to_dict
from nbreports.errors import DefinitionError

from .making import block, edited, everything, seeded, simple

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("demo", "tests") for path in (ROOT / folder).rglob("*.nbreport"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_goes_through_a_document_unchanged(path):
    report = load(path)
    doc = seeded(report)
    assert dumps(definition_from_dict(read(doc))) == dumps(report)
    assert apply(doc, report) == []


def test_seeding_twice_adds_nothing_wherever_it_is_done():
    one, other = seeded(), seeded()
    before = one.get_update()
    one.apply_update(other.get_update())
    one.apply_update(seed_update(everything()))
    assert one.get_update() == before
    assert not seed(one, everything())
    assert not seed(one, simple())
    assert one.get_update() == before


def test_two_reports_seeded_apart_still_agree_after_they_meet():
    one, other = seeded(everything()), seeded(simple())
    one.apply_update(other.get_update())
    other.apply_update(one.get_update())
    assert read(one) == read(other)
    assert content_of(one).plain() == content_of(other).plain()


def test_a_definition_the_format_refuses_leaves_the_document_as_it_was():
    doc = seeded()
    before = doc.get_update()
    for wrong in (
        {},
        everything(locale="?"),
        everything(body=[{"kind": "chart"}]),
        everything(title="\ud800"),
    ):
        with pytest.raises(DefinitionError):
            apply(doc, wrong)
        with pytest.raises(DefinitionError):
            seed(new_doc(), wrong)
    assert doc.get_update() == before


def test_a_moved_block_is_one_write_and_keeps_what_another_edits_in_it():
    one = seeded()
    other = new_doc()
    other.apply_update(one.get_update())

    def into_the_row(report):
        table = report["body"].pop(2)
        report["body"][1]["blocks"].append(table)
        report["body"][1]["widths"].append(1)

    edits = edited(one, into_the_row)
    assert [(edit.kind, edit.key, edit.item) for edit in edits] == [
        ("set", "@at", "t1"),
        ("set", "@share", "t1"),
    ]
    edited(other, lambda report: block(report, "t1").update(title="Edited meanwhile"))
    one.apply_update(other.get_update())
    other.apply_update(one.get_update())
    assert read(one) == read(other)
    row = read(one)["body"][1]
    assert row["blocks"][-1]["title"] == "Edited meanwhile"
    assert row["widths"] == [2, 1.5, 1]


def test_two_who_begin_the_same_list_both_succeed():
    one = seeded(simple(body=[{"kind": "table", "id": "b1", "columns": ["amount"]}]))
    other = new_doc()
    other.apply_update(one.get_update())
    edited(one, lambda report: report["body"][0].update(group_by="region", order_by=["amount"]))
    edited(other, lambda report: report["body"][0].update(group_by="customer", order_by=["-amount"]))
    one.apply_update(other.get_update())
    other.apply_update(one.get_update())
    assert read(one) == read(other)
    table = read(one)["body"][0]
    assert sorted(table["group_by"]) == ["customer", "region"]
    assert sorted(table["order_by"]) == ["-amount", "amount"]


def test_two_who_describe_the_same_field_first_both_succeed():
    one = seeded(simple())
    other = new_doc()
    other.apply_update(one.get_update())
    edited(one, lambda report: report.update(fields={"amount": {"label": "Amount"}}))
    edited(other, lambda report: report.update(fields={"amount": {"format": "currency"}}))
    one.apply_update(other.get_update())
    assert read(one)["fields"] == {"amount": {"label": "Amount", "format": "currency"}}


def test_a_block_put_into_a_row_that_is_removed_meanwhile_is_not_lost():
    one = seeded()
    other = new_doc()
    other.apply_update(one.get_update())
    edited(one, lambda report: report["body"].pop(1))

    def add(report):
        report["body"][1]["blocks"].append({"kind": "text", "id": "late", "md": "kept"})
        report["body"][1]["widths"].append(1)

    edited(other, add)
    one.apply_update(other.get_update())
    other.apply_update(one.get_update())
    assert read(one) == read(other)
    assert read(one)["body"][-1] == {"kind": "text", "id": "late", "md": "kept"}
    assert reading(one).repairs
    # an edit elsewhere does not settle where it stands: its row may be undone back
    edits = edited(one, lambda report: report.update(title="New"))
    assert [edit.key for edit in edits] == ["title"]


def test_text_typed_at_two_places_is_merged():
    one = seeded(simple(body=[{"kind": "text", "id": "b1", "md": "Umsätze 😀 im Jahr"}]))
    other = new_doc()
    other.apply_update(one.get_update())
    edited(one, lambda report: report["body"][0].update(md="Alle Umsätze 😀 im Jahr"))
    edited(other, lambda report: report["body"][0].update(md="Umsätze 😎 im Jahr 2026"))
    one.apply_update(other.get_update())
    assert read(one)["body"][0]["md"] == "Alle Umsätze 😎 im Jahr 2026"


def test_what_no_report_holds_is_passed_over():
    doc = seeded(simple())
    report, fields, items = maps_of(doc)
    before = read(doc)
    with doc.transaction():
        report["description"] = Text("shared text where a scalar belongs")
        report["locale"] = b"bytes"
        fields["amount/label"] = Array([1])
        items["b9"] = "no map"
        items["b1"]["title"] = Map({"x": 1})
        items["b1"]["note"] = float("inf")
        items["b1"]["where"] = {"deep": [b"x"]}
    assert read(doc) == before
    assert apply(doc, before) == []


def test_rows_in_rows_beyond_all_bounds_come_out_flat():
    doc = seeded(simple(body=[]))
    items = maps_of(doc)[2]
    with doc.transaction():
        for number in range(200):
            owner = f"r{number - 1}" if number else "report"
            items[f"r{number}"] = Map({"@at": [owner, "blocks" if number else "body", "V"], "kind": "row"})
    found = read(doc)
    assert len(found["body"]) > 5
    definition_from_dict(found)


def test_integral_floats_are_integers_again():
    doc = seeded(simple(params=[{"name": "n", "type": "integer", "default": 3, "max": 2**62}]))
    assert type(maps_of(doc)[2]["report.params.1"]["default"]) is float
    param = read(doc)["params"][0]
    assert (param["default"], type(param["default"]), param["max"]) == (3, int, 2**62)


def test_threads_that_edit_at_once_each_keep_their_own_transaction():
    doc = seeded(simple())
    origins = set()
    subscription = doc.observe(lambda event: origins.add(event.transaction.origin()))
    failures = []

    def work(number):
        try:
            for turn in range(20):
                with locked(doc):
                    report = read(doc)
                    report.setdefault("measures", {})[f"m{number}_{turn}"] = {"expr": "count()"}
                    apply(doc, report, origin=f"thread {number}")
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    doc.unobserve(subscription)
    assert failures == []
    assert origins == {hash(f"thread {number}") for number in range(4)}
    assert len(read(doc)["measures"]) == 80


def test_a_document_of_one_thread_works_too():
    doc = Doc()
    assert seed(doc, everything())
    assert to_dict(definition_from_dict(read(doc))) == everything()
