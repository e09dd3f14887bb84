"""The builder from Python: what it opens, what it gives back, what it refuses."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.errors import NbreportsError, UsageError
from nbreports.widgets import PreviewPane, ReportBuilder, ReportSession

from .conftest import FIXTURES


@pytest.fixture
def building():
    """Make builders that end with the test."""
    made = []

    def make(*args, **keys):
        made.append(ReportBuilder(*args, **keys))
        return made[-1]

    yield make
    for builder in made:
        builder.session.close()
        builder.close()


def test_an_empty_builder_has_an_untitled_report(building):
    builder = building()
    assert builder.report.definition.title == "Untitled report"
    assert builder.report.definition.body == ()
    assert builder.session.notebook


def test_a_frame_is_bound_by_the_name_it_has_in_the_notebook(building, sales, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "orders_of_may", sales, raising=False)
    builder = building(sales)
    assert builder.report.definition.source == "orders_of_may"
    assert building(pd.DataFrame({"a": [1]})).report.definition.source == "data"


def test_a_file_a_report_or_a_session_is_opened(building, sales):
    builder = building(FIXTURES / "simple.nbreport", {"sales": sales})
    assert builder.report == Report.load(FIXTURES / "simple.nbreport")
    session = ReportSession(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    assert building(session).session is session
    assert isinstance(building(session).preview_pane, PreviewPane)


def test_a_report_that_is_assigned_is_shown(building, sales):
    builder = building(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    builder.report = Report("Store", "sales", [Table("customer")])
    assert builder.report.definition.title == "Store"
    assert builder.session.revision == 1
    builder.report = Report("Stall", "sales").definition
    assert builder.report.definition.title == "Stall"


def test_what_cannot_be_meant_is_refused(building, sales):
    session = ReportSession(Report("Shop", "sales"), {"sales": sales})
    with pytest.raises(UsageError, match="own data"):
        building(session, {"sales": sales})
    with pytest.raises(UsageError, match="a frame and data"):
        building(sales, {"sales": sales})
    with pytest.raises(UsageError, match="hieght"):
        building(hieght=400)
    with pytest.raises(NbreportsError):
        building("no-such.nbreport")
