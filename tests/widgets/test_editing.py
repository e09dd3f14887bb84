"""Help while one writes: an expression checked over the data, a format shown on the field's own values."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import pytest

from nbreports import Report, Table
from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.fields import Field, Measure
from nbreports.definition.parameters import Param
from nbreports.definition.sources import Join, QuerySource


@pytest.fixture
def line(opened, sales):
    """Return a line to a report over the sales."""
    report = Report(
        "Shop",
        "sales",
        [Table("customer", "amount")],
        fields={"net": Field(expr="amount * 0.8"), "torn": Field(expr="amount + customer")},
        measures={"average": Measure("mean(amount)"), "bent": Measure("sum(nothing)")},
        params=[Param("least", "integer", required=True), Param("region")],
        currency="EUR",
    )
    return opened(report, {"sales": sales})[1]


IDENTS = itertools.count(1)


def check(line, text, use="value", **more):
    ident = f"a.{next(IDENTS)}"
    line.ask(ident, "expression.check", text=text, use=use, **more)
    answer, _ = line.answer(ident)
    assert answer["kind"] == "expression.checked"
    return answer


def fault(line, text, use="value", **more):
    """Return the words that are underlined, and what is said about them."""
    found = check(line, text, use, **more)["fault"]
    units = text.encode("utf-16-le")
    marked = units[found["start"] * 2 : found["end"] * 2].decode("utf-16-le")
    return marked, found["message"], found["remedy"]


def test_every_function_says_how_it_is_written_and_what_it_gives(line):
    line.ask("a.1", "expression.words")
    told = line.answer("a.1")[0]["functions"]
    assert [each["name"] for each in told] == list(FUNCTIONS)
    for each in told:
        assert each["usage"].startswith(f"{each['name']}(")
        assert each["help"].endswith(".")
        assert len(each["help"]) < 80


def test_a_right_expression_has_a_type_and_values_of_the_first_rows(line):
    net = check(line, "amount * 2", "row", name="double")
    assert (net["type"], net["per"], net["fault"], net["sampled"]) == ("float", "row", None, False)
    assert net["samples"] == ["21.00", "40.50", "10.00"]
    assert check(line, "upper(customer)")["samples"] == ["ADA", "BO", "CHEN"]
    assert check(line, "net", "row")["samples"] == ["8.40", "16.20", "4.00"]


def test_a_total_has_one_value(line):
    found = check(line, "sum(amount) / count()", "total", name="average")
    assert (found["type"], found["per"], found["samples"]) == ("float", "aggregate", ["6.83"])
    # by another measure
    assert check(line, "average * 2", "total", name="twice")["samples"] == ["16.40"]
    assert check(line, "running(sum(amount))")["fault"] is None


def test_a_condition_says_for_how_many_rows_it_holds(line):
    found = check(line, "region == 'North' and amount > 0", "filter")
    assert (found["matching"], found["rows"]) == (2, 6)
    # a parameter nobody has given restricts nothing
    assert check(line, "amount > param.least", "filter")["matching"] == 6
    assert check(line, "amount < 0", "rule")["matching"] == 1
    assert check(line, "sum(amount) > 10", "rule")["samples"] == ["Yes"]
    assert check(line, "count() > 100", "visible")["samples"] == ["No"]
    assert check(line, "param.region == 'North'", "visible")["fault"] is None


@pytest.mark.parametrize(
    ("text", "use", "marked", "said"),
    [
        ("amount + custmer", "row", "custmer", "no field is named 'custmer'"),
        ("amount * (customer + 1)", "row", "customer + 1", "'+' cannot join a text and an integer"),
        ("lower(amount)", "value", "amount", "lower cannot work on a float"),
        ("lowr(customer)", "value", "lowr", "there is no function 'lowr'"),
        ("customer.lower()", "value", "customer.lower", "only the functions of this language"),
        ("amount +", "value", "", "ends too early"),
        ("sum(amount) * 2", "row", "sum(amount)", "works on many rows, and a calculated field sees one"),
        ("amount > 1 and sum(amount)", "filter", "sum(amount)", "a filter sees one"),
        ("sum(amount", "total", "(", "a parenthesis is not closed"),
        ("amount", "total", "amount", "this totals nothing"),
        ("amount", "filter", "amount", "a float stands where boolean is needed"),
        ("sum(amount)", "visible", "sum", "something true or false is needed"),
        ("amount > 1", "visible", "amount", "here one is needed for all of them"),
        ("round(amount, 99)", "value", "99", "the digits are a whole number"),
        ("mean(sum(amount))", "value", "mean(sum(amount))", "total already"),
        ("if_(customer, 1, 2)", "value", "customer", "needs something true or false"),
        ("param.leest > 1", "filter", "param.leest", "leest"),
        ("'\U0001f600' + amount", "value", "'\U0001f600' + amount", "'+' cannot join a text"),
        ("torn * 2", "row", "torn", "'torn' cannot be read itself"),
        ("average + bent", "total", "bent", "no field is named 'nothing'"),
        ("lower(net)", "row", "net", "lower cannot work on a float"),
        ("group.key", "value", "group.key", "has no value here"),
        ("__import__('os')", "row", "__import__", "there is no function"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(line, text, use, marked, said):
    found, message, remedy = fault(line, text, use)
    assert (found, said in message) == (marked, True), (found, message)
    assert remedy


def test_a_field_that_stands_for_itself_goes_in_a_circle(line):
    marked, message, _ = fault(line, "gross / 2", "row", name="gross")
    assert (marked, message) == ("gross", "'gross' is defined by itself")
    assert fault(line, "1 + net", "row", name="amount")[0] == "net"


@pytest.mark.parametrize(
    "text", ["(" * 3000, "(" * 1500 + ")" * 1500, "1" + "+1" * 400, "-" * 200 + "1", "\x00"]
)
def test_a_hostile_text_is_refused_in_words(line, text):
    found = check(line, text)["fault"]
    assert found["message"]
    line.ask("a.2", "expression.check", text="1" * 5000, use="value")
    assert line.answer("a.2")[0]["kind"] == "refused"


def test_data_that_is_gone_is_told_without_a_place(opened):
    _, line = opened(None, notebook=True)
    found = check(line, "amount + 1", "row")["fault"]
    assert (found["start"], found["end"]) == (None, None)
    assert "nothing is bound" in found["message"]


def test_joined_fields_and_a_blocks_own_source_are_known(opened, sales):
    shops = pd.DataFrame({"region": ["North", "South"], "head": ["Ada", "Bo"]})
    report = Report(
        "Shop",
        "both",
        [Table("amount"), Table("head", source="shops", id="heads")],
        sources={"both": QuerySource("sales", joins=[Join("shops", on={"region": "region"})])},
    )
    _, line = opened(report, {"sales": sales, "shops": shops})
    assert check(line, "upper(shops.head)")["samples"] == ["ADA", "BO"]
    assert check(line, "lower(head)", block="heads")["samples"] == ["ada", "bo"]
    assert check(line, "lower(head)")["fault"]["message"] == "no field is named 'head'"


def test_only_the_newest_question_of_a_view_is_answered(opened, sales):
    session, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales})
    answers = next(area for area in session.answers if type(area).__name__ == "EditingAnswers")
    with answers._lock:
        line.ask("a.1", "expression.check", text="amount", use="value")
        line.ask("a.2", "expression.check", text="amount * 2", use="value")
        line.ask("b.1", "expression.check", text="amount * 3", use="value")
    assert line.answer("a.1")[0]["code"] == "superseded"
    assert line.answer("a.2")[0]["samples"][0] == "21.00"
    assert line.answer("b.1")[0]["samples"][0] == "31.50"


# --- formats ---------------------------------------------------------------------------------------------------


def sampled(line, text, *formats):
    ident = f"f.{next(IDENTS)}"
    line.ask(ident, "format.sample", text=text, formats=list(formats))
    answer, _ = line.answer(ident)
    assert answer["kind"] == "format.sampled"
    return answer, [" | ".join(each["samples"]) or each["error"] for each in answer["shown"]]


def test_a_format_is_shown_on_the_fields_own_values(line):
    answer, shown = sampled(line, "amount", "", "integer", "currency", "percent:1", "#,##0.0", "decimal:99")
    assert (answer["type"], answer["error"]) == ("float", None)
    assert shown[:5] == [
        "10.50 | -2.50 | 20.25",
        "10 | -2 | 20",
        "€10.50 | -€2.50 | €20.25",
        "1,050.0% | -250.0% | 2,025.0%",
        "10.5 | -2.5 | 20.2",
    ]
    assert "no number of digits" in shown[5]
    assert answer["shown"][5]["remedy"] == "Write decimal:2, for instance."


def test_a_total_is_shown_as_the_total_it_is(line):
    assert sampled(line, "sum(amount)", "", "compact")[1] == ["41.00", "41"]
    assert sampled(line, "average", "decimal:1")[1] == ["8.2"]


def test_dates_durations_and_what_does_not_fit(opened):
    frame = pd.DataFrame(
        {
            "day": [dt.date(2026, 3, 1), None, dt.date(2025, 12, 31)],
            "took": [dt.timedelta(minutes=90), dt.timedelta(seconds=5), None],
            "none": [None, None, None],
        }
    )
    _, line = opened(Report("Days", "d", [Table("day")], locale="de-DE"), {"d": frame})
    assert sampled(line, "day", "date:short", "MMM y", "percent")[1] == [
        "01.03.26 | 31.12.25",
        "März 2026 | Dez. 2025",
        "the format 'percent' does not fit values of type date",
    ]
    assert sampled(line, "took", "duration")[1] == ["1:30:00 | 0:00:05"]
    _, shown = sampled(line, "none", "")
    assert shown == [None]
    assert sampled(line, "gone", "")[0]["error"] == "no field is named 'gone'"


# --- pictures --------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_pictures_of_the_folder_are_listed_and_shown(opened, sales, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "Drawing.SVG").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / ".hidden.png").write_bytes(PNG)
    (tmp_path / "sales.csv").write_text("a\n1\n")
    _, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales}, notebook=True)
    line.ask("p.1", "pictures.list")
    assert line.answer("p.1")[0]["paths"] == ["Drawing.SVG", "logo.png"]
    line.ask("p.2", "picture.show", path="logo.png")
    answer, buffers = line.answer("p.2")
    assert (answer["media"], bytes(buffers[0])) == ("image/png", PNG)
    for number, path in enumerate(("../secret.png", "sales.csv", "gone.png", "/etc/passwd"), start=3):
        line.ask(f"p.{number}", "picture.show", path=path)
        assert line.answer(f"p.{number}")[0]["kind"] == "refused"


def test_a_picture_is_handed_over_and_numbered_where_its_name_is_taken(opened, sales, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, line = opened(Report("Shop", "sales", [Table("amount")]), {"sales": sales}, notebook=True)

    def hand_over(ident, name, purpose):
        content = {"v": 1, "id": ident, "kind": "file.upload", "name": name, "offset": 0, "last": True}
        message = {"method": "custom", "content": {**content, "purpose": purpose}}
        line.session._handle_msg({"content": {"data": message}, "buffers": [PNG]})
        return line.answer(ident)[0]

    assert hand_over("u.1", "logo.png", "picture")["path"] == "logo.png"
    assert hand_over("u.2", "logo.png", "picture")["path"] == "logo (2).png"
    assert "no picture" in hand_over("u.3", "sales.csv", "picture")["message"]
    assert "not read" in hand_over("u.4", "logo.png", "data")["message"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["logo (2).png", "logo.png"]
