"""nbreports new: a report from a template, which runs at once."""

import json

import pytest

SALES = ("--source", "sales=sales.csv")


@pytest.fixture(autouse=True)
def _own(tmp_path, monkeypatch):
    monkeypatch.setenv("NBREPORTS_TEMPLATES", str(tmp_path / "own"))


def test_the_list(nbreports, folder):
    (folder / "own").mkdir()
    (folder / "own" / "broken.nbreport").write_text("{")
    said = nbreports("new", "--list")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["key", "name", "for"]
    assert any(line.startswith("summary ") for line in lines)
    assert any(line.startswith("own/broken") and "cannot be read" in line for line in lines)


@pytest.mark.parametrize(
    "template", ["listing", "grouped-listing", "summary", "one-pager", "crosstab", "blank"]
)
def test_new_check_run(nbreports, folder, template):
    said = nbreports("new", template, *SALES, "-o", "new.nbreport")
    assert (said.code, said.err) == (0, "")
    assert nbreports("check", "new.nbreport").code == 0
    assert nbreports("run", "new.nbreport", "-o", "new.html", "--quiet").code == 0
    assert "<html" in (folder / "new.html").read_text()


def test_it_says_how_slots_were_bound(nbreports, folder):
    said = nbreports("new", "summary", *SALES, "-o", "new.nbreport")
    assert "a category of 4 values" in said.out
    assert json.loads((folder / "new.nbreport").read_text())["sources"] == {
        "sales": {"kind": "file", "path": "sales.csv"}
    }


def test_data_elsewhere_is_bound_when_it_runs(nbreports, folder):
    (folder / "out").mkdir()
    assert nbreports("new", "listing", *SALES, "-o", "out/new.nbreport").code == 0
    assert "sources" not in json.loads((folder / "out" / "new.nbreport").read_text())
    assert nbreports("check", "out/new.nbreport", *SALES).code == 0


def test_slots_by_hand(nbreports, folder):
    slots = ("--slot", "group=region", "--slot", "subgroup=")
    assert nbreports("new", "summary", *SALES, *slots, "-o", "new.nbreport").code == 0
    table = json.loads((folder / "new.nbreport").read_text())["body"][1]
    assert table["group_by"] == "region"


def test_what_could_not_be_bound_is_told(nbreports):
    said = nbreports("new", "trend", *SALES, "-o", "new.nbreport")
    assert "nothing fits the slot 'date'" in said.out
    assert "left out: the chart" in said.out
    assert nbreports("check", "new.nbreport").code == 0


@pytest.mark.parametrize(
    ("code", "arguments", "words"),
    [
        (2, (), "no template is named"),
        (2, ("summary",), "no output is named"),
        (2, ("summary", "-o", "x.json"), "ends in .nbreport"),
        (2, ("sumary", *SALES, "-o", "x.nbreport"), "no template 'sumary'"),
        (2, ("summary", "-o", "x.nbreport"), "needs data"),
        (2, ("summary", "--source", "sales", "-o", "x.nbreport"), "not NAME=PATH"),
        (2, ("summary", *SALES, "--slot", "amount", "-o", "x.nbreport"), "not SLOT=FIELD"),
        (2, ("summary", *SALES, "--slot", "amount=a", "--slot", "amount=b", "-o", "x.nbreport"), "twice"),
        (2, ("summary", *SALES, "--slot", "amount=region", "-o", "x.nbreport"), "is text"),
        (3, ("summary", "--source", "sales=none.csv", "-o", "x.nbreport"), "none.csv"),
        (6, ("summary", *SALES, "-o", "simple.nbreport"), "there is a file of this name"),
    ],
)
def test_refusals(refused, code, arguments, words):
    assert words in refused(code, "new", *arguments)[0]


def test_force(nbreports):
    assert nbreports("new", "summary", *SALES, "-o", "simple.nbreport", "--force").code == 0
