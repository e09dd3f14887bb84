"""Charts are ranked for the view that asks."""

from __future__ import annotations


def test_charts_are_ranked(opened, sales):
    from nbreports.report.report import Report

    _, line = opened(Report("Shop", "sales"), sales)
    wells = {"x": {"type": "text", "role": "category", "distinct": 3, "total": False, "label": "Region"}}
    line.ask("view.1", "charts.suggest", wells=wells)
    answer, _ = line.answer("view.1")
    assert answer["kind"] == "charts.ranked"
    assert answer["charts"][0] == {
        "type": "bar",
        "fits": True,
        "reason": "Compares Region: lengths are read best.",
    }
    assert len(answer["charts"]) == 7


def test_a_well_no_chart_has_is_refused(opened, sales):
    from nbreports.report.report import Report

    _, line = opened(Report("Shop", "sales"), sales)
    line.ask("view.1", "charts.suggest", wells={"z": {}})
    answer, _ = line.answer("view.1")
    assert (answer["kind"], answer["code"]) == ("refused", "malformed")
