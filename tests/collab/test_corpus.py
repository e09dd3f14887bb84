"""Cases both languages pass: what is seeded, what a change becomes, what is read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pycrdt import Doc, Map

from nbreports.collab.binding import apply, content_of, maps_of, new_doc, read, reading, seed, seed_update
from nbreports.collab.depths import Depths
from nbreports.collab.order import arrange, between, spread
from nbreports.collab.scan import Unsafe, scan
from nbreports.collab.shape import SHAPE, shape
from nbreports.definition import definition_from_dict, dumps

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(CORPUS.glob("*.json"))
TABLE = Path(__file__).parents[2] / "js" / "src" / "collab" / "shape.json"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    case = json.loads(path.read_text())
    doc = new_doc()
    assert seed_update(case["definition"]).hex() == case["seed"]
    assert seed(doc, case["definition"])
    assert definition_from_dict(read(doc)) == definition_from_dict(case["definition"])
    made = iter(range(1, 1000))
    for step in case["steps"]:
        if "raw" in step:
            _raw(doc, step["raw"])
            continue
        edits = apply(doc, step["apply"], name=lambda key: f"{key}-new{next(made)}")
        assert len(edits) == step["edits"]
        assert dumps(definition_from_dict(read(doc))) == dumps(definition_from_dict(step["apply"]))
        assert apply(doc, step["apply"]) == []
    assert read(doc) == case["expected"]
    assert content_of(doc).plain() == case["structure"]
    found = reading(doc)
    assert (len(found.repairs), sorted(found.unknown)) == (case["repairs"], case["unknown"])
    assert not seed(doc, case["definition"])


def test_orders():
    orders = json.loads((CORPUS / "orders" / "orders.json").read_text())
    assert {number: spread(int(number)) for number in orders["spread"]} == orders["spread"]
    for before, after, key in orders["between"]:
        assert between(before, after) == key
    for case in orders["arrange"]:
        assert arrange([(name, key) for name, key in case["items"]]) == case["keys"]


@pytest.mark.parametrize(
    "row", json.loads((CORPUS / "updates" / "updates.json").read_text()), ids=lambda row: row["about"]
)
def test_updates_are_looked_over(row):
    def looked_over() -> None:
        Depths().learn(scan(bytes.fromhex(row["update"])))

    if row["safe"]:
        looked_over()
        Doc().apply_update(bytes.fromhex(row["update"]))
    else:
        with pytest.raises(Unsafe):
            looked_over()


def test_the_table_of_the_other_language_is_this_one():
    """``js/src/collab/shape.json`` is ``json.dumps(shape(), indent=2)``; write it anew when the format grows."""
    assert json.loads(TABLE.read_text()) == shape() == SHAPE


def _raw(doc, edits):
    roots = dict(zip(("report", "fields", "items"), maps_of(doc), strict=True))
    with doc.transaction():
        for edit in edits:
            owner = roots[edit["root"]]
            if "item" in edit:
                owner = owner[edit["item"]]
            match edit["do"]:
                case "set":
                    owner[edit["key"]] = edit["value"]
                case "delete":
                    del owner[edit["key"]]
                case "add":
                    owner[edit["key"]] = Map(edit["value"])
