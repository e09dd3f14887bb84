"""jobs, pause, resume, cancel, retry, and run --background: the same jobs as everywhere."""

import json

import numpy as np
import pandas as pd
import pytest

from jobs.conftest import end_all, until
from nbreports.jobs.jobs import Jobs

SALES = ("--source", "sales=sales.csv")


@pytest.fixture
def state(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("NBREPORTS_STATE", str(folder))
    yield folder
    end_all(folder)


def listed(nbreports, *arguments):
    return json.loads(nbreports("jobs", "--json", *arguments).out)


@pytest.fixture
def long(folder, state, nbreports):
    """A job of some seconds, and its id."""
    rows, chance = 40_000, np.random.default_rng(3)
    pd.DataFrame(
        {
            "order_id": range(rows),
            "customer": chance.integers(0, 99, rows).astype(str),
            "region": chance.choice(["North", "South"], rows),
            "amount": chance.normal(10, 3, rows).round(2),
        }
    ).to_csv(folder / "sales.csv", index=False)
    return nbreports("run", "simple.nbreport", *SALES, "-o", "long.pdf", "--background").out.strip()


def test_none_yet(nbreports, state):
    assert nbreports("jobs").out == "No jobs. nbreports run --background starts one.\n"
    assert listed(nbreports) == []


def test_a_job_from_start_to_end(nbreports, state, folder):
    said = nbreports("run", "simple.nbreport", *SALES, "-o", "a.json", "-o", "a.html", "--background")
    assert (said.code, said.err) == (0, "")
    made = said.out.strip()
    Jobs(state)[made].wait()
    (job,) = listed(nbreports)
    assert (job["id"], job["state"], job["title"]) == (made, "done", "Sales by region")
    assert [output["path"] for output in job["outputs"]] == [str(folder / "a.json"), str(folder / "a.html")]
    assert nbreports("run", "simple.nbreport", *SALES, "-o", "b.json").code == 0
    one, other = (json.loads((folder / name).read_text()) for name in ("a.json", "b.json"))
    assert one["body"] == other["body"]
    table = nbreports("jobs").out.splitlines()
    assert table[0].split() == ["id", "state", "progress", "asked", "for", "title"]
    assert table[1].startswith(f"{made}  done   6 rows, in ")
    shown = nbreports("jobs", made[:5]).out
    assert shown.startswith(f"{made}  Sales by region\ndone  6 rows")
    assert f"written   {folder / 'a.json'}" in shown
    assert listed(nbreports, made)["state"] == "done"


def test_steered(nbreports, state, folder, long):
    job = Jobs(state)[long]
    until(lambda: job.state == "running", "it runs")
    assert nbreports("pause", long[:6]).code == 0
    until(lambda: job.state == "paused", "it is paused")
    assert nbreports("resume", long).out.startswith(long)
    until(lambda: job.state == "running", "it goes on")
    assert nbreports("cancel", long).code == 0
    until(lambda: job.state == "cancelled", "it is cancelled")
    assert not (folder / "long.pdf").exists()
    assert nbreports("retry", long).out == f"{long}  queued\n"
    job.wait()
    assert (folder / "long.pdf").read_bytes().startswith(b"%PDF")


def test_what_cannot_be_meant_is_said(refused, state, nbreports):
    assert "no job 'zz'" in refused(2, "pause", "zz")[0]
    assert (
        "not made in the background"
        in refused(2, "run", "simple.nbreport", *SALES, "-o", "a.py", "--background")[0]
    )
    assert listed(nbreports) == []


def test_a_job_that_has_ended_is_not_steered(nbreports, state, folder):
    job = nbreports("run", "simple.nbreport", *SALES, "-o", "a.csv", "--background").out.strip()
    Jobs(state)[job].wait()
    for name in ("pause", "resume", "cancel", "retry"):
        said = nbreports(name, job)
        assert said.code == 2
        assert "done" in said.err
