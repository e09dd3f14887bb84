"""The HTML page: what is in it, in which order, and how it reads to people and to assistive technology."""

from __future__ import annotations

import dataclasses
import itertools
import re

import documents
import pyarrow as pa
import pytest
from bs4 import BeautifulSoup
from rendering import render

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.html import HtmlRenderer
from nbreports.renderers.html.tables import PART
from nbreports.renderers.html.widths import column_widths


def page(document, **options):
    return BeautifulSoup(render(HtmlRenderer, document, **options), "html.parser")


@pytest.fixture(scope="module")
def whole():
    return page(documents.whole())


def texts(elements):
    return [element.get_text() for element in elements]


def test_the_page_reads_as_the_document_does(snapshot):
    found = page(documents.whole())
    for drawn in found.select("svg, style"):
        drawn.decompose()
    lines = [line.strip() for line in found.get_text("|").split("\n")]
    assert "\n".join(line for line in lines if line.strip("|")) == snapshot


def test_every_detail_cell_is_its_nodes_text_in_order(whole):
    rows = whole.select("#b-orders tbody tr:not([class~=gh]):not([class~=t])")
    shown = [texts(row.find_all("td")) for row in rows]
    expected = [
        list(cells)
        for node in documents.table()
        if isinstance(node, nodes.DetailRows)
        for cells in zip(*(chunk.text for chunk in node.columns), strict=True)
    ]
    assert shown == expected


def test_every_band_line_stands_where_it_stands_in_the_document(whole):
    shown = [
        (line.select_one("th, .lbl").get_text(), [text for text in texts(line.find_all("td")) if text])
        for line in whole.select("#b-orders summary, #b-orders tr.gh, #b-orders tr.t")
    ]
    expected = [
        (node.label, [cell.text for cell in node.cells if cell])
        for node in documents.table()
        if isinstance(node, nodes.BandRow)
    ]
    assert shown == expected


def test_each_outermost_group_folds_and_all_share_one_grid(whole):
    groups = whole.select("#b-orders details")
    assert texts(group.summary for group in groups) == [
        "Region: North",
        "Region: South",
        "Region: West",
        "Region: (none)",
    ]
    assert all(group.has_attr("open") for group in groups)
    grids = {str(table.colgroup) for table in whole.select("#b-orders table")}
    assert len(grids) == 1
    halves = [int(re.search(r"w(\d+)", str(col))[1]) for col in whole.select("#b-orders .cols col")]
    assert sum(halves) == 200


def test_a_collapsed_group_is_closed():
    def document():
        for node in documents.one_table():
            if isinstance(node, nodes.TableStart):
                outer = dataclasses.replace(node.groups[0], collapsed=True)
                yield dataclasses.replace(node, groups=(outer, *node.groups[1:]))
            else:
                yield node

    groups = page(document()).select("#b-orders details")
    assert len(groups) == 4
    assert not any(group.has_attr("open") for group in groups)


def test_a_groups_totals_may_stand_in_its_header_over_their_columns():
    def document():
        for node in documents.one_table():
            if isinstance(node, nodes.BandRow) and node.band == "group_header" and node.level == 1:
                yield dataclasses.replace(
                    node, cells=(None, None, None, documents.cell(7, documents.COUNT), None, None)
                )
            else:
                yield node

    found = page(document())
    line = found.select_one("#b-orders summary .vals")
    widths = [
        int(re.search(r"w(\d+)", " ".join(span["class"]))[1])
        for span in line.find_all("span", recursive=False)
    ]
    cols = [int(col["class"][0][1:]) for col in found.select("#b-orders .cols col")]
    assert widths == [sum(cols[:3]), *cols[3:]]
    assert texts(line.find_all("span", recursive=False))[:2] == ["Region: North", "7"]


def test_tables_are_named_and_their_heads_have_a_scope(whole):
    for table in whole.select("table:not([aria-hidden])"):
        assert table.caption.get_text()
    assert all(head.get("scope") in {"row", "col", "rowgroup", "colgroup"} for head in whole.select("th"))
    assert whole.html["lang"] == "en-US"
    levels = [int(head.name[1]) for head in whole.select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_summary_table_is_one_plain_table_with_its_stub(whole):
    table = whole.select_one("#b-regions table")
    assert not whole.select("#b-regions details")
    assert texts(table.thead.find_all("th")) == ["Region", "Orders", "Amount"]
    assert texts(table.tbody.find_all("th")) == ["North", "South", "West", "Other", "All regions"]
    assert "other" in table.select("tbody tr")[3]["class"]


def test_lines_that_are_not_shown_are_not_there():
    table = list(documents.summary_table())
    hidden = [node for node in table if isinstance(node, nodes.BandRow) and not node.shown]
    assert hidden
    document = [documents.start(), *table, nodes.DocumentEnd()]
    assert len(page(document).select("#b-regions tbody tr")) == len(table) - 2 - len(hidden)


def test_the_heads_of_a_crosstab_cover_every_cell(whole):
    """Spans laid out on a grid as a browser does: no hole, no overlap, each value under its heads."""
    table = whole.select_one("#b-cross table")
    grid = {}
    for y, row in enumerate(table.find_all("tr")):
        x = 0
        for each in row.find_all(["th", "td"]):
            while (x, y) in grid:
                x += 1
            for dx in range(int(each.get("colspan", 1))):
                for dy in range(int(each.get("rowspan", 1))):
                    assert (x + dx, y + dy) not in grid
                    grid[x + dx, y + dy] = each.get_text()
    width, height = max(x for x, _ in grid) + 1, max(y for _, y in grid) + 1
    assert len(grid) == width * height
    assert [grid[x, 0] for x in range(width)] == [
        "Region",
        "Month",
        "Web",
        "Web",
        "Shop",
        "Shop",
        "Total",
        "Total",
    ]
    node = documents.crosstab()
    for y, line in enumerate(node.cells):
        flat = [cell.text if cell else "" for values in line for cell in values]
        assert [grid[x, y + 2] for x in range(2, width)] == flat
    assert [grid[0, y] for y in range(2, height)] == ["North"] * 3 + ["South"] * 2 + ["Total"]
    assert [grid[1, y] for y in range(2, height)] == ["July", "August", "Total", "July", "Total", "Total"]


def test_figures_show_what_they_are_measured_against(whole):
    assert texts(whole.select(".metric .key")) == ["Revenue", "Orders", "Margin"]
    assert texts(whole.select(".metric .val")) == ["€1,234,567.80", "30", "18.4%"]
    assert [tag["class"][1] for tag in whole.select(".metric .tgt")] == ["good", "bad"]
    assert len(whole.select(".spark path")) == 2, "a gap parts the line"


def test_a_chart_is_drawn_and_also_told(whole):
    figure = whole.select_one("#b-bars")
    assert figure.svg["aria-label"].startswith("Bar chart of Amount by Month")
    assert figure.select_one("tbody tr").get_text("|") == "July|North|€17,407.74"


def test_rules_colours_are_classes_in_the_head(whole):
    sheet = whole.style.get_text()
    assert ".nbr .s0{color:#b42318;font-weight:700}" in sheet
    assert ".nbr .s1{background:#fdf1d0;color:#1b1f24}" in sheet
    rows = whole.select("#b-orders tr.s1")
    assert len(rows) == sum(
        mask == 2
        for node in documents.table()
        if isinstance(node, nodes.DetailRows)
        for mask in node.row_styles
    )
    assert whole.select("#b-orders td.s0")


def test_bars_are_as_long_as_their_fraction(whole):
    bars = [bar["class"][-1] for bar in whole.select("#b-regions .bar")]
    assert bars == ["w200", "w150", "w100", "w50"]


def test_warnings_and_stamp_are_on_the_page(whole):
    assert texts(whole.select(".warn li")) == [
        "Joining customers multiplied 2 rows.",
        "Two days have no orders.",
    ]
    assert whole.footer.get_text() == documents.stamp().text
    assert page(documents.whole(), stamp=False).footer is None


def test_a_right_to_left_report_says_so():
    document = [documents.start(locale="ar-EG"), nodes.DocumentEnd()]
    assert page(document).html["dir"] == "rtl"


def test_paper_is_the_reports_own():
    paper = nodes.PageSetup(width=297, height=210, margin_top=12.5)
    sheet = page([documents.start(page=paper), nodes.DocumentEnd()]).style.get_text()
    assert "@page{size:297mm 210mm;margin:12.5mm 18mm 20mm 18mm" in sheet


@pytest.mark.parametrize("rows", [PART - 1, PART, PART + 1, 3 * PART + 7])
@pytest.mark.parametrize("chunk", [97, 10_000])
def test_a_long_table_goes_on_in_parts_and_loses_no_row(rows, chunk):
    array = pa.array(range(rows))
    document = list(documents.flat_table({"n": (array, documents.COUNT)}))
    cut = [
        nodes.DetailRows(
            0, (), (nodes.ColumnChunk(array[at : at + chunk], documents.COUNT),), len(array[at : at + chunk])
        )
        for at in range(0, rows, chunk)
    ]
    found = page([*document[:2], *cut, *document[-2:]])
    assert texts(found.select("tbody td")) == [f"{n:,}" for n in range(rows)]
    assert len(found.select(".part")) == (rows - 1) // PART
    assert max(len(table.select("tbody tr")) for table in found.select("table")) <= PART


def test_many_small_groups_in_one_are_parted_too():
    columns = (documents.COLUMNS[1],)
    path = (("region", "North"),)
    document = [documents.start(), nodes.TableStart("t", None, None, columns, documents.GROUPS)]
    document.append(nodes.BandRow("group_header", 1, path, "North", "North", (None,)))
    for month in range(PART):
        inner = (*path, ("month", month))
        document.append(nodes.BandRow("group_header", 2, inner, f"M{month}", "", (None,)))
        document.append(nodes.DetailRows(2, inner, (nodes.ColumnChunk(pa.array(["a"]), documents.TEXT),), 1))
    found = page([*document, nodes.TableEnd("t", PART), nodes.DocumentEnd()])
    assert len(found.select(".part")) == 1
    assert found.select_one("details .part")
    assert texts(found.select("tr.gh th")) == [f"M{month}" for month in range(PART)]


def test_a_table_without_rows_says_so():
    table = list(documents.table())
    found = page([documents.start(), table[0], nodes.TableEnd("orders"), nodes.DocumentEnd()])
    assert found.select_one("#b-orders .none").get_text() == "No orders."
    assert not found.select("#b-orders table")


def test_columns_keep_the_widths_they_are_given():
    widths = (nodes.Width(30, "mm"), nodes.Width(10, "%"), nodes.Width(1, "fr"), nodes.Width(3, "fr"))
    columns = tuple(
        nodes.TableColumn(f"c{at}", "c", "text", documents.TEXT, width=width)
        for at, width in enumerate(widths)
    )
    made = column_widths(nodes.TableStart("t", None, None, columns), nodes.PageSetup()).halves
    assert sum(made) == 200
    assert made[0] == pytest.approx(200 * 30 / 174, abs=1)
    assert made[1] == 20
    assert made[3] == pytest.approx(3 * made[2], abs=3)


def test_rows_outside_of_a_table_are_refused():
    renderer = [documents.start(), nodes.BandRow("summary", 0, (), "x", "", ())]
    with pytest.raises(RenderError, match="outside"):
        page(renderer)


def test_a_colour_that_is_none_is_refused():
    bad = documents.start(styles=(nodes.CellStyle(color="red;}*{display:none"),))
    with pytest.raises(RenderError, match="not a colour"):
        page([bad, nodes.DocumentEnd()])


def test_room_that_is_left_goes_to_text():
    columns = (
        documents.COLUMNS[0],
        nodes.TableColumn("c", "Customer", "text", documents.TEXT),
        documents.COLUMNS[4],
    )
    few = column_widths(nodes.TableStart("t", None, None, columns), nodes.PageSetup())
    assert few.halves[1] > few.halves[0] + few.halves[2]
    figures = column_widths(nodes.TableStart("t", None, None, columns[:1] * 4), nodes.PageSetup())
    assert figures.halves == (50, 50, 50, 50)
