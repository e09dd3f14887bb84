"""What is known of a source before a template is bound to it: also of joins, filters, calculated fields."""

from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest

from nbreports.definition import definition_from_dict
from nbreports.errors import SourceError
from nbreports.report.known_source import FEW_ROWS, known_source, mark_of
from nbreports.sources.catalog import Catalog


def definition(**keys):
    return definition_from_dict({"schema": "nbreport/1", "title": "T", "source": "sales", **keys})


@pytest.fixture
def sales():
    return pd.DataFrame(
        {"shop": [1, 2, 1, 3], "amount": [1.0, 2.0, 3.0, 4.0], "secret": ["a", "b", "c", "d"]}
    )


def catalog(**frames):
    found = Catalog()
    for name, frame in frames.items():
        found.register(name, frame)
    return found


def test_a_frame(sales):
    known = known_source(definition(), catalog(sales=sales))
    assert [(each.name, each.type, each.distinct) for each in known.fields] == [
        ("shop", "integer", 3),
        ("amount", "float", 4),
        ("secret", "text", 4),
    ]
    assert known.rows.num_rows == 4


def test_the_mark_changes_with_the_frame(sales):
    first = mark_of(definition(), catalog(sales=sales))
    assert mark_of(definition(), catalog(sales=sales)) == first
    sales.loc[0, "amount"] = 9
    assert mark_of(definition(), catalog(sales=sales)) != first


@pytest.mark.parametrize("period", [2, 5, 7, 12, 28, 40])
def test_some_of_many_rows_whatever_their_period(period):
    frame = pd.DataFrame({"n": range(10_000), "day": [i % period for i in range(10_000)]})
    rows = known_source(definition(), catalog(sales=frame)).rows
    values = rows["n"].to_pylist()
    assert FEW_ROWS * 0.9 <= len(values) <= FEW_ROWS * 1.05
    assert values == sorted(values)
    assert max(after - before for before, after in pairwise([0, *values, 9_999])) < 80, "everywhere"
    counts = Counter(rows["day"].to_pylist())
    assert len(counts) == period
    assert max(counts.values()) < 3 * min(counts.values())


def test_a_join_and_a_calculated_field(sales):
    shops = pd.DataFrame({"id": [1, 2, 2], "town name": ["Bern", "Basel", "Chur"]})
    report = definition(
        source="both",
        sources={
            "both": {
                "kind": "query",
                "from": "sales",
                "joins": [{"to": "shops", "on": {"shop": "id"}, "as": "s"}],
            }
        },
        fields={"net": {"expr": "amount * 0.9", "label": "Net"}},
    )
    known = known_source(report, catalog(sales=sales, shops=shops))
    assert [each.name for each in known.fields] == ["shop", "amount", "secret", "s.id", "s.town name", "net"]
    assert known.fields[4].expr == "col('s.town name')"
    assert (known.fields[5].label, known.fields[5].type) == ("Net", "float")
    assert known.rows.num_rows == 4
    assert known.rows["s.town name"].to_pylist()[0] == "Bern"


def test_what_the_owner_keeps_back_is_not_known(sales):
    registered = Catalog()
    registered.register("sales", sales, where="secret != 'd'", hidden=["secret"])
    known = known_source(definition(), registered)
    assert [(each.name, each.distinct, each.high) for each in known.fields] == [
        ("shop", 2, 2),
        ("amount", 3, 3.0),
    ]
    assert known.rows.column_names == ["shop", "amount"]
    assert known.rows["amount"].to_pylist() == [1.0, 2.0, 3.0]


def test_no_such_source():
    with pytest.raises(SourceError):
        known_source(definition(), catalog())
