"""A picture of the report and its logo: handed over, shown, chosen again from the folder."""

from __future__ import annotations

import io
import json

from PIL import Image
from playwright.sync_api import expect

from .axe import violations
from .seeing import PATIENCE
from .states import go, settled

REPORT = """\
orders = make_orders(30)
builder = ReportBuilder(Report("Orders", "orders", [Table("region", "revenue", id="lines")]))
builder"""


def picture(color):
    made = io.BytesIO()
    Image.new("RGB", (64, 32), color).save(made, "PNG")
    return made.getvalue()


def test_a_picture_is_handed_over_and_the_logo_chosen_from_the_folder(desk, lab):
    root = desk.show(REPORT)
    go(root, "Fields")
    settled(root)
    root.get_by_role("button", name="Add a block").click()
    root.locator(":popover-open").get_by_role("menuitem", name="Image").click()
    box = root.get_by_role("group", name="Picture")
    expect(box).to_contain_text("choose one")
    # nothing is broken meanwhile: it waits to be completed
    settled(root)
    expect(root.locator(".nbr-paper h1")).to_have_text("Orders")
    assert violations(box) == []
    given = {"name": "summer sign.png", "mimeType": "image/png", "buffer": picture("teal")}
    box.locator("input[type=file]").set_input_files(given)
    expect(box.get_by_role("img")).to_be_visible(timeout=PATIENCE)
    assert box.get_by_role("img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 64
    expect(root.locator(".nbr-paper img")).to_be_visible(timeout=PATIENCE)
    assert (lab.folder / "summer sign.png").read_bytes() == picture("teal")
    root.locator("[data-row=page], .nbr-outline-line").first.click()
    logo = root.get_by_role("group", name="Logo")
    logo.get_by_role("button", name="Choose a picture for Logo").click()
    root.locator(":popover-open").get_by_role("menuitemradio", name="summer sign.png").click()
    expect(logo.get_by_role("img")).to_be_visible(timeout=PATIENCE)
    settled(root)
    made = json.loads(desk.definition())
    assert made["theme"] == {"logo": "summer sign.png"}
    assert [block.get("src") for block in made["body"]] == [None, "summer sign.png"]
    logo.get_by_role("button", name="Choose a picture for Logo").click()
    root.locator(":popover-open").get_by_role("menuitem", name="Remove").click()
    settled(root)
    assert "theme" not in json.loads(desk.definition())


def test_a_file_that_is_no_picture_is_refused_in_words(desk):
    root = desk.show(REPORT)
    go(root, "Fields")
    settled(root)
    root.locator("[data-row=page], .nbr-outline-line").first.click()
    logo = root.get_by_role("group", name="Logo")
    given = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    logo.locator("input[type=file]").set_input_files(given)
    expect(logo.get_by_role("alert")).to_contain_text(
        "'notes.txt' is no picture a report can show", timeout=PATIENCE
    )
