"""Markup in every text that data, file names or people give is shown as it stands, and fires nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .seeing import PATIENCE
from .states import go, peek, settled

STEPS = ("Template", "Data", "Fields", "Review")
HOSTILE = """\
import json
EVIL = '''<img src=x onerror="window.fired=1">"'><script>window.fired=1</script>{{ 1 }} [a](javascript:window.fired=1)'''
orders = make_orders(40).rename(columns={"region": EVIL})
orders["product"] = EVIL
Path(EVIL.replace("/", " ")[:80] + ".csv").write_text("a,b\\n1,2\\n")
builder = ReportBuilder(Report(
    EVIL,
    "orders",
    [
        Text("Says **" + EVIL + "**"),
        Metric("sum(revenue)", label=EVIL),
        Chart("bar", title=EVIL, x="product", y="sum(revenue)"),
        Table(Column("product", label=EVIL), "revenue", title=EVIL, note=EVIL, group_by=f"col({json.dumps(EVIL)})", totals="sum"),
        Crosstab(rows="product", columns="paid", values="sum(revenue)", title=EVIL),
    ],
    params=[Param("least", "decimal", label=EVIL), Param("product", label="P", values=[EVIL])],
    description=EVIL,
))
builder"""
WIDE_FRAME = """\
orders = pd.DataFrame({f"a rather long name of a field {i}": range(i, i + 40) for i in range(300)})
builder = ReportBuilder(orders)
builder"""


@pytest.fixture
def hostile(desk):
    desk.run("from pathlib import Path")
    desk.page.evaluate("window.fired = 0")
    return desk.show(HOSTILE)


def test_markup_is_text(hostile, desk):
    asked = []
    desk.page.on("request", lambda request: asked.append(request.url))
    for step in STEPS:
        go(hostile, step)
        settled(hostile)
    go(hostile, "Fields")
    peek(hostile)
    expect(hostile.locator(".nbr-paper h1")).to_contain_text("<img src=x", timeout=PATIENCE)
    expect(hostile.get_by_role("textbox", name="Report title")).to_have_value(
        desk.ask("builder.report.definition.title")
    )
    inside = "root => root.querySelectorAll('script, iframe, [onerror], a[href^=\"javascript:\"]').length"
    assert hostile.evaluate(inside) == 0
    assert hostile.locator(".nbr-paper").evaluate(f"paper => ({inside})(paper.shadowRoot ?? paper)") == 0
    assert desk.page.evaluate("window.fired") == 0
    assert [url for url in asked if url.endswith("/x")] == []


def test_three_hundred_columns(desk):
    """A frame as wide as some are: every step answers, and the builder is no wider for it."""
    root = desk.show(WIDE_FRAME)
    for step in STEPS:
        go(root, step)
        settled(root)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1"), step
    go(root, "Template")
    root.get_by_role("radio", name="Simple listing").click()
    expect(root.locator(".nbr-paper thead th").first).to_be_attached(timeout=PATIENCE)
