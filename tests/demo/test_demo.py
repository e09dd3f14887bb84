"""The demo's three reports over 336,776 flights: what they print equals plain DuckDB queries."""

import importlib.util
import json
import shutil
from pathlib import Path

import duckdb
import pypdfium2
import pytest

from nbreports import Report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The demo's folder with its data made anew."""
    folder = tmp_path_factory.mktemp("demo")
    for path in (ROOT / "demo").glob("*.nbreport"):
        shutil.copy(path, folder)
    spec = importlib.util.spec_from_file_location("demo_data", ROOT / "demo" / "data.py")
    data = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(data)
    paths = data.prepare(folder / "data")
    assert {name: path.exists() for name, path in paths.items()} == dict.fromkeys(data.TABLES, True)
    return folder


@pytest.fixture(scope="module")
def database(folder):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        for path in (folder / "data").glob("*.parquet"):
            connection.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
        yield connection


def output(folder, name, *endings, **params):
    paths = Report.load(folder / f"{name}.nbreport").export(
        folder / f"{name}.json", *(folder / f"{name}{ending}" for ending in endings), progress=False, **params
    )
    return json.loads(paths[0].read_text())


def lines(block, band, level=None):
    return [row for row in block["rows"] if row["band"] == band and level in (None, row["level"])]


FIGURES = """
    count(*), count(DISTINCT tailnum), median(dep_delay), quantile_cont(dep_delay, 0.9),
    sum(CASE WHEN dep_delay < 15 THEN 1 ELSE 0 END) / count(dep_delay),
    (count(*) - count(dep_time)) / count(*), count(*) / (SELECT count(*) FROM flights)
"""
NAMES = ("flights", "aircraft", "median_delay", "p90_delay", "on_time", "cancelled", "share")


def check(row, figures):
    for name, figure in zip(NAMES, figures, strict=True):
        assert row["values"][name] == pytest.approx(figure, rel=1e-12), (row, name)


def test_departures_by_airline_and_month(folder, database):
    table = output(folder, "departures", ".pdf")["body"][-1]
    joined = "FROM flights JOIN airlines USING (carrier)"
    by_airline = database.execute(f"SELECT name, {FIGURES} {joined} GROUP BY name ORDER BY name").fetchall()
    printed = lines(table, "group_footer", 1)
    assert [row["group"]["airline.name"] for row in printed] == [name for name, *_ in by_airline]
    for row, (_, *figures) in zip(printed, by_airline, strict=True):
        check(row, figures)
    by_month = database.execute(
        f"SELECT name, month, {FIGURES} {joined} GROUP BY name, month ORDER BY name, month"
    ).fetchall()
    printed = lines(table, "group_footer", 2)
    assert len(printed) == len(by_month) == 185
    for row, (name, _, *figures) in zip(printed, by_month, strict=True):
        assert row["group"]["airline.name"] == name
        check(row, figures)
    (summary,) = lines(table, "summary")
    check(summary, database.execute(f"SELECT {FIGURES} FROM flights").fetchone())
    pdf = pypdfium2.PdfDocument(folder / "departures.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert len(pages) == 17
    for number, (text, (name, flights, *_)) in enumerate(zip(pages[1:], by_airline, strict=True), 2):
        assert f"Total {name}" in text
        assert f"{flights:,}" in text
        assert f"Page {number} of 17" in text
        assert "Median delay" in text


@pytest.mark.parametrize("airport", ["EWR", "JFK", "LGA"])
def test_airport_one_pager(folder, database, airport):
    output_ = output(folder, "airport", ".pdf", airport=airport)
    _text, metrics, charts, table = output_["body"]
    flights, on_time, middle, places = database.execute(
        "SELECT count(*), sum(CASE WHEN dep_delay < 15 THEN 1 ELSE 0 END) / count(dep_delay), median(dep_delay), "
        "count(DISTINCT dest) FROM flights WHERE origin = ?",
        [airport],
    ).fetchone()
    assert [metric["value"] for metric in metrics["blocks"]] == [
        flights,
        pytest.approx(on_time),
        middle,
        places,
    ]
    weeks = database.execute(
        "SELECT avg(dep_delay) FROM flights WHERE origin = ? "
        "GROUP BY date_trunc('week', time_hour) ORDER BY date_trunc('week', time_hour)",
        [airport],
    ).fetchall()
    assert [point["y"] for point in charts["blocks"][0]["points"]] == pytest.approx(
        [mean for (mean,) in weeks]
    )
    busiest = database.execute(
        "SELECT coalesce(airports.name, dest) AS place, count(*) AS n, avg(dep_delay) FROM flights "
        "LEFT JOIN airports ON dest = faa WHERE origin = ? GROUP BY 1 ORDER BY n DESC, place LIMIT 10",
        [airport],
    ).fetchall()
    *printed, rest = lines(table, "group_footer", 1)
    assert [(row["group"]["place"], row["values"]["flights"]) for row in printed] == [
        row[:2] for row in busiest
    ]
    assert [row["values"]["mean_delay"] for row in printed] == pytest.approx([row[2] for row in busiest])
    assert rest["values"]["flights"] == flights - sum(row[1] for row in busiest)
    (summary,) = lines(table, "summary")
    assert summary["values"]["flights"] == flights
    assert len(pypdfium2.PdfDocument(folder / "airport.pdf")) == 1


def test_delays_with_weather(folder, database):
    output_ = output(folder, "delays", ".pdf", airport="LGA", month=2)
    table = output_["body"][-1]
    rows = database.execute(
        "SELECT flight, dep_delay, precip, wind_speed, "
        "sum(dep_delay / 60) OVER (ORDER BY date_trunc('day', time_hour), dep_delay DESC, flights.rowid "
        "ROWS UNBOUNDED PRECEDING) "
        "FROM (SELECT *, row_number() OVER () AS rowid FROM flights) AS flights "
        "LEFT JOIN weather USING (origin, time_hour) "
        "WHERE origin = 'LGA' AND flights.month = 2 AND dep_delay > 60 "
        "ORDER BY date_trunc('day', time_hour), dep_delay DESC, flights.rowid"
    ).fetchall()
    printed = [row["values"] for row in lines(table, "detail")]
    assert len(printed) == len(rows) > 300
    for row, (flight, delay, rain, wind, so_far) in zip(printed, rows, strict=True):
        assert (row["flight"], row["dep_delay"]) == (flight, delay)
        assert row["weather.precip"] == rain
        assert row["weather.wind_speed"] == pytest.approx(wind)
        assert row["running(sum(hours))"] == pytest.approx(so_far)
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(folder / "delays.pdf")]
    assert all("Visibility (mi)" in text and f"of {len(pages)}" in text for text in pages)
    assert any("(continued)" in text for text in pages)
