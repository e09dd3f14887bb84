"""Parameters, the moment of the run, time zones."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from asking import asked, column, rows

from nbreports import Param, Table, Text
from nbreports.errors import DefinitionError

FRAME = {
    "s": pa.table({"d": [date(2024, 1, 1), date(2024, 6, 1), None], "r": ["a", "b", "c"], "n": [1, 2, 3]})
}


@pytest.mark.parametrize(
    ("where", "param", "given", "left"),
    [
        ("r in param.x", Param("x", multi=True), ["a", "c"], ["a", "c"]),
        ("r in param.x", Param("x", multi=True), None, ["a", "b", "c"]),
        ("r in param.x", Param("x", multi=True), "all", ["a", "b", "c"]),
        ("r in param.x", Param("x", multi=True), [], []),
        ("not (r == param.x)", Param("x"), None, ["a", "b", "c"]),
        ("d >= param.x", Param("x", "date", default="date_trunc('month', today())"), None, ["a", "b"]),
        ("d > param.x", Param("x", "date", default="today() + 100"), None, ["b"]),
    ],
)
def test_a_filter_with_a_parameter(where, param, given, left):
    output = asked(
        Table("r", where=where), frames=FRAME, params=[param], given={} if given is None else {"x": given}
    )
    assert column(output, "detail", "r") == left


@pytest.mark.parametrize(
    "default",
    [
        "foo()",
        "today() + 99999999999",
        "today() - 'a'",
        "date_trunc('day', today())",
        "today() + today()",
        "-today()",
    ],
)
def test_a_default_that_is_no_date(default):
    with pytest.raises(DefinitionError):
        asked(Table("r", where="d > param.x"), frames=FRAME, params=[Param("x", "date", default=default)])


def test_several_values_where_one_must_stand():
    with pytest.raises(DefinitionError) as caught:
        asked(Text("{{ param.x }}"), frames=FRAME, params=[Param("x", multi=True)], given={"x": ["a", "b"]})
    assert caught.value.where == "/body/0/md"


def test_more_digits_than_the_engine_holds():
    with pytest.raises(DefinitionError) as caught:
        asked(
            Table("r", where="n > param.x"),
            frames=FRAME,
            params=[Param("x", "decimal")],
            given={"x": "1." + "1" * 40},
        )
    assert caught.value.where == "param.x"


def test_today_is_the_date_of_the_reports_time_zone():
    """At half past eleven in the evening of the 5th in London it is the 6th in Tokyo."""
    text = Text("{{ today() | date:short }} {{ param.x | date:short }} {{ run.started | date:short }}")
    params = [Param("x", "date", default="today()")]
    assert asked(text, params=params, timezone="Asia/Tokyo")["body"][0]["md"] == "1/6/24 1/6/24 1/6/24"
    assert asked(text, params=params)["body"][0]["md"] == "1/5/24 1/5/24 1/5/24"


def test_parts_of_instants_are_those_of_the_reports_time_zone():
    output = asked(Table("hour(at)", "day(at)", limit=1), timezone="Asia/Tokyo")
    assert rows(output, "detail")[0]["values"] == {"hour(at)": 8, "day(at)": 6}


def test_an_unset_parameter_has_no_value():
    output = asked(Table("n * param.x", limit=1), frames=FRAME, params=[Param("x", "decimal")])
    assert column(output, "detail", "n * param.x") == [None]
    output = asked(Table("n * param.x", limit=1), frames=FRAME, params=[Param("x", "decimal", default=1.5)])
    assert column(output, "detail", "n * param.x") == [Decimal("1.5")]
