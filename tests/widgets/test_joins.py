"""Joins between frames and files: proposed, made by hand, and what they do to the rows."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from nbreports import Report, Table
from nbreports.definition.sources import FileSource, FrameSource, Join, QuerySource

FLIGHTS = pd.DataFrame(
    {
        "carrier": ["UA", "AA", "UA", "ZZ", None],
        "origin": ["EWR", "JFK", "EWR", "LGA", "JFK"],
        "dest": ["IAH", "MIA", "ORD", "ORD", "XXX"],
        "hour": [1, 1, 2, 2, 2],
    }
)
AIRPORTS = pd.DataFrame({"faa": ["EWR", "JFK", "LGA", "IAH", "MIA", "ORD"], "alt": range(6)})
WEATHER = pd.DataFrame(
    {
        "origin": ["EWR", "EWR", "JFK", "JFK", "JFK", "EWR"],
        "hour": [1, 2, 1, 2, 2, 2],
        "temp": [1.0, 2, 3, 4, 5, 6],
    }
)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    AIRPORTS.to_csv("airports.csv", index=False)
    FLIGHTS.to_csv("flights.csv", index=False)
    return tmp_path


def asked(line, kind, ident="a.1"):
    line.ask(ident, kind, rev=0)
    answer, _ = line.answer(ident)
    assert answer["kind"] != "refused", answer
    return answer["joins"]


def facts(opened, data, joins, **sources):
    report = Report(
        "Flights",
        "joined",
        [Table("carrier")],
        sources={"joined": QuerySource("flights", joins=joins), **sources},
    )
    _, line = opened(report, data, notebook=True)
    return {each["name"]: each for each in asked(line, "joins.check")}


def by_hand(left, right, on):
    """Return rows, those that match, and what they become, as pandas merges them."""
    kept = right.dropna(subset=list(on.values()))
    both = left.reset_index().merge(
        kept, "left", left_on=list(on), right_on=list(on.values()), indicator=True
    )
    return len(left), both[both["_merge"] == "both"]["index"].nunique(), len(both)


def test_joins_tell_what_they_do_to_the_rows(opened, folder):
    data = {"flights": FLIGHTS, "airports": AIRPORTS, "weather": WEATHER}
    pairs = {"origin": "origin", "hour": "hour"}
    found = facts(
        opened,
        data,
        [
            Join("airports", on={"origin": "faa"}),
            Join("airports", on={"dest": "faa"}, as_="to"),
            Join("weather", on=pairs, how="inner"),
            Join("weather", on={"to.alt": "hour"}, as_="odd"),
            Join("weather", on={"carrier": "temp"}, as_="wrong"),
            Join("weather", on={"nothing": "temp"}, as_="gone"),
        ],
    )
    told = {name: (each["rows"], each["matched"], each["after"]) for name, each in found.items()}
    assert told["airports"] == by_hand(FLIGHTS, AIRPORTS, {"origin": "faa"}) == (5, 5, 5)
    assert told["to"] == by_hand(FLIGHTS, AIRPORTS, {"dest": "faa"}) == (5, 4, 5)
    assert told["weather"] == by_hand(FLIGHTS, WEATHER, pairs) == (5, 4, 7)
    # a join may begin at the fields of an earlier one
    assert (found["odd"]["rows"], found["odd"]["error"]) == (5, None)
    assert "text" in found["wrong"]["error"]
    assert "nothing" in found["gone"]["error"]


def test_frames_and_files_are_joined_and_proposed_for_each_other(opened, folder):
    report = Report("Flights", "rows", [Table("carrier")], sources={"rows": FileSource("flights.csv")})
    _, line = opened(report, {"airports": AIRPORTS, "weather": WEATHER}, notebook=True)
    cards = asked(line, "joins.propose")
    found = {(each["to"], each["path"], *each["on"].items()) for each in cards}
    assert ("airports", "airports.csv", ("origin", "faa")) in found
    assert ("airports", None, ("origin", "faa")) in found
    assert all(each["path"] != "flights.csv" for each in cards)
    # from a file to a file, and to it again under another name
    told = facts(
        opened,
        {},
        [Join("places", on={"origin": "faa"}), Join("places", on={"dest": "faa"}, as_="to")],
        flights=FileSource("flights.csv"),
        places=FileSource("airports.csv"),
    )
    assert {name: (each["matched"], each["after"]) for name, each in told.items()} == {
        "places": (5, 5),
        "to": (4, 5),
    }


def test_keys_that_a_database_declares_are_proposed_as_they_are(opened, folder):
    with sqlite3.connect(folder / "shop.sqlite") as connection:
        connection.executescript(
            "create table people (a int, b int, name text, primary key (a, b));"
            "create table orders (x int, y int, foreign key (x, y) references people (a, b));"
            "insert into people values (1, 1, 'A'); insert into orders values (1, 1)"
        )
    connection.close()
    source = FileSource("shop.sqlite", table="orders")
    _, line = opened(Report("Shop", "orders", [Table("x")], sources={"orders": source}), {}, notebook=True)
    card, *_ = asked(line, "joins.propose")
    assert card == {
        "to": "people",
        "path": "shop.sqlite",
        "table": "people",
        "on": {"x": "a", "y": "b"},
        "share": None,
    }


def test_many_frames_are_looked_at(opened):
    others = {f"other_{n:02}": pd.DataFrame({"x": [n, n + 1]}) for n in range(20)}
    data = {"flights": FLIGHTS, **others, "zz_airports": AIRPORTS}
    _, line = opened(Report("Flights", "flights", [Table("carrier")]), data, notebook=True)
    assert [each["to"] for each in asked(line, "joins.propose")] == ["zz_airports"]


def test_a_frame_of_trouble_joins_without_trouble(opened):
    odd = "a \"b\" 'c' 😀"
    left = pd.DataFrame(
        {
            odd: ["שלום", None, "x'y", "x'y"],
            "n": [1.0, float("nan"), 2.0, 2.0],
            "d": [Decimal("1.10"), None, Decimal("2.20"), Decimal("2.20")],
            "at": pd.to_datetime(["2026-03-29T01:30Z"] * 4).tz_convert("Europe/Berlin"),
        }
    )
    right = left.iloc[[0, 1, 2]].assign(extra=1)
    empty = left.iloc[:0]
    # without a value nothing tells that a column holds decimals
    empty = empty.astype({"d": pd.ArrowDtype(pa.decimal128(5, 2))})
    for column in left.columns:
        found = facts(
            opened,
            {"flights": left, "right": right, "empty": empty},
            [Join("right", on={column: column}), Join("empty", on={column: column})],
        )
        assert (found["right"]["error"], found["empty"]["error"]) == (None, None)
        assert found["empty"]["matched"] == 0
        if column != "at":
            assert (found["right"]["rows"], found["right"]["matched"]) == (4, 3)
        nothing = facts(opened, {"flights": empty, "right": right}, [Join("right", on={column: column})])
        assert nothing["right"]["rows"] == nothing["right"]["after"] == 0


def test_a_filter_of_the_first_source_stays_its_own(opened):
    joined = [Join("airports", on={"origin": "faa"})]
    found = facts(
        opened,
        {"flights": FLIGHTS, "airports": AIRPORTS},
        joined,
        flights=FrameSource("flights", where="origin == 'EWR'"),
    )
    assert found["airports"]["rows"] == 5
