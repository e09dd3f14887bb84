"""An edited report is in its file soon and whole; what others wrote is never lost; opening never writes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from nbreports import Report, Table
from nbreports.definition.dump import dumps
from nbreports.definition.load import load
from nbreports.errors import UsageError
from nbreports.storage.naming import inside, plain_name, suggested_name


def report(title="Sales"):
    return Report(title, "sales", [Table("customer", "amount", group_by="region", totals="sum")])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BINDER_SERVICE_HOST", raising=False)
    return tmp_path


@pytest.fixture
def edited(opened, folder, sales):
    """Open a report's file for editing."""

    def make(name="a.nbreport", **keys):
        path = folder / name
        if not path.exists():
            report().save(path)
        return *opened(path, {"sales": sales}, notebook=True, **keys), path

    return make


def until(session, *states, seconds=20):
    end = time.monotonic() + seconds
    while session.file.get("state") not in states:
        assert time.monotonic() < end, session.file
        time.sleep(0.02)


def ask(line, ident, kind, **content):
    line.ask(ident, kind, **content)
    return line.answer(ident)[0]


def retitled(session, title):
    session.replace(session.definition.model_copy(update={"title": title}))


def test_opening_never_writes(edited, folder):
    path = folder / "a.nbreport"
    path.write_text(report().to_json().replace("\n", "\n\n"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    session, line, _ = edited()
    assert (session.file["path"], session.file["state"]) == ("a.nbreport", "saved")
    ask(line, "a.1", "files.list")
    session.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [entry.name for entry in folder.iterdir()] == ["a.nbreport"]


def test_a_change_is_in_the_file_soon_and_what_was_there_is_a_version(edited):
    session, line, path = edited()
    before = path.read_bytes()
    retitled(session, "Changed")
    assert session.file["state"] == "unsaved"
    until(session, "saved")
    assert path.read_text() == dumps(session.definition)
    answer = ask(line, "a.1", "versions.list")
    assert [card["title"] for card in answer["versions"]] == ["Sales"]
    shown = ask(line, "a.2", "version.read", version=answer["versions"][0]["id"])
    assert shown["report"] == json.loads(before)


def test_many_changes_are_one_version(edited):
    session, line, path = edited()
    for number in range(3):
        retitled(session, f"Title {number}")
        ask(line, f"a.{number + 1}", "file.save")
        assert load(path).title == f"Title {number}"
    assert len(ask(line, "a.9", "versions.list")["versions"]) == 1


def test_what_someone_else_wrote_is_kept_and_told(edited):
    session, line, path = edited()
    report("Theirs").save(path)
    retitled(session, "Mine")
    until(session, "failed")
    assert load(path).title == "Theirs"
    assert session.file["reason"] == "file_changed"
    assert "changed by someone else" in session.file["message"]
    assert ask(line, "a.1", "file.save")["code"] == "file_changed"
    assert ask(line, "a.2", "file.save", over=True)["kind"] == "file.done"
    assert load(path).title == "Mine"
    assert session.file["state"] == "saved"
    assert [card["title"] for card in ask(line, "a.3", "versions.list")["versions"]] == ["Theirs"]


def test_theirs_can_be_used(edited):
    session, line, path = edited()
    report("Theirs").save(path)
    retitled(session, "Mine")
    until(session, "failed")
    assert ask(line, "a.1", "file.open", path="a.nbreport", discard=True)["kind"] == "file.done"
    assert session.definition.title == "Theirs"
    assert session.file["state"] == "saved"


def test_closing_saves_what_is_not_saved_yet(edited):
    session, _, path = edited()
    retitled(session, "Last")
    session.close()
    assert load(path).title == "Last"


def test_a_report_without_a_file_is_to_be_downloaded(opened, folder, sales):
    session, line = opened(report(), {"sales": sales}, notebook=True)
    assert (session.file["path"], session.file["state"]) == (None, "download")
    line.ask("a.1", "file.download")
    answer, (data,) = line.answer("a.1")
    assert answer["name"] == "sales.nbreport"
    assert data.decode() == report().to_json()
    assert ask(line, "a.2", "file.save")["code"] == "no_file"
    assert ask(line, "a.3", "file.save_as", path="b")["path"] == "b.nbreport"
    assert session.file["state"] == "saved"
    retitled(session, "Later")
    until(session, "saved")
    assert load(folder / "b.nbreport").title == "Later"


def test_where_storage_does_not_last_it_is_saved_and_to_be_downloaded(edited, monkeypatch):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    session, line, path = edited()
    retitled(session, "On Binder")
    ask(line, "a.1", "file.save")
    assert session.file["state"] == "download"
    assert load(path).title == "On Binder"


def test_a_folder_that_can_only_be_read_is_told(edited, monkeypatch):
    session, line, path = edited()
    before = path.read_bytes()
    monkeypatch.setattr("os.access", lambda *_args, **_keys: False)
    retitled(session, "No")
    until(session, "readonly")
    assert "download" in session.file["message"]
    assert ask(line, "a.1", "file.save")["code"] == "output_erofs"
    assert path.read_bytes() == before


def test_a_name_that_is_taken_is_refused_until_it_is_to_be_replaced(edited, folder):
    _, line, path = edited()
    report("Other").save(folder / "b.nbreport")
    assert ask(line, "a.1", "file.save_as", path="b.nbreport")["code"] == "file_exists"
    assert ask(line, "a.2", "file.rename", name="b")["code"] == "file_exists"
    assert load(folder / "b.nbreport").title == "Other"
    assert ask(line, "a.3", "file.save_as", path="b.nbreport", replace=True)["path"] == "b.nbreport"
    assert [card["title"] for card in ask(line, "a.4", "versions.list")["versions"]] == ["Other"]
    assert path.exists()


def test_renaming_takes_the_versions_along(edited, folder):
    session, line, path = edited()
    retitled(session, "Changed")
    ask(line, "a.1", "file.save")
    assert ask(line, "a.2", "file.rename", name="new name")["path"] == "new name.nbreport"
    assert not path.exists()
    assert len(ask(line, "a.3", "versions.list")["versions"]) == 1
    retitled(session, "Again")
    ask(line, "a.4", "file.save")
    assert load(folder / "new name.nbreport").title == "Again"


def test_duplicates_take_free_names(edited, folder):
    _, line, _ = edited()
    assert ask(line, "a.1", "file.duplicate")["path"] == "a copy.nbreport"
    assert ask(line, "a.2", "file.duplicate")["path"] == "a copy 2.nbreport"
    files = ask(line, "a.3", "files.list")["files"]
    assert {file["path"] for file in files} == {"a.nbreport", "a copy.nbreport", "a copy 2.nbreport"}
    assert [file["path"] for file in files if file["current"]] == ["a.nbreport"]


def test_another_report_is_opened_after_this_one_is_saved(edited, folder):
    session, line, path = edited()
    (folder / "deep").mkdir()
    report("Deep").save(folder / "deep" / "d.nbreport")
    retitled(session, "Kept")
    ask(line, "a.1", "file.open", path="deep/d.nbreport")
    assert load(path).title == "Kept"
    assert session.definition.title == "Deep"
    assert session.folder == folder / "deep"


def test_a_report_in_no_file_is_not_thrown_away(opened, folder, sales):
    report("Other").save(folder / "o.nbreport")
    session, line = opened(report(), {"sales": sales}, notebook=True)
    retitled(session, "Unsaved")
    assert ask(line, "a.1", "file.open", path="o.nbreport")["code"] == "unsaved"
    assert session.definition.title == "Unsaved"
    ask(line, "a.2", "file.open", path="o.nbreport", discard=True)
    assert session.definition.title == "Other"


def test_a_file_that_is_no_report_leaves_this_one(edited, folder):
    session, line, _ = edited()
    (folder / "x.nbreport").write_text("{}")
    assert ask(line, "a.1", "file.open", path="x.nbreport")["kind"] == "refused"
    assert session.definition.title == "Sales"
    assert session.file["path"] == "a.nbreport"


def test_the_code_is_the_reports(edited):
    session, line, _ = edited()
    assert ask(line, "a.1", "file.code")["code"] == session.report.to_code()


@pytest.mark.parametrize("path", ["../x.nbreport", "/etc/passwd", ".git/x.nbreport", "\0", "link/x.nbreport"])
def test_nothing_outside_of_the_folder_is_read_or_written(edited, folder, tmp_path_factory, path):
    (folder / "link").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    _, line, _ = edited()
    for number, kind in enumerate(("file.open", "file.save_as")):
        assert ask(line, f"a.{number + 1}", kind, path=path)["kind"] == "refused"


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", ".hidden", "a/b", "a\\b", "a\nb", "con", "a:b", "\u202egpj", "x" * 300, "a."]
)
def test_names_no_system_should_see_are_refused(name):
    with pytest.raises(UsageError):
        plain_name(name, ".pdf")


def test_a_session_that_is_only_looked_at_saves_nothing(opened, folder, sales):
    path = folder / "a.nbreport"
    report().save(path)
    session, _ = opened(path, {"sales": sales})
    retitled(session, "Shown")
    session.close()
    assert load(path).title == "Sales"


def test_names_are_suggested_from_titles():
    assert suggested_name("Sales & more: 2026/Q3") == "sales-more-2026-q3"
    assert suggested_name("../..") == "report"
    assert plain_name("a.PDF", ".pdf") == "a.pdf"
    with pytest.raises(UsageError, match="outside"):
        inside(Path(), "../..")
