"""A story's furniture: a shop's sales, reports over them, and services that are closed in the end."""

import asyncio
import json
import math
from datetime import UTC, datetime

import pyarrow as pa

from nbreports import Chart, Column, Crosstab, Metric, Param, Report, Row, Table, Text
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.preview import PreviewOptions, PreviewService
from nbreports.pipeline.run import Run, RunOptions
from nbreports.sources.base import Description
from nbreports.sources.catalog import Catalog

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
MEMORY = 256 * 1024 * 1024
REGIONS = ("North", "South", "East")


def sales(rows=300):
    return pa.table(
        {
            "region": pa.array([REGIONS[i * 7 // 5 % 3] for i in range(rows)], pa.string()),
            "customer": pa.array([f"c{i % 17}" for i in range(rows)], pa.string()),
            "amount": pa.array([i * 0.25 for i in range(rows)], pa.float64()),
            "pieces": pa.array([i % 7 if i % 11 else None for i in range(rows)], pa.int64()),
        }
    )


TABLE = Table(
    "customer", "amount", Column("pieces", total="sum"), group_by="region", totals="sum", id="lines"
)
REPORT = Report(
    "Sales",
    "sales",
    params=[Param("least", "decimal", default=0)],
    body=[
        Text("{{ count() }} sales", id="words"),
        Row(Metric("sum(amount)", id="sum"), Metric("nunique(customer)", id="customers"), id="row"),
        Metric("sum(amount)", id="least", where="amount >= param.least"),
        TABLE,
        Crosstab(rows=["region"], columns=["pieces"], values=["sum(amount)"], id="cross"),
    ],
)
CHART = Chart("bar", x="region", y="sum(amount)", id="chart")
CHARTED = Report("Charted", "sales", [Row(CHART, TABLE, widths=[1, 2])])
PLAIN = Report("Plain", "sales", [TABLE])


def catalog_of(**frames):
    catalog = Catalog()
    for name, frame in frames.items():
        catalog.register(name, frame)
    return catalog


def exported(report, catalog, params=None):
    """Return what an export says, as its JSON."""
    output = MemoryOutput("report.json")
    options = RunOptions(now=NOW, memory=MEMORY, deterministic=True)
    asyncio.run(Run(report.definition, [output], catalog=catalog, params=params, options=options).execute())
    return json.loads(output.data)


class Previews:
    def __init__(self):
        self.made = []

    def __call__(self, report=REPORT, catalog=None, folder=None, **options):
        chosen = {"seconds": math.inf, "now": NOW, "memory": MEMORY, "deterministic": True, **options}
        service = PreviewService(
            report.definition,
            catalog or catalog_of(sales=sales()),
            folder,
            options=PreviewOptions(**chosen),
        )
        self.made.append(service)
        return service

    def close(self):
        for service in self.made:
            service.close()


class Endless:
    """A source of more rows than anyone waits for; its first ones are there at once."""

    def __init__(self, name):
        self.name = name

    def describe(self):
        return Description(pa.schema([("n", pa.int64())]), None)

    def attach(self, engine):
        name = engine.name(self.name)
        engine.execute(f"CREATE VIEW {name} AS SELECT range AS n FROM range(100000000000)", label="attach")
        return name


ENDLESS = Report("Endless", "endless", [Table("n", totals="sum", id="lines")])


async def until(true):
    """Wait for what other threads do."""
    while not true():  # noqa: ASYNC110 - they know no event of this loop
        await asyncio.sleep(0.005)


async def under_way(service, label):
    """Wait until the engine is at a question."""
    await until(lambda: service.engine is not None and label in [one.label for one in service.engine.asked])


def asked_since(service, before):
    return [one.label for one in service.engine.asked[before:]]


def block(output, ident):
    found = list(output["body"])
    while found:
        one = found.pop()
        if one["id"] == ident:
            return one
        found += one.get("blocks", ())
    raise KeyError(ident)


def bands(table):
    """Return the lines of groups and summary."""
    return [row for row in table["rows"] if row["band"] != "detail"]


def details(table):
    return [row for row in table["rows"] if row["band"] == "detail"]
