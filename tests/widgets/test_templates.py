"""Templates over a session's comm: listed, drawn, bound, kept."""

from __future__ import annotations

import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.definition import definition_from_dict
from nbreports.errors import UsageError
from nbreports.widgets import ReportBuilder, ReportSession, TemplatePicker

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _own(tmp_path, monkeypatch):
    monkeypatch.setenv("NBREPORTS_TEMPLATES", str(tmp_path / "own"))


def asked(line, ident, kind, **content):
    line.ask(ident, kind, **content)
    return line.answer(ident)


def listed(line, ident, kind="templates.list", **content):
    answer, _ = asked(line, ident, kind, **content)
    assert answer["kind"] == "templates.listed", answer
    return answer


def own(answer):
    return [each["name"] for each in answer["templates"] if each["own"]]


def test_the_list_before_data_is_known(opened):
    _, line = opened(None, notebook=True)
    answer = listed(line, "a.1")
    assert answer["templates"][2]["name"] == "Summary by group"
    assert (answer["source"], answer["mark"], answer["error"]) == (None, "sample", None)


def test_the_mark_follows_the_frame(opened, sales):
    _, line = opened(Report("T", "sales"), {"sales": sales})
    first = listed(line, "a.1")
    assert first["source"] == "sales"
    assert listed(line, "a.2")["mark"] == first["mark"]
    sales.loc[0, "amount"] = 99
    assert listed(line, "a.3")["mark"] != first["mark"]


def test_a_picture_of_the_sample_then_of_the_data(opened, sales):
    _, line = opened(None, notebook=True)
    answer, (sample,) = asked(line, "a.1", "templates.draw", template="listing")
    assert (answer["sample"], sample[:8]) == (True, PNG)
    _, line = opened(Report("T", "sales"), {"sales": sales})
    answer, (own_,) = asked(line, "a.1", "templates.draw", template="listing")
    assert (answer["sample"], own_[:8]) == (False, PNG)
    assert own_ != sample
    sales.loc[0, "customer"] = "Zoe"
    assert asked(line, "a.2", "templates.draw", template="listing")[1][0] != own_


def test_bound_with_reasons_and_changed_by_choice(opened, sales):
    session, line = opened(Report("Untitled report", "sales"), {"sales": sales})
    answer, _ = asked(line, "a.1", "templates.bind", template="summary")
    assert answer["kind"] == "templates.bound"
    group = answer["bindings"][0]
    assert (group["slot"], group["label"], group["field"], group["reason"]) == (
        *("group", "Group", "customer"),
        "a category of 4 values",
    )
    assert group["required"]
    amount = answer["bindings"][2]
    assert [answer["fields"][place]["expr"] for place in amount["fits"]] == ["order_id", "amount"]
    whole = definition_from_dict(answer["definition"])
    assert whole.title == "Sales by customer"
    session.replace(whole)
    changed, _ = asked(
        line, "a.2", "templates.bind", template="summary", choices={"group": "region", "subgroup": None}
    )
    again = definition_from_dict(changed["definition"])
    assert again.title == "Sales by region", "a title nobody gave follows"
    assert changed["bindings"][0]["chosen"]


def test_what_is_there_is_kept_when_asked(opened, sales):
    report = Report("Mine", "sales", [Table("order_id")])
    _, line = opened(report, {"sales": sales})
    answer, _ = asked(line, "a.1", "templates.bind", template="listing", how="add")
    assert [block["kind"] for block in answer["definition"]["body"]] == ["table", "text", "table"]
    assert answer["definition"]["title"] == "Mine"


def test_refusals(opened, sales):
    _, line = opened(None, notebook=True)
    answer, _ = asked(line, "a.1", "templates.bind", template="summary")
    assert (answer["kind"], answer["code"]) == ("refused", "no_data")
    assert asked(line, "a.2", "templates.draw", template="nothing")[0]["code"] == "no_template"
    _, line = opened(Report("T", "sales"), {"sales": sales})
    wrong, _ = asked(line, "a.1", "templates.bind", template="summary", choices={"amount": "region"})
    assert wrong["code"] == "slot_type"


def test_saved_renamed_copied_deleted_restored(opened, sales):
    _, line = opened(Report("Mine", "sales", [Table("region", "amount")]), {"sales": sales})
    answer = listed(line, "a.1", "templates.save", name="My list")
    assert own(answer) == ["My list"]
    key = answer["touched"]
    renamed = listed(line, "a.2", "templates.change", action="rename", template=key, name="Your list")
    assert own(renamed) == ["Your list"]
    assert own(listed(line, "a.3", "templates.change", action="duplicate", template=key)) == [
        "Your list",
        "Your list (copy)",
    ]
    gone = listed(line, "a.4", "templates.change", action="delete", template=key)
    assert own(gone) == ["Your list (copy)"]
    assert [each["name"] for each in gone["deleted"]] == ["Your list"]
    back = listed(line, "a.5", "templates.change", action="restore", template=gone["deleted"][0]["key"])
    assert (own(back), back["deleted"]) == (["Your list", "Your list (copy)"], [])
    bound, _ = asked(line, "a.6", "templates.bind", template=back["touched"])
    assert bound["definition"]["body"][0]["columns"] == ["region", "amount"]


def test_saving_is_refused_in_words(opened, sales):
    _, line = opened(Report("Mine", "sales"), {"sales": sales})
    assert asked(line, "a.1", "templates.save", name="x")[0]["code"] == "empty_report"
    assert (
        asked(line, "a.2", "templates.change", action="delete", template="summary")[0]["code"]
        == "builtin_template"
    )


def test_own_ones_that_cannot_be_read_leave_the_built_in_ones(opened, monkeypatch):
    from nbreports.errors import DefinitionError

    def refuse(_library):
        raise DefinitionError("the folder of templates cannot be read", code="templates_unreadable")

    monkeypatch.setattr("nbreports.report.own_templates.TemplateLibrary.own", refuse)
    _, line = opened(None, notebook=True)
    answer = listed(line, "a.1")
    assert "cannot be read" in answer["error"]
    assert len(answer["templates"]) >= 8


def test_a_builder_begins_with_a_template(sales):
    builder = ReportBuilder(sales, template="Summary by group")
    assert len(builder.report.definition.body) == 2
    builder.session.close()
    named = ReportBuilder(data={"sales": sales}, template="listing")
    assert named.report.definition.source == "sales"
    named.session.close()


def test_a_template_waits_for_data():
    builder = ReportBuilder(template="Summary by group")
    assert builder.template_picker.picked == "summary"
    assert builder.report.definition.body == ()
    builder.session.close()


def test_a_template_and_a_report_at_once(sales):
    with pytest.raises(UsageError):
        ReportBuilder(Report("T", "sales"), {"sales": sales}, template="listing")
    with pytest.raises(UsageError, match="no template"):
        ReportBuilder(pd.DataFrame({"a": [1]}), template="nothing")


def test_the_part_alone(sales):
    session = ReportSession(Report("T", "sales"), {"sales": sales})
    picker = TemplatePicker(session)
    assert (picker.picked, picker.choices) == ("", {})
    session.close()
