"""Files found by a typed path, never outside the report's folder, and the sources used lately."""

from __future__ import annotations

import json

import pytest

from nbreports import Report, Table


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("NBREPORTS_STATE", str(tmp_path / "state"))
    home = tmp_path / "home"
    (home / "data" / "old year").mkdir(parents=True)
    (home / "data" / ".hidden").mkdir()
    (home / "data" / "sales.csv").write_text("region,amount\nNorth,1\n")
    (home / "data" / "old year" / "sales 😀.csv").write_text("a\n1\n")
    (home / "data" / "notes.txt").write_text("no data")
    (home / "data.csv").write_text("b\n2\n")
    (tmp_path / "secret.csv").write_text("c\n3\n")
    (home / "data" / "way_out").symlink_to(tmp_path)
    (home / "data" / "leak.csv").symlink_to(tmp_path / "secret.csv")
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def ask(opened, folder):
    _, line = opened(None, notebook=True)
    asked = iter(range(1000))

    def ask(kind, **content):
        ident = f"a.{next(asked)}"
        line.ask(ident, kind, **content)
        return line.answer(ident)[0]

    return ask


def paths(ask, typed):
    return [each["path"] for each in ask("paths.complete", path=typed).get("paths", [])]


def test_paths_are_completed_inside_the_folder(ask, folder):
    assert paths(ask, "") == ["data/", "data.csv"]
    assert paths(ask, "DA") == ["data/", "data.csv"]
    assert paths(ask, "data/") == ["data/old year/", "data/sales.csv"]
    assert paths(ask, "data/old year/s") == ["data/old year/sales 😀.csv"]
    assert paths(ask, "nothing") == []
    assert paths(ask, "nothing/at all") == []
    # a whole path is understood where it leads into the folder
    assert paths(ask, f"{folder}/data/sa") == ["data/sales.csv"]


@pytest.mark.parametrize("typed", ["../", "data/../../", "/etc/", "~/", "data/way_out/", "C:\\x"])
def test_no_path_leads_out_of_the_folder(ask, typed):
    for kind in ("paths.complete", "source.find"):
        answer = ask(kind, path=typed)
        assert answer["kind"] == "refused"
        assert answer["remedy"]
    assert "secret" not in json.dumps(ask("sources.list"))


def test_a_typed_file_can_be_picked_and_what_is_none_says_why(ask, folder):
    found = ask("source.find", path=f"{folder}/data/sales.csv")["sources"]
    assert [(card["name"], card["path"]) for card in found] == [("sales", "data/sales.csv")]
    read = ask("source.describe", path="data/sales.csv")
    assert [column["name"] for column in read["source"]["columns"]] == ["region", "amount"]
    assert "no such file" in ask("source.find", path="data/sale.csv")["message"]
    assert "sales.csv" in ask("source.find", path="data/sale.csv")["remedy"]
    assert "not read" in ask("source.find", path="data/notes.txt")["message"]
    assert ask("source.find", path="data")["kind"] == "refused"
    assert ask("source.find", path="data/leak.csv")["kind"] == "refused"


def test_sources_used_lately_are_kept_bounded_and_forgotten(ask, opened, folder):
    for number in range(12):
        ask("recent.used", name=f"frame_{number}")
    told = ask("recent.used", name="sales", path="data/sales.csv")["recent"]
    assert len(told) == 8
    assert told[0] == {
        "kind": "file",
        "name": "sales",
        "path": "data/sales.csv",
        "table": None,
        "there": True,
    }
    assert told[1]["name"] == "frame_11"
    assert not told[1]["there"]
    # another session of the same folder is told the same, until the file is gone
    _, line = opened(None, notebook=True)
    (folder / "data" / "sales.csv").unlink()
    line.ask("b.1", "sources.list")
    recent = line.answer("b.1")[0]["recent"]
    assert (recent[0]["path"], recent[0]["there"]) == ("data/sales.csv", False)
    left = ask("recent.used", name="sales", path="data/sales.csv", forget=True)["recent"]
    assert left[0]["name"] == "frame_11"


@pytest.mark.parametrize(
    "said", [b"", b"[]", b'{"x": 1}', b"\xff", b'{"%s": [1, {"name": ""}, {"name": "a"}]}']
)
def test_a_spoilt_list_is_begun_again(ask, folder, said):
    state = folder.parent / "state"
    state.mkdir(exist_ok=True)
    (state / "recent-sources.json").write_bytes(said.replace(b"%s", str(folder).encode()))
    assert ask("recent.used", name="b")["recent"][0]["name"] == "b"


def test_a_report_that_is_only_shown_reads_no_folder(opened, folder):
    _, line = opened(Report("Shop", "sales", [Table("a")]), {})
    line.ask("a.1", "paths.complete", path="")
    assert line.answer("a.1")[0]["kind"] == "refused"
