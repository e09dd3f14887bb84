"""A job as a bar: what it shows, and what its buttons do."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.errors import UsageError
from nbreports.widgets import ProgressBar

from .conftest import Line


@pytest.fixture
def bar(tmp_path):
    """A bar over a job of some seconds, and the line to its session."""
    job = Report("Rows", "rows", [Table("n")]).generate(
        tmp_path / "out.csv", data={"rows": pd.DataFrame({"n": range(300_000)})}
    )
    made = ProgressBar(job)
    yield made, Line(made.session), tmp_path / "out.csv"
    made.close()
    made.session.close()


def until(bar, *states):
    end = time.monotonic() + 60
    while bar.job["state"] not in states:
        assert time.monotonic() < end, bar.job
        time.sleep(0.01)
    return bar.job


def test_paused_resumed_and_done(bar):
    shown, line, path = bar
    job = shown.job["id"]
    until(shown, "running")
    line.ask("a.1", "job.pause", job=job)
    until(shown, "paused")
    assert not path.exists()
    line.ask("a.2", "job.resume", job=job)
    card = until(shown, "done")
    assert (card["rows"], card["share"], card["message"]) == (300_000, 1.0, "out.csv")
    assert [output["name"] for output in card["outputs"]] == ["out.csv"]


def test_cancelled(bar):
    shown, line, path = bar
    until(shown, "running")
    line.ask("a.1", "job.cancel", job=shown.job["id"])
    until(shown, "cancelled")
    assert not path.exists()


def test_a_failure_is_shown_with_its_remedy(tmp_path):
    job = Report("Rows", "rows", [Table("n")]).generate(
        tmp_path / "missing" / "out.csv", data={"rows": pd.DataFrame({"n": [1]})}
    )
    shown = ProgressBar(job)
    card = until(shown, "failed")
    assert "cannot be written" in card["message"]
    assert card["remedy"] == "Create the folder first, or write elsewhere."
    shown.close()


def test_an_unknown_option_is_named(bar):
    with pytest.raises(UsageError, match="no 'them'"):
        ProgressBar(None, bar[0].session, them="dark")
