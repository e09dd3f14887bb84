"""A real JupyterLab in a folder of its own, and a real browser looking at it."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import sync_playwright

from .lab import FIXTURES, running
from .seeing import PATIENCE, Desk, Seen
from .shop import SETUP

__all__ = ["FIXTURES", "PATIENCE"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    # letters look alike on every machine
    "--font-render-hinting=none",
    "--disable-lcd-text",
]


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """One JupyterLab for all tests."""
    with running(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium on this machine: run `make browser`, or install the package chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def seen(browser):
    """A page of this file's own."""
    found = Seen.in_browser(browser)
    yield found
    found.page.context.close()


@pytest.fixture(scope="session")
def shared_desk(browser, lab):
    desk = Desk.at(browser, lab, "desk.ipynb", SETUP)
    yield desk
    desk.page.context.close()


@pytest.fixture
def desk(shared_desk):
    """The page and kernel that all files share, in the light, wide, with nothing complained of."""
    shared_desk.complaints.clear()
    yield shared_desk
    assert shared_desk.complaints == []
