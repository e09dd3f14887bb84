"""Documents made by hand, as the filler would make them: what every renderer is tried with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.document import nodes
from nbreports.document.chart import RawPoint, resolve_chart
from nbreports.document.formatting import FormatSpec, format_value

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTED = dt.datetime(2026, 10, 2, 9, 30, tzinfo=dt.UTC)

TEXT = FormatSpec("text")
COUNT = FormatSpec("integer")
EURO = FormatSpec("decimal", "currency:EUR")
SHARE = FormatSpec("float", "percent:1")
DAY = FormatSpec("date", "date:medium")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000400000004080200000026930929000000104944415478da63d8a22c01"
    "470cc471008e630ef1f3dd1df30000000049454e44ae426082"
)
"""A red square of 4 by 4 as PNG."""

STYLES = (
    nodes.CellStyle(color="#b42318", bold=True),
    nodes.CellStyle(background="#fdf1d0"),
    nodes.CellStyle(italic=True),
)

THEME = nodes.Theme(
    base="corporate",
    colors={
        "primary": "#1763c1",
        "positive": "#1a7f37",
        "negative": "#b42318",
        "warn": "#9a6700",
        "muted": "#5b6470",
    },
)

REGIONS = ("North", "South", "West", None)
CUSTOMERS = (
    "Ada Lovelace Instruments",
    "Borealis & Sons",
    "Chen Optics",
    "Délice SA",
    "مؤسسة النور",
    "Fjord <Marine>",
)


def stamp() -> nodes.Stamp:
    text = "Source: orders · 30 rows · Quarter: Q3 2026 · filter: status = 'paid' · 2 Oct 2026, 09:30 · nbreports 0.1.0"
    return nodes.Stamp(
        source="orders",
        rows=30,
        sampled=False,
        params=(nodes.ParamValue("quarter", "Quarter", "Q3", "Q3 2026"),),
        filters=("status = 'paid'",),
        version="0.1.0",
        started=STARTED,
        text=text,
    )


def start(**changes: Any) -> nodes.DocumentStart:
    values: dict[str, Any] = {
        "title": "Sales by region",
        "name": "sales",
        "stamp": stamp(),
        "description": "Third quarter 2026, paid orders only",
        "theme": THEME,
        "styles": STYLES,
        "warnings": (nodes.Warning("join_multiplies", "Joining customers multiplied 2 rows.", "orders"),),
    }
    return nodes.DocumentStart(**(values | changes))


def cell(value: Any, spec: FormatSpec, **more: Any) -> nodes.Cell:
    return nodes.Cell(value, format_value(value, spec), **more)


COLUMNS = (
    nodes.TableColumn("order_id", "Order", "integer", FormatSpec("integer", "0"), "left"),
    nodes.TableColumn("customer", "Customer", "text", TEXT, "left", width=nodes.Width(2, "fr")),
    nodes.TableColumn("day", "Date", "date", DAY, "left"),
    nodes.TableColumn("units", "Units", "integer", COUNT, "right"),
    nodes.TableColumn("amount", "Amount", "decimal", EURO, "right", wide="€1,234,567.00"),
    nodes.TableColumn("margin", "Margin", "float", SHARE, "right"),
)
GROUPS = (
    nodes.TableGroup("region", "Region", "text", page_break="between"),
    nodes.TableGroup("month", "Month", "integer"),
)


def orders(region: int, month: int) -> list[tuple[Any, ...]]:
    """Rows of one innermost group: (id, customer, day, units, amount, margin)."""
    rows: list[tuple[Any, ...]] = []
    for n in range(1, 4 if region < 3 else 2):
        at = region * 20 + (month - 7) * 5 + n
        amount = Decimal(at * 217 % 977) * Decimal("13.37")
        rows.append(
            (
                1000 + at,
                CUSTOMERS[at % len(CUSTOMERS)] if at != 22 else None,
                dt.date(2026, month, 1 + at % 27),
                at * 7 % 31 - 2,
                amount.quantize(Decimal("0.01")),
                (at * 37 % 100) / 200 - 0.1,
            )
        )
    return rows


def detail(region: int, month: int) -> nodes.DetailRows:
    rows = orders(region, month)
    ids, customers, days, units, amounts, margins = (list(column) for column in zip(*rows, strict=True))
    top = float(max(amounts))
    columns = (
        nodes.ColumnChunk(
            pa.array(ids, pa.int64()),
            COLUMNS[0].spec,
            links=[f"https://example.org/orders/{i}?a=1&b=2" for i in ids],
        ),
        nodes.ColumnChunk(pa.array(customers, pa.string()), TEXT),
        nodes.ColumnChunk(pa.array(days, pa.date32()), DAY),
        nodes.ColumnChunk(
            pa.array(units, pa.int32()),
            COUNT,
            icons=["up" if u > 15 else "down" if u < 5 else "flat" for u in units],
        ),
        nodes.ColumnChunk(
            pa.array(amounts, pa.decimal128(12, 2)),
            EURO,
            bars=[float(a) / max(top, 12_000.0) for a in amounts],
        ),
        nodes.ColumnChunk(
            pa.array(margins, pa.float64()), SHARE, styles=[1 if m < 0 else 0 for m in margins]
        ),
    )
    path = (("region", REGIONS[region]), ("month", month))
    return nodes.DetailRows(2, path, columns, len(rows), row_styles=[2 if u > 25 else 0 for u in units])


def totals(rows: list[tuple[Any, ...]]) -> tuple[nodes.Cell | None, ...]:
    units, amounts = sum(row[3] for row in rows), sum((row[4] for row in rows), Decimal(0))
    mean = sum(row[5] for row in rows) / len(rows)
    return (
        None,
        None,
        None,
        cell(units, COUNT),
        cell(amounts, EURO),
        cell(mean, SHARE, styles=1 if mean < 0 else 0),
    )


NO_CELLS = (None,) * len(COLUMNS)
MONTHS = {7: "July", 8: "August", 9: "September"}


def table(ident: str = "orders") -> Iterator[nodes.Node]:
    yield nodes.TableStart(
        ident,
        "Orders",
        "Amounts in euro, margin before overheads.",
        COLUMNS,
        GROUPS,
        rows=30,
        no_data="No orders.",
    )
    everything: list[tuple[Any, ...]] = []
    for region, name in enumerate(REGIONS):
        key = name or "(none)"
        path = (("region", name),)
        yield nodes.BandRow("group_header", 1, path, f"Region: {key}", key, NO_CELLS)
        in_region: list[tuple[Any, ...]] = []
        for month, word in MONTHS.items():
            inner = (*path, ("month", month))
            yield nodes.BandRow("group_header", 2, inner, word, word, NO_CELLS)
            yield detail(region, month)
            rows = orders(region, month)
            in_region += rows
            yield nodes.BandRow("group_footer", 2, inner, f"Total {word}", word, totals(rows))
        yield nodes.BandRow("group_footer", 1, path, f"Total {key}", key, totals(in_region))
        everything += in_region
    yield nodes.BandRow("summary", 0, (), "All regions", "", totals(everything))
    yield nodes.TableEnd(ident, rows=len(everything), hidden=12)


def summary_table(ident: str = "regions") -> Iterator[nodes.Node]:
    """A table without details: one line a region, and the line for the rest."""
    columns = (
        nodes.TableColumn("count()", "Orders", "integer", COUNT, "right"),
        nodes.TableColumn("sum(amount)", "Amount", "decimal", EURO, "right"),
    )
    yield nodes.TableStart(ident, "Regions", None, columns, (GROUPS[0],), detail=False, stub="Region")
    for region, name in enumerate(REGIONS):
        rows = [row for month in MONTHS for row in orders(region, month)]
        cells = (
            cell(len(rows), COUNT),
            cell(sum((r[4] for r in rows), Decimal(0)), EURO, bar=1 - region / 4),
        )
        key = name or "Other"
        path = (("region", name),)
        yield nodes.BandRow("group_header", 1, path, key, key, (None, None), shown=False)
        yield nodes.BandRow("group_footer", 1, path, key, key, cells, other=name is None)
    yield nodes.BandRow(
        "summary", 0, (), "All regions", "", (cell(30, COUNT), cell(Decimal("123456.78"), EURO))
    )
    yield nodes.TableEnd(ident)


def chart(ident: str = "bars", **changes: Any) -> nodes.ChartNode:
    values: dict[str, Any] = {
        "id": ident,
        "title": "Amount by region and month",
        "note": None,
        "type": "bar",
        "x": nodes.Channel("month", "Month", "text", TEXT),
        "y": nodes.Channel("sum(amount)", "Amount", "decimal", EURO),
        "color": nodes.Channel("region", "Region", "text", TEXT),
        "size": None,
        "points": [
            RawPoint(word, sum((row[4] for row in orders(region, month)), Decimal(0)), name)
            for month, word in MONTHS.items()
            for region, name in enumerate(REGIONS[:3])
        ],
        "theme": THEME,
    }
    return resolve_chart(**(values | changes))


def crosstab(ident: str = "cross") -> nodes.CrosstabNode:
    values = (
        nodes.TableColumn("sum(amount)", "Amount", "decimal", EURO, "right"),
        nodes.TableColumn("count()", "Orders", "integer", COUNT, "right"),
    )
    rows = [
        nodes.Header((a, b), (a, b))
        for a, bs in (("North", "July August"), ("South", "July"))
        for b in bs.split()
    ]
    row_heads = (
        *rows[:2],
        nodes.Header(("North",), ("North",), margin=True),
        rows[2],
        nodes.Header(("South",), ("South",), margin=True),
        nodes.Header((), (), margin=True),
    )
    column_heads = (
        nodes.Header(("Web",), ("Web",)),
        nodes.Header(("Shop",), ("Shop",)),
        nodes.Header((), (), margin=True),
    )
    cells = tuple(
        tuple(
            (cell(Decimal(1000 * (r + 1) + c) / 4, EURO), cell(r * 10 + c, COUNT))
            if (r, c) != (1, 1)
            else (None, None)
            for c in range(3)
        )
        for r in range(6)
    )
    return nodes.CrosstabNode(
        ident,
        "Channels",
        None,
        (nodes.Dimension("region", "Region"), nodes.Dimension("month", "Month")),
        (nodes.Dimension("channel", "Channel"),),
        values,
        row_heads,
        column_heads,
        cells,
    )


def metrics() -> nodes.RowNode:
    money = nodes.MetricNode(
        "m1", None, None, "Revenue", cell(Decimal("1234567.80"), EURO),
        compare=cell(0.123, SHARE, icon="up"), spark=(3.0, 4.5, None, 4.0, 6.5, 6.0, 8.0),
    )  # fmt: skip
    count = nodes.MetricNode(
        "m2", None, "paid orders only", "Orders", cell(30, COUNT), target=cell(28, COUNT), good=True
    )
    margin = nodes.MetricNode(
        "m3", None, None, "Margin", cell(0.184, SHARE), target=cell(0.2, SHARE), good=False,
        compare=cell(-0.012, SHARE, icon="down", styles=1),
    )  # fmt: skip
    return nodes.RowNode("metrics", None, None, (2, 1, 1), ((money,), (count,), (margin,)))


INTRO = """North **leads again**. Orders of *{0}* are listed in [the shop](https://example.org/shop?a=1&b=2).

- paid orders only
- amounts in `EUR`
  - before overheads

1. one
2. two
"""


def whole() -> Iterator[nodes.Node]:
    """A whole report: every kind of block, groups at two levels, warnings at both ends."""
    yield start()
    yield nodes.TextNode("intro", None, None, "# In short\n\n" + INTRO.format("July to September"))
    yield metrics()
    yield chart()
    yield from table()
    yield nodes.PageBreakNode("break")
    side = tuple(summary_table())
    yield nodes.RowNode("side", "Side by side", None, (3, 2), (side, (crosstab(),)))
    image = nodes.ImageNode(
        "logo", "A picture", "From the archive.", nodes.ImageData(PIXEL, "image/png"), "A red square", 20, 20
    )
    yield image
    yield nodes.DocumentEnd((nodes.Warning("gap", "Two days have no orders."),), rows=30)


def one_table() -> Iterator[nodes.Node]:
    """A report with one table, as CSV and Parquet hold it."""
    yield start()
    yield chart()
    yield from table()
    yield nodes.DocumentEnd(rows=30)


def table_only() -> Iterator[nodes.Node]:
    """A report with one table and nothing drawn."""
    yield start()
    yield from table()
    yield nodes.DocumentEnd(rows=30)


def flat_table(columns: dict[str, tuple[pa.Array, FormatSpec]], ident: str = "flat") -> Iterator[nodes.Node]:
    """A report with one table without groups, from arrays."""
    heads = tuple(
        nodes.TableColumn(name, name, spec.type, spec, "left" if spec.type == "text" else "right")
        for name, (_, spec) in columns.items()
    )
    height = len(next(iter(columns.values()))[0])
    yield start(warnings=())
    yield nodes.TableStart(ident, None, None, heads, rows=height)
    chunks = tuple(nodes.ColumnChunk(array, spec) for array, spec in columns.values())
    yield nodes.DetailRows(0, (), chunks, height)
    yield nodes.TableEnd(ident, rows=height)
    yield nodes.DocumentEnd(rows=height)


def hostile(text: str) -> Iterator[nodes.Node]:
    """A document with ``text`` in every slot that data or a report can fill."""
    spec = TEXT
    data = text.encode(
        "utf-8", "replace"
    ).decode()  # what came through Arrow or a drawing: no lone surrogates
    bad = nodes.Cell(text, text, styles=1, link="https://example.org/?q=" + text.replace(" ", "+"), icon="up")
    shy = nodes.Stamp(
        text, 1, True, (nodes.ParamValue(text, text, text, text),), (text,), text, STARTED, text=text
    )  # fmt: skip
    yield nodes.DocumentStart(
        title=text, name=text, stamp=shy, description=text, author=text, styles=STYLES,
        theme=nodes.Theme(font=text), warnings=(nodes.Warning(text, text, text),),
    )  # fmt: skip
    yield nodes.TextNode("t" + text, text, text, text)
    yield nodes.MetricNode("m" + text, text, text, text, bad, bad, bad, good=False, unit=text)
    columns = (
        nodes.TableColumn("a" + text, text, "text", spec, wide=text, unit=text),
        nodes.TableColumn("b" + text, text, "text", spec, "right"),
    )
    groups = (nodes.TableGroup("g" + text, text, "text"), nodes.TableGroup("h" + text, text, "text"))
    outer = (("g" + text, data),)
    path = (*outer, ("h" + text, data))
    yield nodes.TableStart("x" + text, text, text, columns, groups, stub=text, no_data=text)
    yield nodes.BandRow("group_header", 1, outer, text, text, (bad, None))
    yield nodes.BandRow("group_header", 2, path, text, text, (None, None))
    chunks = tuple(
        nodes.ColumnChunk(pa.array([data, None], pa.string()), spec, links=[bad.link, None]) for _ in columns
    )
    yield nodes.DetailRows(2, path, chunks, 2)
    yield nodes.BandRow("group_footer", 2, path, text, text, (bad, bad))
    yield nodes.BandRow("group_footer", 1, outer, text, text, (None, bad))
    yield nodes.BandRow("summary", 0, (), text, text, (None, bad))
    yield nodes.TableEnd("x" + text, rows=2, hidden=1)
    head = (nodes.Header((text,), (text,)), nodes.Header((), (), margin=True))
    yield nodes.CrosstabNode(
        "c" + text, text, text, (nodes.Dimension("d" + text, text),), (nodes.Dimension("e" + text, text),),
        (columns[1],), head, head, (((bad,), (bad,)), ((bad,), (None,))),
    )  # fmt: skip
    channel = nodes.Channel(data, data, "text", spec)
    yield chart(
        "k" + data, title=data, note=data, x=channel, y=nodes.Channel(data, data, "float", FormatSpec("float")),
        color=channel, points=[RawPoint(data, 1.5, data), RawPoint("plain", 2.5, "plain")], no_data=data,
    )  # fmt: skip
    yield nodes.ImageNode("i" + text, text, text, nodes.ImageData(PIXEL, "image/png"), text)
    yield nodes.RowNode("r" + text, text, text, (1,), ((nodes.TextNode("u" + text, text, text, text),),))
    yield nodes.DocumentEnd((nodes.Warning(text, text, text),))
