"""The place where it is measured: a real JupyterLab, a real browser, one warm kernel."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from browser.conftest import FLAGS
from browser.lab import running
from browser.seeing import Desk
from browser.shop import SETUP

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def desk() -> Iterator[tuple[Desk, str]]:
    """Open a notebook with a warm kernel; yields it and the browser's version."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        sys.exit("no Chromium on this machine: run `make browser`, or install the package chromium")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        running(Path(home)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Desk.at(browser, lab, "bench.ipynb", SETUP), browser.version
        browser.close()
