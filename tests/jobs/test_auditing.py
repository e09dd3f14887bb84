"""Every job leaves one line in the audit log, however it ends and whoever dies meanwhile."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from jobs.conftest import end_all, until, workers
from nbreports import Jobs, Report, Table
from nbreports.errors import JobCancelled, SourceError
from nbreports.jobs.dispatcher import Dispatcher
from nbreports.sources.catalog import Catalog
from nbreports.storage.audit_check import check_audit, newest_generations
from nbreports.storage.identity import who

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def lines(state: Path, count: int) -> list[dict[str, Any]]:
    """Wait for so many lines, and return them, the newest first."""
    until(lambda: len(list(newest_generations(state))) >= count, f"{count} generations are logged")
    found = list(newest_generations(state))
    assert len(found) == count == check_audit(state).lines
    return found


def test_a_job_leaves_one_line(jobs: Jobs, state: Path, sales: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name\na\n")
    (tmp_path / "bound.csv").write_text("name\nb\n")
    report = Report(
        "Sales",
        "sales",
        [
            Table("region", "amount", where="amount >= param.least"),
            Table("name", source="own"),
            Table("name", source="bound"),
        ],
        sources={"own": {"kind": "file", "path": "own.csv"}},
        params=[{"name": "least", "type": "integer"}],
    )
    report.save(tmp_path / "sales.nbreport")
    catalog = Catalog(tmp_path)
    catalog.register("sales", sales.head(100), where="region == 'North'", hidden=["customer"])
    catalog.register("bound", tmp_path / "bound.csv")
    catalog.register("unused", sales)
    job = Report.load(tmp_path / "sales.nbreport").generate(
        tmp_path / "a.json", tmp_path / "a.html", data=catalog, least=90
    )
    paths = job.wait()
    (line,) = lines(state, 1)
    assert line["via"] == "job"
    assert line["job"] == job.id
    assert line["who"] == dict(who()) == job.record.starter
    assert line["definition"] == hashlib.sha256((tmp_path / "sales.nbreport").read_bytes()).hexdigest()
    assert line["parameters"] == {"least": 90}
    assert sorted(line["sources"], key=lambda source: source["name"]) == [
        {"name": "bound", "at": str(tmp_path / "bound.csv"), "where": None},
        {"name": "own", "at": str(tmp_path / "own.csv"), "where": None},
        {"name": "sales", "at": "frame", "where": "region == 'North'"},
    ]
    kept = sales.head(100).query("region == 'North' and amount >= 90")
    assert line["rows"] == len(kept) + 2
    assert line["outputs"] == [
        {
            "path": str(path),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    ]
    assert line["started"] < line["ended"]
    assert (line["outcome"], line["error"]) == ("done", None)


def test_one_that_fails_is_cancelled_and_is_retried_leaves_one_each_time(
    jobs: Jobs,
    state: Path,
    report: Report,
    sales: pd.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "s.csv").write_text("name\na\n")
    lost = Report("Lost", "rows", [Table("name")]).generate(
        tmp_path / "c.csv", data={"rows": tmp_path / "s.csv"}
    )
    (tmp_path / "s.csv").unlink()
    with pytest.raises(SourceError):
        lost.wait()
    (line,) = lines(state, 1)
    assert (line["outcome"], line["error"], line["outputs"]) == ("failed", "source_not_found", [])
    assert line["rows"] is None
    (tmp_path / "s.csv").write_text("name\na\n")
    lost.retry()
    lost.wait()
    assert [each["outcome"] for each in lines(state, 2)] == ["done", "failed"]

    running = report.generate(tmp_path / "a.pdf", data={"sales": sales})
    until(lambda: running.progress.rows > 0, "rows are printed")
    running.cancel()
    with pytest.raises(JobCancelled):
        running.wait()
    line = lines(state, 3)[0]
    assert (line["job"], line["outcome"], line["outputs"]) == (running.id, "cancelled", [])
    assert line["started"] is not None
    # in the queue, where no worker has it
    waiting = report.generate(tmp_path / "b.pdf", data={"sales": sales})
    waiting.pause()
    until(lambda: waiting.state == "paused", "it is paused")
    waiting.cancel()
    with pytest.raises(JobCancelled):
        waiting.wait()
    line = lines(state, 4)[0]
    assert (line["job"], line["outcome"]) == (waiting.id, "cancelled")
    until(lambda: not workers(state), "no worker is left")


def test_what_a_killed_dispatcher_has_not_logged_the_next_one_logs_once(
    jobs: Jobs, state: Path, tmp_path: Path, sales: pd.DataFrame
) -> None:
    report = Report("Few", "sales", [Table("region")])
    job = report.generate(tmp_path / "a.csv", data={"sales": sales.head(3)})
    job.wait()
    (line,) = lines(state, 1)
    end_all(state)
    # as if it had been killed before it could note that all was done
    journal = jobs.journal
    with journal.batch():
        journal._connection.execute("UPDATE seen SET number = 0 WHERE client = 'dispatcher'")
    Dispatcher(journal).step()
    assert lines(state, 1) == [line]
    # and before it could log
    (state / "audit.jsonl").unlink()
    (state / "audit.head").unlink()
    with journal.batch():
        journal._connection.execute("UPDATE seen SET number = 0 WHERE client = 'dispatcher'")
    dispatcher = Dispatcher(journal)
    for _ in range(3):
        dispatcher.step()
    (again,) = lines(state, 1)
    assert {**again, "previous": line["previous"]} == line
