"""Real jobs in real processes: begun, held, let go, stopped; and nothing of them left."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import psutil
import pytest

from jobs.conftest import until, workers
from nbreports import Job, Jobs, Report, Table
from nbreports.errors import (
    JobCancelled,
    LimitError,
    OutputError,
    ParameterError,
    SourceError,
    UsageError,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def test_a_job_makes_what_an_export_makes(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 1, 31, 8, tzinfo=UTC)
    endings = ("pdf", "xlsx", "html", "csv")
    job = report.generate(*(tmp_path / f"job.{end}" for end in endings), data={"sales": sales}, now=now)
    assert job.wait() == tuple(tmp_path / f"job.{end}" for end in endings)
    report.export(
        *(tmp_path / f"export.{end}" for end in endings),
        data={"sales": sales},
        now=now,
        deterministic=True,
        progress=False,
    )
    for end in endings:
        assert (tmp_path / f"job.{end}").read_bytes() == (tmp_path / f"export.{end}").read_bytes(), end
    assert job.state == "done"
    assert job.progress.share == 1.0
    assert job.progress.rows == job.progress.total == len(sales)
    assert job.outputs == job.wait()
    assert [event.kind for event in job.log if event.kind in ("queued", "running", "done")] == [
        "queued",
        "running",
        "done",
    ]
    assert [each.id for each in jobs] == [job.id]
    # what it read and its document are gone, what it said is there
    left = {path.suffix for path in jobs.journal.job_folder(job.id).iterdir()}
    assert ".jsonl" in left
    assert not left & {".arrow", ".spool"}


def test_rows_are_those_of_the_moment_of_asking(jobs: Jobs, tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame({"name": ["a", "b"], "amount": [1.0, 2.0]})
    job = Report("T", "rows", [Table("name", "amount")]).generate(tmp_path / "a.csv", data={"rows": frame})
    frame.loc[:, "amount"] = 99.0
    job.wait()
    assert (tmp_path / "a.csv").read_text().splitlines()[1:] == ["a,1", "b,2"]


def test_paused_it_does_nothing_and_resumed_it_ends(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    job = report.generate(tmp_path / "a.pdf", data={"sales": sales})
    for rows in (1, 20_000):
        until(lambda rows=rows: job.progress.rows >= rows, f"{rows} rows are printed")
        job.pause()
        until(lambda: job.state == "paused", "it is paused")
        worker = psutil.Process(job.record.pid or 0)
        before = worker.cpu_times()
        threading.Event().wait(0.3)
        assert worker.cpu_times()[:2] == before[:2]
        assert not (tmp_path / "a.pdf").exists()
        job.resume()
        until(lambda: job.state != "paused", "it goes on")
    assert job.wait() == (tmp_path / "a.pdf",)


def test_paused_in_the_queue_it_waits_there(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBREPORTS_JOBS", "1")
    first = report.generate(tmp_path / "1.pdf", data={"sales": sales})
    second = report.generate(tmp_path / "2.pdf", data={"sales": sales})
    third = report.generate(tmp_path / "3.csv", data={"sales": sales})
    second.pause()
    assert second.state == "paused"
    third.wait()
    assert first.state == "done"
    assert second.state == "paused"
    second.resume()
    second.wait()


def test_cancelled_at_any_moment_nothing_is_left(
    jobs: Jobs, state: Path, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "a.pdf"
    target.parent.mkdir()
    target.write_bytes(b"the former one")
    moments = (
        lambda job: True,
        lambda job: job.state == "running",
        lambda job: job.progress.phase == "reading",
        lambda job: job.progress.rows > 0,
        lambda job: job.progress.rows >= 20_000,
    )
    for moment in moments:
        job = report.generate(target, data={"sales": sales})
        until(lambda moment=moment, job=job: moment(job), "the moment has come")
        job.cancel()
        with pytest.raises(JobCancelled):
            job.wait()
        until(lambda: not workers(state), "its worker has ended")
        assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]
        assert target.read_bytes() == b"the former one"
    # while paused, too; and tried again it is made
    job = report.generate(target, data={"sales": sales})
    until(lambda: job.progress.rows > 0, "rows are printed")
    job.pause()
    until(lambda: job.state == "paused", "it is paused")
    job.cancel()
    with pytest.raises(JobCancelled):
        job.wait()
    job.retry()
    assert job.wait() == (target,)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_job_is_awaited_while_others_work(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    async def both() -> tuple[object, ...]:
        one = await report.agenerate(tmp_path / "1.csv", data={"sales": sales})
        other = await report.agenerate(tmp_path / "2.html", data={"sales": sales})
        return tuple(await asyncio.gather(one, other))

    assert asyncio.run(both()) == ((tmp_path / "1.csv",), (tmp_path / "2.html",))


def test_progress_never_falls_and_is_whole_only_at_the_end(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    told: list[tuple[str, float, int]] = []
    done = threading.Event()
    asked: list[Job] = []
    job = report.generate(
        tmp_path / "a.pdf", data={"sales": sales}, on_done=lambda job: (asked.append(job), done.set())
    )
    leave = job.subscribe(
        lambda record: told.append(
            (record.state, record.progress.get("share") or 0.0, record.progress.get("rows", 0))
        )
    )
    job.wait()
    assert done.wait(10)
    leave()
    assert [each.id for each in asked] == [job.id]
    assert [share for _, share, _ in told] == sorted(share for _, share, _ in told)
    assert [rows for _, _, rows in told] == sorted(rows for _, _, rows in told)
    assert all(share < 1 for state, share, _ in told if state != "done")
    assert told[-1][:2] == ("done", 1.0)


def test_waiting_has_an_end_of_its_own(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    job = report.generate(tmp_path / "a.pdf", data={"sales": sales})
    with pytest.raises(LimitError, match=r"goes on after 0\.01 s"):
        job.wait(timeout=0.01)
    assert job.wait() == (tmp_path / "a.pdf",)
    for steer in (job.pause, job.resume, job.cancel, job.retry):
        with pytest.raises(UsageError, match="done"):
            steer()


def test_lines_take_turns(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbreports.report.binding import catalog_for
    from nbreports.report.options import run_options

    monkeypatch.setenv("NBREPORTS_JOBS", "1")
    few = sales.head(10)

    def start(name: str, line: str) -> Job:
        return jobs.start(
            report.definition,
            [tmp_path / name],
            catalog=catalog_for(report.definition, {"sales": few}, None),
            names={"sales"},
            options=run_options(),
            line=line,
        )

    made = [start(f"{line}{number}.csv", line) for line, number in [("a", 1), ("a", 2), ("a", 3), ("b", 1)]]
    for job in made:
        job.wait()
    order = sorted(made, key=lambda job: job.record.started or 0.0)
    assert [job.outputs[0].stem for job in order] == ["a1", "b1", "a2", "a3"]


def test_what_cannot_be_meant_is_no_job(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        report.generate(tmp_path / "a.doc", data={"sales": sales})
    with pytest.raises(ParameterError):
        report.generate(tmp_path / "a.pdf", data={"sales": sales}, year=3)
    with pytest.raises(UsageError, match="no source 'sale'"):
        report.generate(tmp_path / "a.pdf", data={"sale": sales})
    assert list(jobs) == []


def test_what_goes_wrong_later_is_the_jobs_own_error(
    jobs: Jobs, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    target = tmp_path / "missing" / "a.pdf"
    job = report.generate(target, data={"sales": sales})
    with pytest.raises(OutputError, match="cannot be written") as caught:
        job.wait()
    assert caught.value.remedy == "Create the folder first, or write elsewhere."
    assert caught.value.where == str(target)
    target.parent.mkdir()
    job.retry()
    assert job.wait() == (target,)
    gone = Report("T", "rows", [Table("nothing")]).generate(tmp_path / "b.csv", data={"rows": sales})
    with pytest.raises(Exception, match="nothing"):
        gone.wait()
    (tmp_path / "s.csv").write_text("name\na\n")
    lost = Report("T", "rows", [Table("name")]).generate(
        tmp_path / "c.csv", data={"rows": tmp_path / "s.csv"}
    )
    (tmp_path / "s.csv").unlink()
    with pytest.raises(SourceError):
        lost.wait()
