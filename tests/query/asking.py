"""Small reports over one small frame, run to their JSON."""

import asyncio
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from nbreports import Report
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run, RunOptions
from nbreports.sources.catalog import Catalog

NOW = datetime(2024, 1, 5, 23, 30, tzinfo=UTC)

ROWS = pa.table(
    {
        "region": ["N", "S", "N", "E", "S", "N", None, "E"],
        "city": ["a", "b", "c", "d", "b", "a", "z", "e"],
        "day": [
            date(2024, 1, 5),
            date(2024, 1, 20),
            date(2024, 2, 3),
            date(2024, 2, 9),
            date(2024, 3, 1),
            date(2023, 1, 7),
            date(2024, 3, 9),
            None,
        ],
        "at": pa.array([NOW] * 8, pa.timestamp("us", "UTC")),
        "qty": [1, 2, 3, 4, 5, 6, 7, 8],
        "amount": pa.array(
            [
                Decimal(x) if x else None
                for x in ("10.50", "20.00", "", "5.25", "1.00", "2.00", "3.00", "4.00")
            ],
            pa.decimal128(12, 2),
        ),
        "f": [1.5, float("nan"), 2.5, -1.0, 0.0, 3.0, float("inf"), 1.0],
        "ok": [True, False, None, True, True, False, True, False],
        "order_id": [1, 2, 3, 4, 5, 6, 7, 8],
        "url": ["http://x.org", "javascript:1", "mailto:a@b.c", None, "", "https://y.z", "x", "ftp://a"],
    }
)


def made(*blocks, ending, frames=None, given=None, sample=None, guarded=None, **keys):
    """Return a report of ``blocks`` as bytes; ``guarded`` are the owner's limits by frame."""
    definition = Report("T", "s", body=list(blocks), **keys).definition
    return made_of(definition, ending, frames=frames, given=given, sample=sample, guarded=guarded)


def made_of(definition, ending, *, frames=None, given=None, sample=None, guarded=None):
    """Return a definition's output as bytes; see ``made``."""
    catalog = Catalog()
    for name, frame in (frames or {"s": ROWS}).items():
        catalog.register(name, frame, **(guarded or {}).get(name, {}))
    output = MemoryOutput(f"report{ending}")
    options = RunOptions(now=NOW, sample=sample, memory=512 * 1024 * 1024)
    asyncio.run(Run(definition, [output], catalog=catalog, params=given, options=options).execute())
    return output.data


def asked(*blocks, **keys):
    """Return the JSON output of a report of ``blocks`` over ``ROWS``; see ``made``."""
    return json.loads(made(*blocks, ending=".json", **keys), parse_float=Decimal)


def page(*blocks, **keys):
    """Return the HTML of a report of ``blocks``; see ``made``."""
    return made(*blocks, ending=".html", **keys).decode()


def rows(output, band, block=0):
    return [row for row in output["body"][block]["rows"] if row["band"] == band]


def column(output, band, name, block=0):
    return [row["values"].get(name) for row in rows(output, band, block)]
