"""The file: XlsxWriter makes every part but the rows, which are put in place while the file is written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from nbreports.document.nodes import ChartNode, ImageNode
from nbreports.renderers.xlsx.charts import add_chart
from nbreports.renderers.xlsx.page_setup import header_footer, set_up_pages
from nbreports.renderers.xlsx.sheet_names import SheetNames, quoted
from nbreports.renderers.xlsx.sheet_stream import Sparkline, column_name
from nbreports.renderers.xlsx.xml_text import printable
from nbreports.renderers.xlsx.zip_container import Deflated, ZipContainer, deflate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import DocumentStart
    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.chart_data import ChartData
    from nbreports.renderers.xlsx.sheet_stream import Placed, SheetStream

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
_DATA = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)


def workbook_bytes(book: Book, charts: ChartData) -> Iterator[bytes]:
    """Yield the finished file of ``book``."""
    names = SheetNames()
    for planned in book.sheets:
        planned.stream.name = names.take(*planned.wishes, part=planned.part)
    frame = ZipFile(BytesIO(_frame(book, charts)))
    container = ZipContainer()
    streams = [planned.stream for planned in book.sheets]
    parts = frame.namelist()
    for name in parts:
        match = _SHEET.fullmatch(name)
        data = frame.read(name)
        if match:
            yield from _sheet(container, name, data.decode(), streams[int(match[1]) - 1], book)
            continue
        if name.startswith("xl/worksheets/_rels/"):
            number = int(re.sub(r"\D", "", name.rpartition("/")[2]))
            data = data.replace(
                b"</Relationships>", streams[number - 1].relationships().encode() + b"</Relationships>"
            )
        yield from _part(container, name, data)
    for number, stream in enumerate(streams, start=1):
        name = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        if name not in parts and (links := stream.relationships()):
            yield from _part(container, name, f"{_RELS}{links}</Relationships>".encode())
    yield container.end()


def _part(container: ZipContainer, name: str, data: bytes) -> Iterator[bytes]:
    about, packed = deflate(data, last=True)
    yield from container.part(name, about, [packed])


def _sheet(container: ZipContainer, name: str, xml: str, stream: SheetStream, book: Book) -> Iterator[bytes]:
    """Yield a sheet's part: what XlsxWriter wrote around the rows, the rows, and what only the rows told."""
    data = _DATA.search(xml)
    if data is None:
        raise AssertionError(f"{name} has no sheetData")
    head = re.sub(
        r'<dimension ref="[^"]*"/>', f'<dimension ref="{stream.dimension()}"/>', xml[: data.start()]
    )
    tail = xml[data.end() :]
    tail = _after(tail, r"(<autoFilter [^>]*/>)?", stream.merge_cells())
    tail = _before(tail, r"<printOptions|<pageMargins", stream.hyperlinks())
    tail = _before(
        tail,
        r"<rowBreaks|<colBreaks|<ignoredErrors|<drawing|<legacyDrawing|<extLst|</worksheet>",
        header_footer(book.start.page),
    )
    first, first_packed = deflate((head + "<sheetData>").encode(), last=False)
    last, last_packed = deflate(("</sheetData>" + tail).encode(), last=True)
    rows: Deflated = stream.end()

    def packed() -> Iterator[bytes]:
        yield first_packed
        yield from stream.packed()
        yield last_packed

    yield from container.part(name, first + rows + last, packed())


def _after(xml: str, pattern: str, addition: str) -> str:
    match = re.match(pattern, xml)
    at = match.end() if match else 0
    return xml[:at] + addition + xml[at:]


def _before(xml: str, pattern: str, addition: str) -> str:
    match = re.search(pattern, xml)
    at = match.start() if match else len(xml)
    return xml[:at] + addition + xml[at:]


# --- XlsxWriter's share ---------------------------------------------------------------------------------


def _frame(book: Book, charts: ChartData) -> bytes:
    """Return the workbook without rows."""
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties(_properties(book.start))
    sheets = [workbook.add_worksheet(planned.stream.name) for planned in book.sheets]
    for sheet, planned in zip(sheets, book.sheets, strict=True):
        _furnish(sheet, planned.stream, book)
        for placed in planned.stream.placed:
            _place(workbook, sheet, placed, charts)
    # formats get their numbers in the order in which cells ask for them; these cells give way to the rows
    for row, properties in enumerate(book.styles.properties()):
        sheets[0].write_blank(row, 0, None, workbook.add_format(properties))
    sheets[0].activate()
    workbook.close()
    return buffer.getvalue()


def _properties(start: DocumentStart) -> dict[str, Any]:
    made: dict[str, Any] = {"title": printable(start.title), "created": _utc(start.stamp.started)}
    if start.author:
        made["author"] = printable(start.author)
    if start.description:
        made["subject"] = printable(start.description)
    return made


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _furnish(sheet: Any, stream: SheetStream, book: Book) -> None:
    """Give a worksheet all that stands around its rows."""
    for column, width in stream.widths.items():
        sheet.set_column(column - 1, column - 1, width)
    if stream.frozen is not None:
        sheet.freeze_panes(*stream.frozen)
    if stream.filtered:
        sheet.autofilter(stream.filtered)
    if stream.outline:
        # the row itself gives way; the sheet keeps how deep its outline is
        sheet.set_row(0, None, None, {"level": stream.outline})
        sheet.outline_settings(True, stream.summary_below, True, False)
    sheet.ignore_errors({"number_stored_as_text": stream.dimension()})
    set_up_pages(sheet, stream, book.start.page)
    _data_bars(sheet, stream, book)


def _data_bars(sheet: Any, stream: SheetStream, book: Book) -> None:
    colors = book.start.theme.colors
    for column, bars in stream.bars.items():
        if not bars.largest or not bars.runs:
            continue
        letters = column_name(column)
        cells = " ".join(f"{letters}{first}:{letters}{last}" for first, last in bars.runs)
        sheet.conditional_format(
            bars.runs[0][0] - 1,
            column - 1,
            bars.runs[-1][1] - 1,
            column - 1,
            {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": _tint(colors.get("primary", "#1F5FA8")),
                "bar_negative_color": _tint(colors.get("negative", "#B3261E")),
                "bar_no_border": True,
                "min_type": "num",
                "min_value": -bars.largest if bars.negative else 0,
                "max_type": "num",
                "max_value": bars.largest,
                "multi_range": cells,
            },
        )


def _tint(color: str) -> str:
    """Return a colour light enough for a number to be read on it."""
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 2 * 255) // 3:02X}" for part in parts)


def _place(workbook: Any, sheet: Any, placed: Placed, charts: ChartData) -> None:
    row, column = placed.row - 1, placed.column - 1
    if isinstance(placed.what, Sparkline):
        sheet.add_sparkline(
            row,
            column,
            {
                "range": f"{quoted(charts.name)}!{placed.what.reference}",
                "series_color": placed.what.color,
                "weight": 1.5,
            },
        )
    elif isinstance(placed.what, ChartNode):
        node = placed.what
        made = add_chart(workbook, node, charts.drawn[node.id], charts.name, charts.book.start.theme)
        made.set_size({"width": placed.width, "height": placed.height})
        sheet.insert_chart(
            row,
            column,
            made,
            {"x_offset": placed.x, "object_position": 2, "description": printable(node.alt)},
        )
    else:
        _insert_picture(sheet, row, column, placed, placed.what)


def _insert_picture(sheet: Any, row: int, column: int, placed: Placed, node: ImageNode) -> None:
    from xlsxwriter.image import Image

    own = Image(BytesIO(node.image.data))
    # XlsxWriter scales from the size at 96 dots to the inch
    width, height = own.width * 96 / (own.x_dpi or 96), own.height * 96 / (own.y_dpi or 96)
    sheet.insert_image(
        row,
        column,
        "picture",
        {
            "image_data": BytesIO(node.image.data),
            "x_offset": placed.x,
            "x_scale": placed.width / width,
            "y_scale": placed.height / height,
            "object_position": 2,
            "description": printable(node.alt),
        },
    )
