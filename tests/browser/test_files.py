"""The report's file and its outputs in a real JupyterLab: saved, restored, exported, generated, cancelled."""

from __future__ import annotations

import json
import secrets

import pytest
from playwright.sync_api import expect

from nbreports.definition.load import load

from .axe import small_targets, violations
from .seeing import PATIENCE
from .shop import SETUP
from .states import go

OPEN = """\
orders = make_orders()
Report("Sales by region", "orders", [Table("product", "revenue", id="lines", group_by="region", totals="sum")]).save({path!r})
builder = ReportBuilder({path!r}, {{"orders": orders}})
builder"""
LONG = """\
rows = pd.DataFrame({{"n": range(600_000)}})
Report("Rows", "rows", [Table("n", id="lines")]).save({path!r})
builder = ReportBuilder({path!r}, {{"rows": rows}})
builder"""


@pytest.fixture
def name():
    return f"f{secrets.token_hex(4)}"


@pytest.fixture
def folder(lab):
    return lab.folder


def title(root):
    return root.get_by_label("Report title")


def menu(root, item):
    root.get_by_role("button", name="Report", exact=True).click()
    root.get_by_role("menuitem", name=item).click()


def saved(root):
    expect(root.locator(".nbr-saved")).to_have_text("Saved just now", timeout=PATIENCE)


def told(desk, path, wanted):
    """Wait until the file's title is ``wanted``."""
    for _ in range(100):
        if load(path).title == wanted:
            return
        desk.page.wait_for_timeout(100)
    assert load(path).title == wanted


def retitle(root, words):
    title(root).fill(words)
    title(root).press("Enter")


def test_a_new_title_is_in_the_file_and_a_version_brings_the_old_one_back(desk, folder, name):
    path = folder / f"{name}.nbreport"
    root = desk.show(OPEN.format(path=path.name))
    saved(root)
    before = path.read_bytes()
    retitle(root, "Sales, again")
    told(desk, path, "Sales, again")
    saved(root)
    menu(root, "Versions…")
    dialog = root.get_by_role("dialog", name="Versions")
    expect(dialog).to_contain_text("Sales by region")
    dialog.get_by_role("button", name="Restore").click()
    expect(title(root)).to_have_value("Sales by region")
    told(desk, path, "Sales by region")
    assert path.read_bytes() == before
    root.get_by_role("button", name="Undo: Restore the version").click()
    expect(title(root)).to_have_value("Sales, again")
    told(desk, path, "Sales, again")


def test_the_python_dialog_is_the_reports_code(desk, name):
    root = desk.show(OPEN.format(path=f"{name}.nbreport"))
    menu(root, "Export as Python…")
    code = root.get_by_label("Python code")
    expect(code).not_to_have_value("")
    assert code.input_value() == desk.ask("builder.report.to_code()")
    root.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(root.get_by_role("dialog")).to_have_count(0)


def test_what_someone_else_wrote_is_asked_about(desk, folder, name):
    path = folder / f"{name}.nbreport"
    root = desk.show(OPEN.format(path=path.name))
    saved(root)
    theirs = json.loads(path.read_text())
    path.write_text(json.dumps({**theirs, "title": "Theirs"}))
    retitle(root, "Mine")
    root.get_by_role("button", name="Choose…").click(timeout=PATIENCE)
    assert load(path).title == "Theirs"
    root.get_by_role("dialog").get_by_role("button", name="Keep mine").click()
    told(desk, path, "Mine")
    saved(root)


def test_a_file_gets_another_name(desk, folder, name):
    root = desk.show(OPEN.format(path=f"{name}.nbreport"))
    menu(root, "Rename…")
    dialog = root.get_by_role("dialog")
    dialog.get_by_label("Name").fill("../out")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_role("alert")).to_contain_text("letters")
    dialog.get_by_label("Name").fill(f"{name} new")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog).to_have_count(0)
    assert (folder / f"{name} new.nbreport").is_file()
    assert not (folder / f"{name}.nbreport").exists()


def test_pdf_and_excel_stand_on_disk_and_are_linked(desk, folder, name):
    root = desk.show(OPEN.format(path=f"{name}.nbreport"))
    go(root, "Review")
    root.get_by_label("Excel", exact=True).check()
    root.get_by_role("button", name="Generate 2 files").click()
    tray = root.get_by_role("region", name="Generating")
    expect(tray).to_contain_text("Done", timeout=PATIENCE)
    assert (folder / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"
    assert (folder / f"{name}.xlsx").read_bytes()[:2] == b"PK"
    address = tray.get_by_role("link", name=f"Open {name}.pdf").get_attribute("href")
    assert desk.page.evaluate("async at => (await fetch(at)).status", address) == 200
    with desk.page.expect_download() as download:
        tray.get_by_role("button", name=f"Download {name}.xlsx").click()
    assert download.value.suggested_filename == f"{name}.xlsx"
    tray.get_by_role("button", name="Dismiss").click()
    expect(tray).to_have_count(0)


def test_a_run_is_paused_and_cancelled_without_a_trace(desk, folder, name):
    root = desk.show(LONG.format(path=f"{name}.nbreport"))
    root.get_by_role("button", name="Generate", exact=True).click()
    tray = root.get_by_role("region", name="Generating")
    tray.get_by_role("button", name="Pause").click(timeout=PATIENCE)
    expect(tray).to_contain_text("Paused")
    tray.get_by_role("button", name="Cancel").click()
    expect(tray).to_contain_text("Cancelled", timeout=PATIENCE)
    assert [path.name for path in folder.iterdir() if name in path.name] == [f"{name}.nbreport"]


def test_a_problem_leads_to_its_block(desk, name):
    root = desk.show(OPEN.format(path=f"{name}.nbreport").replace('"product"', '"produkt"'))
    go(root, "Review")
    root.locator(".nbr-problems button").first.click(timeout=PATIENCE)
    expect(root.get_by_role("button", name="Fields & charts")).to_have_attribute("aria-current", "step")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_review_menu_dialogs_and_tray_have_no_faults(desk, name, theme):
    root = desk.show(OPEN.format(path=f"{name}.nbreport"))
    desk.theme(theme)
    try:
        go(root, "Review")
        expect(root.get_by_label("PDF", exact=True)).to_be_visible()
        assert violations(root) == []
        assert small_targets(root) == []
        for item in ("Open…", "Save as…", "Versions…", "Export as Python…", "Keyboard shortcuts"):
            menu(root, item)
            dialog = root.get_by_role("dialog")
            expect(dialog).to_be_visible()
            assert violations(root) == [], item
            dialog.press("Escape")
            expect(dialog).to_have_count(0)
        root.get_by_role("button", name="Generate 1 file").click()
        expect(root.get_by_role("region", name="Generating")).to_contain_text("Done", timeout=PATIENCE)
        assert violations(root) == []
        assert small_targets(root) == []
    finally:
        desk.theme("Light")


def test_a_page_that_is_reloaded_finds_the_run_and_the_file(lab, seen, name):
    path = f"{name}.nbreport"
    seen.open(lab.notebook(f"{name}.ipynb", SETUP, LONG.format(path=path)))
    seen.run_all()
    root = seen.page.locator(".nbr-is-report-builder")
    expect(root).to_have_count(1, timeout=PATIENCE)
    root.get_by_role("button", name="Generate", exact=True).click(timeout=PATIENCE)
    tray = root.get_by_role("region", name="Generating")
    tray.get_by_role("button", name="Pause").click(timeout=PATIENCE)
    expect(tray).to_contain_text("Paused")
    seen.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    expect(seen.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    seen.page.reload()
    seen.wait()
    expect(tray).to_contain_text("Paused", timeout=PATIENCE)
    saved(root)
    tray.get_by_role("button", name="Resume").click()
    expect(tray).to_contain_text("Done", timeout=PATIENCE)
    assert (lab.folder / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"
