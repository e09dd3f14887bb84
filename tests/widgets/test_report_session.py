"""A session answers what its views ask: previews, pages, parameters, or a typed no."""

from __future__ import annotations

import threading

import pytest

from nbreports import Chart, Metric, Param, Report, Row, Table
from nbreports.errors import DefinitionError, SourceError, UsageError
from nbreports.widgets import ParameterForm, PreviewPane, ReportSession
from nbreports.widgets.answering.preview import MOST_PREVIEWS, PreviewAnswers
from nbreports.widgets.places import block_at

from .conftest import FIXTURES

SIMPLE = FIXTURES / "simple.nbreport"


@pytest.fixture
def shop():
    return Report(
        "Shop",
        "sales",
        [
            Row(Metric("sum(amount)", label="Amount"), Metric("count()", label="Orders")),
            Table("order_id", "customer", "amount", group_by="region", totals="sum"),
            Chart("bar", x="region", y="sum(amount)"),
        ],
        params=[Param("least", "decimal", label="Least", max=100), Param("day", "date", default="today()")],
        sources={"sales": {"kind": "frame", "name": "sales", "where": "amount >= param.least"}},
    )


def page(line, ident, rev=0, **params):
    line.ask(ident, "preview.request", rev=rev, params=params, view="page")
    return line.answer(ident)[0]


def summary(answer):
    (table,) = [block for block in answer["output"]["body"] if block["kind"] == "table"]
    return [row["values"]["amount"] for row in table["rows"] if row["band"] == "summary"]


def test_a_preview_is_the_output_and_its_look(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    answer = page(line, "a.1")
    assert answer["kind"] == "preview.result"
    assert answer["output"]["schema"] == "nbreport-output/1"
    assert summary(answer) == [41.0]
    assert (answer["rows"], answer["sampled"], answer["more"]) == (6, False, False)
    (table,) = [block for block in answer["output"]["body"] if block["kind"] == "table"]
    look = answer["look"]["blocks"][table["id"]]
    assert len(look["rows"]) == len(table["rows"])
    assert [row["label"] for row in look["rows"] if row and row["shown"]][-1] == "Total"
    assert answer["look"]["blocks"]["b5"]["svg"].startswith("<svg")
    assert ".nbr h1" in answer["sheet"]["text"]


def test_the_style_sheet_is_sent_once(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    digest = page(line, "a.1")["sheet"]["digest"]
    line.ask("a.2", "preview.request", rev=0, params={"least": 5}, view="page", sheet=digest)
    answer, _ = line.answer("a.2")
    assert answer["sheet"] == {"digest": digest, "text": None}
    assert summary(answer) == [43.5]


def test_a_page_comes_as_a_picture_beside_its_message(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    line.ask("a.1", "preview.request", rev=0, params={}, view="pages", page=1)
    answer, (png,) = line.answer("a.1")
    assert (answer["kind"], answer["page"], answer["count"]) == ("preview.pages", 1, 1)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    line.ask("a.2", "preview.request", rev=0, params={}, view="pages", page=9)
    refused, _ = line.answer("a.2")
    assert (refused["kind"], refused["code"]) == ("refused", "usage")


def test_an_error_names_its_block(opened, sales):
    report = Report("Shop", "sales", [Row(Metric("count()")), Table("customer", "amuont")])
    _, line = opened(report, {"sales": sales})
    answer = page(line, "a.1")
    assert answer["kind"] == "refused"
    assert answer["where"].startswith("/body/1")
    assert answer["block"] == "b3"
    assert "amount" in answer["remedy"]


def test_a_wrong_parameter_is_refused_in_words(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    answer = page(line, "a.1", least=500)
    assert (answer["kind"], answer["block"]) == ("refused", None)
    assert "100" in answer["message"]


def test_a_question_about_an_older_report_is_stale(opened, sales, shop):
    session, line = opened(shop, {"sales": sales})
    session.report = Report.load(SIMPLE)
    assert session.revision == 1
    assert page(line, "a.1", rev=0)["code"] == "stale"
    assert page(line, "a.2", rev=1)["output"]["report"]["title"] == "Sales by region"


def test_a_report_that_cannot_be_bound_changes_nothing(opened, sales, shop):
    session, _ = opened(shop, {"sales": sales})
    with pytest.raises(UsageError, match="no source"):
        session.report = Report("Other", "orders", [Table("a")])
    assert session.revision == 0
    assert session.report == shop


def test_a_newer_question_of_a_view_takes_the_place_of_its_older_one(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    for number in range(1, 6):
        line.ask(f"a.{number}", "preview.request", rev=0, params={"least": number}, view="page")
    line.ask("b.1", "preview.request", rev=0, params={}, view="page")
    assert summary(line.answer("a.5")[0]) == [43.5]
    assert summary(line.answer("b.1")[0]) == [41.0]
    for number in range(1, 5):
        early, _ = line.answer(f"a.{number}")
        assert early["kind"] == "preview.result" or early["code"] in ("superseded", "cancelled")


def test_a_cancelled_question_is_answered(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    line.ask("a.1", "preview.request", rev=0, params={}, view="page")
    line.ask("a.2", "preview.cancel", request="a.1")
    early, _ = line.answer("a.1")
    assert early["kind"] == "preview.result" or early["code"] in ("superseded", "cancelled")
    assert summary(page(line, "a.3")) == [41.0]


def test_views_that_go_leave_nothing(opened, sales, shop):
    session, line = opened(shop, {"sales": sales})
    for number in range(MOST_PREVIEWS + 2):
        page(line, f"view{number}.1")
    assert len(session.area(PreviewAnswers).services) == MOST_PREVIEWS
    last = f"view{MOST_PREVIEWS + 1}"
    line.ask(f"{last}.2", "view.close")
    assert last not in session.area(PreviewAnswers).services


def test_parameters_as_a_form_shows_them(opened, sales, shop):
    _, line = opened(shop, {"sales": sales})
    line.ask("a.1", "params.describe", params={"least": 500})
    answer, _ = line.answer("a.1")
    least, day = answer["fields"]
    assert (least["label"], least["type"], least["max"], least["value"]) == ("Least", "decimal", 100, 500)
    assert "500 is more than max 100" in least["error"]
    assert (day["label"], day["error"]) == ("Day", None)
    assert day["value"].count("-") == 2


def test_what_is_sent_goes_out_from_where_questions_came_in(opened, sales, shop):
    """The kernel sends what a comm receives to whichever of its shells last wrote on it."""
    import contextvars

    shell = contextvars.ContextVar("shell", default="main")
    session, line = opened(shop, {"sales": sales})
    heard = []
    publish = session.comm.publish_msg

    def listen(*args, **keys):
        heard.append(shell.get())
        publish(*args, **keys)

    session.comm.publish_msg = listen

    def subshell():
        shell.set("subshell")
        line.ask("a.1", "params.describe", params={})

    thread = threading.Thread(target=subshell)
    thread.start()
    thread.join()
    page(line, "a.2")
    session.params = {"least": 1}
    assert heard
    assert set(heard) == {"subshell"}


def test_a_session_is_never_shown_and_parts_share_it(sales, shop):
    pane = PreviewPane(shop, data={"sales": sales}, height=300)
    form = ParameterForm(pane.session)
    assert form.session is pane.session
    assert form.get_state("session")["session"] == f"anywidget:{pane.session.model_id}"
    assert pane.session._repr_mimebundle_() is None
    assert len(pane._esm) < 400
    bundle, _ = pane._repr_mimebundle_()
    assert "Trust Notebook" in bundle["text/plain"]
    pane.session.params = {"least": 5}
    assert form.value == {"least": 5}
    pane.session.close()


def test_unknown_keywords_are_errors(sales, shop):
    with pytest.raises(UsageError, match="no 'hieght'") as caught:
        PreviewPane(shop, data={"sales": sales}, hieght=300)
    assert caught.value.remedy == "Did you mean 'height'?"


def test_what_cannot_be_read_is_told_at_once(tmp_path, sales):
    broken = tmp_path / "a.nbreport"
    broken.write_text("{}")
    with pytest.raises(DefinitionError):
        PreviewPane(broken)
    with pytest.raises(UsageError):
        ReportSession(SIMPLE, {"sails": sales})
    with pytest.raises(SourceError):
        ReportSession(SIMPLE, {"sales": 5})


@pytest.mark.parametrize(
    ("where", "block"),
    [
        ("/body/0", "b1"),
        ("/body/0/blocks/1/value", "b3"),
        ("/body/2/x", "b5"),
        ("/body/9", None),
        ("/title", None),
        (None, None),
        ("param.least", None),
    ],
)
def test_the_block_of_a_place(shop, where, block):
    assert block_at(shop.definition, where) == block
