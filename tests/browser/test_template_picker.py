"""Templates in a real JupyterLab: picked by mouse and by keys, drawn with the data, kept, deleted, restored."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .axe import small_targets, violations
from .seeing import NARROW, PATIENCE, WIDE
from .states import go

PICKER = ".nbr-is-report-builder"
RUN = """async code => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const reply = await kernel.requestExecute({ code }).done;
    if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
}"""
DRAWN = ".nbr-card-page img"


@pytest.fixture
def own(tmp_path):
    return f"import os; os.environ['NBREPORTS_TEMPLATES'] = {str(tmp_path / 'own')!r}\n"


@pytest.fixture
def opened(desk, own):
    def show(code="orders = make_orders()\nbuilder = ReportBuilder(orders)\nbuilder"):
        root = desk.show(own + code)
        go(root, "Template")
        expect(root.locator("[data-template]")).to_have_count(10, timeout=PATIENCE)
        return root

    return show


def body(desk):
    return json.loads(desk.definition()).get("body", [])


def kinds(desk):
    return [block["kind"] for block in body(desk)]


def wait_kinds(desk, *wanted):
    for _ in range(100):
        if kinds(desk) == list(wanted):
            return
        desk.page.wait_for_timeout(100)
    assert kinds(desk) == list(wanted)


def menu(root, card, item):
    root.get_by_role("button", name=f"More about {card}", exact=True).click()
    root.get_by_role("menuitem", name=item).click()


def test_picked_by_mouse_bound_otherwise_and_taken_back(desk, opened):
    root = opened()
    root.get_by_role("radio", name="Summary by group").click()
    slots = root.locator(".nbr-slots")
    expect(slots).to_contain_text("a category of 4 values", timeout=PATIENCE)
    wait_kinds(desk, "chart", "table")
    group = slots.get_by_label("Group", exact=True)
    expect(group).to_have_value("region")
    group.select_option("product")
    expect(slots).to_contain_text("your choice", timeout=PATIENCE)
    expect(root.locator(".nbr-paper h1")).to_have_text("Orders by product", timeout=PATIENCE)
    root.get_by_role("button", name="Undo", exact=True).last.click()
    expect(slots).to_have_count(0)
    expect(root.locator(".nbr-paper h1")).to_have_text("Orders by region", timeout=PATIENCE)


def test_picked_by_keys_alone(desk, opened):
    root = opened()
    before = desk.cells()
    root.locator("[data-template][tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft", "End", "Home", "ArrowRight"):
        desk.page.keyboard.press(key)
    expect(root.locator("[data-template=grouped-listing]")).to_be_focused()
    assert body(desk) == []
    desk.page.keyboard.press("Space")
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    wait_kinds(desk, "table")
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("Enter")
    wait_kinds(desk, "chart", "table")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    expect(root.get_by_role("menuitem", name="Use this template").first).to_be_focused()
    desk.page.keyboard.press("d")
    expect(root.get_by_role("menuitem", name="Duplicate").filter(visible=True)).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(root.get_by_role("button", name="More about Summary by group")).to_be_focused()
    assert desk.cells() == before


def test_another_frame_is_another_picture(desk, opened):
    root = opened("builder = ReportBuilder()\nbuilder")
    card = root.locator("[data-template=summary]")
    expect(card.locator("img")).to_be_visible(timeout=PATIENCE)
    expect(card).to_contain_text("sample")
    sample = card.locator("img").get_attribute("src")
    desk.page.evaluate(RUN, "data = make_orders()")
    expect(card).not_to_contain_text("sample", timeout=PATIENCE)
    expect(root.locator(".nbr-templates-head")).to_contain_text("Drawn with rows of data")
    first = card.locator("img").get_attribute("src")
    assert first != sample
    desk.page.evaluate(RUN, "data = data.assign(region='Everywhere')")
    expect(card.locator("img")).not_to_have_attribute("src", first, timeout=PATIENCE)


def test_a_template_picked_first_waits_for_the_data(desk, opened):
    root = opened("builder = ReportBuilder(template='Summary by group')\nbuilder")
    expect(root.get_by_role("radio", name="Summary by group")).to_have_attribute("aria-checked", "true")
    assert body(desk) == []
    desk.page.evaluate(RUN, "data = make_orders()")
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    wait_kinds(desk, "chart", "table")


def test_what_is_there_is_kept_when_told_to(desk, opened):
    root = opened(
        "orders = make_orders()\nbuilder = ReportBuilder(Report('Mine', 'orders', [Text('Hello')]))\nbuilder"
    )
    root.get_by_role("radio", name="Simple listing").click()
    ask = root.get_by_role("alertdialog")
    expect(ask).to_contain_text("The report has blocks already")
    ask.get_by_role("button", name="Cancel").click()
    assert kinds(desk) == ["text"]
    root.get_by_role("radio", name="Simple listing").click()
    ask.get_by_role("button", name="Keep them, add below").click()
    wait_kinds(desk, "text", "text", "table")


def test_saved_renamed_deleted_restored(desk, opened):
    root = opened()
    expect(root.get_by_role("button", name="Save as template…")).to_be_disabled()
    root.get_by_role("radio", name="Crosstab").click()
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    wait_kinds(desk, "crosstab", "chart")
    root.get_by_role("button", name="Save as template…").click()
    expect(root.get_by_label("Name of the template")).to_be_focused()
    expect(root.get_by_label("Name of the template")).to_be_focused()
    desk.page.keyboard.type("My <b>crosstab</b>")
    desk.page.keyboard.press("Enter")
    mine = root.get_by_role("radio", name="My <b>crosstab</b>")
    expect(mine).to_have_count(1, timeout=PATIENCE)
    menu(root, "My <b>crosstab</b>", "Rename…")
    expect(root.get_by_label("New name")).to_be_focused()
    expect(root.get_by_label("New name")).to_be_focused()
    desk.page.keyboard.type("Crosstab")
    desk.page.keyboard.press("Enter")
    expect(root.get_by_role("radio", name="Crosstab")).to_have_count(2, timeout=PATIENCE)
    menu(root, "Simple listing", "Duplicate")
    expect(root.get_by_label("New name")).to_have_value("Simple listing (copy)", timeout=PATIENCE)
    expect(root.get_by_label("New name")).to_be_focused()
    desk.page.keyboard.press("Escape")
    menu(root, "Simple listing (copy)", "Delete")
    copied = root.get_by_role("radio", name="Simple listing (copy)")
    expect(copied).to_have_count(0, timeout=PATIENCE)
    root.get_by_text("1 deleted template").click()
    root.get_by_role("button", name="Restore Simple listing (copy)").click()
    expect(copied).to_have_count(1, timeout=PATIENCE)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_to_complain_of(desk, opened, theme):
    root = opened()
    desk.theme(theme)
    try:
        root.get_by_role("radio", name="Summary by group").click()
        expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
        wrong = []
        for width in (WIDE, NARROW):
            desk.width(width)
            wrong += small_targets(root)
            wrong += violations(root)
        assert wrong == []
    finally:
        desk.theme("Light")
