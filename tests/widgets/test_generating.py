"""Outputs made for a page: to disk, paused, cancelled without a trace, told in places."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from jobs.conftest import end_all
from nbreports import Jobs, Report, Table
from nbreports.widgets import JobMonitor

from .test_files import ask


@pytest.fixture
def shop(opened, tmp_path, monkeypatch, sales):
    monkeypatch.chdir(tmp_path)
    report = Report("Sales & more", "sales", [Table("customer", "amount", group_by="region", totals="sum")])
    return *opened(report, {"sales": sales}, notebook=True), tmp_path


@pytest.fixture
def long(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({"n": range(400_000)})
    return *opened(Report("Rows", "rows", [Table("n")]), {"rows": frame}, notebook=True), tmp_path


def start(line, ident, *formats, **keys):
    return ask(
        line, ident, "generate.start", **{"formats": list(formats), "name": "out", "params": {}, **keys}
    )


def until(session, *states, seconds=90):
    end = time.monotonic() + seconds
    while session.job.get("state") not in states:
        assert time.monotonic() < end, session.job
        time.sleep(0.01)
    return session.job


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_outputs_stand_on_disk_and_are_told(shop):
    session, line, folder = shop
    assert start(line, "a.1", ".pdf", ".xlsx")["kind"] == "generate.started"
    job = until(session, "done")
    assert [output["name"] for output in job["outputs"]] == ["out.pdf", "out.xlsx"]
    assert [output["path"] for output in job["outputs"]] == [
        (folder / name).resolve().as_posix() for name in ("out.pdf", "out.xlsx")
    ]
    assert [output["bytes"] for output in job["outputs"]] == [
        (folder / name).stat().st_size for name in ("out.pdf", "out.xlsx")
    ]
    assert job["rows"] == 6
    line.ask("a.2", "job.download", job=job["id"], output=0)
    answer, (data,) = line.answer("a.2")
    assert (answer["name"], answer["type"]) == ("out.pdf", "application/pdf")
    assert data == (folder / "out.pdf").read_bytes()
    line.ask("a.3", "job.dismiss", job=job["id"])
    assert session.job == {}


def test_what_can_be_made_is_offered_under_a_name(shop):
    session, line, folder = shop
    offer = ask(line, "a.1", "generate.offer")
    assert offer["name"] == "sales-more"
    assert offer["folder"] == str(folder.resolve())
    assert {card["ending"]: card["reason"] for card in offer["formats"]}[".csv"] is None
    session.report = Report("Nothing", "sales", [])
    reasons = {card["ending"]: card["reason"] for card in ask(line, "a.2", "generate.offer")["formats"]}
    assert "no table" in reasons[".csv"]
    assert reasons[".pdf"] is None


def test_pause_holds_resume_goes_on_and_the_phases_have_names(long):
    session, line, folder = long
    phases = []
    session.observe(lambda change: phases.append(change["new"].get("phase")), "job")
    job = start(line, "a.1", ".csv")["job"]
    until(session, "running")
    line.ask("a.2", "job.pause", job=job)
    until(session, "paused")
    assert not (folder / "out.csv").exists()
    line.ask("a.4", "job.resume", job=job)
    assert until(session, "done")["rows"] == 400_000
    assert {"queued", "reading", "filling"} <= set(phases)


def test_cancel_leaves_nothing_and_retry_makes_it(long):
    session, line, folder = long
    job = start(line, "a.1", ".csv", ".html")["job"]
    until(session, "running")
    line.ask("a.2", "job.pause", job=job)
    until(session, "paused")
    line.ask("a.3", "job.cancel", job=job)
    until(session, "cancelled")
    assert names(folder) == []
    line.ask("a.4", "job.retry", job=job)
    until(session, "done")
    assert names(folder) == ["out.csv", "out.html"]


def test_closing_the_builder_stops_nothing(long):
    session, line, folder = long
    job = start(line, "a.1", ".csv")["job"]
    until(session, "running")
    session.close()
    assert Jobs()[job].wait(90) == (folder.resolve() / "out.csv",)


def test_two_at_once_and_the_newer_is_shown(shop):
    session, line, folder = shop
    one = start(line, "a.1", ".md")["job"]
    other = start(line, "a.2", ".json")["job"]
    assert until(session, "done")["id"] == other
    Jobs()[one].wait(60)
    assert names(folder) == ["out.json", "out.md"]
    listed = ask(line, "a.3", "job.list")["jobs"]
    assert [card["id"] for card in listed] == [other, one]
    assert all(card["mine"] for card in listed)


def test_what_was_begun_is_found_again(opened, tmp_path, monkeypatch, sales):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBREPORTS_STATE", str(tmp_path / "state"))
    Report("Sales", "sales", [Table("customer", "amount")]).save(tmp_path / "a.nbreport")
    first, line = opened(tmp_path / "a.nbreport", {"sales": sales}, notebook=True)
    monkeypatch.setenv("NBREPORTS_JOBS", "1")
    job = start(line, "a.1", ".md")["job"]
    line.ask("a.2", "job.pause", job=job)
    until(first, "paused")
    first.close()
    again, _ = opened(tmp_path / "a.nbreport", {"sales": sales}, notebook=True)
    assert until(again, "paused")["id"] == job
    Jobs()[job].resume()
    assert until(again, "done")["outputs"][0]["name"] == "out.md"
    other, strange = opened(Report("Other", "sales", [Table("customer")]), {"sales": sales}, notebook=True)
    refusal = ask(strange, "b.1", "job.log", job=job)
    assert (refusal["kind"], refusal["code"]) == ("refused", "not_allowed")
    JobMonitor(other)
    words = [line["kind"] for line in ask(strange, "b.2", "job.log", job=job)["lines"]]
    assert words[0] == "queued"
    assert words[-1] == "done"
    end_all(tmp_path / "state")


def test_an_end_is_told_once_to_each_browser(shop):
    session, line, _folder = shop
    for client in ("browser-1", "browser-2"):
        assert ask(line, f"{client}.1", "notice.ask", client=client)["notices"] == []
    job = start(line, "a.1", ".md")["job"]
    until(session, "done")
    (notice,) = ask(line, "a.2", "notice.ask", client="browser-1")["notices"]
    assert (notice["job"], notice["state"], notice["title"]) == (job, "done", "Sales & more")
    # told again until it says that it has seen it
    assert len(ask(line, "a.3", "notice.ask", client="browser-1")["notices"]) == 1
    line.ask("a.4", "notice.seen", client="browser-1", number=notice["number"])
    assert ask(line, "a.5", "notice.ask", client="browser-1")["notices"] == []
    assert len(ask(line, "a.6", "notice.ask", client="browser-2")["notices"]) == 1


def test_a_monitor_shows_every_job(shop, opened, sales, tmp_path):
    session, line, folder = shop
    monitor = JobMonitor()
    job = start(line, "a.1", ".md")["job"]
    until(session, "done")
    end = time.monotonic() + 30
    while not any(card["id"] == job and card["state"] == "done" for card in monitor.jobs):
        assert time.monotonic() < end, monitor.jobs
        time.sleep(0.02)
    monitor.close()
    assert names(folder) == ["out.md"]


def test_a_failure_is_told_at_its_block(shop):
    session, line, folder = shop
    session.report = Report("Bad", "sales", [Table("customer"), Table("amuont", id="wrong")])
    start(line, "a.1", ".pdf")
    job = until(session, "failed")
    assert job["block"] == "wrong"
    assert "amount" in job["remedy"]
    assert names(folder) == []


def test_files_of_others_are_not_replaced_unasked_and_ones_own_are(shop):
    session, line, folder = shop
    (folder / "out.md").write_text("mine")
    assert start(line, "a.1", ".md", ".json")["code"] == "file_exists"
    assert names(folder) == ["out.md"]
    start(line, "a.2", ".md", ".json", replace=True)
    until(session, "done")
    start(line, "a.3", ".md", ".json")
    until(session, "done")
    assert "mine" not in (folder / "out.md").read_text()


@pytest.mark.parametrize(
    ("name", "folder"), [("../x", ""), ("x", ".."), ("x", "/etc"), ("", ""), ("x", "nowhere"), ("a\x00", "")]
)
def test_nothing_is_written_elsewhere(shop, name, folder):
    _, line, place = shop
    assert start(line, "a.1", ".md", name=name, folder=folder)["kind"] == "refused"
    assert names(place) == []


def test_the_stamp_can_be_left_out(shop):
    session, line, folder = shop
    start(line, "a.1", ".md", stamp=False, deterministic=True)
    until(session, "done")
    assert "Source" not in (folder / "out.md").read_text()
