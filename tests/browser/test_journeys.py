"""One report made three ways, by mouse, by menus and by keys alone: the same definition each time."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from .seeing import PATIENCE
from .states import go, settled

BEGIN = "orders = make_orders(60)\nbuilder = ReportBuilder()\nbuilder"
TITLE = "Orders of the summer"


def line(root: Locator, name: str) -> Locator:
    """The button of a block in the outline."""
    return root.locator(".nbr-outline-line").filter(has_text=name).locator("[data-row]")


def choose(root: Locator, opener: Locator, *path: str) -> None:
    """Open a menu by the pointer and choose from it."""
    opener.click()
    for name in path:
        root.locator(":popover-open").get_by_role("menuitem", name=name, exact=True).click()


def kinds(desk):
    return [block["kind"] for block in json.loads(desk.definition())["body"]]


def use_orders(root: Locator) -> None:
    go(root, "Data")
    # what was used lately is offered too
    root.get_by_role("region", name="This notebook").get_by_role("button", name="Use orders").click()
    go(root, "Template")


def by_mouse(root: Locator, desk) -> None:
    use_orders(root)
    root.get_by_role("radio", name="Grouped listing").click()
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    go(root, "Fields")
    choose(root, root.get_by_role("button", name="Add a block"), "Text")
    settled(root)
    line(root, "Write here").drag_to(line(root, "Table"), target_position={"x": 40, "y": 3})
    title = root.get_by_role("textbox", name="Report title")
    title.click(click_count=3)
    desk.page.keyboard.type(TITLE)
    root.locator(".nbr-rail").click(position={"x": 900, "y": 20})


def by_menus(root: Locator, desk) -> None:
    use_orders(root)
    choose(root, root.get_by_role("button", name="More about Grouped listing"), "Use this template")
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    go(root, "Fields")
    choose(root, root.get_by_role("button", name="Add a block"), "Text")
    settled(root)
    choose(
        root,
        root.get_by_role("button", name="Options for Write here. Bold, lists, and figures such as count() ."),
        "Move up Alt+↑",
    )
    root.get_by_role("textbox", name="Report title").fill(TITLE)
    root.get_by_role("textbox", name="Report title").press("Enter")


def by_keys(root: Locator, desk) -> None:
    """Nothing but presses: from the title on, Tab and the keys that docs/builder.md tells."""
    press = desk.page.keyboard.press
    root.get_by_role("textbox", name="Report title").focus()
    press("Alt+2")
    tab_to(desk, "Use orders")
    press("Enter")
    press("Alt+1")
    tab_to(desk, "", "[role=radio][data-template]")
    press("ArrowRight")
    press("Space")
    expect(root.locator(".nbr-slots")).to_be_visible(timeout=PATIENCE)
    press("Alt+3")
    tab_to(desk, "Add a block")
    press("Enter")
    expect(root.locator(":popover-open [role=menuitem]").first).to_be_focused()
    desk.page.keyboard.type("te")
    press("Enter")
    expect(line(root, "Write here")).to_be_focused(timeout=PATIENCE)
    press("Alt+ArrowUp")
    tab_to(desk, "Report title", back=True)
    press("Control+a")
    desk.page.keyboard.type(TITLE)
    press("Enter")


def tab_to(desk, name: str, selector: str = "*", *, back: bool = False) -> None:
    """Press Tab until the control of that name has the focus."""
    reached = """([name, selector]) => {
        const el = document.activeElement;
        const own = el.getAttribute("aria-label") ?? el.textContent.trim().replace(/\\s+/g, " ");
        return el.matches(selector) && (name === "" || own === name);
    }"""
    for _ in range(60):
        if desk.page.evaluate(reached, [name, selector]):
            return
        desk.page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab does not reach {name or selector}")


def generate_by_mouse(root: Locator, desk) -> None:
    go(root, "Review")
    root.get_by_role("button", name="Generate 1 file").click()


def generate_by_keys(root: Locator, desk) -> None:
    root.get_by_role("textbox", name="Report title").focus()
    desk.page.keyboard.press("Alt+4")
    tab_to(desk, "Generate 1 file")
    desk.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def made():
    """What each way has made."""
    return {}


@pytest.mark.parametrize("way", [by_mouse, by_menus, by_keys], ids=lambda way: way.__name__)
def test_the_same_report(way, desk, lab, made):
    root = desk.show(BEGIN)
    settled(root)
    way(root, desk)
    expect(root.locator(".nbr-paper h1")).to_have_text(TITLE, timeout=PATIENCE)
    settled(root)
    made[way.__name__] = json.loads(desk.definition())
    assert kinds(desk) == ["text", "table"]
    first = next(iter(made.values()))
    assert made[way.__name__] == first
    made_pdf = lab.folder / "orders-of-the-summer.pdf"
    made_pdf.unlink(missing_ok=True)
    (generate_by_keys if way is by_keys else generate_by_mouse)(root, desk)
    expect(root.get_by_role("link", name="orders-of-the-summer.pdf")).to_be_visible(timeout=PATIENCE)
    assert made_pdf.read_bytes().startswith(b"%PDF-")
