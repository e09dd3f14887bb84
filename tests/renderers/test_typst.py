"""Typst: the source says what the document says, and every text in it is a string."""

from __future__ import annotations

import documents
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import HOSTILE, render
from typst_source import Call, Reader, shown, typst_blocks, typst_lines, typst_tables

from nbreports.document import nodes
from nbreports.renderers.typst import TypstRenderer
from nbreports.renderers.typst.code import content, string


def source(document, **options):
    return render(TypstRenderer, document, **options)


@pytest.fixture(scope="module")
def whole():
    return source(documents.whole())


def test_the_source(snapshot):
    assert source(documents.table_only()).decode() == snapshot


def test_headings_stand_below_the_title(whole):
    blocks = Call("", typst_blocks(whole))
    assert [(call.named["level"], shown(call)) for call in blocks.all("heading")] == [
        (1, "Sales by region"),
        (2, "In short"),
        (2, "Amount by region and month"),
        (2, "Orders"),
        (2, "Side by side"),
        (3, "Regions"),
        (3, "Channels"),
        (2, "A picture"),
    ]


def test_a_grouped_table_is_one_table_line_by_line(whole):
    table = next(table for table in typst_tables(whole) if "Customer" in shown(table))
    signs = {"up": "▲ ", "down": "▼ ", "flat": "▬ ", None: ""}
    expected = []
    for node in documents.table():
        if isinstance(node, nodes.DetailRows):
            for at in range(node.height):
                expected.append(
                    [
                        signs[chunk.icons[at] if chunk.icons else None] + chunk.text[at]
                        for chunk in node.columns
                    ]
                )
        elif isinstance(node, nodes.BandRow):
            expected.append([node.label, *(cell.text if cell else "" for cell in node.cells[1:])])
    assert [[cell or "" for cell in line] for line in typst_lines(table)] == expected


def test_heads_are_repeated_on_every_page(whole):
    for table in typst_tables(whole):
        (head,) = [cell for cell in table.inside if isinstance(cell, Call) and cell.name == "table.header"]
        assert len(head.inside) == len(table.named["columns"].inside)


def test_a_drawing_is_in_the_source_and_says_its_figures(whole):
    chart = next(Call("", typst_blocks(whole)).all("image"))
    assert chart.named["format"] == "svg"
    assert chart.inside[0].inside[0].startswith("<svg")
    assert "July, North, €17,407.74" in chart.named["alt"]


def test_a_picture_is_its_bytes(whole):
    *_, picture = Call("", typst_blocks(whole)).all("image")
    (data,) = picture.inside[0].inside
    assert bytes(map(int, data.inside)) == documents.PIXEL
    assert picture.named["alt"] == "A red square"


def test_running_texts_number_the_pages():
    band = nodes.PageBand(
        left=("Sales",), right=(nodes.PageNumber("number"), " of ", nodes.PageNumber("count"))
    )
    page = nodes.PageSetup(footer=band, first_differs=True, first_footer=None)
    made = source([documents.start(page=page), nodes.DocumentEnd()]).decode()
    assert (
        "footer: on-page(none, grid(columns: (1fr, 1fr, 1fr), align: (left, center, right), "
        '"Sales", "", page-number + " of " + page-count))'
    ) in made
    typst_blocks(made.encode())


def test_text_links_and_lists_come_through(whole):
    blocks = Call("", typst_blocks(whole))
    assert ["https://example.org/shop?a=1&b=2", "the shop"] in [call.inside for call in blocks.all("link")]
    assert [shown(call) for call in blocks.all("list")][
        1
    ] == "paid orders only" + "amounts in EUR" + "before overheads"
    assert [shown(call) for call in blocks.all("raw")] == ["EUR"]


def test_the_stamp_ends_the_text(whole):
    assert shown(typst_blocks(whole)[-1]) == documents.stamp().text
    assert documents.stamp().text.encode() not in source(documents.whole(), stamp=False)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text_in_every_slot(text):
    data = source(documents.hostile(text))
    for link in Call("", typst_blocks(data)).all("link"):
        assert link.inside[0].startswith(("http://", "https://"))


@given(st.text())
def test_a_text_reads_back_as_itself(text):
    reader = Reader(content(text))
    value = shown(reader.value())
    assert reader.at == len(reader.source)
    breaks = "\n\r\v\f\x85\u2028\u2029"
    held = text.replace("\r\n", "\n").translate({ord(mark): "\n" for mark in breaks})
    kept = "".join(
        "\ufffd"
        if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
        else char
        for char in held
    )
    assert value == kept
    assert string(text).count("\n") == 0
