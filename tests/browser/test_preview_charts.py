"""Live charts in a real JupyterLab: figures of bqplot in the page, changed in place, with nothing complained of."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE
from .seeing import NARROW, WIDE

KINDS = {
    "bars": 'Chart("bar", id="chart", x="region", y="sum(revenue)")',
    "slices": 'Chart("pie", id="chart", x="region", y="sum(revenue)")',
    "grouped": 'Chart("bar", id="chart", x="region", y="sum(revenue)", color="paid")',
    "stacked": 'Chart("bar", id="chart", x="region", y="sum(revenue)", color="paid", stack=True)',
    "line": 'Chart("line", id="chart", x="order_date", y="sum(revenue)")',
    "areas": 'Chart("area", id="chart", x="order_date", y="sum(revenue)", color="paid", stack=True)',
    "dots": 'Chart("scatter", id="chart", x="quantity", y="revenue")',
    "bins": 'Chart("histogram", id="chart", x="revenue", y="count()")',
    "spark": 'Chart("sparkline", id="chart", x="order_date", y="sum(revenue)")',
}
SHOW = f"""\
orders = make_orders()
def page(chart, title):
    return Report(title, "orders", [chart, Table("product", "revenue", id="lines")])
pane = PreviewPane(page({KINDS["bars"]}, "bars"), data={{"orders": orders}}, height=400)
pane"""
FIGURE = ".nbr-figure.nbr-drawn"
MARKS = {
    "bars": ("rect.bar", 4),
    "slices": ("path.slice", 4),
    "grouped": ("rect.bar", 8),
    "stacked": ("rect.bar", 8),
    "line": ("path.line", 1),
    "areas": ("path.line", 2),
    "dots": (".dot", 1200),
    "bins": ("rect.bar", 20),
    "spark": ("path.line", 1),
}
SIZES = """element => {
    const { width, height } = element.getBoundingClientRect();
    return [Math.round(width), Math.round(height)];
}"""


@pytest.fixture(scope="module")
def pane(shared_desk):
    """One pane with a chart, drawn."""
    shown = shared_desk.show(SHOW, root=".nbr-is-preview-pane")
    expect(shown.locator(FIGURE)).to_have_count(1, timeout=PATIENCE)
    return shown


def become(desk, pane, kind):
    """Make the chart another one from the kernel, and wait for the page and the figure that show it."""
    desk.ask(f"setattr(pane.session, 'report', page({KINDS[kind]}, {kind!r}))")
    expect(pane.locator(".nbr-paper h1")).to_have_text(kind, timeout=PATIENCE)
    selector, count = MARKS[kind]
    expect(pane.locator(f"{FIGURE} {selector}").nth(count - 1)).to_be_attached(timeout=PATIENCE)


def test_every_kind_follows_every_other_in_the_figure_that_is_there(pane, desk):
    """The same element stays; bqplot draws each kind after each, and the console stays silent."""
    figure = pane.locator(FIGURE).element_handle()
    for kind in (*MARKS, "dots", "slices", "bins", "grouped", "spark", "bars"):
        become(desk, pane, kind)
        assert pane.locator(f"{FIGURE} >> nth=0").evaluate("(now, old) => now === old", figure)


def test_it_is_named_and_stands_where_its_picture_stood(pane, desk):
    become(desk, pane, "bars")
    named = pane.get_by_role("img", name="Bar chart")
    expect(named).to_have_count(1)
    picture = pane.locator("[data-block=chart] img")
    assert picture.evaluate("image => getComputedStyle(image).visibility") == "hidden"
    for width in (WIDE, 760, NARROW):
        desk.width(width)
        drawn = pane.locator(f"{FIGURE} .bqplot.figure")
        expect(drawn).to_be_visible()
        desk.page.wait_for_function(
            """() => {
                const [shown] = document.querySelectorAll('.nbr-figure');
                const [a, b] = [shown, shown.firstElementChild].map(each => each.getBoundingClientRect());
                const real = Element.prototype.getBoundingClientRect.call(shown.firstElementChild);
                return Math.abs(real.width - a.width) < 1.5 && b.width > a.width;
            }"""
        )
        assert pane.locator(FIGURE).evaluate(SIZES) == picture.evaluate(SIZES)
    desk.width(WIDE)


def test_an_edit_keeps_the_place_that_is_read(pane, desk):
    become(desk, pane, "bars")
    desk_scroll = pane.locator(".nbr-desk")
    desk_scroll.evaluate("desk => { desk.scrollTop = 150; }")
    become(desk, pane, "line")
    assert desk_scroll.evaluate("desk => desk.scrollTop") == 150


def test_night_turns_it_as_it_turns_pictures(pane, desk):
    desk.theme("Dark")
    turned = "element => getComputedStyle(element).filter"
    expect(pane.locator(".nbr-paper.nbr-night")).to_have_count(1)
    assert pane.locator(FIGURE).evaluate(turned) == pane.locator("[data-block=chart] img").evaluate(turned)
    desk.theme("Light")
    assert pane.locator(FIGURE).evaluate(turned) == "none"


def test_a_chart_without_points_has_no_figure_and_gets_it_back(pane, desk):
    none = KINDS["bars"].replace("sum(revenue)", 'sum(revenue)", where="revenue > 1000000')
    desk.ask(f"setattr(pane.session, 'report', page({none}, 'none'))")
    expect(pane.locator("[data-block=chart] .none")).to_be_visible(timeout=PATIENCE)
    expect(pane.locator(".nbr-figure")).to_have_count(0)
    become(desk, pane, "bars")


def test_the_kernel_closes_them_with_the_view(pane, desk):
    become(desk, pane, "bars")
    figures = "sum(type(each).__name__ in ('Figure', 'Bars', 'Label', 'Axis') for each in living.values())"
    desk.ask("globals().__setitem__('living', __import__('ipywidgets').widgets.widget._instances)")
    assert int(desk.ask(figures)) > 3
    desk.run("None")
    expect(pane).to_have_count(0)
    for _ in range(50):
        if desk.ask(figures) == "0":
            break
        desk.page.wait_for_timeout(100)
    assert desk.ask(figures) == "0"
