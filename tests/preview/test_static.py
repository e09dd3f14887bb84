"""A report at the end of a cell: plain HTML that a notebook keeps, and words where it cannot be shown."""

import re
import sys

import nbclient
import nbconvert
import nbformat
import pytest
from bs4 import BeautifulSoup
from previewing import CHARTED, NOW, PLAIN, sales

from nbreports import Report, Table
from nbreports.errors import SourceUnbound, UsageError

CELL = """
import pandas as pd
from nbreports import Chart, Metric, Report, Table

sales = pd.DataFrame({"region": ["N", "S", "N"], "customer": ["a", "<b>b</b>", "c"], "amount": [10.5, 20.25, 3.0]})
Report("Sales by region", "sales", [
    Metric("sum(amount)"),
    Chart("bar", x="region", y="sum(amount)"),
    Table("customer", "amount", group_by="region", totals="sum"),
])
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return a notebook that was run: a report with data, one without, one that was given its data."""
    cells = [
        CELL,
        'Report("Nothing", "absent", [Table("a")])',
        'Report("Given", "sales", [Table("amount", totals="sum")]).preview(data={"sales": sales})',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    folder = tmp_path_factory.mktemp("notebook")
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute()
    return notebook


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.outputs]


def test_a_notebook_keeps_html_and_a_sentence_and_no_widget(executed):
    found = outputs(executed)
    assert [output.output_type for output in found] == ["execute_result"] * 3
    assert all(set(output.data) == {"text/html", "text/plain"} for output in found)
    assert "widgets" not in executed.metadata
    assert found[0].data["text/plain"] == "Sales by region: 3 blocks over 3 rows of sales."
    assert found[2].data["text/plain"] == "Given: 1 block over 3 rows of sales."


def test_a_converted_notebook_shows_the_totals(executed):
    page, _ = nbconvert.HTMLExporter().from_notebook_node(executed)
    shown = BeautifulSoup(page, "html.parser").get_text(" ")
    for figure in ("33.75", "13.50", "20.25"):
        assert figure in shown
    assert "<b>b</b>" in shown
    assert "cannot be shown: nothing is bound to source 'absent'." in shown


def test_a_page_that_takes_styles_and_drawings_away_still_has_every_figure(executed):
    soup = BeautifulSoup(outputs(executed)[0].data["text/html"], "html.parser")
    # what JupyterLab does to a notebook that is not trusted
    for taken in soup(["style", "svg"]):
        taken.decompose()
    for element in soup(True):
        element.attrs = {key: value for key, value in element.attrs.items() if key in {"class", "src", "alt"}}
    rows = [[cell.get_text() for cell in row(["td", "th"])] for row in soup("tr")]
    assert ["Total N", "13.50"] in rows and ["Total", "33.75"] in rows
    assert ["N", "13.50"] in rows, "the chart's figures stand as a table"
    (chart,) = soup("img")
    assert chart["src"].startswith("data:image/svg+xml;base64,") and chart["alt"].startswith("Bar chart")


def fragment_of(report=CHARTED, data=None, **keys):
    bundle = report.preview(
        data={"sales": sales() if data is None else data}, now=NOW, **keys
    )._repr_mimebundle_()
    return bundle["text/html"]


def test_the_fragment_runs_nothing_and_asks_for_nothing():
    html = fragment_of()
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.find_all(True, recursive=False)) == 1
    assert not soup(["script", "link", "iframe", "object", "meta", "base", "html", "body"])
    assert not re.search(r"\bon\w+=|javascript:|@import|url\(\s*['\"]?http", html)
    assert "@page" not in html, "the paper is the page's own"


def selectors(rule):
    """Return the selectors of a rule, commas inside of brackets left alone."""
    depth, found = 0, [""]
    for character in rule:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return found


def test_every_rule_of_its_sheet_stays_inside_of_it():
    sheet = BeautifulSoup(fragment_of(), "html.parser").style.string
    flat = re.sub(r"/\*.*?\*/|@(?:media|container)[^{]*", "", sheet, flags=re.DOTALL)
    loose = [
        selector
        for rule in re.findall(r"([^{}]+)\{", flat)
        for selector in selectors(rule)
        if selector.strip() and ".nbr" not in selector and not re.fullmatch(r"\.m\d+(>\*)?", selector.strip())
    ]
    assert loose == []


def test_what_the_data_says_is_never_markup():
    frame = sales(3).to_pandas()
    frame["region"] = "<script>alert(1)</script>"
    html = fragment_of(data=frame)
    assert "<script" not in html and "&lt;script&gt;" in html


def test_preview_is_exact_and_bounded_unless_told_otherwise():
    found = PLAIN.preview(data=sales(5_000), now=NOW)
    assert not found.sampled and found.result.rows == 5_000
    assert repr(found) == "Plain: 1 block over 5,000 rows of sales."
    assert len(found.output["body"][0]["rows"]) < 300
    sampled = PLAIN.preview(data=sales(5_000), now=NOW, options={"sample": 200, "seconds": 0})
    assert sampled.sampled and "a sample of" in repr(sampled)
    whole = PLAIN.preview(data=sales(5_000), now=NOW, options={"rows": 10_000})
    assert len(whole.output["body"][0]["rows"]) > 5_000


def test_preview_raises_what_an_export_would():
    with pytest.raises(SourceUnbound):
        PLAIN.preview(data={})
    for options in ({"row": 1}, {"rows": 0}, {"sample": "all"}):
        with pytest.raises(UsageError):
            PLAIN.preview(data=sales(), options=options)


def test_a_report_shows_the_frame_main_has_and_says_so_where_it_has_none(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "sales", sales(40), raising=False)
    assert PLAIN._repr_mimebundle_()["text/plain"] == "Plain: 1 block over 40 rows of sales."
    monkeypatch.delattr(sys.modules["__main__"], "sales")
    bundle = PLAIN._repr_mimebundle_()
    assert "cannot be shown: nothing is bound to source 'sales'." in bundle["text/plain"]
    assert BeautifulSoup(bundle["text/html"], "html.parser").strong.string == "Plain"


def test_a_wrong_report_says_where_it_is_wrong_and_what_it_quotes_is_no_markup(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "sales", sales(4), raising=False)
    bundle = Report("<i>Wrong</i>", "sales", [Table("amont")])._repr_mimebundle_()
    assert "(at /body/0/columns/0/value)" in bundle["text/plain"]
    assert "<i>" not in bundle["text/html"]
