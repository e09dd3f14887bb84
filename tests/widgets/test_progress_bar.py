"""A run as a bar: what it shows, and what its buttons do."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.errors import JobCancelled, NbreportsError, UsageError
from nbreports.outputs.file import FileOutput
from nbreports.pipeline.run import Run
from nbreports.report.binding import catalog_for
from nbreports.widgets import ProgressBar


@pytest.fixture
def begin(tmp_path, opened):
    """Make a bar over a run of so many rows."""

    def make(rows=50_000, column="n", name="out.csv"):
        report = Report("Rows", "rows", [Table(column)])
        frame = pd.DataFrame({"n": range(rows)})
        session, _ = opened(
            report if column == "n" else Report("Rows", "rows", [Table("n")]), {"rows": frame}
        )
        run = Run(
            report.definition,
            [FileOutput(tmp_path / name)],
            catalog=catalog_for(report.definition, {"rows": frame}, None),
        )
        return ProgressBar(session, run), tmp_path / name

    return make


def press(bar, kind):
    bar._handle_msg({"content": {"data": {"method": "custom", "content": {"kind": kind}}}, "buffers": []})


def until(bar, *states):
    """Wait until the bar is in one of ``states``."""
    reached = threading.Event()
    bar.observe(lambda _change: reached.set() if bar.state in states else None, "state")
    if bar.state not in states:
        assert reached.wait(60), bar.state


def test_a_run_ends_with_its_rows_and_files(begin):
    bar, path = begin()
    assert bar.state == "ready"
    phases = []
    bar.observe(lambda change: phases.append(change["new"]), "phase")
    bar.start()
    bar.wait(60)
    assert (bar.state, bar.rows, bar.message) == ("done", 50_000, "out.csv")
    assert "writing" in phases
    assert path.read_text().count("\n") == 50_001
    with pytest.raises(UsageError, match="begun before"):
        bar.start()


def test_pause_holds_and_resume_goes_on(begin):
    bar, path = begin(400_000)
    bar.start()
    press(bar, "run.pause")
    until(bar, "paused")
    assert not path.exists()
    press(bar, "run.resume")
    bar.wait(60)
    assert (bar.state, bar.rows) == ("done", 400_000)


def test_cancel_leaves_nothing(begin, tmp_path):
    bar, _ = begin(400_000)
    bar.start()
    press(bar, "run.pause")
    until(bar, "paused")
    press(bar, "run.cancel")
    with pytest.raises(JobCancelled):
        bar.wait(60)
    until(bar, "cancelled")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_told_in_words(begin):
    bar, path = begin(10, column="m")
    bar.start()
    with pytest.raises(NbreportsError):
        bar.wait(60)
    until(bar, "failed")
    assert "'m'" in bar.message
    assert not path.exists()


@pytest.mark.parametrize(
    "content", [None, 5, {}, {"kind": 5}, {"kind": "run.destroy"}, {"kind": ["run.cancel"]}]
)
def test_other_messages_do_nothing(begin, content):
    bar, _ = begin(10)
    bar._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    assert bar.state == "ready"
