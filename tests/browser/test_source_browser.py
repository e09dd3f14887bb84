"""Data picked in a real JupyterLab: a frame, a join, a file of this computer, a cell that is run again."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from .seeing import BUILDER, PATIENCE
from .states import go, settled

SHOWN = """orders = make_orders(200)
customers = make_customers()
builder = ReportBuilder(Report("Shop", "orders", [Table("region", "revenue", id="lines")]))
builder"""
RUN = """async code => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const reply = await kernel.requestExecute({ code }).done;
    if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
}"""


@pytest.fixture
def browser_of(desk):
    root = desk.show(SHOWN)
    go(root, "Data")
    found = root.locator(".nbr-source-browser")
    expect(found.locator(".nbr-source", has_text="orders")).to_contain_text("200 rows", timeout=PATIENCE)
    return found


def source(desk):
    return json.loads(desk.definition())["source"]


def test_a_join_by_one_click(desk, browser_of):
    browser_of.get_by_role("button", name="Join customers").click(timeout=PATIENCE)
    expect(browser_of.get_by_role("button", name="Take customers out")).to_be_visible()
    for _ in range(100):
        if source(desk) == "orders_joined":
            break
        desk.page.wait_for_timeout(100)
    joined = json.loads(desk.definition())["sources"]["orders_joined"]
    assert joined["from"] == "orders"
    expect(browser_of.get_by_label("Key of customers", exact=True)).to_have_value("customer_id")
    browser_of.get_by_label("Key of the data for customers", exact=True).select_option("order_id")
    expect(browser_of).to_contain_text("0% of rows match", timeout=PATIENCE)
    browser_of.get_by_label("Key of the data for customers", exact=True).select_option("quantity")
    browser_of.get_by_role("button", name="Add a key to customers").click()
    expect(browser_of.get_by_label("Key 2 of the data for customers")).to_have_value("customer_id")
    browser_of.get_by_role("button", name="Take key 1 of customers out").click()
    expect(browser_of).to_contain_text("100% of rows match", timeout=PATIENCE)
    # the data itself once more: each row meets all of its customer
    browser_of.get_by_role("button", name="Add a join").click()
    desk.page.get_by_role("menuitem", name="orders").click()
    browser_of.get_by_label("Key of the data for orders_2").select_option("customer_id", timeout=PATIENCE)
    browser_of.get_by_label("Key of orders_2").select_option("customer_id")
    expect(browser_of).to_contain_text("200 rows become 1,000", timeout=PATIENCE)
    alias = browser_of.get_by_label("Name of orders in the report")
    alias.fill("again")
    alias.press("Enter")
    browser_of.get_by_role("button", name="Take again out").click()
    browser_of.get_by_role("button", name="Take customers out").click()
    expect(browser_of.get_by_role("button", name="Join customers")).to_be_visible(timeout=PATIENCE)


def test_a_cell_that_is_run_again_is_noticed(desk, browser_of):
    """Names of its own: the kernel is shared, and others leave frames and files behind."""
    again = browser_of.locator(".nbr-source", has_text="zz_run_again")
    desk.page.evaluate(RUN, "zz_run_again = make_orders(90)")
    expect(again).to_contain_text("90 rows", timeout=PATIENCE)
    desk.page.evaluate(RUN, "zz_run_again = make_orders(80)")
    expect(again).to_contain_text("80 rows", timeout=PATIENCE)


def test_a_file_of_this_computer_is_opened_and_used(desk, browser_of, tmp_path):
    # its own name is hostile, and so is a column
    file = tmp_path / "'<img src=x onerror=alert(1)> 😀.csv"
    file.write_text('region,"<img src=x onerror=alert(2)>"\nNorth,1\nSouth,2\n')
    browser_of.locator("input[type=file]").set_input_files(file)
    card = browser_of.locator(".nbr-source", has_text="onerror=alert(1)")
    expect(card).to_be_visible(timeout=PATIENCE)
    card.locator("[aria-expanded]").click()
    expect(card).to_contain_text("onerror=alert(2)", timeout=PATIENCE)
    expect(browser_of.locator("img")).to_have_count(0)
    card.get_by_role("button", name="Use").click()
    expect(card).to_contain_text("In use", timeout=PATIENCE)
    # the folder is that of all tests
    desk.page.evaluate(RUN, "import pathlib\nfor path in pathlib.Path().glob('*alert*'): path.unlink()")


def where(desk):
    found = json.loads(desk.definition())
    return found.get("sources", {}).get(found["source"], {}).get("where")


def eventually(desk, wanted):
    for _ in range(100):
        if where(desk) == wanted:
            return
        desk.page.wait_for_timeout(100)
    assert where(desk) == wanted


def test_filters_are_rows_in_groups_and_values_are_picked(desk, browser_of):
    filters = browser_of.get_by_role("region", name="Filters")
    page = desk.page

    def add(to, item):
        filters.get_by_role("button", name=to, exact=True).click()
        page.get_by_role("menuitem", name=item, exact=True).click()

    expect(filters.get_by_role("button", name="Add a filter")).to_be_visible(timeout=PATIENCE)
    add("Add a filter", "Region")
    filters.get_by_role("button", name="Values of Region").click()
    page.get_by_label("Search values of Region").fill("o")
    page.get_by_role("checkbox", name="North").check(timeout=PATIENCE)
    page.get_by_role("checkbox", name="South").check()
    eventually(desk, "region in ['North', 'South']")
    page.get_by_label("Search values of Region").fill("it's, 😀")
    page.get_by_role("button", name="Add “it's, 😀”").click()
    page.get_by_role("button", name="Done").click()
    listed = "region in ['North', 'South', 'it\\'s, 😀']"
    eventually(desk, listed)
    expect(filters).to_contain_text(" of 200 rows", timeout=PATIENCE)
    add("Add a filter", "A group")
    add("Add to Group 2", "Order date")
    filters.get_by_label("Dates of Order date").select_option("the last …")
    filters.get_by_label("Days or months, of Order date").select_option("months")
    ago = "(year(today()) - year(order_date)) * 12 + month(today()) - month(order_date)"
    eventually(desk, f"{listed} and 0 <= {ago} <= 6")
    add("Add to Group 2", "Revenue")
    filters.get_by_label("How Revenue is compared").select_option("is more than")
    filters.get_by_label("Value of Revenue").fill("100")
    filters.get_by_label("Value of Revenue").press("Enter")
    eventually(desk, f"{listed} and (0 <= {ago} <= 6 or revenue > 100)")
    filters.get_by_role("button", name="More for filter 2.1").click()
    page.get_by_role("menuitem", name="Move out of the group").click()
    eventually(desk, f"{listed} and revenue > 100 and 0 <= {ago} <= 6")
    for _ in range(3):
        filters.get_by_role("button", name="Take this filter off").first.click()
    expect(filters).to_contain_text("No filters")
    eventually(desk, None)


def test_a_typed_path_is_used_and_its_fields_are_matched_by_name(desk, browser_of):
    desk.page.evaluate(
        RUN,
        "import pathlib\npathlib.Path('zz_deep/old').mkdir(parents=True, exist_ok=True)\n"
        "pathlib.Path('zz_deep/old/shop.csv').write_text('Region,REVENUE\\nNorth,1\\nSouth,2\\n')",
    )
    path = browser_of.get_by_role("combobox", name="Path of a file in this folder")
    path.fill("../")
    path.press("Enter")
    expect(browser_of.get_by_role("alert")).to_contain_text("not a path inside", timeout=PATIENCE)
    path.fill("zz_d")
    for folder in ("zz_deep/", "zz_deep/old/"):
        expect(desk.page.get_by_role("option", name=folder)).to_be_visible(timeout=PATIENCE)
        path.press("ArrowDown")
        path.press("Enter")
        expect(path).to_have_value(folder)
    desk.page.get_by_role("option", name="zz_deep/old/shop.csv").click(timeout=PATIENCE)
    card = browser_of.locator(".nbr-source", has_text="zz_deep/old/shop.csv")
    expect(card).to_contain_text("REVENUE", timeout=PATIENCE)
    card.get_by_role("button", name="Use").click()
    expect(browser_of.get_by_role("status").filter(has_text="matched")).to_contain_text(
        "2 fields matched by name", timeout=PATIENCE
    )
    assert '"REVENUE"' in desk.definition()
    browser_of.get_by_role("button", name="Undo").click()
    lately = browser_of.get_by_role("region", name="Used lately")
    expect(lately).to_contain_text("zz_deep/old/shop.csv", timeout=PATIENCE)
    expect(browser_of.locator(".nbr-source.nbr-chosen")).to_contain_text("orders")
    desk.page.evaluate(RUN, "import shutil\nshutil.rmtree('zz_deep')\nzz_gone = make_orders(5)")
    expect(lately).to_contain_text("not in the folder any more", timeout=PATIENCE)
    lately.get_by_role("button", name="Forget zz_deep/old/shop.csv").click()
    expect(browser_of).not_to_contain_text("zz_deep", timeout=PATIENCE)


def test_a_table_of_a_connection_is_found_and_used(desk, browser_of):
    desk.page.evaluate(
        RUN,
        "import duckdb\nzz_con = duckdb.connect()\n"
        "zz_con.execute('create table sold as select * from orders limit 7')",
    )
    card = browser_of.locator(".nbr-source", has_text="zz_con.sold")
    expect(card).to_be_visible(timeout=PATIENCE)
    browser_of.get_by_label("Search data and columns").fill("con.so")
    expect(browser_of.locator(".nbr-source")).to_have_count(1)
    card.get_by_role("button", name="Use").click()
    expect(card).to_contain_text("In use", timeout=PATIENCE)
    expect(card).to_contain_text("7 rows", timeout=PATIENCE)
    found = json.loads(desk.definition())
    assert found["sources"][found["source"]] == "zz_con.sold"
    settled(desk.page.locator(BUILDER))
    desk.page.evaluate(RUN, "zz_con.close()\ndel zz_con")
