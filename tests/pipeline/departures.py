"""A small year of departures for the report of the fixtures, with the columns of the real one."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nbreports import Report
from nbreports.report.binding import catalog_for

FIXTURE = Path(__file__).parent.parent / "fixtures" / "flights.nbreport"


def departures(folder, rows=6000):
    """Write the report and its data into ``folder``; return the report and what it may read."""
    chance = random.Random(7)
    carriers = {
        "AA": "American Airlines Inc.",
        "B6": "JetBlue Airways",
        "DL": "Delta Air Lines Inc.",
        "XX": None,
    }
    start = datetime(2013, 1, 1, 5, tzinfo=UTC)
    at = [start + timedelta(minutes=number * 40 * 365 * 24 * 60 // 40 // rows) for number in range(rows)]
    flights = {
        "time_hour": pa.array([moment.replace(minute=0) for moment in at], pa.timestamp("us", "UTC")),
        "month": [moment.month for moment in at],
        "origin": [chance.choice(["EWR", "JFK", "LGA"]) for _ in at],
        "dest": [chance.choice(["ATL", "LAX", "ORD", None]) for _ in at],
        "carrier": [chance.choice([*carriers]) for _ in at],
        "flight": [chance.randrange(1, 6000) for _ in at],
        "tailnum": [f"N{chance.randrange(300)}" for _ in at],
        "dep_delay": [None if chance.random() < 0.02 else float(chance.randrange(-20, 420)) for _ in at],
    }
    pq.write_table(pa.table(flights), folder / "flights.parquet")
    names = {"carrier": [*carriers], "name": [*carriers.values()]}
    pq.write_table(
        pa.table(names, schema=pa.schema([("carrier", pa.string()), ("name", pa.string())])),
        folder / "airlines.parquet",
    )
    path = folder / "flights.nbreport"
    path.write_bytes(FIXTURE.read_bytes())
    definition = Report.load(path).definition
    return definition, catalog_for(definition, None, folder)
