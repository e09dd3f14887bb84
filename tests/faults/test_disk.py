"""A full disk, a folder that takes nothing: OutputError, exit 6, the former file untouched, no part left."""

import json
import os
import resource
import subprocess
import sys

import pytest

from nbreports import Report, Table
from nbreports.errors import OutputError

ROWS = 20_000
ROOM = 65_536
ENDINGS = (".pdf", ".xlsx", ".html", ".csv", ".json", ".parquet", ".md")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    lines = "".join(
        f"{i * 7919 % 999_983},name {i * 104_729 % 999_979},{i * 31 % 1009 / 7}\n" for i in range(ROWS)
    )
    (folder / "rows.csv").write_text("id,name,amount\n" + lines)
    table = {"kind": "table", "columns": ["id", "name", "amount"]}
    definition = {
        "schema": "nbreport/1",
        "title": "t",
        "source": "r",
        "sources": {"r": {"kind": "file", "path": "rows.csv"}},
    }
    (folder / "r.nbreport").write_text(json.dumps(definition | {"body": [table]}))
    return folder / "r.nbreport"


@pytest.fixture
def full(tmp_path):
    """A folder on a disk of its own with little room, or where nothing can be mounted, a limit on the size of files."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    yield folder, None if mounted else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def run(report, limit, *outputs):
    words = [word for output in outputs for word in ("-o", str(output))]
    return subprocess.run(
        [sys.executable, "-m", "nbreports", "run", str(report), *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
        timeout=120,
        # the measuring of coverage writes files too, which the limit would forbid
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
    )


def assert_refused(said, folder, kept):
    assert said.returncode == 6, said.stderr[-2000:]
    assert said.stdout == ""
    what, remedy, end = said.stderr.split("\n")
    assert "cannot be written" in what
    assert remedy
    assert end == ""
    assert {path.name: path.read_text() for path in folder.iterdir()} == kept


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk(report, full, ending):
    folder, limit = full
    former = folder / f"x{ending}"
    former.write_text("as it was")
    assert_refused(run(report, limit, former), folder, {former.name: "as it was"})


def test_of_several_outputs_none_is_left_where_one_does_not_fit(report, full, tmp_path):
    # the rows all fit into the buffer of the last, so the disk refuses them when the outputs are put in place
    folder, limit = full
    fits = [tmp_path / "x.json", tmp_path / "x.py"]
    for path in fits:
        path.write_text("as it was")
    assert_refused(run(report, limit, *fits, folder / "x.csv"), folder, {})
    assert {path.read_text() for path in fits} == {"as it was"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small", "x.json", "x.py"]


def test_the_room_for_files_of_passage_runs_out(report, tmp_path):
    # what a renderer keeps aside while it works is limited too
    out = tmp_path / "x.xlsx"
    said = run(report, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)), out)
    assert said.returncode == 6, said.stderr[-2000:]
    assert said.stderr.count("\n") == 2
    assert list(tmp_path.iterdir()) == []


REPORT = Report("Rows", "rows", [Table("n")])


@pytest.mark.parametrize("ending", [*ENDINGS, ".py"])
def test_places_where_nothing_can_be_written(tmp_path, ending, monkeypatch):
    from nbreports.cli.main import invoke

    (tmp_path / "file").write_text("as it was")
    (tmp_path / f"folder{ending}").mkdir()
    (tmp_path / f"loop{ending}").symlink_to(f"loop{ending}")
    REPORT.save(tmp_path / "r.nbreport")
    (tmp_path / "rows.csv").write_text("n\n1\n")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    for place in (
        f"file/x{ending}",
        f"nowhere/x{ending}",
        f"folder{ending}",
        f"loop{ending}",
        "a" * 300 + ending,
    ):
        if ending != ".py":
            with pytest.raises(OutputError) as caught:
                REPORT.export(place, data={"rows": "rows.csv"}, progress=False)
            assert caught.value.where == place
            assert caught.value.remedy
        assert invoke(["run", "r.nbreport", "--source", "rows=rows.csv", "-o", place]) == 6
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text() == "as it was"


def test_saving_where_nothing_can_be_written(tmp_path):
    with pytest.raises(OutputError):
        REPORT.save(tmp_path / "nowhere" / "r.nbreport")
    assert list(tmp_path.iterdir()) == []
