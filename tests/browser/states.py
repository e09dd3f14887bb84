"""The main states of the builder, in one table: how each is reached, and what is there when it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from .seeing import PATIENCE
from .shop import ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class State:
    """One state: a cell, and what is done with the builder it shows.

    ``steps`` may be called again, after the builder has become narrow: what closes then is opened anew.
    """

    name: str
    code: str
    steps: Callable[[Locator], None]


STILL = """root => {
    if (root.querySelector(".nbr-preview[aria-busy=true]")) return false;
    const around = root.getBoundingClientRect();
    // what lies outside of the window is not even asked for
    const [top, bottom] = [Math.max(around.top, 0), Math.min(around.bottom, innerHeight)];
    const { left, right } = around;
    const inside = each => {
        const box = each.getBoundingClientRect();
        return box.width > 0 && box.top < bottom && box.bottom > top && box.left < right && box.right > left;
    };
    return !Array.from(root.querySelectorAll(".nbr-shimmer, .nbr-ghost")).some(inside);
}"""
"""Nothing is being asked, and nothing that is seen is still to come."""


def settled(root: Locator) -> None:
    """Wait until the page stands and nothing is being asked."""
    expect(root.locator(".nbr-preview")).to_have_count(1, timeout=PATIENCE)
    # a moment in which what was just done is noticed
    root.page.wait_for_timeout(250)
    root.page.wait_for_function(STILL, arg=root.element_handle(), timeout=PATIENCE)


def go(root: Locator, step: str) -> None:
    """Go to a step of the rail."""
    root.get_by_role("navigation", name="Steps").get_by_role("button", name=step).click()


def empty(root: Locator) -> None:
    """A builder of nothing, as it opens."""
    expect(root.get_by_role("radio", name="Simple listing")).to_be_visible(timeout=PATIENCE)
    settled(root)


def gallery(root: Locator) -> None:
    """Templates drawn with the user's rows, one of them picked."""
    go(root, "Template")
    card = root.get_by_role("radio", name="Grouped listing")
    if card.get_attribute("aria-checked") != "true":
        settled(root)
        card.click()
    expect(card).to_have_attribute("aria-checked", "true", timeout=PATIENCE)
    settled(root)


def data(root: Locator) -> None:
    """Frames and files at hand, searched."""
    go(root, "Data")
    search = root.get_by_role("searchbox", name="Search data and columns")
    search.fill("customer")
    expect(root.get_by_role("button", name="Use customers")).to_be_visible(timeout=PATIENCE)
    settled(root)


def no_frames(root: Locator) -> None:
    """The notebook has no data yet."""
    go(root, "Data")
    expect(root.get_by_role("searchbox", name="Search data and columns")).to_be_visible(timeout=PATIENCE)
    settled(root)


def ready(root: Locator) -> None:
    """The page of the report beside its fields."""
    go(root, "Fields")
    expect(root.locator(".nbr-paper .page")).to_be_attached(timeout=PATIENCE)
    settled(root)


def hero(root: Locator) -> None:
    """A table in hand, its fields and wells beside the page."""
    ready(root)
    root.locator(".nbr-outline [data-row]").filter(has_text="Table").click()
    settled(root)


def field_menu(root: Locator) -> None:
    """What can be done with a column."""
    hero(root)
    if not root.locator(":popover-open").count():
        root.locator(".nbr-wells").get_by_role("button", name="Options for Revenue").click()
    expect(root.locator(":popover-open")).to_be_visible()


def missing(root: Locator) -> None:
    """A field the data does not have, in its place, with what would mend it."""
    go(root, "Fields")
    root.locator(".nbr-outline [data-row]").filter(has_text="Table").click()
    expect(root.locator(".nbr-wells")).to_contain_text("gone", timeout=20_000)
    settled(root)


def chart(root: Locator) -> None:
    """A chart in hand, with what else would fit."""
    ready(root)
    root.locator(".nbr-outline [data-row]").filter(has_text="Revenue by region").click()
    settled(root)


def review(root: Locator) -> None:
    """What is not right yet."""
    go(root, "Review")
    expect(root.locator(".nbr-pane-review")).to_contain_text("gone", timeout=20_000)
    settled(root)


def generated(root: Locator) -> None:
    """A report that has been made."""
    if not root.get_by_role("link", name="sales-by-region.pdf").count():
        ready(root)
        go(root, "Review")
        root.get_by_role("button", name="Generate 1 file").click()
    expect(root.get_by_role("link", name="sales-by-region.pdf")).to_be_visible(timeout=PATIENCE)
    settled(root)


def peek(root: Locator) -> None:
    """Show the page where a narrow builder has folded it away."""
    fold = root.get_by_role("button", name="Preview Show the page")
    if fold.count() and fold.is_visible():
        fold.click()


def page(root: Locator) -> None:
    """The page, seen at any width."""
    go(root, "Fields")
    peek(root)
    ready(root)


def failing(root: Locator) -> None:
    """The data is gone: the last good page stays, and what is wrong stands above it."""
    remedy = root.locator(".nbr-beginning").get_by_text("Pick data first")
    if not remedy.count():
        ready(root)
        root.page.evaluate(
            "code => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
            ".requestExecute({ code, silent: true }).done",
            "del orders",
        )
        title = root.get_by_role("textbox", name="Report title")
        title.fill("Sales of the summer")
        title.press("Tab")
    expect(remedy).to_be_attached(timeout=PATIENCE)
    peek(root)
    settled(root)


FRAMES = "orders = make_orders()\ncustomers = make_customers()\n"
SHOWN = "\nbuilder"
MISSING = ORDERS.replace('"quantity", "revenue"', '"gone", "revenue"')
STATES = (
    State("empty", "builder = ReportBuilder()" + SHOWN, empty),
    State("gallery", FRAMES + "builder = ReportBuilder(orders)" + SHOWN, gallery),
    State("data", ORDERS, data),
    State("no-frames", "builder = ReportBuilder()" + SHOWN, no_frames),
    State("ready", ORDERS, hero),
    State("field-menu", ORDERS, field_menu),
    State("missing", MISSING, missing),
    State("chart", ORDERS, chart),
    State("failing", ORDERS, failing),
    State("no-rows", ORDERS.replace("make_orders()", "make_orders().iloc[:0]"), page),
    State("review", MISSING, review),
    State("generated", ORDERS, generated),
)
