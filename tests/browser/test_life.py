"""A builder's life in the notebook: two views of it, day and night, a page that is reloaded, a kernel that dies."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .seeing import BUILDER, PATIENCE
from .shop import ORDERS, SETUP
from .states import go, ready

RENAMED = "Sales of the summer"


def titles(page):
    return page.get_by_role("textbox", name="Report title")


def test_two_views_of_one_builder_agree(desk):
    """JupyterLab can show one output twice; both are the same report, and the kernel's."""
    desk.run("fresh()\n" + ORDERS.removesuffix("builder") + "display(builder, builder)")
    views = desk.page.locator(BUILDER)
    expect(views).to_have_count(2, timeout=PATIENCE)
    for number in (0, 1):
        expect(views.nth(number).locator(".nbr-paper h1")).to_have_text("Sales by region", timeout=PATIENCE)
    titles(views.nth(0)).fill(RENAMED)
    titles(views.nth(0)).press("Tab")
    expect(titles(views.nth(1))).to_have_value(RENAMED)
    for number in (0, 1):
        expect(views.nth(number).locator(".nbr-paper h1")).to_have_text(RENAMED, timeout=PATIENCE)
    assert json.loads(desk.definition())["title"] == RENAMED
    # and from Python, which overwrites nothing that is being typed
    titles(views.nth(0)).press("End")
    titles(views.nth(0)).press_sequentially(" and")
    desk.page.evaluate(
        "code => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({ code, silent: true }).done",
        "builder.report = Report('From Python', 'orders', [Table('product')])",
    )
    for number in (0, 1):
        expect(views.nth(number).locator(".nbr-paper h1")).to_have_text("From Python", timeout=PATIENCE)
    expect(titles(views.nth(1))).to_have_value("From Python")
    expect(titles(views.nth(0))).to_have_value(f"{RENAMED} and")


def test_it_follows_the_notebooks_theme_and_leaves_no_pane_behind(desk):
    root = desk.show(ORDERS)
    ready(root)
    ground = "root => Array.from(root.querySelectorAll('.nbr'), el => getComputedStyle(el).backgroundColor)"
    day = root.evaluate(ground)
    desk.theme("Dark")
    try:
        night = root.evaluate(ground)
        assert root.evaluate("root => getComputedStyle(root).colorScheme") == "dark"
        assert len(day) == len(night)
        assert all(
            light != dark for light, dark in zip(day, night, strict=True) if light != "rgba(0, 0, 0, 0)"
        )
    finally:
        desk.theme("Light")
    assert root.evaluate(ground) == day


@pytest.fixture(scope="module")
def alone(lab, seen):
    """A notebook with a kernel of its own, which may be lost."""
    seen.open(lab.notebook("life.ipynb", SETUP, ORDERS))
    seen.run_all()
    expect(seen.page.locator(BUILDER)).to_have_count(1, timeout=PATIENCE)
    return seen


def test_a_reload_restores(alone):
    """The kernel keeps the report; the page that comes back shows it as it was left."""
    root = alone.page.locator(BUILDER)
    ready(root)
    titles(root).fill(RENAMED)
    titles(root).press("Tab")
    expect(root.locator(".nbr-paper h1")).to_have_text(RENAMED, timeout=PATIENCE)
    alone.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    expect(alone.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    alone.page.reload()
    alone.wait()
    expect(titles(root)).to_have_value(RENAMED, timeout=PATIENCE)
    expect(root.locator(".nbr-paper h1")).to_have_text(RENAMED, timeout=PATIENCE)


def test_a_kernel_that_dies_says_so(alone):
    """What was made stays to be read and can be taken along; nothing spins."""
    root = alone.page.locator(BUILDER)
    alone.page.evaluate(
        "void window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({ code: 'import os; os._exit(1)', silent: true })"
    )
    # JupyterLab says it too, on top of everything
    alone.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click(timeout=PATIENCE)
    notice = root.get_by_role("alert").filter(has_text="The kernel was restarted")
    expect(notice).to_be_visible(timeout=PATIENCE)
    expect(root.locator(".nbr-paper h1")).to_have_text(RENAMED)
    with alone.page.expect_download() as download:
        notice.get_by_role("button", name="Download the report").click()
    assert json.loads(download.value.path().read_text("utf-8"))["title"] == RENAMED
    # it can still be edited, and says nothing that is not so
    titles(root).fill("Made without a kernel")
    titles(root).press("Tab")
    expect(titles(root)).to_have_value("Made without a kernel")
    go(root, "Review")
    expect(notice).to_be_visible()
