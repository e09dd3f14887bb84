"""The same behind a hub: JupyterLab under a path of its host, its notebooks open to several people."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .lab import running
from .seeing import PATIENCE, Desk
from .shop import ORDERS, SETUP
from .states import ready


@pytest.fixture(scope="module")
def hub(browser, tmp_path_factory):
    with running(tmp_path_factory.mktemp("hub"), "/user/x", rooms=True) as lab:
        desk = Desk.at(browser, lab, "hub.ipynb", SETUP)
        yield desk
        desk.page.context.close()


def test_the_builder_works_there(hub):
    assert "/user/x/lab/" in hub.page.url
    opened = hub.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    asked = []
    hub.page.on("request", lambda request: asked.append(request.url))
    root = hub.show(ORDERS)
    ready(root)
    title = root.get_by_role("textbox", name="Report title")
    title.fill("Behind a hub")
    title.press("Tab")
    expect(root.locator(".nbr-paper h1")).to_have_text("Behind a hub", timeout=PATIENCE)
    expect(root.locator(".nbr-paper img").first).to_be_attached()
    # the notebook is a room's
    assert any("/api/collaboration/" in url for url in opened)
    # nothing is asked of the host's own root
    host = hub.page.url.split("/user/x/")[0]
    assert [url for url in asked if url.startswith(host) and not url.startswith(f"{host}/user/x/")] == []
    assert hub.complaints == []
