"""The outline in a real JupyterLab: what is done to its lines is done to the report in Python."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .axe import small_targets, violations
from .seeing import NARROW, PATIENCE, WIDE

OUTLINE = ".nbr-is-outline"
SHOWN = """\
from nbreports import Image, PageBreak
from nbreports.widgets import Outline
orders = make_orders()
outline = Outline(Report("Sales by region", "orders", [
    Row(Metric("sum(revenue)", id="all", label="Revenue"), Metric("count()", id="n"), id="figures"),
    Chart("bar", id="bars", title="By region", x="region", y="sum(revenue)"),
    Text("Some words", id="words"),
    Table("product", "revenue", id="lines", title="Lines"),
]))
outline"""


@pytest.fixture
def outline(desk):
    root = desk.show(SHOWN, root=OUTLINE)
    expect(line(root, "lines")).to_be_visible(timeout=PATIENCE)
    return root


def line(root, block):
    return root.locator(f"[data-block-line='{block}'] .nbr-outline-name")


def report(desk):
    return json.loads(desk.ask("outline.session.report.to_json()"))


def ids(desk):
    return [block.get("id", block["kind"]) for block in report(desk)["body"]]


def wait_for(desk, told, wanted):
    """Wait until the kernel says ``wanted``: it has an edit a moment after the page."""
    for _ in range(100):
        if told(desk) == wanted:
            return
        desk.page.wait_for_timeout(100)
    assert told(desk) == wanted


FIRST = ["figures", "bars", "words", "lines"]


def test_added_moved_doubled_removed_by_keys_and_taken_back(desk, outline):
    """Only keys, and never a cell of the notebook is touched."""
    before = desk.cells()
    press = desk.page.keyboard.press
    wait_for(desk, ids, FIRST)
    line(outline, "words").focus()
    press("Alt+ArrowUp")
    wait_for(desk, ids, ["figures", "words", "bars", "lines"])
    expect(line(outline, "words")).to_be_focused()
    press("Control+d")
    wait_for(desk, lambda desk: len(ids(desk)), 5)
    copy = report(desk)["body"][2]
    assert (copy["kind"], copy["md"]) == ("text", "Some words")
    expect(line(outline, copy["id"])).to_be_focused()
    press("Delete")
    wait_for(desk, ids, ["figures", "words", "bars", "lines"])
    outline.get_by_role("button", name="Undo").click()
    wait_for(desk, lambda desk: len(ids(desk)), 5)
    expect(line(outline, copy["id"])).to_be_focused()
    press("F2")
    desk.page.keyboard.type("bad mood")
    press("Enter")
    wait_for(desk, lambda desk: report(desk)["body"][2].get("title"), "bad mood")
    assert desk.cells() == before


def test_a_new_block_of_any_kind_is_right_at_once(desk, outline):
    wait_for(desk, ids, FIRST)
    # the fields are known
    expect(line(outline, "figures")).to_be_visible()
    outline.page.wait_for_timeout(1500)
    for kind in ("Table", "Crosstab", "Chart", "Metric", "Text", "Row", "Page break"):
        line(outline, "lines").click()
        outline.get_by_role("button", name="Add a block").click()
        outline.get_by_role("menuitem", name=kind, exact=True).click()
    wait_for(desk, lambda desk: len(report(desk)["body"]), 11)
    added = {block["kind"]: block for block in report(desk)["body"][4:]}
    assert added["chart"]["x"] == "region"
    assert added["crosstab"]["rows"] == ["region"]
    assert len(added["row"]["blocks"]) == 2
    outline.page.wait_for_timeout(1500)
    expect(outline.locator(".nbr-outline-wrong")).to_have_count(0)
    made = desk.ask("outline.session.report.export('all.json', data={'orders': orders}, progress=False)")
    assert "all.json" in made


def test_dragged_into_a_row_and_out_by_menu(desk, outline):
    wait_for(desk, ids, FIRST)
    line(outline, "words").drag_to(line(outline, "n"), target_position={"x": 60, "y": 4})
    wait_for(desk, ids, ["figures", "bars", "lines"])
    inner = [block["id"] for block in report(desk)["body"][0]["blocks"]]
    assert inner == ["all", "words", "n"]
    outline.get_by_role("button", name="Options for Some words").click()
    outline.get_by_role("menuitem", name="Out of the row").click()
    wait_for(desk, ids, ["figures", "words", "bars", "lines"])


def test_settings_of_a_text_and_of_the_report(desk, outline):
    line(outline, "words").click()
    text = outline.get_by_label("Text, in Markdown")
    text.fill("Total **{{ sum(revenue) | currency }}**")
    wait_for(desk, lambda desk: report(desk)["body"][2].get("md"), "Total **{{ sum(revenue) | currency }}**")
    line(outline, "page").click()
    outline.get_by_label("Size", exact=True).select_option("letter")
    outline.get_by_label("Header of the first page").select_option("none")
    outline.get_by_role("button", name="Insert in footer right").click()
    outline.get_by_role("menuitem", name="Page number").click()
    outline.get_by_label("Tags").fill("monthly, sales")
    outline.get_by_label("Tags").press("Enter")
    wait_for(desk, lambda desk: report(desk).get("tags"), ["monthly", "sales"])
    page = report(desk)["page"]
    assert page == {
        "size": "letter",
        "footer": {"right": "{{ page.number }}"},
        "first": {"header": None},
    }


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_for_everybody(desk, outline, width):
    line(outline, "page").click()
    desk.width(width)
    assert violations(outline) == []
    assert small_targets(outline) == []
