"""A workbook as its reader finds it: sheets, heads, outlines, links, prints."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from nbreports.document.nodes import (
    Cell,
    DetailRows,
    DocumentEnd,
    ImageData,
    ImageNode,
    PageBand,
    PageNumber,
    PageSetup,
    RowNode,
    TableEnd,
    TableStart,
    TextNode,
    Warning,
    Width,
)
from nbreports.errors import RenderError, UsageError
from nbreports.renderers.base import RenderOptions
from nbreports.renderers.xlsx import XlsxRenderer
from nbreports.renderers.xlsx.sheet_names import SheetNames
from nbreports.renderers.xlsx.sheet_stream import column_name

from . import parts, sample

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_has_its_first_sheet_a_sheet_a_table_and_one_of_chart_data(tmp_path: Path) -> None:
    data = sample.render(sample.everything(), tmp_path / "s")
    book = sample.read(data)
    assert book.sheetnames == ["Sales", "Orders by region", "By region and year", "Chart data"]
    first = book["Sales"]
    column = [row[0].value for row in first.iter_rows()]
    assert column[:2] == ["Sales", "What was sold, and where."]
    assert "Sales rose in both regions." in column
    revenue = next(row for row in first.iter_rows() if row[0].value == "Revenue")
    assert [cell.value for cell in revenue[1:3]] == [1315.06, 1200]
    assert revenue[1].number_format == '#,##0.00"\xa0€"'
    growth = next(row for row in first.iter_rows() if row[0].value == "Growth")
    assert (growth[1].value, growth[1].number_format, growth[3].value) == (0.096, "#,##0.0%", 0.1)
    assert {"→ Orders by region", "About this report", "Source", "Parameter Year"} <= set(column)
    assert book.properties.title == "Sales"
    assert book.properties.creator == "R. & D."
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "x14:sparkline" in parts.part(data, "xl/worksheets/sheet1.xml")


def test_a_report_of_one_table_has_only_its_sheet(tmp_path: Path) -> None:
    column = sample.column("a", "integer")
    nodes = sample.document(
        sample.flat([column], [sample.chunk([1, 2], column)], title=None), show_stamp=False
    )
    book = sample.read(sample.render(nodes, tmp_path / "s"))
    assert book.sheetnames == ["Sales"]
    assert [row[0].value for row in book["Sales"].iter_rows()] == ["Sales", "A", 1, 2]
    with_stamp = sample.read(sample.render([replace(nodes[0], show_stamp=True), *nodes[1:]], tmp_path / "s"))
    assert with_stamp.sheetnames == ["Sales", "Notes"]


def test_the_stamp_can_be_left_out_but_warnings_stay(tmp_path: Path) -> None:
    nodes = sample.document(TextNode("x", None, None, "Hello"))
    nodes[-1] = DocumentEnd(warnings=(Warning("join", "The join multiplied rows."),))
    data = sample.render(nodes, tmp_path / "s", options=RenderOptions(stamp=False))
    words = {cell.value for cell in parts.cells(data).values()}
    assert "The join multiplied rows." in words
    assert "About this report" not in words


def test_without_details_the_innermost_lines_are_rows_not_totals(tmp_path: Path) -> None:
    start, *body = sample.grouped()
    lines = [node for node in body if not isinstance(node, DetailRows)]
    data = sample.render(sample.document([replace(start, detail=False, stub=""), *lines]), tmp_path / "s")
    sheet = sample.read(data).worksheets[0]
    bold = {row[0].value: row[0].font.bold for row in sheet.iter_rows() if row[0].value}
    assert not bold["Total North"]
    assert not bold["Total South"]
    assert bold["All regions"]


def test_groups_are_outlined_and_styled_and_totals_are_values(tmp_path: Path) -> None:
    data = sample.render(sample.document(sample.grouped()), tmp_path / "s")
    sheet = sample.read(data).worksheets[0]
    labels = {row: sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)}
    at = {value: row for row, value in labels.items()}
    assert sheet.freeze_panes == f"A{at['Day'] + 1}"
    assert sheet.print_title_rows == f"${at['Day']}:${at['Day']}"
    levels = [
        sheet.row_dimensions[row].outlineLevel for row in range(at["Region: North"], at["All regions"] + 1)
    ]
    assert levels == [0, 1, 1, 0, 0, 1, 1, 0, 0]
    total = at["Total South"]
    assert sheet.cell(total, 3).value == 1234.56
    assert sheet.cell(total, 3).number_format == '#,##0.00"\xa0€"'
    assert sheet.cell(total, 1).font.bold
    assert sheet.cell(at["Region: North"], 2).fill.fgColor.rgb == "FFF4F6F8"
    # the rule of a cell and the rule of a row
    assert sheet.cell(at["Region: North"] + 1, 3).font.color.rgb == "FFB3261E"
    assert sheet.cell(at["Region: North"] + 2, 2).fill.fgColor.rgb == "FFFFF2CC"
    assert sheet.cell(at["Region: North"] + 2, 2).font.italic
    assert sheet.auto_filter.ref is None
    xml = parts.part(data, "xl/worksheets/sheet1.xml")
    assert 'outlineLevelRow="1"' in xml
    assert "summaryBelow" not in xml


def test_collapsed_groups_are_closed_with_their_totals_in_sight(tmp_path: Path) -> None:
    data = sample.render(sample.document(sample.grouped(collapsed=True, totals_at="header")), tmp_path / "s")
    rows = {int(row.attrib["r"]): row.attrib for row in parts.sheet(data).iter(f"{parts.MAIN}row")}
    hidden = [number for number, row in rows.items() if row.get("hidden")]
    assert [rows[number].get("outlineLevel") for number in hidden] == ["1"] * 4
    assert {number for number, row in rows.items() if row.get("collapsed")} == {5, 8, 9, 12}
    assert 'summaryBelow="0"' in parts.part(data, "xl/worksheets/sheet1.xml")


def test_lines_that_are_not_shown_are_not_written(tmp_path: Path) -> None:
    nodes = sample.grouped()
    nodes[1] = replace(nodes[1], shown=False)
    words = {c.value for c in parts.cells(sample.render(sample.document(nodes), tmp_path / "s")).values()}
    assert "Region: North" not in words
    assert "Region: South" in words


def test_a_stub_column_takes_the_labels(tmp_path: Path) -> None:
    nodes = sample.grouped()
    nodes[0] = replace(nodes[0], stub="Region", stub_wide="Region: North")
    sheet = sample.read(sample.render(sample.document(nodes), tmp_path / "s")).worksheets[0]
    assert [cell.value for cell in sheet[4]] == ["Region", "Day", "Units", "Amount", "Share"]
    assert sheet["A5"].value == "Region: North"
    assert sheet["A6"].value is None
    assert sheet["C6"].value == 3
    assert sheet.column_dimensions["A"].width >= len("Region: North")


def test_a_table_without_groups_can_be_filtered(tmp_path: Path) -> None:
    columns = [sample.column("a", "integer"), sample.column("b", "text")]
    chunks = [sample.chunk([1, None, 3], columns[0]), sample.chunk(["x", None, "z"], columns[1])]
    sheet = sample.read(
        sample.render(sample.document(sample.flat(columns, chunks)), tmp_path / "s")
    ).worksheets[0]
    assert sheet.auto_filter.ref == "A3:B6"
    assert sheet["B4"].number_format == "@"
    assert sheet["A5"].value is None


@pytest.mark.parametrize("max_rows", [10, 13, 64])
def test_long_tables_go_on_in_further_sheets_with_their_head(tmp_path: Path, max_rows: int) -> None:
    column = sample.column("n", "integer")
    chunk = sample.chunk(list(range(70)), column)
    nodes = sample.document(sample.flat([column], [chunk], title="Orders"), show_stamp=False)
    book = sample.read(sample.render(nodes, tmp_path / "s", max_rows=max_rows))
    numbers = []
    for number, sheet in enumerate(book, start=1):
        assert sheet.title == ("Orders" if number == 1 else f"Orders ({number})")
        assert sheet.max_row <= max_rows
        column_values = [row[0].value for row in sheet.iter_rows()]
        head = column_values.index("N")
        assert head == (2 if number == 1 else 1)
        assert sheet.freeze_panes == f"A{head + 2}"
        numbers += column_values[head + 1 :]
    assert numbers == list(range(70))


def test_links_are_links_only_where_the_node_says_so(tmp_path: Path) -> None:
    column = sample.column("c", "text")
    links = [
        "https://example.org/a?x=1&y=%20#top",
        None,
        "javascript:alert(1)",
        "mailto:a@example.org",
        'https://e.org/a b"<',
    ]
    texts = ["one", "https://example.org/plain", "three", "four", "five"]
    data = sample.render(
        sample.document(sample.flat([column], [sample.chunk(texts, column, links=links)])), tmp_path / "s"
    )
    sheet = sample.read(data).worksheets[0]
    assert sheet["A4"].hyperlink.target == "https://example.org/a?x=1&y=%20"
    assert sheet["A4"].hyperlink.location == "top"
    assert sheet["A4"].font.underline == "single"
    assert sheet["A5"].hyperlink is None
    assert sheet["A6"].hyperlink is None
    assert sheet["A7"].hyperlink.target == "mailto:a@example.org"
    assert sheet["A8"].hyperlink.target == "https://e.org/a%20b%22%3C"
    assert [sheet.cell(row, 1).value for row in range(4, 9)] == texts


def test_links_beyond_what_a_sheet_holds_are_plain_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nbreports.renderers.xlsx.sheet_stream.MAX_LINKS", 3)
    column = sample.column("c", "text")
    links = [f"https://example.org/{n}" for n in range(5)]
    data = sample.render(
        sample.document(sample.flat([column], [sample.chunk(["x"] * 5, column, links=links)])), tmp_path / "s"
    )
    assert parts.part(data, "xl/worksheets/sheet1.xml").count("<hyperlink ") == 3
    assert any(
        (cell.value or "").startswith("Orders: 2 links are plain text")
        for cell in parts.cells(data, 2).values()
    )


def test_data_bars_are_excels_own_and_leave_totals_alone(tmp_path: Path) -> None:
    column = sample.column("c", "float")
    nodes = sample.flat(
        [column], [sample.chunk([5.0, -10.0, None, 2.5], column, bars=[0.5, -1.0, None, 0.25])]
    )
    xml = parts.part(sample.render(sample.document(nodes), tmp_path / "s"), "xl/worksheets/sheet1.xml")
    assert (
        '<conditionalFormatting sqref="A4:A5 A7:A7">' in xml
        or '<conditionalFormatting sqref="A4:A5 A7">' in xml
    )
    assert '<cfvo type="num" val="-10.0"/><cfvo type="num" val="10.0"/>' in xml


def test_data_bars_of_durations_count_days(tmp_path: Path) -> None:
    column = sample.column("c", "duration")
    took = sample.chunk([timedelta(hours=12), timedelta(days=1)], column, bars=[0.5, 1.0])
    xml = parts.part(
        sample.render(sample.document(sample.flat([column], [took])), tmp_path / "s"),
        "xl/worksheets/sheet1.xml",
    )
    assert '<cfvo type="num" val="0"/><cfvo type="num" val="1.0"/>' in xml


def test_icons_stand_in_the_format_and_the_value_stays(tmp_path: Path) -> None:
    column = sample.column("c", "integer")
    nodes = sample.flat([column], [sample.chunk([5, -3, 1], column, icons=["up", "down", None])])
    sheet = sample.read(sample.render(sample.document(nodes), tmp_path / "s")).worksheets[0]
    assert (sheet["A4"].value, sheet["A5"].value) == (5, -3)
    assert "▲" in sheet["A4"].number_format
    assert "▼" in sheet["A5"].number_format
    assert sheet["A6"].number_format == "#,##0"


def test_optional_decimals_are_chosen_by_the_value(tmp_path: Path) -> None:
    column = sample.column("c", "float", "number")
    sheet = sample.read(
        sample.render(
            sample.document(sample.flat([column], [sample.chunk([5.0, 5.25, None], column)])), tmp_path / "s"
        )
    ).worksheets[0]
    assert [sheet["A4"].number_format, sheet["A5"].number_format] == ["#,##0", "#,##0.###"]


def test_a_crosstab_has_heads_and_margins(tmp_path: Path) -> None:
    sheet = sample.read(sample.render(sample.document(sample.crosstab()), tmp_path / "s")).worksheets[0]
    assert sheet.title == "By region and year"
    assert [sheet.cell(row, 1).value for row in range(6, 9)] == ["North", "South", "Total"]
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == [
        "B3:E3",
        "B4:C4",
        "D4:E4",
        "F3:G3",
        "F4:G4",
        "H3:I3",
        "H4:I4",
    ]
    assert sheet["B6"].value == 10.25
    assert sheet["H8"].value == 33.25
    assert sheet["H8"].font.bold
    assert sheet.freeze_panes == "B6"


def test_pages_print_as_the_report_says(tmp_path: Path) -> None:
    page = PageSetup(
        width=297,
        height=210,
        margin_left=25.4,
        header=PageBand(
            left=("Fish & Chips",),
            center=("&P 100% \x00of it",),
            right=("Page ", PageNumber("number"), "/", PageNumber("count")),
        ),
        footer=PageBand(left=("x" * 300,)),
        first_differs=True,
        first_header=PageBand(center=("Cover",)),
    )
    column = sample.column("a", "integer")
    nodes = sample.document(sample.flat([column], [sample.chunk([1], column)]), page=page)
    sheet = sample.read(sample.render(nodes, tmp_path / "s")).worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_margins.left == 1.0
    xml = parts.part(sample.render(nodes, tmp_path / "s"), "xl/worksheets/sheet1.xml")
    assert (
        "<oddHeader>&amp;LFish &amp;&amp; Chips&amp;C&amp;&amp;P 100% of it&amp;RPage &amp;P/&amp;N</oddHeader>"
        in xml
    )
    assert f"<oddFooter>&amp;L{'x' * 253}</oddFooter>" in xml
    assert '<headerFooter differentFirst="1">' in xml
    assert "<firstHeader>&amp;CCover</firstHeader>" in xml


def test_widths_come_from_labels_hints_and_wishes(tmp_path: Path) -> None:
    columns = [
        sample.column("a", "text", wide="x" * 30),
        sample.column("b", "text"),
        sample.column("c", "text", width=Width(37.04, "mm")),
        sample.column("d", "text", width=Width(10, "%")),
    ]
    chunks = [sample.chunk(["y" * 500 if at == 1 else "y"], of) for at, of in enumerate(columns)]
    sheet = sample.read(
        sample.render(sample.document(sample.flat(columns, chunks)), tmp_path / "s")
    ).worksheets[0]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths[0] > 30
    assert 55 < widths[1] < 65
    assert 19 < widths[2] < 22
    assert 9 < widths[3] < 11


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    column = sample.column("a", "integer")
    nodes = [TableStart("t", "Orders", None, (column,), no_data="Nothing sold."), TableEnd("t", hidden=0)]
    words = [
        cell.value for cell in parts.cells(sample.render(sample.document(nodes), tmp_path / "s")).values()
    ]
    assert "Nothing sold." in words
    # nor does a report without any block fail to open
    assert sample.read(sample.render(sample.document(), tmp_path / "s")).sheetnames == ["Sales"]


def test_hidden_rows_are_counted_below_the_table(tmp_path: Path) -> None:
    column = sample.column("a", "integer")
    nodes = sample.flat([column], [sample.chunk([1], column)])
    nodes[-1] = TableEnd("t1", rows=1, hidden=1234)
    words = [
        cell.value for cell in parts.cells(sample.render(sample.document(nodes), tmp_path / "s")).values()
    ]
    assert "1,234 more rows are not shown." in words


def test_what_finds_no_room_below_a_full_sheet_is_in_the_notes(tmp_path: Path) -> None:
    column = sample.column("a", "integer")
    nodes = sample.flat([column], [sample.chunk(list(range(7)), column)])
    nodes[-1] = TableEnd("t1", rows=7, hidden=5)
    book = sample.read(sample.render(sample.document(nodes), tmp_path / "s", max_rows=10))
    assert book.sheetnames == ["Orders", "Notes"]
    assert book["Orders"].max_row == 10
    assert "Orders: 5 more rows are not shown." in {row[0].value for row in book["Notes"].iter_rows()}


def test_more_columns_than_a_sheet_are_refused(tmp_path: Path) -> None:
    columns = [sample.column(f"c{at}", "integer") for at in range(16_385)]
    with pytest.raises(RenderError, match="16,385 columns") as caught:
        sample.render(sample.document([TableStart("wide", None, None, tuple(columns))]), tmp_path / "s")
    assert caught.value.where == "wide"
    assert column_name(16_384) == "XFD"


def test_side_by_side_charts_share_the_width(tmp_path: Path) -> None:
    row = RowNode(
        "r",
        None,
        None,
        (1.0, 3.0),
        ((sample.bars(id="one"),), (sample.bars(id="two"), TextNode("t", None, None, "below"))),
    )
    data = sample.render(sample.document(row), tmp_path / "s")
    drawing = parts.part(data, "xl/drawings/drawing1.xml")
    rows = re.findall(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawing)
    assert len(rows) == 2
    assert rows[0][1] == rows[1][1]
    assert int(rows[1][0]) > int(rows[0][0])
    assert any(cell.value == "below" for cell in parts.cells(data).values())


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000010802000000"
    "7b40e8dd0000000f49444154789c63f8cfc0c0f09f010007fe01fff6b8a5110000000049454e44ae426082"
)


def test_pictures_are_placed_and_those_excel_cannot_hold_leave_their_text(tmp_path: Path) -> None:
    png = ImageNode("p", None, None, ImageData(PNG, "image/png"), alt="Two dots", width=20.0)
    svg = ImageNode("v", "Logo", None, ImageData(b"<svg/>", "image/svg+xml"), alt="The logo")
    data = sample.render(sample.document(png, svg), tmp_path / "s")
    assert "xl/media/image1.png" in parts.names(data)
    assert 'descr="Two dots"' in parts.part(data, "xl/drawings/drawing1.xml")
    words = {cell.value for cell in parts.cells(data).values()}
    assert "The logo" in words
    assert any("SVG" in (word or "") for word in words)


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = {
        hashlib.sha256(sample.render(sample.everything(), tmp_path / str(run))).hexdigest()
        for run in range(2)
    }
    assert len(digests) == 1
    core = parts.part(sample.render(sample.everything(), tmp_path / "x"), "docProps/core.xml")
    assert core.count("2026-11-01T08:30:00Z") == 2


def test_every_style_of_a_cell_is_the_one_in_the_workbook(tmp_path: Path) -> None:
    """Rows are written before XlsxWriter numbers the formats; both must count alike."""
    data = sample.render(sample.everything(), tmp_path / "s")
    styles = parts.part(data, "xl/styles.xml")
    count = int(re.search(r'<cellXfs count="(\d+)"', styles)[1])  # type: ignore[index]
    used = {cell.style for number in range(1, 5) for cell in parts.cells(data, number).values()}
    assert max(used) == count - 1


def test_a_renderer_can_be_closed_at_any_time(tmp_path: Path) -> None:
    from nbreports.renderers.base import RenderContext

    renderer = XlsxRenderer(RenderContext(sample.NoCharts(), tmp_path))
    renderer.close()
    for node in sample.everything()[:12]:
        assert list(renderer.feed(node)) == []
    assert list(tmp_path.iterdir())
    renderer.close()
    renderer.close()
    assert not list(tmp_path.iterdir())
    with pytest.raises(UsageError):
        XlsxRenderer(RenderContext(sample.NoCharts(), tmp_path), max_rows=3)


def test_names_of_sheets_are_lawful_and_apart() -> None:
    names = SheetNames()
    assert names.take("A/B: [c]*?") == "A B c"
    assert names.take("a b C") == "a b C (2)"
    assert names.take("", None, "t1") == "t1"
    assert names.take("'''") == "Sheet"
    assert names.take("History") == "History (2)"
    assert names.take("x" * 40) == "x" * 31
    assert names.take("x" * 40) == "x" * 27 + " (2)"
    emoji = names.take("😀" * 20)
    assert len(emoji.encode("utf-16-le")) // 2 <= 31
    assert names.take("\x00\ud800") == "Sheet (2)"


def test_totals_keep_their_links_and_texts(tmp_path: Path) -> None:
    nodes = sample.grouped()
    total = nodes[-2]
    cells = (total.cells[0], Cell(9, "9", link="https://example.org/all"), *total.cells[2:])  # type: ignore[union-attr]
    nodes[-2] = replace(total, cells=cells)  # type: ignore[arg-type]
    sheet = sample.read(sample.render(sample.document(nodes), tmp_path / "s")).worksheets[0]
    assert sheet["B13"].hyperlink.target == "https://example.org/all"
    assert sheet["B13"].value == 9


def test_dates_are_days(tmp_path: Path) -> None:
    sheet = sample.read(sample.render(sample.document(sample.grouped()), tmp_path / "s")).worksheets[0]
    assert sheet["A6"].value.date() == date(2026, 1, 1)
    assert sheet["A6"].number_format == "dd\\.mm\\.yyyy"
    assert pa.types.is_date(pa.date32())
