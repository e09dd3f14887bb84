"""The report as Python code in a new cell of a real notebook, below the builder's own, and run there."""

from __future__ import annotations

from playwright.sync_api import expect

from .seeing import BUILDER, PATIENCE, Desk
from .shop import ORDERS, SETUP

RUN_THIRD = """async () => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = 2;
    await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


def test_the_code_stands_in_a_cell_below_the_builder_and_makes_the_report(browser, lab):
    desk = Desk.in_browser(browser)
    page = desk.page
    desk.open(lab.notebook("new_cell.ipynb", SETUP, ORDERS, "report = None"))
    desk.run_all()
    builder = page.locator(BUILDER)
    builder.get_by_role("button", name="Report", exact=True).click(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Export as Python…").click()
    dialog = page.get_by_role("dialog", name="The report as Python")
    shown = dialog.get_by_label("Python code")
    expect(shown).not_to_have_value("", timeout=PATIENCE)
    code = shown.input_value()
    dialog.get_by_role("button", name="New cell").click()
    expect(dialog).to_have_count(0)
    assert desk.cells()[2:] == [("code", code.rstrip()), ("code", "report = None")]
    assert desk.ask("report") == "None"
    page.evaluate(RUN_THIRD)
    assert desk.ask("report == builder.report") == "True"
    assert desk.complaints == []
    page.context.close()
