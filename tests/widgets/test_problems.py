"""The problems of a report: all of them, each at its place, at the step that mends it."""

from __future__ import annotations

import pandas as pd

from nbreports import Chart, Metric, Report, Row, Table


def problems(line, ident="a.1"):
    line.ask(ident, "report.check", rev=0)
    answer, _ = line.answer(ident)
    assert answer["kind"] == "report.problems"
    return answer["problems"]


def test_a_right_report_has_none(opened, sales):
    _, line = opened(Report("Shop", "sales", [Table("customer", "amount")]), {"sales": sales})
    assert problems(line) == []


def test_each_block_tells_its_own(opened, sales):
    report = Report(
        "Shop",
        "sales",
        [
            Table("custmer", "amount"),
            Row(Metric("sum(amount)"), Metric("sum(customer)")),
            Table("amount"),
            Chart("bar", x="regoin"),
        ],
    )
    _, line = opened(report, {"sales": sales})
    found = problems(line)
    assert [(each["block"], each["step"]) for each in found] == [
        ("b1", "fields"),
        ("b4", "fields"),
        ("b6", "fields"),
    ]
    assert found[0]["where"].startswith("/body/0/columns/0")
    assert found[1]["where"].startswith("/body/1/blocks/1")
    assert found[2]["where"].startswith("/body/3")
    assert "customer" in found[0]["remedy"]
    assert "region" in found[2]["remedy"]


def test_data_nobody_picked_is_a_problem_of_that_step(opened):
    session, line = opened(None, notebook=True)
    assert session.definition.source == "data"
    session.replace(Report("Untitled", "data", [Table("a")]).definition)
    line.ask("a.2", "report.check", rev=1)
    answer, _ = line.answer("a.2")
    assert [(each["step"], each["code"]) for each in answer["problems"]] == [("data", "source_unbound")]


def test_a_frame_that_changes_is_checked_again(opened):
    frames = {"sales": pd.DataFrame({"a": [1]})}
    session, line = opened(Report("Shop", "sales", [Table("b")]), frames)
    assert len(problems(line)) == 1
    session.data = {"sales": pd.DataFrame({"b": [1]})}
    assert problems(line, "a.2") == []
