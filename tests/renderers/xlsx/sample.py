"""Documents made by hand: what the pipeline gives a renderer, node by node."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa

from nbreports.document.chart import RawPoint, resolve_chart
from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.nodes import (
    BandRow,
    Cell,
    CellStyle,
    Channel,
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
    ParamValue,
    Stamp,
    TableColumn,
    TableEnd,
    TableGroup,
    TableStart,
    TextNode,
    Theme,
)
from nbreports.renderers.base import RenderContext, RenderOptions
from nbreports.renderers.xlsx import XlsxRenderer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nbreports.document.nodes import ChartNode, DataType, Node

STARTED = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
THEME = Theme(
    base="corporate",
    colors={
        "primary": "#1f4e79",
        "positive": "#1a7f37",
        "negative": "#b3261e",
        "warn": "#9a6700",
        "muted": "#5b6470",
    },
    palette=("#1f4e79", "#c55a11", "#548235", "#7030a0"),
)
STYLES = (CellStyle(color="#b3261e", bold=True), CellStyle(background="#fff2cc", italic=True))


class NoCharts:
    """No drawing is asked of it: Excel draws its own charts."""

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        raise AssertionError("native charts only")

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        raise AssertionError("native charts only")


def start(title: str = "Sales", **given: Any) -> DocumentStart:
    stamp = Stamp(
        source="sales.csv",
        rows=6,
        sampled=False,
        params=(ParamValue("year", "Year", 2026, "2026"),),
        filters=("amount > 0",),
        version="0.1.0",
        started=STARTED,
        text="sales.csv, 6 rows",
    )
    return DocumentStart(
        **{"title": title, "name": "sales", "stamp": stamp, "theme": THEME, "styles": STYLES, **given}
    )


def column(
    name: str,
    kind: DataType,
    format: str | None = None,  # noqa: A002
    *,
    locale: str = "en-US",
    timezone: str | None = None,
    **given: Any,
) -> TableColumn:
    spec = FormatSpec(kind, format, locale, timezone=timezone)
    right = kind in {"integer", "float", "decimal", "duration"}
    return TableColumn(
        **{
            "name": name,
            "label": name.title(),
            "type": kind,
            "spec": spec,
            "align": "right" if right else "left",
            **given,
        }
    )


def chunk(
    values: Sequence[Any] | pa.Array, of: TableColumn, kind: pa.DataType | None = None, **given: Any
) -> ColumnChunk:
    array = values if isinstance(values, pa.Array) else pa.array(values, kind)
    return ColumnChunk(array, of.spec, **given)


def flat(
    columns: Sequence[TableColumn],
    chunks: Sequence[ColumnChunk],
    *,
    id: str = "t1",  # noqa: A002 - the node's own word
    title: str | None = "Orders",
    **given: Any,
) -> list[Node]:
    """A table without groups."""
    height = len(chunks[0].values) if chunks else 0
    return [
        TableStart(id, title, None, tuple(columns), **given),
        DetailRows(0, (), tuple(chunks), height),
        TableEnd(id, rows=height),
    ]


def document(*blocks: Node | list[Node], **given: Any) -> list[Node]:
    nodes: list[Node] = [start(**given)]
    for block in blocks:
        nodes += block if isinstance(block, list) else [block]
    return [*nodes, DocumentEnd()]


def render(
    nodes: Sequence[Node], scratch: Path, *, options: RenderOptions | None = None, **given: Any
) -> bytes:
    scratch.mkdir(exist_ok=True, parents=True)
    renderer = XlsxRenderer(RenderContext(NoCharts(), scratch, options or RenderOptions()), **given)
    made = io.BytesIO()
    try:
        for node in nodes:
            made.writelines(renderer.feed(node))
        made.writelines(renderer.finish())
    finally:
        renderer.close()
    assert list(scratch.iterdir()) == []
    return made.getvalue()


def read(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # openpyxl does not know sparklines
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        return openpyxl.load_workbook(io.BytesIO(data))


# --- a report with everything ------------------------------------------------------------------------------------

REGION = column("region", "text")
DAY = column("day", "date", "dd.MM.yyyy")
UNITS = column("units", "integer")
AMOUNT = column("amount", "decimal", "currency:EUR", locale="de-DE")
SHARE = column("share", "float", "percent:1")
GROUPED = (DAY, UNITS, AMOUNT, SHARE)

ROWS = {
    "North": [(date(2026, 1, 1), 3, Decimal("30.50"), 0.25), (date(2026, 1, 2), 5, Decimal("50.00"), 0.5)],
    "South": [(date(2026, 1, 3), 7, Decimal("1234.56"), 0.125), (date(2026, 1, 4), None, None, None)],
}


def band(kind: str, level: int, label: str, values: Sequence[Any], **given: Any) -> BandRow:
    cells = tuple(
        None if value is None else Cell(value, format_value(value, of.spec))
        for value, of in zip(values, GROUPED, strict=True)
    )
    return BandRow(kind, level, (), label, label, cells, **given)  # type: ignore[arg-type]


def grouped(**group: Any) -> list[Node]:
    nodes: list[Node] = [
        TableStart(
            "orders",
            "Orders by region",
            "All amounts before tax.",
            GROUPED,
            groups=(TableGroup("region", "Region", "text", **group),),
        )
    ]
    kinds = (pa.date32(), pa.int64(), pa.decimal128(12, 2), pa.float64())
    for region, rows in ROWS.items():
        nodes.append(band("group_header", 1, f"Region: {region}", (None,) * 4))
        lists = zip(*rows, strict=True)
        chunks = [
            chunk(list(values), of, kind) for values, of, kind in zip(lists, GROUPED, kinds, strict=True)
        ]
        chunks[2] = ColumnChunk(chunks[2].values, AMOUNT.spec, styles=[1, 0])
        nodes.append(DetailRows(1, (("region", region),), tuple(chunks), len(rows), row_styles=[0, 2]))
        units = sum(row[1] or 0 for row in rows)
        nodes.append(
            band("group_footer", 1, f"Total {region}", (None, units, sum(row[2] or 0 for row in rows), None))
        )
    nodes.append(band("summary", 0, "All regions", (None, 15, Decimal("1315.06"), None)))
    return [*nodes, TableEnd("orders", rows=4)]


def metric(label: str, value: Any, spec: FormatSpec, **given: Any) -> MetricNode:
    return MetricNode(
        label.lower(), None, None, label, Cell(value, format_value(value, spec)), spec=spec, **given
    )


def chart(kind: str, points: Sequence[RawPoint], **given: Any) -> ChartNode:
    x = given.pop("x", Channel("month", "Month", "text", FormatSpec("text")))
    y = given.pop("y", Channel("amount", "Amount", "float", FormatSpec("float", "decimal:1")))
    made = {
        "id": kind,
        "title": f"A {kind}",
        "note": None,
        "color": None,
        "size": None,
        "theme": THEME,
        **given,
    }
    return resolve_chart(type=kind, x=x, y=y, points=points, **made)  # type: ignore[arg-type]


SERIES = Channel("region", "Region", "text", FormatSpec("text"))
DATES = Channel("day", "Day", "date", FormatSpec("date"))
MOMENTS = Channel("at", "At", "datetime", FormatSpec("datetime"))
NUMBERS = Channel("km", "Distance", "float", FormatSpec("float", "decimal:1"))
DURATIONS = Channel("took", "Took", "duration", FormatSpec("duration"))


def bars(**given: Any) -> ChartNode:
    points = [
        RawPoint(x, y, c)
        for x, c, y in (
            ("Jan", "North", 3.0),
            ("Jan", "South", 4.5),
            ("Feb", "North", 2.0),
            ("Feb", "South", 7.5),
        )
    ]
    return chart("bar", points, color=SERIES, **given)


def crosstab() -> CrosstabNode:
    def cell(value: float) -> Cell:
        return Cell(value, f"{value:,.2f}")

    return CrosstabNode(
        "cross",
        "By region and year",
        None,
        (Dimension("region", "Region"),),
        (Dimension("year", "Year"), Dimension("quarter", "Quarter")),
        (column("amount", "float"), column("count", "integer", "integer")),
        (Header(("North",), ("North",)), Header(("South",), ("South",)), Header((), ("Total",), margin=True)),
        (
            Header((2025, 1), ("2025", "Q1")),
            Header((2025, 2), ("2025", "Q2")),
            Header((2026, 1), ("2026", "Q1")),
            Header((), ("Total",), margin=True),
        ),
        tuple(
            tuple((cell(base + at + 0.25), None if at == 1 else Cell(at, str(at))) for at in range(4))
            for base in (10.0, 20.0, 30.0)
        ),
    )


def everything() -> list[Node]:
    euro = FormatSpec("decimal", "currency:EUR", "de-DE")
    return document(
        TextNode("intro", None, None, "# Summary\n\nSales **rose** in *both* regions.\n\n- first\n- second"),
        metric(
            "Revenue",
            Decimal("1315.06"),
            euro,
            compare=Cell(Decimal("1200.00"), "1.200,00 €"),
            good=True,
            spark=(1.0, None, 3.0),
        ),
        metric("Growth", 0.096, FormatSpec("float", "percent:1"), target=Cell(0.1, "10 %"), good=False),
        bars(stack=True, labels=True),
        grouped(),
        crosstab(),
        description="What was sold, and where.",
        locale="en-US",
        timezone="Europe/Zurich",
        author="R. & D.",
        page=PageSetup(
            width=297,
            height=210,
            header=PageBand(
                left=("R&D",), right=("Page ", PageNumber("number"), " of ", PageNumber("count"))
            ),
        ),
    )


def every_chart() -> list[Node]:
    months = [RawPoint(x, y) for x, y in (("Jan", 3.0), ("Feb", -1.0), ("Mar", 4.0))]
    days = [
        RawPoint(date(2026, 1, 1) + timedelta(days=i), float(i * i), "North" if i % 2 else "South")
        for i in range(10)
    ]
    hours = [RawPoint(datetime(2026, 1, 1) + timedelta(hours=i), float(i % 5)) for i in range(48)]
    spots = [RawPoint(i * 1.5, float(i % 7), "North" if i % 3 else "South", size=i) for i in range(20)]
    bins = [RawPoint(i * 10.0, float(10 - i), x_end=(i + 1) * 10.0) for i in range(5)]
    took = [RawPoint(m, timedelta(minutes=10 * i + 5)) for i, m in enumerate(("a", "b", "c"))]
    return document(
        chart("bar", months, id="bar1"),
        bars(id="bar2"),
        bars(id="bar3", horizontal=True, stack=True),
        bars(id="bar4", horizontal=True, labels=True),
        chart("line", days, id="line1", x=DATES, color=SERIES),
        chart("line", hours, id="line2", x=MOMENTS),
        chart("line", spots[:7], id="line3", x=NUMBERS),
        chart("area", days[::2], id="area1", x=DATES),
        chart("area", bars().points, id="area2", color=SERIES, stack=True),  # type: ignore[arg-type]
        chart("scatter", spots, id="scatter1", x=NUMBERS, color=SERIES, size=UNITS_CHANNEL),
        chart("pie", months, id="pie1"),
        chart("histogram", bins, id="hist1", x=NUMBERS),
        chart("sparkline", days[::2], id="spark1", x=DATES),
        chart("bar", took, id="dur1", y=DURATIONS),
        chart("bar", [], id="none1"),
        title="Charts",
    )


UNITS_CHANNEL = Channel("units", "Units", "integer", FormatSpec("integer"))
