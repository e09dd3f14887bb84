"""Wells filled, ordered and changed by menus, and by drags that say what they will do."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, expect

from .dragging import carry, drop
from .seeing import PATIENCE
from .states import go, settled

REPORT = """\
from nbreports import Measure
orders = make_orders(60)
table = Table("revenue", id="lines")
report = Report("Orders", "orders", [table], measures={"share": Measure("sum(revenue) / sum(quantity)")})
builder = ReportBuilder(report)
builder"""
MADE = {
    "kind": "table",
    "id": "lines",
    "columns": [
        {"value": "quantity", "label": "Pieces", "total": "mean"},
        {"value": "revenue", "format": "currency"},
        "share",
    ],
    "group_by": [{"by": "region", "sort": "desc"}],
    "order_by": ["-revenue"],
    "where": "paid is not none",
}


def field(root: Locator, name: str) -> Locator:
    return root.locator(".nbr-field-row").filter(has=root.page.get_by_text(name, exact=True))


def well(root: Locator, name: str) -> Locator:
    return root.locator(f"[data-well={name}]")


def pill(root: Locator, place: str) -> Locator:
    """The pill at a place such as ``columns:0``."""
    return root.locator(f'[data-pill="{place}"]')


def row(root: Locator, place: str) -> Locator:
    return root.locator(".nbr-pill").filter(has=root.page.locator(f'[data-pill="{place}"]'))


def pick(root: Locator, *names: str) -> None:
    """Choose from the menu that is open, and its submenus."""
    for name in names:
        item = root.locator(":popover-open [role^=menuitem]").filter(has_text=name).first
        item.click()


def by_menus(root: Locator, desk) -> None:
    def add(name: str, place: str) -> None:
        field(root, name).get_by_role("button", name=f"Add {name} to…").click()
        pick(root, f"Add to {place}")

    add("Region", "Groups")
    add("Quantity", "Columns")
    root.get_by_role("button", name="Add a field to Columns").click()
    pick(root, "Share")
    row(root, "columns:1").get_by_role("button", name="Options for").click()
    pick(root, "Move up")
    add("Revenue", "Sort")
    add("Paid", "Filters")
    pill(root, "columns:0").click()
    pick(root, "Total", "Mean")
    pill(root, "columns:0").click()
    pick(root, "Rename")
    rename = root.get_by_role("textbox", name="Name of Quantity")
    rename.fill("Pieces")
    rename.press("Enter")
    pill(root, "columns:1").click()
    pick(root, "Sort", "Descending")
    pill(root, "groups:0").click()
    pick(root, "Group options…")
    root.get_by_role("combobox", name="Order").select_option("desc")
    desk.page.keyboard.press("Escape")
    pill(root, "columns:1").click()
    pick(root, "Format…")
    pattern = root.get_by_role("textbox", name="Preset or pattern")
    pattern.fill("currency")
    pattern.press("Enter")
    desk.page.keyboard.press("Escape")


def test_a_table_is_laid_out_by_menus(desk):
    root = desk.show(REPORT)
    go(root, "Fields")
    settled(root)
    by_menus(root, desk)
    settled(root)
    assert json.loads(desk.definition())["body"] == [MADE]
    expect(root.locator(".nbr-paper")).to_contain_text("Pieces", timeout=PATIENCE)


def test_a_field_dropped_across_makes_a_crosstab_and_what_cannot_stand_is_not_taken(desk):
    root = desk.show(REPORT)
    go(root, "Fields")
    settled(root)
    drop(field(root, "Region"), well(root, "groups"), "Group by Region")
    # a measure is no group: the place does not open, and a drop changes nothing
    carry(field(root, "Share"), well(root, "groups"))
    expect(well(root, "groups")).to_have_class("nbr-well nbr-well-shut")
    desk.page.mouse.up()
    assert json.loads(desk.definition())["body"][0]["group_by"] == "region"
    drop(field(root, "Paid"), well(root, "across"), "Paid across the top: the table becomes a crosstab")
    settled(root)
    block = json.loads(desk.definition())["body"][0]
    assert (block["kind"], block["rows"], block["columns"]) == ("crosstab", ["region"], ["paid"])
    root.get_by_role("button", name="Undo: Add Paid to Across").click()
    settled(root)
    assert json.loads(desk.definition())["body"][0]["kind"] == "table"
