"""Documents made of nodes by hand, small and large, as the filler would give them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.nodes import (
    BandRow,
    Cell,
    CellStyle,
    ColumnChunk,
    CrosstabNode,
    DetailRows,
    Dimension,
    DocumentEnd,
    DocumentStart,
    Header,
    MetricNode,
    PageBand,
    PageNumber,
    PageSetup,
    RowNode,
    Stamp,
    TableColumn,
    TableEnd,
    TableGroup,
    TableStart,
    TextNode,
    Theme,
)
from nbreports.document.nodes import (
    Warning as ReportWarning,
)
from nbreports.renderers.base import RenderContext, RenderOptions
from nbreports.renderers.pdf import PdfRenderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nbreports.document.nodes import ChartNode, Node

FONTS = Path(__file__).parents[2] / "fonts"
STARTED = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
INTEGER = FormatSpec("integer")
MONEY = FormatSpec("decimal", "#,##0.00")
TEXT = FormatSpec("text")
DATE = FormatSpec("date")
PERCENT = FormatSpec("float", "percent:1")

FOOTER = PageBand(
    left=("Acme Ltd, internal",), right=("Page ", PageNumber("number"), " of ", PageNumber("count"))
)
STYLES = (
    CellStyle(color="#b42318", bold=True),
    CellStyle(background="#fff4d6"),
    CellStyle(background="#e3f5e8", color="#1a7f37"),
    CellStyle(italic=True),
)


class NoCharts:
    """A drawer for documents without charts."""

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        raise AssertionError(chart.id)

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        raise AssertionError(chart.id)


def start(title: str = "Sales by region", **more: Any) -> DocumentStart:
    stamp = Stamp(
        "sales.csv", 12, False, (), (), "0.1.0", STARTED,
        text="sales.csv · 1,204 rows · Region: all · 23 Nov 2026, 09:30 · nbreports 0.1.0",
    )  # fmt: skip
    more.setdefault(
        "page", PageSetup(header=PageBand(left=(title,), right=("Third quarter 2026",)), footer=FOOTER)
    )
    more.setdefault("styles", STYLES)
    return DocumentStart(title, "sample", stamp, **more)


def column(name: str, label: str, spec: FormatSpec = TEXT, **more: Any) -> TableColumn:
    align = "right" if spec.type in {"integer", "decimal", "float"} else "left"
    return TableColumn(name, label, spec.type, spec, **{"align": align, **more})


def rows(
    columns: Sequence[TableColumn], data: dict[str, Sequence[Any]], group: Any = (), **more: Any
) -> DetailRows:
    chunks = tuple(ColumnChunk(pa.array(data[c.name]), c.spec, **more.get(c.name, {})) for c in columns)
    return DetailRows(len(group), tuple(group), chunks, len(chunks[0].values), more.get("row_styles"))


def band(
    kind: str,
    level: int,
    label: str,
    columns: Sequence[TableColumn] = (),
    values: dict[str, Any] | None = None,
    **more: Any,
) -> BandRow:
    values = values or {}
    cells = tuple(
        Cell(values[c.name], format_value(values[c.name], c.spec)) if c.name in values else None
        for c in columns
    )
    return BandRow(kind, level, (), label, more.pop("key", label.rsplit(": ", maxsplit=1)[-1]), cells, **more)


COLUMNS = (
    column("day", "Date", DATE),
    column("product", "Product"),
    column("customer", "Customer"),
    column("quantity", "Quantity", INTEGER),
    column("price", "Unit price", MONEY),
    column("amount", "Amount", MONEY),
)
PRODUCTS = (
    "Desk lamp",
    "Standing desk, oak, 160 x 80 cm",
    "Office chair",
    "Filing cabinet",
    "Monitor arm",
    "Whiteboard",
)
CUSTOMERS = (
    "Miller & Sons", "Österreichische Bundesforste AG", "Łódź Transport", "The Wonderfully Long-Named Company for Everything Else Ltd",
    "Ελληνικά Ταχυδρομεία", "Почта России", "Smith",
)  # fmt: skip


def sale(i: int) -> tuple[Any, ...]:
    quantity, price = 1 + i * 7 % 40, 19.9 + i * 37 % 900
    return (
        dt.date(2026, 7, 1) + dt.timedelta(days=i % 90), PRODUCTS[i % 6], CUSTOMERS[i % 7], quantity, price, quantity * price
    )  # fmt: skip


def sales(n: int, first: int = 0) -> dict[str, list[Any]]:
    lines = [sale(i) for i in range(first, first + n)]
    return {c.name: [line[k] for line in lines] for k, c in enumerate(COLUMNS)}


def grouped(
    sizes: dict[str, dict[str, int]] | None = None,
    groups: tuple[TableGroup, ...] | None = None,
    title: str | None = "All sales",
) -> Iterator[Node]:
    """A table of two levels; region South has a month of three pages."""
    sizes = sizes or {
        "North": {"July": 6, "August": 5, "September": 9},
        "South": {"July": 170, "August": 1, "September": 3},
        "West": {"July": 12, "August": 30, "September": 22},
    }
    groups = groups or (TableGroup("region", "Region", "text"), TableGroup("month", "Month", "text"))
    yield TableStart("t1", title, "Amounts in euros, without tax.", COLUMNS, groups)
    total = first = 0
    for region, months in sizes.items():
        yield band("group_header", 1, f"Region: {region}", COLUMNS)
        part = 0.0
        for month, n in months.items():
            yield band("group_header", 2, f"Month: {month}", COLUMNS)
            data = sales(n, first)
            first += n
            yield rows(COLUMNS, data, (("region", region), ("month", month)))
            subtotal = sum(data["amount"])
            part += subtotal
            yield band(
                "group_footer",
                2,
                f"Total {month}",
                COLUMNS,
                {"quantity": sum(data["quantity"]), "amount": subtotal},
            )
        total += part
        yield band("group_footer", 1, f"Total {region}", COLUMNS, {"quantity": 1000, "amount": part})
    yield band("summary", 0, "Total", COLUMNS, {"quantity": 12345, "amount": total})
    yield TableEnd("t1", first)


def metrics() -> RowNode:
    def metric(name: str, label: str, text: str, **more: Any) -> tuple[Node, ...]:
        return (MetricNode(name, None, None, label, Cell(1, text), **more),)

    return RowNode(
        "r1", None, None, (1, 1, 1, 1),
        (
            metric("m1", "Revenue", "€1,284,310", compare=Cell(0.08, "+8.2 % on last quarter"), spark=(3, 4, 3.5, 5, 6, 5.5, 7)),
            metric("m2", "Orders", "1,204", spark=(5, 4, 4.5, 3, 3.5, 3, 4)),
            metric("m3", "On time", "87.1 %", target=Cell(0.9, "90 %"), good=False),
            metric("m4", "Mean delay", "6.3", unit="min", target=Cell(10, "10"), good=True),
        ),
    )  # fmt: skip


def prose() -> TextNode:
    return TextNode(
        "x1", "What happened", None,
        "Sales grew by **8.2 %**, most of it in the *South*, where the new office opened in July. "
        "See the [annual report](https://example.com/report) for the accounts; `order_id` is the key.\n\n"
        "- Standing desks sold out twice; see the notes of the warehouse on how orders were put off and what was said to those who waited for more than a month\n"
        "- Lamps did not\n  - not even the cheap ones\n\n"
        "1. Order earlier\n2. Price higher\n\n## Outlook\n\nThe fourth quarter begins with 212 open orders.",
    )  # fmt: skip


def crosstab() -> CrosstabNode:
    values = (column("amount", "Amount", INTEGER), column("share", "Share", PERCENT))
    heads = [Header((y, q), (str(y), q)) for y in (2025, 2026) for q in ("Q1", "Q2")]
    heads.append(Header((), ("Total",), margin=True))
    row_heads, cells = [], []
    for r, region in enumerate(("North", "South", "West")):
        for p, product in enumerate(("Lamps", "Desks")):
            row_heads.append(Header((region, product), (region, product)))
            cells.append(_crosstab_row(1000 * (r + 1) + 13 * p, len(heads)))
        row_heads.append(Header((region,), (f"Total {region}",), margin=True))
        cells.append(_crosstab_row(2000 * (r + 1) + 13, len(heads)))
    row_heads.append(Header((), ("Total",), margin=True))
    cells.append(_crosstab_row(12_000, len(heads)))
    return CrosstabNode(
        "k1", "Amount by year and quarter", None, (Dimension("region", "Region"), Dimension("product", "Product")),
        (Dimension("year", "Year"), Dimension("quarter", "Quarter")), values, tuple(row_heads), tuple(heads), tuple(cells),
    )  # fmt: skip


def _crosstab_row(base: int, count: int) -> tuple[tuple[Cell | None, ...], ...]:
    return tuple(
        (Cell(base * (i + 1), f"{base * (i + 1):,}"), Cell(0.1 * i, f"{10 * i + 4.2:.1f} %"))
        if i != 2 or base < 5000
        else (None, None)
        for i in range(count)
    )


def styled() -> Iterator[Node]:
    columns = (
        column("name", "Name"), column("score", "Score", INTEGER), column("share", "Share", PERCENT),
        column("trend", "Trend", FormatSpec("float", "decimal:1")), column("rating", "Rating", INTEGER),
        column("site", "Site"), column("state", "State", align="center"),
    )  # fmt: skip
    n = 12
    data = {
        "name": [f"Branch {i}" for i in range(n)],
        "score": [i * 31 % 100 for i in range(n)],
        "share": [(i * 17 % 10) / 10 for i in range(n)],
        "trend": [i - 5.5 for i in range(n)],
        "rating": [i % 4 for i in range(n)],
        "site": ["example.com" if i % 3 else None for i in range(n)],
        "state": ["open" if i % 2 else "closed" for i in range(n)],
    }
    yield TableStart("t2", "Branches, by rules", "Bars show the share of the best.", columns)
    yield rows(
        columns, data,
        score={"styles": [1 if v < 30 else 4 if v > 80 else 0 for v in data["score"]]},
        share={"bars": [v if i % 4 else -v for i, v in enumerate(data["share"])]},
        trend={"icons": ["up" if v > 1 else "down" if v < -1 else "flat" for v in data["trend"]]},
        rating={"icons": [f"star{v}" for v in data["rating"]]},
        site={"links": ["https://example.com/a?b=(1)" if v else None for v in data["site"]]},
        state={"icons": ["green" if v == "open" else "amber" for v in data["state"]]},
        row_styles=[2 if i == 4 else 8 if i == 7 else 0 for i in range(n)],
    )  # fmt: skip
    yield TableEnd("t2", n)


def lines_only() -> Iterator[Node]:
    """Groups without details, in a table with a stub."""
    columns = (
        column("flights", "Flights", INTEGER),
        column("delay", "Mean delay", FormatSpec("float", "decimal:1"), unit="min"),
    )
    groups = (TableGroup("carrier", "Airline", "text"), TableGroup("month", "Month", "integer"))
    yield TableStart("t3", "Flights", None, columns, groups, detail=False, stub="Airline")
    for carrier in ("Delta Air Lines Inc.", "United Air Lines Inc.", "JetBlue Airways"):
        yield band("group_header", 1, carrier, columns)
        for month in ("1", "2", "3"):
            yield band("group_header", 2, month, columns, shown=False)
            yield band("group_footer", 2, month, columns, {"flights": 4000, "delay": 7.25})
        yield band("group_footer", 1, f"Total {carrier}", columns, {"flights": 12_000, "delay": 7.25})
    yield band("summary", 0, "All airlines", columns, {"flights": 36_000, "delay": 8.0})
    yield TableEnd("t3")


def scripts() -> Iterator[Node]:
    columns = (column("language", "Language"), column("text", "Text"), column("n", "Number", INTEGER))
    data = {
        "language": ["Arabic", "Arabic, mixed", "Emoji", "Emoji, joined", "Vietnamese", "Combining", "Control", "Two lines"],
        "text": [
            "مرحبا بالعالم", "السعر 250 EUR (جديد)", "Sun ☀️ and rain 🌧", "Family 👩‍👩‍👧 here", "Tiếng Việt", "e\u0301 a\u0308", "a\x07b\tc",
            "first\nsecond line",
        ],
        "n": [1, 22, 333, 4444, 55_555, 666_666, 7_777_777, -8],
    }  # fmt: skip
    yield TableStart("t4", "Scripts مرحبا", None, columns)
    yield rows(columns, data)
    yield TableEnd("t4", 8)


BIG = (
    column("id", "Order", INTEGER), column("day", "Date", DATE), column("region", "Region"), column("product", "Product"),
    column("quantity", "Quantity", INTEGER), column("price", "Price", MONEY), column("amount", "Amount", MONEY), column("state", "State"),
)  # fmt: skip


def big(count: int = 100_000, groups: int = 50, batch: int = 8000) -> Iterator[Node]:
    """Many rows, in groups."""
    yield start("One hundred thousand orders")
    yield TableStart("t1", "Orders", None, BIG, (TableGroup("shop", "Shop", "integer"),))
    done = 0
    for group in range(groups):
        yield band("group_header", 1, f"Shop: {group}", BIG)
        left = count // groups
        while left:
            n = min(batch, left)
            ids = range(done, done + n)
            yield rows(
                BIG,
                {
                    "id": list(ids),
                    "day": [dt.date(2026, 1, 1) + dt.timedelta(days=i % 365) for i in ids],
                    "region": [("North", "South", "East", "West")[i % 4] for i in ids],
                    "product": [PRODUCTS[i % 6][:13] for i in ids],
                    "quantity": [i % 40 for i in ids],
                    "price": [i % 1000 + 0.25 for i in ids],
                    "amount": [i % 90_000 + 0.5 for i in ids],
                    "state": ["shipped" if i % 3 else "open" for i in ids],
                },
                (("shop", group),),
            )
            done += n
            left -= n
        yield band("group_footer", 1, f"Total {group}", BIG, {"quantity": 1, "amount": 2.5})
    yield band("summary", 0, "Total", BIG, {"amount": 1e9})
    yield TableEnd("t1", done)
    yield DocumentEnd(rows=done)


def render(nodes: Iterable[Node], charts: Any = None, **options: Any) -> bytes:
    """Return the whole PDF."""
    options.setdefault("font_files", (FONTS / "NotoSansArabic-Regular.ttf", FONTS / "NotoEmoji-Regular.ttf"))
    options.setdefault("system_fonts", False)
    renderer = PdfRenderer(RenderContext(charts or NoCharts(), Path(), RenderOptions(**options)))
    try:
        return b"".join([*(piece for node in nodes for piece in renderer.feed(node)), *renderer.finish()])
    finally:
        renderer.close()


def document(*blocks: Iterable[Node] | Node, **more: Any) -> Iterator[Node]:
    """Blocks between a start and an end."""
    yield start(**more)
    for block in blocks:
        if hasattr(block, "__iter__"):
            yield from block
        else:
            yield block
    yield DocumentEnd()


def everything(theme: str = "plain") -> Iterator[Node]:
    return document(
        metrics(), prose(), grouped(), styled(), lines_only(), crosstab(), scripts(),
        theme=Theme(base=theme), description="Orders of the third quarter, by region and month.",  # type: ignore[arg-type]
        warnings=(ReportWarning("join", "The join on customer multiplied 12 rows; totals count each order once per match."),),
    )  # fmt: skip
