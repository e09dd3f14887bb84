"""A widget's cell without its widget: the report in the notebook's file, and as nbconvert writes it."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from nbreports import Report, Table
from nbreports.widgets import PreviewPane, ReportBuilder

CODE = """\
import pandas as pd
from nbreports import Report, Table
from nbreports.widgets import ReportBuilder
sales = pd.DataFrame({"region": ["North", "South", "<b>"], "amount": [13.5, 20.25, 1.0]})
ReportBuilder(Report("Shop", "sales", [Table("region", "amount", totals="sum")]))"""


def test_a_notebook_that_was_run_holds_the_figures(tmp_path):
    """No server shows this kernel to anybody, so the twin is waited for."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.store_widget_state = False
    client.execute()
    (output,) = [each for each in notebook.cells[0].outputs if each.output_type == "execute_result"]
    assert "34.75" in output.data["text/html"]
    assert "<script" not in output.data["text/html"]
    assert "Trust Notebook" in output.data["text/plain"]
    for mime in [mime for mime in output.data if "widget" in mime]:
        output.data.pop(mime)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "34.75" in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize("widget", [PreviewPane, ReportBuilder])
def test_what_takes_too_long_or_cannot_be_shown_is_a_sentence(widget, sales, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    monkeypatch.setattr(widget, "_twin_seconds", 0.0)
    shown = widget(Report("Shop <i>", "sales", [Table("amount")]), {"sales": sales})
    try:
        bundle, _ = shown._repr_mimebundle_()
        assert "Shop &lt;i&gt;" in bundle["text/html"]
        assert "is shown where its notebook runs" in bundle["text/html"]
        shown.session.data = {}
        monkeypatch.setattr(widget, "_twin_seconds", 20.0)
        bundle, _ = shown._repr_mimebundle_()
        assert "cannot be shown" in bundle["text/html"]
    finally:
        shown.session.close()


def test_the_report_is_drawn_again_for_the_file(opened, sales):
    session, line = opened(
        Report("Shop", "sales", [Table("region", "amount", totals="sum")]), {"sales": sales}
    )
    line.ask("a.1", "twin.draw")
    answer, _ = line.answer("a.1")
    assert f"{sales.amount.sum():,.2f}" in answer["html"]
    assert "<script" not in answer["html"]
    session.report = Report("Shop", "sales", [])
    line.ask("a.2", "twin.draw")
    assert line.answer("a.2")[0]["html"] == ""
