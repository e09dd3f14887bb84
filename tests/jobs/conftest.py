"""A state folder of a test's own, a report long enough to be steered, and a look at what is left of its processes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import psutil
import pytest

from nbreports import Column, Report, Table
from nbreports.jobs.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 60.0
"""Seconds after which something that has to happen will not."""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The state folder; at the end no process of it may be left."""
    folder = tmp_path / "state"
    monkeypatch.setenv("NBREPORTS_STATE", str(folder))
    yield folder
    end_all(folder)


@pytest.fixture
def jobs(state: Path) -> Jobs:
    """Its jobs."""
    return Jobs(state)


@pytest.fixture(scope="session")
def sales() -> pd.DataFrame:
    """Rows for some seconds of work."""
    rows, chance = 60_000, np.random.default_rng(7)
    return pd.DataFrame(
        {
            "region": chance.choice(["North", "South", "East", None], rows),
            "customer": chance.integers(0, 300, rows).astype(str),
            "amount": chance.normal(100, 20, rows),
            "quantity": chance.integers(1, 9, rows),
        }
    )


@pytest.fixture
def report() -> Report:
    """Group totals over all of them."""
    return Report(
        "Sales by region",
        "sales",
        [Table("customer", "amount", Column("quantity", total="sum"), group_by="region", totals="sum")],
    )


def until(true: Callable[[], object], what: str = "it happens") -> None:
    """Wait for something that has to happen."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE:g} s until {what}"
        time.sleep(0.01)


def processes(folder: Path, module: str = "nbreports.jobs", *, alone: bool = False) -> list[psutil.Process]:
    """Return the dispatcher and the workers of a state folder, with what they started; none that has ended."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        command = process.info["cmdline"] or []
        if process.info["status"] == psutil.STATUS_ZOMBIE or not any(str(folder) in word for word in command):
            continue
        if any(module in word for word in command):
            with suppress(psutil.Error):
                found += [process, *([] if alone else process.children(recursive=True))]
    return found


def workers(folder: Path) -> list[psutil.Process]:
    """Return the workers alone, with what they started."""
    return processes(folder, "nbreports.jobs.worker")


def end_all(folder: Path) -> None:
    """End every process of a state folder, for good."""
    until(lambda: not _killed(folder), "every process has ended")


def _killed(folder: Path) -> list[psutil.Process]:
    found = processes(folder)
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    return found
