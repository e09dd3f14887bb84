"""Expressions as they are written: completed, checked at their place, and what they give."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .axe import violations
from .seeing import PATIENCE
from .states import go, settled

REPORT = """\
orders = make_orders(60)
orders["It's 🛫 \u05e9\u05dc\u05d5\u05dd"] = orders["quantity"]
report = Report("Orders", "orders", [Table("region", "revenue", id="lines")], params=[Param("least", "integer")])
builder = ReportBuilder(report)
builder"""


@pytest.fixture
def form(desk):
    """A new calculated field, its form open and its name given."""
    root = desk.show(REPORT)
    go(root, "Fields")
    settled(root)
    root.get_by_role("button", name="New calculated field").click()
    panel = root.get_by_role("dialog", name="Calculated field")
    panel.get_by_role("textbox", name="Name").fill("gross")
    panel.get_by_role("textbox", name="Expression").focus()
    return panel


def test_a_calculated_field_by_keys_alone(form, desk):
    keys = desk.page.keyboard
    text = form.get_by_role("textbox", name="Expression")
    says = form.locator(".nbr-expression-says")
    keys.type("reve")
    expect(form.get_by_role("option").first).to_contain_text("Revenue")
    expect(form.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(text).to_have_value("revenue")
    keys.type(" * quanti")
    keys.press("Tab")
    expect(text).to_have_value("revenue * quantity")
    expect(says).to_contain_text("float · 25.00", timeout=PATIENCE)
    # what was chosen is taken back as if it had been typed
    keys.press("Control+z")
    expect(text).to_have_value("revenue * quanti")
    keys.press("Control+Shift+z")
    expect(text).to_have_value("revenue * quantity")
    keys.press("Escape")
    expect(form).to_be_visible()
    keys.type(" + produc")
    keys.press("Enter")
    expect(says).to_contain_text("cannot join a float and a text", timeout=PATIENCE)
    marked = form.locator(".nbr-is-wrong").all_inner_texts()
    assert "".join(marked) == "revenue * quantity + product"
    for _ in " + product":
        keys.press("Backspace")
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    keys.press("Tab")
    form.get_by_role("button", name="Add").press("Enter")
    expect(form).to_have_count(0)
    desk.page.wait_for_timeout(300)
    assert json.loads(desk.definition())["fields"] == {"gross": {"expr": "revenue * quantity"}}


def test_strange_names_functions_and_the_pointer(form, desk):
    keys = desk.page.keyboard
    text = form.get_by_role("textbox", name="Expression")
    keys.press("Control+Space")
    expect(form.get_by_role("option")).not_to_have_count(0)
    form.get_by_role("option", name="It's").click()
    expect(text).to_be_focused()
    expect(text).to_have_value('col("It\'s 🛫 \u05e9\u05dc\u05d5\u05dd")')
    keys.press("Home")
    keys.type("rou")
    keys.press("Enter")
    expect(text).to_have_value('round()col("It\'s 🛫 \u05e9\u05dc\u05d5\u05dd")')
    expect(form.locator(".nbr-expression-says")).to_contain_text("round(x, digits)")
    # the list hangs below the caret and within the window
    keys.press("Control+a")
    keys.type("region == '")
    expect(form.get_by_role("option", name="North")).to_be_visible()
    box = form.get_by_role("listbox").bounding_box()
    around = text.bounding_box()
    assert box["y"] >= around["y"] + 15
    assert violations(form) == []
    keys.press("Enter")
    expect(text).to_have_value("region == 'North'")
    # nothing of it reached the notebook
    assert [kind for kind, _ in desk.cells()].count("code") == len(desk.cells())
