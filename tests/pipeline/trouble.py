"""A report of every kind of block over a frame of trouble, and runs of it to every format."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa

from nbreports import (
    Chart,
    Column,
    Crosstab,
    Field,
    FirstPage,
    Group,
    Image,
    Metric,
    Page,
    PageBreak,
    PageText,
    Param,
    Report,
    Row,
    Rule,
    Table,
    Text,
    Theme,
)
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run, RunOptions
from nbreports.renderers.base import RenderOptions
from nbreports.renderers.registry import ENDINGS
from nbreports.sources.catalog import Catalog

NOW = datetime(2026, 1, 31, 8, 0, 0, 123456, tzinfo=UTC)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000400000004080200000026930929000000104944415478da63d8a22c01"
    "470cc471008e630ef1f3dd1df30000000049454e44ae426082"
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'

WORDS = [
    "Délice SA",
    "مؤسسة النور",
    "שלום",
    "🐟",
    '"quoted"',
    "a|b*c_",
    "=1+1",
    "",
    None,
    "<b>",
    "a\nb",
    "x" * 90,
]
COLUMNS = ("id", "word", "amount", "share", "day", "at", "zoned", "clock", "took", "ok", "raw", "big")


def trouble(rows=120, words=WORDS):
    """Return a frame with NULL keys, NaN, decimals, zones, right-to-left text, emoji and quotes."""
    start = datetime(2024, 3, 31, 0, 30)
    some = range(rows)
    return pa.table(
        {
            "g": pa.array([[None, "North", "South & Sons", "مجموعة"][i % 4] for i in some], pa.string()),
            "h": pa.array([None if i % 7 == 0 else i % 3 for i in some], pa.int64()),
            "id": pa.array(some, pa.int64()),
            "word": pa.array([words[i % len(words)] for i in some], pa.string()),
            "amount": pa.array([None if i % 11 == 0 else Decimal(i * 7919 % 10007) / 100 for i in some], pa.decimal128(18, 2)),
            "share": pa.array([[float("nan"), None, -0.0, float("inf"), 0.5][i % 5] if i % 3 else i / 7 for i in some], pa.float64()),
            "day": pa.array([date(1 + i * 61 % 9999, 1 + i % 12, 1 + i % 28) for i in some], pa.date32()),
            "at": pa.array([start + timedelta(minutes=i * 17) for i in some], pa.timestamp("us")),
            "zoned": pa.array([start + timedelta(hours=i) for i in some], pa.timestamp("us", "Europe/Berlin")),
            "clock": pa.array([time(i % 24, i % 60, i % 60, i) for i in some], pa.time64("us")),
            "took": pa.array([timedelta(seconds=i * 1001, microseconds=i) for i in some], pa.duration("us")),
            "ok": pa.array([[True, False, None][i % 3] for i in some], pa.bool_()),
            "raw": pa.array([bytes([i % 256]) * (i % 5) for i in some], pa.binary()),
            "big": pa.array([2**62 - i if i % 2 else None for i in some], pa.int64()),
        }
    )  # fmt: skip


def table(columns=COLUMNS):
    rules = {
        "amount": (Rule(bar=True), Rule("amount > 50", bold=True, color="negative")),
        "share": Rule(icons="arrows"),
        "id": Rule(scale="blues"),
    }
    return Table(
        *(
            Column(name, name=f"{name}_{place}", total="sum" if name == "amount" else None, style=rules.get(name, ()))
            for place, name in enumerate(columns)
        ),
        Column("concat('https://example.org/?q=', id)", name="link", link="concat('https://example.org/', id)"),
        group_by=[Group("g", header="{{ group.key }}: {{ count() }}"), Group("h", top=2, other=True)],
        style=Rule("id % 5 == 0", target="row", background="#fdf1d0"),
        title="Everything", note="with all there is", no_data="Nothing.",
    )  # fmt: skip


def report(columns=COLUMNS):
    """Return the report, which reads ``logo.png`` and ``drawing.svg`` of its folder."""
    return Report(
        "Trouble & <more>", "rows",
        [
            Text("# {{ count() }} rows\n\nof *{{ sum(amount) }}*, to {{ param.until }}"),
            Row(
                Metric("sum(amount)", target=100, format="currency:EUR"),
                Metric("count()", compare="min(id)", spark="day"),
                Chart("pie", x="g", y="count()"),
            ),
            Chart("bar", x="g", y="sum(amount)", color="h", stack=True, labels=True, title="Bars"),
            Chart("line", x="at", y="mean(amount)"),
            Chart("histogram", x="amount", bins=5),
            Crosstab(rows=["g", "ok"], columns="h", values=["sum(amount)", "count()"], totals=True),
            Image("drawing.svg", alt="A circle", width="20mm"),
            Image("logo.png", alt="A square"),
            PageBreak(),
            table(columns).model_copy(update={"id": "all"}),
        ],
        name="trouble", locale="de-CH", currency="CHF", timezone="America/New_York",
        fields={"took": Field(label="Dauer"), "raw": Field(format="hex")},
        params=[Param("until", type="date", default="today()"), Param("whom", multi=True, default=("Ada", "Zoë"))],
        page=Page(
            size="A3", orientation="landscape",
            header=PageText(left="{{ report.title }}", right="{{ run.started }}"),
            footer=PageText(left="{{ run.stamp }}", right="{{ page.number }} / {{ page.count }}"),
            first=FirstPage(header=None),
        ),
        theme=Theme(base="corporate", primary="#1764c0", logo="logo.png"),
    )  # fmt: skip


def folder(path):
    """Put the report's files into ``path`` and return it."""
    (path / "logo.png").write_bytes(PIXEL)
    (path / "drawing.svg").write_bytes(DRAWING)
    return path


def holding(frame):
    """Return a catalog in which ``rows`` is ``frame``."""
    catalog = Catalog()
    catalog.register("rows", frame)
    return catalog


def run(
    definition,
    catalog,
    *,
    base=None,
    spool=None,
    endings=ENDINGS,
    now=NOW,
    tell=lambda event: None,
    table="all",
    pool=None,
):
    """Return a run to every format, in memory."""
    options = RunOptions(now=now, deterministic=True, render=RenderOptions(table=table))
    return Run(
        definition, [MemoryOutput(f"x{ending}") for ending in endings],
        catalog=catalog, folder=base, options=options, spool=spool, tell=tell, pool=pool,
    )  # fmt: skip


def made(run):
    """Execute a run and return each output's bytes."""
    asyncio.run(run.execute())
    return {output.name: output.data for output in run.outputs}
