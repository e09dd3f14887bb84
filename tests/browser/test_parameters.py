"""Parameters in a real JupyterLab: the form's cascades, and their editor by mouse and by keys."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .axe import small_targets, violations
from .seeing import NARROW, PATIENCE, WIDE

FORM = ".nbr-is-parameter-form"
PLACES = """\
from nbreports import FrameSource, ParamValues
from nbreports.widgets import ParameterForm
flights = pd.DataFrame({
    "origin": ["EWR", "JFK", "LGA"] * 300,
    "dest": [f"D{i:03d}" for i in range(900)],
    "delay": range(900),
})
of = lambda field: ParamValues(source="flights", field=field)
report = Report(
    "Departures", "flights", [Table("dest", "delay", id="t", totals="sum")],
    params=[
        Param("origin", label="Airport", values=of("origin")),
        Param("dest", label="To", values=of("dest"), depends_on="origin", multi=True),
        Param("least", "integer", label="At least", min=0, max=900),
    ],
    sources={"flights": FrameSource(
        "flights", where="origin == param.origin and dest in param.dest and delay >= param.least")},
)
"""
ALONE = PLACES + "form = ParameterForm(report)\nform"
BUILT = PLACES + "builder = ReportBuilder(report)\nbuilder"
EDITED = """\
orders = make_orders(200)
builder = ReportBuilder(Report(
    "Shop", "orders", [Table("region", "revenue", id="lines")],
    params=[Param("least", "decimal", label="At least")],
))
builder"""


def wait_for(desk, told, wanted):
    """Wait until the kernel says ``wanted``: it has what was done a moment after the page."""
    for _ in range(100):
        if told() == wanted:
            return
        desk.page.wait_for_timeout(100)
    assert told() == wanted


def field(root, name):
    return root.locator(f"[data-param={name}]")


def test_a_choice_narrows_another_and_takes_out_what_fits_no_more(desk):
    """Keys alone: a search over 300 values that the kernel has, two taken, one dropped with its airport."""
    form = desk.show(ALONE, root=FORM)
    values = lambda: json.loads(desk.ask("__import__('json').dumps(form.value)"))  # noqa: E731
    before = desk.cells()
    press, write = desk.page.keyboard.press, desk.page.keyboard.type
    field(form, "origin").locator("select").select_option(label="JFK", timeout=PATIENCE)
    wait_for(desk, values, {"origin": "JFK"})
    field(form, "dest").get_by_role("button").focus()
    press("ArrowDown")
    write("d89")
    listed = form.locator(".nbr-choice-list [role=option]")
    expect(listed).to_have_text(["D892", "D895", "D898"])
    press("Enter")
    press("ArrowDown")
    press("Enter")
    press("Escape")
    wait_for(desk, values, {"origin": "JFK", "dest": ["D892", "D895"]})
    expect(field(form, "dest").get_by_role("button")).to_be_focused()
    expect(field(form, "dest").get_by_role("button")).to_have_text("D892, D895")
    field(form, "origin").locator("select").select_option(label="LGA")
    expect(field(form, "dest").locator(".nbr-dropped")).to_contain_text("D892, D895")
    wait_for(desk, values, {"origin": "LGA"})
    least = field(form, "least").locator("input")
    least.fill("901")
    press("Enter")
    expect(field(form, "least").locator(".nbr-wrong")).to_contain_text("more than max 900")
    assert desk.cells() == before


def test_a_form_stands_above_the_page_and_the_page_follows(desk):
    root = desk.show(BUILT)
    page = root.locator(".nbr-preview")
    expect(page.locator(".nbr-desk")).to_contain_text("Departures", timeout=PATIENCE)
    field(page, "origin").locator("select").select_option(label="EWR")
    field(page, "dest").get_by_role("button").click()
    desk.page.keyboard.type("D003")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Escape")
    expect(page.locator(".nbr-preview-foot")).to_contain_text("1 row", timeout=PATIENCE)
    expect(page.locator(".nbr-desk")).to_contain_text("D003")
    for width in (NARROW, WIDE):
        desk.width(width)
        assert violations(root) == []
        assert small_targets(root) == []


@pytest.fixture
def editor(desk):
    root = desk.show(EDITED)
    root.locator("[data-block-line=params] .nbr-outline-name").click(timeout=PATIENCE)
    return root.locator(".nbr-parameters")


def params(desk):
    return json.loads(desk.definition()).get("params", [])


def where(desk):
    return json.loads(desk.definition()).get("sources", {}).get("orders", {}).get("where")


def test_a_parameter_is_made_of_a_field_and_asked_for_at_once(desk, editor):
    editor.get_by_role("button", name="Add a parameter").click()
    desk.page.get_by_role("menuitem", name="That filters a field").click(timeout=PATIENCE)
    desk.page.get_by_role("menuitem", name="Region", exact=True).click()
    wait_for(desk, lambda: where(desk), "region in param.region")
    expect(editor.get_by_label("Name", exact=True)).to_be_focused()
    chips = desk.page.locator(".nbr-preview [data-param=region] button")
    expect(chips).to_have_text(["East", "North", "South", "West"], timeout=PATIENCE)
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("area")
    desk.page.keyboard.press("Enter")
    wait_for(desk, lambda: where(desk), "region in param.area")
    made = params(desk)[1]
    assert made == {
        "name": "area",
        "label": "Region",
        "multi": True,
        "values": {"source": "orders", "field": "region"},
    }
    desk.page.locator(".nbr-preview [data-param=area] button", has_text="East").click(timeout=PATIENCE)
    expect(desk.page.locator(".nbr-preview .nbr-desk")).not_to_contain_text("North", timeout=PATIENCE)


def test_parameters_are_edited_by_keys_and_taken_back(desk, editor):
    before = desk.cells()
    press = desk.page.keyboard.press
    names = lambda: [param["name"] for param in params(desk)]  # noqa: E731
    line = editor.locator("[data-param-line=least] [data-row]")
    line.focus()
    press("Control+d")
    wait_for(desk, names, ["least", "least_2"])
    expect(editor.locator("[data-param-line=least_2] [data-row]")).to_be_focused()
    press("Alt+ArrowUp")
    wait_for(desk, names, ["least_2", "least"])
    press("Delete")
    wait_for(desk, names, ["least"])
    editor.get_by_label("Default", exact=True).fill("b a m d d")
    press("Enter")
    expect(editor.get_by_role("alert")).to_contain_text("does not fit")
    editor.get_by_label("Default", exact=True).fill("12.5")
    press("Enter")
    wait_for(desk, lambda: params(desk)[0].get("default"), 12.5)
    editor.get_by_label("Let it filter").select_option(label="Revenue")
    wait_for(desk, lambda: where(desk), "revenue == param.least")
    line.focus()
    press("Delete")
    dialog = desk.page.get_by_role("dialog", name="Remove least?")
    expect(dialog).to_contain_text("revenue == param.least")
    dialog.get_by_role("button", name="Keep it").click()
    expect(line).to_be_focused()
    press("Control+z")
    wait_for(desk, lambda: where(desk), None)
    assert desk.cells() == before
    assert violations(editor) == []
    assert small_targets(editor) == []
