"""A notebook: a cell a block, static, valid, and nothing in it that runs."""

from __future__ import annotations

import json

import documents
import pytest
from bs4 import BeautifulSoup
from notebook_read import htmls, notebook
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.renderers.notebook import NotebookRenderer


@pytest.fixture(scope="module")
def data():
    return render(NotebookRenderer, documents.whole())


def test_each_block_is_a_cell(data):
    shown = [
        (cell.cell_type, cell.source.split("\n")[0] or cell.outputs[0].data["text/plain"])
        for cell in notebook(data).cells
    ]
    assert shown == [
        ("markdown", "# Sales by region"),
        ("markdown", "## In short"),
        ("code", "Blocks side by side"),
        ("code", shown[3][1]),
        ("code", "Orders (table)"),
        ("markdown", "---"),
        ("code", "Side by side (blocks side by side)"),
        ("code", "A picture (picture)"),
        ("code", documents.stamp().text),
    ]
    assert shown[3][1].startswith("Amount by region and month: Bar chart of Amount by Month")


def test_the_source(snapshot):
    book = json.loads(render(NotebookRenderer, documents.one_table()))
    for cell in book["cells"]:
        for output in cell.get("outputs", ()):
            html = BeautifulSoup(output["data"]["text/html"], "html.parser")
            for part in html.find_all(["style", "img", "svg"]):
                part.decompose()
            output["data"]["text/html"] = str(html)
    assert book == snapshot


def test_a_table_says_every_line(data):
    (html,) = [html for html in htmls(data) if ">Orders</h2>" in html]
    texts = [cell.get_text() for cell in BeautifulSoup(html, "html.parser").find_all("td")]
    for node in documents.table():
        if isinstance(node, nodes.DetailRows):
            for chunk in node.columns:
                assert set(chunk.text) <= set(texts)


def test_the_style_sheet_comes_once_and_last(data):
    assert [html.count("<style>") for html in htmls(data)] == [0] * (len(htmls(data)) - 1) + [1]


def test_each_output_stands_alone(data):
    for html in htmls(data):
        (root,) = BeautifulSoup(html, "html.parser").find_all(recursive=False)
        assert root.name == "div"
        assert "nbr" in root["class"]
        assert root["lang"] == "en-US"


def test_charts_are_pictures_with_their_figures(data):
    (html,) = [html for html in htmls(data) if "<figure" in html and "draw" in html]
    found = BeautifulSoup(html, "html.parser")
    assert found.select_one("img")["src"].startswith("data:image/svg+xml;base64,")
    assert len(found.select("table.vh tbody tr")) == 9


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text_in_every_slot(text):
    data = render(NotebookRenderer, documents.hostile(text))
    for html in htmls(data):
        for tag in BeautifulSoup(html, "html.parser").find_all(True):
            assert tag.name not in {"script", "iframe", "object", "embed", "math", "foreignobject", "form"}
            assert not [name for name in tag.attrs if name.startswith("on") or name in {"style", "srcdoc"}]
            assert tag.get("href", "https://").startswith(("http://", "https://", "#"))
            assert tag.get("src", "data:image/").startswith("data:image/")
