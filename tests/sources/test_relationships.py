"""Joins that are proposed, and joins that are not."""

from __future__ import annotations

import datetime as dt
import sqlite3

import duckdb
import pyarrow as pa
import pytest

from nbreports.errors import SourceNotFound
from nbreports.sources.base import ForeignKey
from nbreports.sources.engine import Engine
from nbreports.sources.files import open_file
from nbreports.sources.frames import open_frame
from nbreports.sources.profile import profile, type_name
from nbreports.sources.relationships import JoinSide, propose_joins


def proposed(engine, sources):
    sides = {name: JoinSide(source.attach(engine), source.describe()) for name, source in sources.items()}
    return [(p.source, p.key) for p in propose_joins(engine, sides)]


def frames(**tables):
    return {name: open_frame(pa.table(columns), name) for name, columns in tables.items()}


@pytest.fixture
def engine():
    with Engine() as engine:
        yield engine


def test_the_flights_and_what_they_name(engine):
    sources = frames(
        flights={
            "carrier": ["UA", "AA", "UA", "ZZ"],
            "dest": ["IAH", "MIA", "ORD", "ORD"],
            "delay": [1, 2, 3, 4],
        },
        airlines={"carrier": ["UA", "AA", "DL"], "name": ["United", "American", "Delta"]},
        airports={"faa": ["IAH", "MIA", "ORD", "LAX"], "alt": [1, 2, 3, 4]},
    )
    assert proposed(engine, sources) == [
        ("flights", ForeignKey(("dest",), "airports", ("faa",), 1.0)),
        ("flights", ForeignKey(("carrier",), "airlines", ("carrier",), 2 / 3)),
    ]


@pytest.mark.parametrize("column", ["customer_id", "customer", "customerId", "CUSTOMER_ID"])
def test_numbers_are_joined_where_the_names_say_so(engine, column):
    sources = frames(orders={column: [1, 1, 2, None]}, customers={"id": [1, 2, 3], "age": [1, 2, 3]})
    assert proposed(engine, sources) == [("orders", ForeignKey((column,), "customers", ("id",), 1.0))]


def test_row_numbers_and_coincidences_are_not_joined(engine):
    sources = frames(
        orders={"qty": [1, 2, 2], "id": [10, 11, 12], "flag": ["y", "n", "y"]},
        customers={"id": [1, 2, 10], "line": [1, 2, 3], "answer": ["y", "n", "?"]},
    )
    assert proposed(engine, sources) == []


def test_a_key_that_is_there_twice_joins_nothing(engine):
    sources = frames(flights={"carrier": ["UA", "AA"]}, airlines={"carrier": ["UA", "UA", "AA"]})
    assert proposed(engine, sources) == [("airlines", ForeignKey(("carrier",), "flights", ("carrier",), 1.0))]


def test_types_must_agree(engine):
    sources = frames(orders={"customer_id": ["1", "2", "2"]}, customers={"id": [1, 2, 3]})
    assert proposed(engine, sources) == []


def test_too_few_values_in_common(engine):
    sources = frames(flights={"carrier": ["X", "Y", "UA"] * 2}, airlines={"carrier": ["UA", "AA", "DL"]})
    assert proposed(engine, sources) == []


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_declared_keys_come_first_and_are_not_measured(engine, tmp_path, kind):
    path = tmp_path / f"air.{kind}"
    tables = (
        "CREATE TABLE lines (code VARCHAR PRIMARY KEY, name VARCHAR);"
        "CREATE TABLE flights (line VARCHAR REFERENCES lines (code), dest VARCHAR);"
        "INSERT INTO lines VALUES ('UA', 'United'); INSERT INTO flights VALUES ('UA', 'IAH');"
    )
    if kind == "duckdb":
        with duckdb.connect(path) as con:
            con.execute(tables)
    else:
        con = sqlite3.connect(path)
        con.executescript(tables)
        con.close()
    sources = {name: open_file(path, name) for name in ("flights", "lines")}
    assert proposed(engine, sources) == [("flights", ForeignKey(("line",), "lines", ("code",), None))]


def test_profiles_of_every_type(engine):
    table = pa.table(
        {
            "n": [1, 1, 3, None],
            "f": [float("inf"), 0.0, 10.0, None],
            "d": pa.array([5, None, 7, 7], pa.decimal128(10, 2)),
            "t": ["b", "a", "a", None],
            "ok": [True, False, True, None],
            "day": [dt.date(2024, 1, 1), None, None, dt.date(2024, 1, 13)],
            "at": [dt.datetime(2024, 1, 1), None, None, dt.datetime(2024, 1, 2)],
            "clock": [dt.time(1), None, None, dt.time(2)],
            "span": [dt.timedelta(1), None, None, dt.timedelta(2)],
            "raw": [b"a", None, None, b"b"],
            "none": pa.nulls(4),
        }
    )
    found = {p.name: p for p in profile(engine, open_frame(table, "t").attach(engine))}
    assert [p.type for p in found.values()] == [
        *("integer", "float", "decimal", "text", "boolean", "date"),
        *("datetime", "time", "duration", "bytes", "text"),
    ]
    n = found["n"]
    assert (n.rows, n.nulls, n.distinct, n.minimum, n.maximum, n.samples) == (4, 1, 2, 1, 3, (1, 3))
    assert n.histogram == (2,) + (0,) * 10 + (1,)
    assert sum(found["f"].histogram) == 2
    assert found["t"].samples == ("a", "b")
    assert found["day"].histogram[0] == found["day"].histogram[-1] == 1
    assert found["ok"].histogram == found["raw"].histogram == found["none"].histogram == ()
    assert (found["none"].nulls, found["none"].distinct, found["none"].minimum) == (4, 0, None)
    assert found["span"].maximum == dt.timedelta(2)


def test_a_profile_asks_only_for_the_columns_wanted(engine):
    relation = open_frame(pa.table({f"c{i}": [i] for i in range(200)}), "t").attach(engine)
    engine.asked.clear()
    assert [p.name for p in profile(engine, relation, ["c7"])] == ["c7"]
    assert not any("c8" in asked.sql for asked in engine.asked)
    with pytest.raises(SourceNotFound, match="no column 'c201'"):
        profile(engine, relation, ["c201"])


def test_wide_integers_are_integers():
    assert type_name(pa.decimal128(38, 0)) == "integer"
    assert type_name(pa.decimal128(38, 2)) == "decimal"


def test_of_many_texts_only_the_likely_are_looked_at_whole(engine, monkeypatch):
    wide = {f"c{n}": [f"{n}-{k % 40}" for k in range(80)] for n in range(40)}
    wide["place"] = [f"K{k % 30}" for k in range(80)]
    keys = {f"u{n}": [f"{n}+{k}" for k in range(30)] for n in range(10)}
    keys["code"] = [f"K{k}" for k in range(30)]
    labels = []
    fetch = engine.fetch

    def counted(sql, *, label, **keys):
        labels.append(label)
        return fetch(sql, label=label, **keys)

    monkeypatch.setattr(engine, "fetch", counted)
    assert proposed(engine, frames(wide=wide, keys=keys)) == [
        ("wide", ForeignKey(("place",), "keys", ("code",), 1.0))
    ]
    assert sum(label.startswith("values of") for label in labels) == 1


def test_joins_of_one_source_are_those_that_begin_at_it(engine):
    sources = frames(a={"k": ["x", "y", "z"]}, b={"k": ["x", "y", "z"]}, c={"k": ["x", "x", "y"]})
    sides = {name: JoinSide(source.attach(engine), source.describe()) for name, source in sources.items()}
    assert {(p.source, p.key.table) for p in propose_joins(engine, sides, of="b")} == {("b", "a")}
    assert {(p.source, p.key.table) for p in propose_joins(engine, sides, of="c")} == {("c", "a"), ("c", "b")}
