"""Report.from_template: a report from a template's name and a frame."""

import sys

import pandas as pd
import pytest

from nbreports import Report
from nbreports.errors import DefinitionError, UsageError


@pytest.fixture
def frame():
    return pd.DataFrame({"region": ["North", "South"], "amount": [1.5, 2.5]})


@pytest.fixture(autouse=True)
def _own(tmp_path, monkeypatch):
    monkeypatch.setenv("NBREPORTS_TEMPLATES", str(tmp_path / "own"))


def test_by_name_and_frame(frame, tmp_path):
    report = Report.from_template("Summary by group", {"sales": frame})
    assert report.definition.source == "sales"
    assert report.definition.title == "Sales by region"
    assert report.export(tmp_path / "a.html", data=frame, progress=False)


def test_the_source_bears_the_variables_name(frame, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "my_sales", frame, raising=False)
    report = Report.from_template("summary", frame)
    assert report.definition.source == "my_sales"
    assert report.preview().result.rows == 2


def test_a_file_as_template_and_as_data(frame, tmp_path):
    frame.to_csv(tmp_path / "sales.csv", index=False)
    Report(
        "T", "data", slots={"x": {"role": "category"}}, body=[{"kind": "table", "columns": ["slot.x"]}]
    ).save(tmp_path / "mine.nbreport")
    report = Report.from_template(tmp_path / "mine.nbreport", tmp_path / "sales.csv")
    assert (report.definition.source, report.definition.body[0].columns[0].value) == ("sales", "region")


def test_choices(frame):
    report = Report.from_template("summary", frame, choices={"amount": None, "second": None})
    assert "amount" not in report.to_json()
    with pytest.raises(DefinitionError, match="no field 'price'"):
        Report.from_template("summary", frame, choices={"amount": "price"})


def test_without_data():
    assert Report.from_template("blank").definition.source == "data"
    with pytest.raises(UsageError, match="needs data"):
        Report.from_template("summary")


def test_several_sources(frame):
    with pytest.raises(UsageError):
        Report.from_template("summary", {"a": frame, "b": frame})


def test_a_broken_template(tmp_path, frame):
    (tmp_path / "x.nbreport").write_text("{")
    with pytest.raises(DefinitionError):
        Report.from_template(tmp_path / "x.nbreport", frame)
