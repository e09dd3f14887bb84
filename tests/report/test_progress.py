"""The bar of an export."""

from __future__ import annotations

from nbreports.pipeline.events import PagesMade
from nbreports.report.progress import Progress


def test_the_bar_says_which_page_of_how_many_once_that_is_known():
    with Progress() as progress:
        bar = progress._bar
        progress.tell(PagesMade(40))
        assert "Page" not in bar.desc
        progress.tell(PagesMade(40, 1214))
        assert bar.desc == "Page 40 of 1,214: "
