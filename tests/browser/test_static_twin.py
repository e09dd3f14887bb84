"""What a saved notebook holds of a builder: the report, also where it was late for its cell, and after edits."""

from __future__ import annotations

from playwright.sync_api import expect

from .seeing import BUILDER

SHOWN = """\
orders = make_orders(90)
builder = ReportBuilder(Report("Late", "orders", [Table("region", "revenue", id="lines", totals="sum")]))
builder._twin_seconds = 0.0
builder"""
HELD = """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.at(-1).outputs
    .map(({ data }) => data["text/html"]).join()"""
TOTAL = "f'{orders.revenue.sum():,.2f}'"


def wait_for(desk, words):
    for _ in range(300):
        if words in desk.page.evaluate(HELD):
            return
        desk.page.wait_for_timeout(100)
    assert words in desk.page.evaluate(HELD)


def test_a_saved_notebook_holds_the_report_and_the_builder_stays_the_same(desk):
    root = desk.show(SHOWN)
    assert "is shown where its notebook runs" in desk.page.evaluate(HELD)
    root.evaluate("element => { element.dataset.mark = 'here'; }")
    wait_for(desk, desk.ask(TOTAL))
    desk.ask("setattr(builder, 'report', Report('Later', 'orders', [Table('region', 'quantity')]))")
    wait_for(desk, "Later")
    # the view was never drawn anew
    expect(desk.page.locator(f"{BUILDER}[data-mark=here]")).to_have_count(1)
    desk.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    file = "__import__('pathlib').Path('desk.ipynb').read_text()"
    for _ in range(100):
        if "Later" in desk.ask(file):
            return
        desk.page.wait_for_timeout(100)
    assert "Later" in desk.ask(file)
