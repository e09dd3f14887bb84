"""Tables of the notebook's connections in the source browser: listed, looked into, read, joined."""

from __future__ import annotations

import sqlite3
import sys

import duckdb
import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.definition.sources import FrameSource, Join, QuerySource


@pytest.fixture
def main(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    lite = sqlite3.connect(tmp_path / "elsewhere.x")
    lite.execute("create table shops (shop integer primary key, name text)")
    lite.executemany("insert into shops values (?, ?)", [(1, "North 😀"), (2, "South")])
    lite.commit()
    duck = duckdb.connect()
    duck.execute("create table sales as select range % 3 as shop, range as amount from range(6)")
    gone = duckdb.connect()
    gone.close()
    for name, value in {"zz_lite": lite, "zz_duck": duck, "zz_gone": gone}.items():
        monkeypatch.setattr(sys.modules["__main__"], name, value, raising=False)
    yield
    lite.close()
    duck.close()


def asked(line, ident, kind, **content):
    line.ask(ident, kind, **content)
    answer, _ = line.answer(ident)
    assert answer["kind"] != "refused", answer
    return answer


def test_tables_of_connections_are_picked_as_frames_are(opened, main):
    session, line = opened(None, notebook=True)
    found = {
        card["name"]: card
        for card in asked(line, "a.1", "sources.list")["sources"]
        if card["kind"] == "table"
    }
    assert set(found) == {"zz_lite.shops", "zz_duck.sales", "zz_gone"}
    assert "cannot be read" in found["zz_gone"]["error"]
    read = asked(line, "a.2", "source.describe", name="zz_lite.shops")
    assert (read["source"]["kind"], read["source"]["rows"]) == ("table", 2)
    assert [field["name"] for field in read["fields"]] == ["shop", "name"]
    sources = {
        "sales": FrameSource("zz_duck.sales"),
        "shops": FrameSource("zz_lite.shops"),
        "joined": QuerySource("sales", joins=[Join("shops", on={"shop": "shop"})]),
    }
    session.replace(Report("Shops", "joined", [Table("shops.name", "amount")], sources=sources).definition)
    proposed = asked(line, "a.3", "joins.propose", rev=1)["joins"]
    assert {
        "to": "zz_lite.shops",
        "path": None,
        "table": None,
        "on": {"shop": "shop"},
        "share": 2 / 3,
    } in proposed
    (facts,) = asked(line, "a.4", "joins.check", rev=1)["joins"]
    assert (facts["rows"], facts["matched"], facts["after"]) == (6, 4, 6)
    assert asked(line, "a.5", "rows.count", rev=1)["after"] == 6
    values = asked(line, "a.6", "values.list", rev=1, field="shops.name")["values"]
    assert {each["value"]: each["count"] for each in values} == {"North 😀": 2, "South": 2}


def test_recent_tables_know_whether_they_are_there(opened, main, monkeypatch, tmp_path):
    monkeypatch.setenv("NBREPORTS_STATE", str(tmp_path / "state"))
    _, line = opened(None, notebook=True)
    asked(line, "a.1", "recent.used", name="nothing.sales")
    told = asked(line, "a.2", "recent.used", name="zz_duck.sales")["recent"]
    assert [(each["kind"], each["name"], each["there"]) for each in told] == [
        ("table", "zz_duck.sales", True),
        ("table", "nothing.sales", False),
    ]


def test_a_given_frame_hides_no_connection_from_its_own_report(opened, main):
    report = Report("Shops", "orders", [Table("a")])
    _, line = opened(report, {"orders": pd.DataFrame({"a": [1]})})
    assert [card["name"] for card in asked(line, "a.1", "sources.list")["sources"]] == ["orders"]
