"""Markdown: read back by a full GitHub-flavoured parser, it says what the document says."""

from __future__ import annotations

import documents
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.renderers.markdown import MarkdownRenderer, _text


def source(document, **options):
    return render(MarkdownRenderer, document, **options).decode()


def html(markdown):
    """Read Markdown with everything on that could go wrong: raw HTML, bare links, strikethrough."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")
    return BeautifulSoup(parser.render(markdown), "html.parser")


@pytest.fixture(scope="module")
def whole():
    return html(source(documents.whole()))


def cells(table):
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def test_the_source(snapshot):
    assert source(documents.whole()) == snapshot


def test_headings_stand_below_the_title(whole):
    shown = [(head.name, head.get_text()) for head in whole.find_all(["h1", "h2", "h3"])]
    assert shown == [
        ("h1", "Sales by region"),
        ("h2", "In short"),
        ("h2", "Amount by region and month"),
        ("h2", "Orders"),
        ("h2", "Side by side"),
        ("h3", "Regions"),
        ("h3", "Channels"),
        ("h2", "A picture"),
    ]


def test_a_grouped_table_is_one_table_line_by_line(whole):
    (table,) = [table for table in whole.find_all("table") if "Customer" in table.get_text()]
    signs = {"up": "▲ ", "down": "▼ ", "flat": "▬ ", None: ""}
    expected = [[column.label for column in documents.COLUMNS]]
    for node in documents.table():
        if isinstance(node, nodes.DetailRows):
            for at in range(node.height):
                row = [
                    signs[chunk.icons[at] if chunk.icons else None] + chunk.text[at] for chunk in node.columns
                ]
                expected.append(row)
        elif isinstance(node, nodes.BandRow):
            expected.append([node.label, *(cell.text if cell else "" for cell in node.cells[1:])])
    assert cells(table) == expected
    assert [head.get("style") for head in table.find_all("th")] == [None] * 3 + ["text-align:right"] * 3


def test_totals_and_group_headers_are_bold(whole):
    (table,) = [table for table in whole.find_all("table") if "Customer" in table.get_text()]
    bold = [row.find("strong").get_text() for row in table.find_all("tr") if row.find("strong")]
    assert bold == [node.label for node in documents.table() if isinstance(node, nodes.BandRow)]


def test_a_chart_is_its_figures_in_words_and_numbers(whole):
    (table,) = [
        table for table in whole.find_all("table") if cells(table)[0] == ["Month", "Region", "Amount"]
    ]
    assert cells(table)[1] == ["July", "North", "€17,407.74"]
    assert len(cells(table)) == 10
    assert any(text.get_text().startswith("Bar chart of Amount by Month") for text in whole.find_all("em"))


def test_text_links_and_lists_come_through(whole):
    assert whole.find("a", string="the shop")["href"] == "https://example.org/shop?a=1&b=2"
    assert [
        item.get_text().strip().split("\n")[0] for item in whole.find("ul", recursive=False).find_all("li")
    ] == [
        "paid orders only",
        "amounts in EUR",
        "before overheads",
    ]
    assert whole.find("code").get_text() == "EUR"


def test_the_stamp_ends_the_text():
    assert html(source(documents.whole())).find_all("p")[-1].get_text() == documents.stamp().text
    assert documents.stamp().source + " ·" not in source(documents.whole(), stamp=False)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text_in_every_slot(text):
    found = html(source(documents.hostile(text)))
    allowed = {
        "h1",
        "h2",
        "h3",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "em",
        "strong",
        "a",
        "img",
        "hr",
    }
    allowed |= {"blockquote", "ul", "ol", "li", "code", "br"}
    assert {tag.name for tag in found.find_all(True)} <= allowed
    for tag in found.find_all(True):
        assert set(tag.attrs) <= {"href", "src", "alt", "style", "start"}
        assert tag.get("href", "https://").startswith(("http://", "https://"))
        assert tag.get("src", "data:image/png;base64,").startswith("data:image/png;base64,")
        assert tag.get("style", "text-align:right") in {"text-align:right", "text-align:center"}
    heights = [len(row) for table in found.find_all("table") for row in cells(table)]
    widths = [len(cells(table)[0]) for table in found.find_all("table") for _ in cells(table)]
    assert heights == widths


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_a_cell_reads_back_as_its_text(text):
    found = html(f"| a | b |\n| --- | --- |\n| {_text(text)} | end |\n")
    first, last = found.find_all("td")
    squeezed = " ".join(text.replace("\u2028", " ").replace("\u2029", " ").replace("\x85", " ").split())
    assert " ".join(first.get_text().split()) == squeezed
    assert last.get_text() == "end"
    assert not first.find_all(True)


def test_a_total_that_begins_with_a_line_break_is_bold_all_the_same():
    from nbreports.renderers.markdown import _strong

    assert _strong(" 0 ") == "**0**"
    assert _strong(" ") == ""
