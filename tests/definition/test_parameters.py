"""Parameters: what a report may ask, and what a run may be given."""

# ruff: noqa: PT017 - a damaged report is refused well, or it loads
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.definition import Param
from nbreports.definition.resolution import resolve_params
from nbreports.errors import DefinitionError, ParameterError

TODAY = date(2024, 2, 29)


def one(param, *values, **keys):
    given_values = {param.name: values[0]} if values else {}
    return resolve_params([param], given_values, **keys)[param.name]


def refused(param, *values):
    with pytest.raises(ParameterError) as caught:
        one(param, *values)
    assert caught.value.where == f"param.{param.name}"
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", "5", "5"),
        ("integer", "5", 5),
        ("integer", " -12 ", -12),
        ("integer", 7, 7),
        ("decimal", "0.10", Decimal("0.10")),
        ("decimal", 0.1, Decimal("0.1")),
        ("decimal", 3, Decimal(3)),
        ("boolean", "TRUE", True),
        ("boolean", "no", False),
        ("boolean", False, False),
        ("date", "2024-01-31", date(2024, 1, 31)),
        ("date", TODAY, TODAY),
        ("date", datetime(2024, 1, 31), date(2024, 1, 31)),
        ("datetime", "2024-01-31T12:30", datetime(2024, 1, 31, 12, 30)),
        ("datetime", "2024-01-31", datetime(2024, 1, 31)),
        ("datetime", TODAY, datetime(2024, 2, 29)),
    ],
)
def test_texts_of_the_command_become_what_they_say(kind, text, value):
    found = one(Param("p", kind), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", 5),
        ("integer", "5.0"),
        ("integer", "five"),
        ("integer", 5.0),
        ("integer", True),
        ("integer", "9223372036854775808"),
        ("integer", "٣"),
        ("decimal", "NaN"),
        ("decimal", "inf"),
        ("decimal", float("nan")),
        ("decimal", True),
        ("decimal", "1e999999"),
        ("boolean", "maybe"),
        ("boolean", 1),
        ("date", "31.1.2024"),
        ("date", "2024-02-30"),
        ("date", "today()"),
        ("date", datetime(2024, 1, 31, 12)),
        ("datetime", "noon"),
        ("string", None.__class__),
    ],
)
def test_a_value_of_another_type_is_refused(kind, value):
    assert refused(Param("p", kind), value).code == "parameter_type"


def test_bounds_are_inclusive():
    month = Param("month", "integer", min=1, max=12)
    assert [one(month, value) for value in (1, "12")] == [1, 12]
    for value in (0, "13"):
        assert refused(month, value).remedy == "Give a value from 1 to 12."
    day = Param("day", "date", min="2024-01-01")
    assert one(day, "2024-01-01") == date(2024, 1, 1)
    refused(day, "2023-12-31")
    moment = Param("t", "datetime", max="2024-01-01T12:00")
    assert one(moment, "2024-01-01T12:00+00:00").tzinfo is not None
    refused(moment, "2024-01-01T12:01Z")
    refused(Param("s", max_length=3), "abcd")
    assert one(Param("s", max_length=3), "abc") == "abc"


def test_only_listed_values_are_taken():
    rate = Param("rate", "decimal", values=[0.25, 1])
    assert one(rate, "0.25") == Decimal("0.25")
    assert one(rate, "1.00") == 1
    assert refused(rate, "0.5").remedy == "Give one of: 0.25, 1."
    both = Param("region", multi=True, values=["North", "South"])
    assert one(both, ["South", "North"]) == ("South", "North")
    refused(both, ["South", "East"])


def test_several_values():
    many = Param("month", "integer", multi=True)
    assert one(many, "3") == (3,)
    assert one(many, ["3", 4]) == (3, 4)
    assert one(many, []) == ()
    assert one(Param("month", "integer"), ["3"]) == 3
    assert refused(Param("month", "integer"), ["3", "4"]).code == "parameter_several"


def test_unset_and_all_restrict_nothing():
    assert one(Param("month", "integer")) is None
    assert one(Param("month", "integer"), "all") == "all"
    assert one(Param("month", "integer", multi=True, default="all")) == "all"
    assert one(Param("month", "integer", multi=True), ["3", "all"]) == "all"
    assert refused(Param("month", "integer", required=True)).code == "parameter_missing"
    assert one(Param("month", "integer", required=True, default=1)) == 1


def test_defaults_that_are_expressions_are_evaluated_elsewhere():
    asked = []

    def evaluate(text):
        asked.append(text)
        return TODAY

    assert one(Param("day", "date", default="today()"), evaluate_default=evaluate) == TODAY
    days = Param("day", "date", default=["2024-01-31", "today()"], multi=True)
    assert one(days, evaluate_default=evaluate) == (date(2024, 1, 31), TODAY)
    assert asked == ["today()", "today()"]
    assert refused(Param("day", "date", default="today()")).code == "parameter_default"
    assert one(Param("day", "date", default="today()"), "2024-01-31") == date(2024, 1, 31)


def test_an_unknown_parameter_names_the_nearest():
    with pytest.raises(ParameterError) as caught:
        resolve_params([Param("month", "integer"), Param("year")], {"mnth": 3})
    assert caught.value.remedy == "Did you mean 'month'?"
    with pytest.raises(ParameterError, match="no parameter"):
        resolve_params([], {"month": 3})


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({"type": "integer", "default": "1"}, "Param/default"),
        ({"type": "integer", "default": True}, "Param/default"),
        ({"type": "integer", "default": 1.5}, "Param/default"),
        ({"type": "integer", "default": 13, "max": 12}, "Param/default"),
        ({"type": "integer", "default": [1, "2"], "multi": True}, "Param/default/1"),
        ({"type": "integer", "default": [1, 2]}, "Param/default"),
        ({"type": "integer", "min": "1"}, "Param/min"),
        ({"type": "date", "max": "today"}, "Param/max"),
        ({"type": "string", "min": "a"}, "Param/min"),
        ({"type": "boolean", "max": True}, "Param/max"),
        ({"type": "integer", "max_length": 5}, "Param/max_length"),
        ({"type": "integer", "values": [1, "2"]}, "Param/values/1"),
        ({"type": "string", "default": "x", "values": ["a"]}, "Param/default"),
        ({"values": {"source": "s"}}, "Param/values"),
        ({"values": "distinct(region)"}, "Param/values"),
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(keys, where):
    with pytest.raises(DefinitionError) as caught:
        Param("p", **keys)
    assert caught.value.where == where


@pytest.mark.parametrize("name", ["", "1a", "a b", "a.b", "é", "a\n", "a" * 65])
def test_names_fit_param_dot_name(name):
    with pytest.raises(DefinitionError):
        Param(name)


@given(
    st.sampled_from(["string", "integer", "decimal", "boolean", "date", "datetime"]),
    st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text() | st.integers()),
)
def test_whatever_is_given_is_a_value_or_a_parameter_error(kind, value):
    try:
        found = one(Param("p", kind, multi=True), value)
    except ParameterError as error:
        assert error.remedy
    else:
        assert found is None or found == "all" or isinstance(found, tuple)
