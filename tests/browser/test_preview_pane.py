"""A preview pane in a real notebook: what it shows is the report, what is typed into it stays there."""

from __future__ import annotations

import pandas as pd
import pytest
from playwright.sync_api import expect

from nbreports import Report

from .conftest import FIXTURES, PATIENCE

SHOW = """\
from nbreports.widgets import PreviewPane
pane = PreviewPane('shop.nbreport', data={'sales': 'sales.csv'})
pane"""
WORDS = """root => Array.from(root.querySelectorAll('h1,h2,p,li,th,td,summary'))
    .filter(each => !each.closest('table.vh')).map(each => each.textContent.trim())"""
"""What stands on a page; a page of its own also has a chart's figures for those who cannot see it."""
LETTERS = ("b", "a", "m", "d", "d", "x", "z")


@pytest.fixture(scope="module")
def notebook(lab, seen):
    """One notebook of one cell, open."""
    seen.open(lab.notebook("preview.ipynb", SHOW))
    return seen


@pytest.fixture
def pane(notebook):
    """A new pane, with its first page there; nothing may be complained of afterwards."""
    notebook.complaints.clear()
    notebook.run_all()
    shown = notebook.page.locator(".nbr-preview")
    expect(shown).to_have_count(1)
    expect(shown.locator(".nbr-paper .page")).to_be_visible(timeout=PATIENCE)
    yield shown
    assert notebook.complaints == []


def total(pane):
    """Return the summary line of the table."""
    return pane.locator("[data-block=orders-table] tr.t.l0 td").last


def test_the_page_is_the_html_report(pane, lab, browser, tmp_path):
    """Every heading, cell and line of the preview stands in the same order in the HTML output."""
    report = Report.load(lab.folder / "shop.nbreport")
    frame = pd.read_csv(FIXTURES / "sales.csv")
    (made,) = report.export(tmp_path / "shop.html", data={"sales": frame}, progress=False)
    context = browser.new_context()
    page = context.new_page()
    page.goto(made.as_uri())
    written = page.locator("main").evaluate(WORDS)
    drawn = pane.locator(".nbr-paper .page").evaluate(WORDS)
    context.close()
    assert drawn == written
    assert "41.00" in drawn
    chart = pane.locator("[data-block=chart] img")
    assert chart.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    assert "Largest: 20.25 (South)" in chart.get_attribute("alt")


def test_a_parameter_changes_every_figure(pane):
    expect(total(pane)).to_have_text("41.00")
    pane.get_by_role("button", name="South").click()
    expect(total(pane)).to_have_text("20.25", timeout=PATIENCE)
    least = pane.get_by_label("Least amount")
    least.fill("21")
    least.press("Enter")
    expect(pane.locator("[data-block=orders-table] .none")).to_be_visible(timeout=PATIENCE)
    least.fill("500")
    least.press("Enter")
    expect(pane.get_by_role("alert").first).to_contain_text("500 is more than max 100", timeout=PATIENCE)
    # what stood there before stays to be read
    expect(pane.locator(".nbr-paper h1")).to_have_text("Sales by region")
    least.fill("")
    least.press("Enter")
    expect(total(pane)).to_have_text("20.25", timeout=PATIENCE)
    expect(pane.get_by_role("alert")).to_have_count(0)


def test_keys_stay_inside(pane, notebook):
    """`b` would insert a cell, `m` make the cell text and end the widget, `d d` delete it, Shift+Enter run it."""
    before = notebook.cells()
    assert [kind for kind, _ in before] == ["code"]
    ran = notebook.page.locator(".jp-InputArea-prompt").first.inner_text()
    places = [
        pane.get_by_role("button", name="South"),
        pane.locator(".nbr-desk"),
        pane.locator(".nbr-paper summary").first,
        pane.get_by_label("Least amount"),
    ]
    for place in places:
        place.focus()
        for key in (*LETTERS, "ArrowDown", "Shift+Enter", "Control+Enter"):
            notebook.page.keyboard.press(key)
    pane.get_by_role("radio", name="Page").focus()
    for key in LETTERS:
        notebook.page.keyboard.press(key)
    place = pane.locator(".nbr-paper summary").first
    place.focus()
    notebook.page.keyboard.press("Enter")
    assert notebook.cells() == before
    assert notebook.page.locator(".jp-InputArea-prompt").first.inner_text() == ran
    expect(pane.locator(".nbr-paper h1")).to_be_visible()


def test_the_pages_of_the_pdf(pane):
    pane.get_by_role("radio", name="Print").click()
    sheet = pane.locator(".nbr-sheet")
    expect(sheet).to_have_attribute("alt", "Page 1 of 2, as it prints", timeout=PATIENCE)
    size = sheet.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")
    assert size[1] / size[0] == pytest.approx(2**0.5, rel=0.01)
    pane.get_by_role("button", name="Next page").click()
    expect(sheet).to_have_attribute("alt", "Page 2 of 2, as it prints", timeout=PATIENCE)
    expect(pane.get_by_role("button", name="Next page")).to_be_disabled()
    pane.get_by_role("radio", name="Page").click()
    expect(total(pane)).to_have_text("41.00")


def test_a_reload_restores(pane, notebook):
    """The kernel keeps what was chosen; the page asks again and shows the same."""
    pane.get_by_role("button", name="South").click()
    expect(total(pane)).to_have_text("20.25", timeout=PATIENCE)
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    expect(notebook.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    notebook.page.reload()
    expect(total(pane)).to_have_text("20.25", timeout=PATIENCE)
    expect(pane.get_by_role("button", name="South")).to_have_attribute("aria-pressed", "true")


def test_night_and_day(pane, notebook):
    """The page follows the notebook's theme, not the system's, and back."""
    ground = "page => getComputedStyle(page.closest('.nbr')).backgroundColor"
    page = pane.locator(".nbr-paper .page")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    notebook.theme("JupyterLab Dark")
    expect(notebook.page.locator("body[data-jp-theme-light=false]")).to_have_count(1)
    assert page.evaluate(ground) == "rgb(21, 24, 28)"
    notebook.theme("JupyterLab Light")
    expect(notebook.page.locator("body[data-jp-theme-light=true]")).to_have_count(1)
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


PROBE = """\
import anywidget

class Probe(anywidget.AnyWidget):
    _esm = '''
    export default {
      async render({ model, el, host }) {
        const { exports } = await host.getWidget(model.get("session"));
        const button = document.createElement("button");
        button.textContent = "Rename";
        button.onclick = () => exports.doc.getMap("report").set("title", "Renamed in the browser");
        el.append(button);
      },
    };
    '''
    session = anywidget.WidgetTrait().tag(sync=True)

Probe(session=pane.session)"""


def test_an_edit_of_the_shared_report_reaches_the_kernel_and_is_shown(lab, browser, seen):
    """The page writes into its Y document; the kernel reads the report from its own and previews it."""
    seen.open(lab.notebook("shared.ipynb", SHOW, PROBE))
    seen.complaints.clear()
    seen.run_all()
    title = seen.page.locator(".nbr-paper h1")
    expect(title).to_have_text("Sales by region", timeout=PATIENCE)
    seen.page.get_by_role("button", name="Rename").click()
    expect(title).to_have_text("Renamed in the browser", timeout=PATIENCE)
    # drawn of what Python read from its copy
    expect(seen.page.locator(".nbr-preview-foot [role=status]")).to_contain_text("6 rows")
    assert seen.complaints == []
