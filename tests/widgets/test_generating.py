"""Outputs made for a page: to disk, paused, cancelled without a trace, told in places."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from nbreports import Report, Table

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
    line.ask("a.2", "generate.download", output=0)
    answer, (data,) = line.answer("a.2")
    assert (answer["name"], answer["type"]) == ("out.pdf", "application/pdf")
    assert data == (folder / "out.pdf").read_bytes()
    line.ask("a.3", "generate.dismiss")
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
    start(line, "a.1", ".csv")
    line.ask("a.2", "generate.pause")
    until(session, "paused")
    assert not (folder / "out.csv").exists()
    assert start(line, "a.3", ".md")["code"] == "busy"
    line.ask("a.4", "generate.resume")
    assert until(session, "done")["rows"] == 400_000
    assert {"reading", "writing"} <= set(phases)


def test_cancel_leaves_nothing(long):
    session, line, folder = long
    start(line, "a.1", ".csv", ".html")
    line.ask("a.2", "generate.pause")
    until(session, "paused")
    line.ask("a.3", "generate.cancel")
    until(session, "cancelled")
    assert names(folder) == []
    assert start(line, "a.4", ".csv")["kind"] == "generate.started"
    until(session, "done")


def test_closing_stops_what_runs(long):
    session, line, folder = long
    start(line, "a.1", ".csv")
    line.ask("a.2", "generate.pause")
    until(session, "paused")
    session.close()
    end = time.monotonic() + 30
    while names(folder) and time.monotonic() < end:
        time.sleep(0.02)
    assert names(folder) == []


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
