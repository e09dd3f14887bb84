"""Types are known before an engine is asked, and wrong ones are told at their place."""

from __future__ import annotations

import pytest

from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.types import infer
from nbreports.errors import ExpressionError

FIELDS = {
    "i": "integer",
    "f": "float",
    "m": "decimal",
    "s": "text",
    "b": "boolean",
    "d": "date",
    "t": "datetime",
    "c": "time",
    "u": "duration",
    "x": "bytes",
    "airline.name": "text",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i + 1", "integer"),
        ("i / 2", "float"),
        ("i // 2", "integer"),
        ("i ** 2", "float"),
        ("i + f", "float"),
        ("i * 1.5", "float"),
        ("m * i", "decimal"),
        ("m * 1.19", "decimal"),
        ("1.19 * m", "decimal"),
        ("m * f", "float"),
        ("m / m", "float"),
        ("m // 1", "decimal"),
        ("-m", "decimal"),
        ("i > 1 and not b", "boolean"),
        ("d + 7", "date"),
        ("7 + d", "date"),
        ("d - d", "integer"),
        ("t - t", "duration"),
        ("t + u", "datetime"),
        ("u + u", "duration"),
        ("d > '2024-01-31'", "boolean"),
        ("'2024-01-31T10:00' <= t", "boolean"),
        ("c < '12:00'", "boolean"),
        ("d in ['2024-01-31', date('2024-02-01')]", "boolean"),
        ("d == t", "boolean"),
        ("x is none", "boolean"),
        ("i if b else f", "float"),
        ("m if b else 0.5", "decimal"),
        ("m if b else f", "float"),
        ("i if b else none", "integer"),
        ("none", "null"),
        ("none + 1", "integer"),
        ("coalesce(none, s)", "text"),
        ("coalesce(d, t)", "datetime"),
        ("round(m, 1)", "decimal"),
        ("floor(f)", "float"),
        ("year(t)", "integer"),
        ("hour(c)", "integer"),
        ("date_trunc('month', d)", "date"),
        ("date_trunc('hour', t)", "datetime"),
        ("concat('Q', quarter(d))", "text"),
        ("length(airline.name)", "integer"),
        ("contains(s, 'a')", "boolean"),
        ("today()", "date"),
        ("now()", "datetime"),
        ("date(s)", "date"),
        ("count()", "integer"),
        ("count(x)", "integer"),
        ("sum(i)", "integer"),
        ("sum(m)", "decimal"),
        ("sum(b)", "integer"),
        ("sum(u)", "duration"),
        ("mean(i)", "float"),
        ("mean(u)", "duration"),
        ("min(s)", "text"),
        ("max(d)", "date"),
        ("median(m)", "float"),
        ("first(x)", "bytes"),
        ("any(b)", "boolean"),
        ("running(sum(m))", "decimal"),
        ("rank()", "integer"),
        ("lag(d, 1)", "date"),
        ("pct_of(sum(i), 'report')", "float"),
        ("report.title", "text"),
        ("run.rows", "integer"),
        ("i == param.p", "boolean"),
    ],
)
def test_types(text, expected):
    assert infer(parse(text), FIELDS) == expected


@pytest.mark.parametrize(
    ("text", "column", "remedy"),
    [
        ("i + s", 0, "concat"),
        ("1 + s + 2", 0, "concat"),
        ("b + 1", 0, "if_"),
        ("d + d", 0, "whole days"),
        ("d - 1.5", 0, "whole days"),
        ("t + 1", 0, "whole days"),
        ("-s", 0, "number"),
        ("not i", 4, "Compare"),
        ("b and i", 6, "Compare"),
        ("s if i else s", 5, "Compare"),
        ("i if b else s", 12, "one type"),
        ("coalesce(i, s)", 12, "one type"),
        ("i == '5'", 5, "quotes"),
        ("d > 2024", 4, "year(day)"),
        ("d > 'soon'", 4, "2024-01-31"),
        ("t > '2024-13-01'", 4, "2024-01-31T12:00"),
        ("d == s", 5, "date(x)"),
        ("b > false", 4, "=="),
        ("b == 1", 5, "true or false"),
        ("x == x", 5, "one type"),
        ("i in [1, 'a']", 9, "quotes"),
        ("d in ['2024-01-31', 'x']", 20, "2024-01-31"),
        ("year(i)", 5, "date or a datetime"),
        ("year(s)", 5, "date or a datetime"),
        ("hour(d)", 5, "datetime or a time"),
        ("lower(i)", 6, "text"),
        ("concat(s, f)", 10, "text"),
        ("abs(b)", 4, "decimal"),
        ("sum(s)", 4, "number"),
        ("sum(d)", 4, "number"),
        ("mean(s)", 5, "number"),
        ("median(d)", 7, "number"),
        ("min(b)", 4, "number"),
        ("any(i)", 4, "boolean"),
        ("date_trunc('hour', d)", 11, "week"),
        ("amont", 0, "There are"),
        ("airline.nam", 0, "airline.name"),
    ],
)
def test_wrong_types_are_told_at_their_place(text, column, remedy):
    with pytest.raises(ExpressionError) as caught:
        infer(parse(text), FIELDS, where="/measures/x/expr", text=text)
    error = caught.value
    assert error.column == column
    assert error.where == "/measures/x/expr"
    assert error.text == text
    assert remedy in error.remedy or "decimal" in error.remedy


def test_parameters_have_the_types_they_are_given():
    assert infer(parse("param.n + 1"), {}, params={"n": "decimal"}) == "decimal"
    with pytest.raises(ExpressionError):
        infer(parse("param.n > 1"), {}, params={"n": "text"})


def test_every_function_has_a_type():
    """No function of the table falls through."""
    samples = {
        "any": "i", "number": "f", "summable": "f", "averageable": "f", "orderable": "f", "boolean": "b", "text": "s",
        "text_or_integer": "s", "moment": "t", "clock": "t", "datelike": "s", "unit": "'day'", "scope": "'report'",
        "shift": "'1y'", "digits": "1", "share": "0.5", "steps": "1",
    }  # fmt: skip
    for function in FUNCTIONS.values():
        args = [samples[kind] for kind in function.args]
        assert infer(parse(f"{function.name}({', '.join(args)})"), FIELDS) in (*FIELDS.values(), "null")
