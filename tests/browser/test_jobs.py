"""Jobs in a real JupyterLab: paused, there after a reload and a restart of the kernel, right at the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from .axe import small_targets, violations
from .seeing import PATIENCE

START = """
from datetime import datetime
import numpy as np, pandas as pd
from nbreports import Report, Table
from nbreports.widgets import JobMonitor
rows, chance = 150_000, np.random.default_rng(5)
frame = pd.DataFrame({"region": chance.choice(["North", "South"], rows), "amount": chance.normal(50, 9, rows)})
report = Report("Sales of <b>all</b>", "frame", [Table("amount", group_by="region", totals="sum")])
jobs = [report.generate(f"job{number}.pdf", now=datetime(2026, 1, 31)) for number in range(3)]
for job in jobs:
    job.pause()
"""
MONITOR = """
from nbreports.widgets import JobMonitor
JobMonitor()
"""
RESTART = """async () => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
    await sessionContext.session.kernel.restart();
    content.activeCellIndex = 1;
    await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@pytest.fixture(scope="module")
def alone(lab, seen):
    seen.open(lab.notebook("jobs.ipynb", START, MONITOR))
    return seen


def rows_of(page) -> Locator:
    # those of other tests are there too
    return page.locator(".nbr-job").filter(has_text="Sales of <b>all</b>")


def test_three_jobs_one_paused_end_right_over_reload_and_restart(alone, lab):
    page = alone.page
    alone.run_all()
    monitor = page.locator(".nbr-is-job-monitor")
    expect(monitor).to_have_count(1, timeout=PATIENCE)
    paused = rows_of(page).filter(has_text="Paused")
    expect(paused).to_have_count(3, timeout=PATIENCE)
    for left in (2, 1, 0):
        paused.first.get_by_role("button", name="Resume").click()
        expect(paused).to_have_count(left)
    going = rows_of(page).filter(has_text="Filling the report")
    going.last.get_by_role("button", name="Pause").click(timeout=PATIENCE)
    expect(paused).to_have_count(1)
    assert violations(monitor) == []
    assert small_targets(monitor) == []
    expect(rows_of(page).filter(has_text="Done")).to_have_count(2, timeout=PATIENCE)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    expect(page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    page.reload()
    alone.wait()
    expect(paused).to_have_count(1, timeout=PATIENCE)
    page.evaluate(RESTART)
    alone.wait()
    expect(paused).to_have_count(1, timeout=PATIENCE)
    paused.get_by_role("button", name="Resume").click()
    expect(rows_of(page).filter(has_text="Done")).to_have_count(3, timeout=PATIENCE)
    assert page.locator(".nbr-job-title b").count() == 0
    made = {(lab.folder / f"job{number}.pdf").read_bytes() for number in range(3)}
    assert len(made) == 1
