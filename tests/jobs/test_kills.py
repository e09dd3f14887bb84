"""Killed at any moment, whoever it was: a job goes on, and its outputs have the same bytes as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil
import pytest

from jobs.conftest import processes, until, workers
from nbreports.errors import JobCancelled, LimitError, OutputError, RenderError
from nbreports.jobs.jobs import Jobs

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from nbreports import Job, Report

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
ENDINGS = ("pdf", "xlsx", "html")
POINTS = 12


@pytest.fixture(scope="session")
def few(sales: pd.DataFrame) -> pd.DataFrame:
    """Rows for about a second of work."""
    return sales.head(8_000)


def begin(report: Report, rows: pd.DataFrame, folder: Path) -> Job:
    return report.generate(*(folder / f"a.{ending}" for ending in ENDINGS), data={"sales": rows}, now=NOW)


def kill(process: psutil.Process | int | None) -> None:
    with suppress(psutil.Error, ProcessLookupError):
        os.kill(process.pid if isinstance(process, psutil.Process) else process or 0, signal.SIGKILL)


def kill_worker(state: Path) -> None:
    for process in workers(state):
        kill(process)


def kill_dispatcher(state: Path) -> None:
    for process in processes(state, "nbreports.jobs.dispatcher", alone=True):
        kill(process)


def test_killed_at_any_point_it_ends_with_the_same_bytes(
    state: Path, report: Report, few: pd.DataFrame, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    begin(report, few, whole).wait()
    wanted = {path.name: path.read_bytes() for path in whole.iterdir()}
    jobs = Jobs(state)
    for point in range(POINTS):
        folder = tmp_path / str(point)
        folder.mkdir()
        job = begin(report, few, folder)
        until(
            lambda job=job, point=point: (
                job.record.over or (job.record.pid and (job.progress.share or 0.0) >= point / POINTS)
            ),
            "the moment has come",
        )
        # the worker, the dispatcher, or both
        if point % 3 != 1:
            kill_worker(state)
        if point % 3 != 0:
            kill_dispatcher(state)
        job.wait()
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == wanted, point
    assert any(event.kind == "worker_died" for job in jobs for event in job.log)
    assert any(
        event.kind == "resumed" and event.data["from"] == "document" for job in jobs for event in job.log
    )


def test_a_kernel_that_is_killed_takes_no_job_with_it(state: Path, tmp_path: Path) -> None:
    program = (
        "import sys, time, pandas as pd\n"
        "from nbreports import Report, Table\n"
        "frame = pd.DataFrame({'n': range(60_000)})\n"
        "job = Report('Rows', 'rows', [Table('n')]).generate(sys.argv[1], data={'rows': frame})\n"
        "print(job.id, flush=True)\n"
        "time.sleep(60)\n"
    )
    kernel = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "a.csv")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert kernel.stdout is not None
    ident = kernel.stdout.readline().strip()
    # as a kernel is: with all of its group
    os.killpg(kernel.pid, signal.SIGKILL)
    kernel.wait()
    kernel.stdout.close()
    Jobs(state)[ident].wait()
    assert (tmp_path / "a.csv").read_text().count("\n") == 60_001


def test_a_paused_job_stays_paused_whoever_dies(
    state: Path, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    job = begin(report, sales, tmp_path)
    until(lambda: job.progress.rows > 0, "rows are printed")
    job.pause()
    until(lambda: job.state == "paused", "it is paused")
    kill_dispatcher(state)
    kill_worker(state)
    again = Jobs(state)[job.id]
    assert again.state == "paused"
    again.resume()
    assert len(again.wait()) == len(ENDINGS)


def test_a_worker_that_dies_every_time_fails_the_job_and_retry_is_offered(
    state: Path, report: Report, few: pd.DataFrame, tmp_path: Path
) -> None:
    job = begin(report, few, tmp_path)
    for attempt in (1, 2, 3):
        until(lambda attempt=attempt: job.record.attempt == attempt and job.record.pid, "it is begun")
        kill(job.record.pid)
    with pytest.raises(RenderError, match="killed by signal 9, 3 times") as caught:
        job.wait()
    assert caught.value.code == "worker_died"
    job.retry()
    assert len(job.wait()) == len(ENDINGS)


def test_one_that_wants_too_much_memory_is_ended_and_says_so(
    state: Path, report: Report, few: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBREPORTS_JOB_MEMORY", str(60 * 1024 * 1024))
    job = begin(report, few, tmp_path)
    with pytest.raises(LimitError, match="more memory than there is for one job"):
        job.wait()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    until(lambda: not workers(state), "its processes are gone")


def test_one_that_does_not_listen_is_cancelled_all_the_same(
    state: Path, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    job = begin(report, sales, tmp_path)
    until(lambda: job.progress.rows > 0, "rows are printed")
    # as in a call that holds the interpreter: the signal reaches nobody
    os.kill(job.record.pid or 0, signal.SIGSTOP)
    job.cancel()
    with pytest.raises(JobCancelled):
        job.wait()
    until(lambda: not workers(state), "its processes are gone")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_what_changed_meanwhile_is_read_anew_and_told(
    state: Path, report: Report, sales: pd.DataFrame, tmp_path: Path
) -> None:
    source = tmp_path / "sales.csv"
    sales.to_csv(source, index=False)
    job = report.generate(tmp_path / "a.csv", data={"sales": source})
    until(lambda: job.progress.phase in ("filling", "writing") or job.record.over, "it has read")
    job.pause()
    until(lambda: job.state == "paused" or job.record.over, "it is paused")
    if job.record.over:
        pytest.fail("the job ended before it could be paused: give it more rows")
    kill_worker(state)
    sales.head(10).to_csv(source, index=False)
    job.resume()
    job.wait()
    assert (tmp_path / "a.csv").read_text().count("\n") == 11
    assert [event.data["source"] for event in job.log if event.kind == "source_changed"] == ["sales"]


def test_a_full_disk_fails_the_job_leaves_the_former_file_and_retry_ends_it(
    state: Path, report: Report, few: pd.DataFrame, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        (disk / "a.pdf").write_bytes(b"the former one")
        job = report.generate(disk / "a.pdf", data={"sales": few})
        with pytest.raises(OutputError) as caught:
            job.wait()
        assert caught.value.code == "output_enospc"
        assert caught.value.remedy == "Free space on the disk, or write elsewhere."
        assert {path.name: path.read_bytes() for path in disk.iterdir()} == {"a.pdf": b"the former one"}
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        job.retry()
        job.wait()
        assert (disk / "a.pdf").read_bytes().startswith(b"%PDF")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_many_at_once_end_right_and_no_more_run_than_may(
    state: Path, report: Report, few: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBREPORTS_JOBS", "2")
    at_once: list[int] = []
    jobs = Jobs(state)
    leave = jobs.subscribe(lambda _changed: at_once.append(len(jobs.journal.jobs("running"))))
    started = [
        report.generate(tmp_path / f"{number}.csv", data={"sales": few}, now=NOW) for number in range(8)
    ]
    made = {path.read_bytes() for job in started for path in job.wait()}
    leave()
    assert len(made) == 1
    assert max(at_once) <= 2
