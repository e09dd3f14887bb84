"""The public Report: a definition with its verbs, and what its data may be."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from nbreports import Catalog, Param, QuerySource, Report, Table
from nbreports.errors import (
    DefinitionError,
    FrameRefused,
    NbreportsError,
    OutputError,
    SourceUnbound,
    UsageError,
)

COLUMNS = {"n": [1, 2, 3], "g": ["a", "b", "a"]}
REPORT = Report("Rows", "rows", [Table("n", group_by="g", totals="sum")])
NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def summary(path):
    return json.loads(Path(path).read_text())["body"][0]["rows"][-1]["values"]


def test_save_and_load_and_code_are_identities(tmp_path):
    path = REPORT.save(tmp_path / "r.nbreport")
    loaded = Report.load(path)
    assert loaded == REPORT
    assert loaded.folder == tmp_path.resolve()
    assert loaded.to_json() == path.read_text() == REPORT.to_json()
    assert Report.from_code(REPORT.to_code()) == REPORT
    assert Report.from_code(REPORT.to_code()).to_code() == REPORT.to_code()
    assert hash(loaded) == hash(REPORT)
    assert repr(REPORT) == "Report('Rows', 'rows', 1 block)"
    assert REPORT != "Rows"


def test_saving_replaces_the_file_whole(tmp_path):
    path = tmp_path / "r.nbreport"
    path.write_text("as it was, and much longer than the report" * 100)
    REPORT.save(path)
    assert Report.load(path) == REPORT
    assert list(tmp_path.iterdir()) == [path]


def frames(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("n,g\n1,a\n2,b\n3,a\n")
    catalog = Catalog()
    catalog.register("rows", pa.table(COLUMNS))
    return {
        "a mapping of pandas": {"rows": pd.DataFrame(COLUMNS)},
        "a mapping of polars": {"rows": pl.DataFrame(COLUMNS)},
        "a mapping of a lazy frame": {"rows": pl.LazyFrame(COLUMNS)},
        "a mapping of Arrow": {"rows": pa.table(COLUMNS)},
        "a mapping of a path": {"rows": path},
        "a mapping of a path as text": {"rows": str(path)},
        "a frame": pd.DataFrame(COLUMNS),
        "an Arrow table": pa.table(COLUMNS),
        "a path": path,
        "a catalog": catalog,
    }


@pytest.mark.parametrize(
    "what",
    [
        "a mapping of pandas",
        "a mapping of polars",
        "a mapping of a lazy frame",
        "a mapping of Arrow",
        "a mapping of a path",
        "a mapping of a path as text",
        "a frame",
        "an Arrow table",
        "a path",
        "a catalog",
    ],
)
def test_data_is_a_frame_a_mapping_a_path_or_a_catalog(tmp_path, what):
    (out,) = REPORT.export(tmp_path / "x.json", data=frames(tmp_path)[what], progress=False)
    assert out == tmp_path / "x.json"
    assert summary(out) == {"n": 6}


async def test_aexport_is_export_awaited(tmp_path):
    paths = await REPORT.aexport(
        tmp_path / "a.json", tmp_path / "a.csv", data=pa.table(COLUMNS), now=NOW, progress=False
    )
    here = await asyncio.to_thread(
        lambda: REPORT.export(tmp_path / "b.json", data=pa.table(COLUMNS), now=NOW, progress=False)
    )
    assert [path.name for path in paths] == ["a.json", "a.csv"]
    assert paths[0].read_bytes() == here[0].read_bytes()


def test_a_bar_is_shown_and_gone(tmp_path, capsys):
    REPORT.export(tmp_path / "x.json", data=pa.table(COLUMNS))
    said = capsys.readouterr()
    assert said.out == ""
    assert "Reading" in said.err


@pytest.mark.parametrize(
    ("keys", "error", "what", "remedy"),
    [
        ({"data": {"row": COLUMNS}}, UsageError, "'row'", "Did you mean 'rows'?"),
        ({"data": {"other": COLUMNS}}, UsageError, "'other'", "rows"),
        ({"data": {"rows": COLUMNS}}, FrameRefused, "dict", "frame"),
        ({"data": {"rows": 3}}, FrameRefused, "int", "frame"),
        ({"data": {}}, SourceUnbound, "'rows'", "data={'rows': frame}"),
        ({"sampel": 3}, DefinitionError, "sampel", None),
        ({"options": {"csv_safty": "raw"}}, UsageError, "csv_safty", "Did you mean 'csv_safety'?"),
        ({"options": {"csv_safety": "none"}}, UsageError, "'none'", "'raw'"),
        ({"options": {"zzz": 1}}, UsageError, "'zzz'", "csv_safety"),
        ({"sample": 0}, UsageError, "0", "at least 1"),
        ({"region": "North"}, DefinitionError, "region", None),
    ],
)
def test_what_is_misspelt_is_told_with_the_nearest_name(tmp_path, keys, error, what, remedy):
    keys = {"data": pa.table(COLUMNS)} | keys
    with pytest.raises(error) as caught:
        REPORT.export(tmp_path / "x.json", progress=False, **keys)
    assert what in str(caught.value)
    assert caught.value.remedy
    assert remedy is None or remedy in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("paths", "error"),
    [
        (("x.docx",), UsageError),
        (("x",), UsageError),
        (("x.json", "./x.json"), UsageError),
        (("nowhere/x.json",), OutputError),
    ],
)
def test_outputs_that_cannot_be_meant(tmp_path, monkeypatch, paths, error):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as caught:
        REPORT.export(*paths, data=pa.table(COLUMNS), progress=False)
    assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_an_output_never_destroys_what_is_read(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("n,g\n1,a\n")
    for data in (path, {"rows": str(path)}):
        with pytest.raises(UsageError, match="destroy"):
            REPORT.export(path, data=data, progress=False)
    assert path.read_text() == "n,g\n1,a\n"


def test_one_frame_of_several_must_say_which(tmp_path):
    report = Report(
        "t", "q", [Table("n")], sources={"q": QuerySource("a", joins=[{"to": "b", "on": {"n": "n"}}])}
    )
    with pytest.raises(UsageError) as caught:
        report.export(tmp_path / "x.json", data=pa.table(COLUMNS), progress=False)
    assert "data={" in caught.value.remedy


def test_parameters_are_keywords(tmp_path):
    report = Report(
        "t",
        "rows",
        [Table("n", where="n >= param.least", totals="sum")],
        params=[Param("least", "integer", max=5)],
    )
    data = pa.table(COLUMNS)
    assert summary(report.export(tmp_path / "x.json", data=data, progress=False)[0]) == {"n": 6}
    assert summary(report.export(tmp_path / "x.json", data=data, progress=False, least=2)[0]) == {"n": 5}
    for bad in ({"least": 6}, {"least": "two"}, {"lest": 2}):
        with pytest.raises(NbreportsError) as caught:
            report.export(tmp_path / "x.json", data=data, progress=False, **bad)
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("make", "near"),
    [
        (lambda: Report("t", "s", [], titel="x"), "title"),
        (lambda: Report("t", "s", [], measure={}), "measures"),
        (lambda: Table("a", groupby="g"), "group_by"),
        (lambda: Param("p", "integr"), "integer"),
    ],
)
def test_a_misspelt_key_is_told_with_the_right_one(make, near):
    with pytest.raises(DefinitionError) as caught:
        make()
    assert near in f"{caught.value} {caught.value.remedy}"


def test_code_is_read_and_never_run(tmp_path):
    for code in (
        f"open({str(tmp_path / 'pwned')!r}, 'w')",
        f"from nbreports import Report\nreport = Report('t', open({str(tmp_path / 'pwned')!r}, 'w').name, [])",
        "import os\n",
        "from nbreports import Report\nreport = Report('t', *['s', []])",
        "report = ",
    ):
        with pytest.raises(DefinitionError) as caught:
            Report.from_code(code)
        assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []
