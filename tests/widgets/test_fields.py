"""The fields of the report's data as the builder lists them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from nbreports import Report, Table
from nbreports.definition.fields import Field, Measure
from nbreports.definition.sources import Join, QuerySource


def fields(line, ident="a.1"):
    line.ask(ident, "fields.describe", rev=0)
    answer, _ = line.answer(ident)
    assert answer["kind"] == "fields.list"
    return answer


def test_each_field_says_what_it_holds(opened):
    frame = pd.DataFrame(
        {
            "order_id": range(40),
            "region": ["North", "South"] * 20,
            "amount": [10.5 * n for n in range(40)],
            "day": [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(40)],
            "odd name": ["x"] * 40,
        }
    )
    _, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": frame})
    answer = fields(line)
    assert (answer["rows"], answer["error"]) == (40, None)
    cards = {card["name"]: card for card in answer["fields"]}
    assert list(cards) == list(frame.columns)
    assert cards["region"]["summary"] == "2 values"
    assert (cards["amount"]["type"], cards["amount"]["total"]) == ("float", "sum")
    assert cards["amount"]["summary"] == "0 … 409.5"
    assert sum(cards["amount"]["histogram"]) == 40
    assert cards["day"]["role"] == "date"
    assert cards["day"]["summary"] == "Jan 1, 2026 … Feb 9, 2026"
    assert cards["order_id"]["role"] == "id"
    assert cards["odd name"]["expr"] == "col('odd name')"
    assert cards["region"]["samples"] == ["North", "South"]


def test_joined_calculated_and_measures_are_listed(opened, sales):
    shops = pd.DataFrame({"region": ["North", "South"], "head": ["Ada", "Bo"]})
    report = Report(
        "Shop",
        "both",
        [Table("amount")],
        sources={"both": QuerySource("sales", joins=[Join("shops", on={"region": "region"})])},
        fields={"net": Field(expr="amount * 0.8", label="Net")},
        measures={"average": Measure("mean(amount)")},
    )
    _, line = opened(report, {"sales": sales, "shops": shops})
    answer = fields(line)
    assert [(group["name"], group["on"]) for group in answer["groups"]] == [("", ""), ("shops", "region")]
    cards = {card["expr"]: card for card in answer["fields"]}
    assert cards["shops.head"]["group"] == "shops"
    assert cards["net"]["calculated"]
    assert not cards["amount"]["calculated"]
    assert answer["measures"] == [
        {"name": "average", "label": "Average", "expr": "mean(amount)", "type": "float"}
    ]


def test_data_that_is_not_there_is_told_in_words(opened):
    _, line = opened(None, notebook=True)
    answer = fields(line)
    assert answer["fields"] == []
    assert "nothing is bound to source 'data'" in answer["error"]


def test_a_frame_without_rows_and_one_of_300_columns(opened):
    wide = pd.DataFrame({f"c{n}": [n] for n in range(300)})
    _, line = opened(Report("Wide", "w", [Table("c1")]), {"w": wide})
    assert len(fields(line)["fields"]) == 300
    _, line = opened(Report("None", "w", [Table("c1")]), {"w": wide.iloc[:0]})
    answer = fields(line)
    assert (answer["rows"], len(answer["fields"])) == (0, 300)


def test_of_many_rows_some_are_looked_at_and_all_counted(opened):
    _, line = opened(Report("Many", "w", [Table("n")]), {"w": pd.DataFrame({"n": range(450_000)})})
    assert fields(line)["rows"] == 450_000


def test_a_source_is_read_again_only_when_it_changed(opened, sales, monkeypatch):
    from nbreports.report import known_source

    read = []
    real = known_source.known_source
    monkeypatch.setattr(known_source, "known_source", lambda *args: read.append(1) or real(*args))
    session, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    first = fields(line)
    assert fields(line, "a.2")["fields"] == first["fields"]
    assert len(read) == 1
    session.data = {"sales": sales.assign(more=1)}
    assert "more" in [card["name"] for card in fields(line, "a.3")["fields"]]
    assert len(read) == 2
