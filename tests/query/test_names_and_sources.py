"""What a name means, what a source gives, and what its owner keeps back."""

from decimal import Decimal

import pyarrow as pa
import pytest
from asking import asked, column, rows

from nbreports import Column, Field, FrameSource, Join, Measure, QuerySource, Table, TableSource, Text
from nbreports.errors import DefinitionError, NbreportsError, SourceError

ORDERS = pa.table({"id": [1, 2, 3], "a": [1, 2, 9], "b": [2, 2, 1], "c": [1, 1, 2], "v": [10, 20, 30]})
NAMES = pa.table({"k": [1, 2, 2], "name": ["one", "two", "zwei"]})
FLAGS = pa.table({"flag": ["Y", "N"], "n": [1, 2]})
PAY = pa.table({"id": [1, 2, 3], "secret": ["x", "y", "x"], "pay": [100, 200, 300], "dep": ["A", "A", "B"]})


def test_a_measure_may_bear_the_name_of_a_field():
    measures = {"n": Measure("sum(n)"), "share": Measure("n / count()")}
    output = asked(
        Table(
            "flag",
            Column("n", total=True),
            Column("sum(n)", name="again"),
            "share",
            group_by="flag",
            order_by="n",
        ),
        frames={"s": FLAGS},
        measures=measures,
    )
    assert rows(output, "summary")[0]["values"] == {"n": 3, "again": 3, "share": Decimal("1.5")}


def test_a_filter_reads_the_field_and_not_the_measure_of_its_name():
    output = asked(Table("flag", where="n > 1"), frames={"s": FLAGS}, measures={"n": Measure("sum(n)")})
    assert column(output, "detail", "flag") == ["N"]


def test_measures_that_double_are_refused_before_they_fill_memory():
    measures = {"m0": Measure("sum(n)")} | {f"m{i + 1}": Measure(f"m{i} + m{i}") for i in range(40)}
    with pytest.raises(DefinitionError) as caught:
        asked(Table("m40", detail=False), frames={"s": FLAGS}, measures=measures)
    assert caught.value.code == "expression_too_large"


def test_a_calculated_field_goes_before_a_field_of_its_name_everywhere():
    output = asked(
        Table("flag", "twice", where="flag"),
        frames={"s": FLAGS},
        fields={"twice": Field(expr="if_(flag, 2, 0)"), "flag": Field(expr="n > 1")},
        sources={"s": FrameSource("s", where="flag or n == 1")},
    )
    assert rows(output, "detail")[0]["values"] == {"flag": True, "twice": 2}


@pytest.mark.parametrize(
    ("values", "type_", "read"),
    [
        (["1", " 2", None], "integer", [1, 2, None]),
        (["1.5", "2"], "float", [Decimal("1.5"), Decimal("2.0")]),
        (["1.05", "2"], "decimal", [Decimal("1.050000"), Decimal("2.000000")]),
        (["2024-01-31", None], "date", ["2024-01-31", None]),
        (["true", "f"], "boolean", [True, False]),
        ([1, 0, None], "boolean", [True, False, None]),
        ([1.0, None], "integer", [1, None]),
        ([1, 2], "text", ["1", "2"]),
    ],
)
def test_a_declared_type_is_read(values, type_, read):
    output = asked(Table("n"), frames={"s": pa.table({"n": values})}, fields={"n": Field(type=type_)})
    assert output["body"][0]["columns"][0]["type"] == type_
    assert column(output, "detail", "n") == read


@pytest.mark.parametrize(
    ("values", "type_", "wrong"),
    [
        (["1", "x"], "integer", "'x'"),
        (["1.5"], "integer", "'1.5'"),
        ([1.5], "integer", "'1.5'"),
        ([""], "float", "''"),
        (["1.00000001"], "decimal", "'1.00000001'"),
        (["31.1.2024"], "date", "'31.1.2024'"),
        ([2], "boolean", "'2'"),
    ],
)
def test_a_value_that_does_not_convert_is_named(values, type_, wrong):
    with pytest.raises(SourceError) as caught:
        asked(Table("n"), frames={"s": pa.table({"n": values})}, fields={"n": Field(type=type_)})
    assert caught.value.where == "/fields/n/type"
    assert wrong in caught.value.message


def test_a_type_without_a_way_is_refused():
    with pytest.raises(DefinitionError) as caught:
        asked(Table("n"), frames={"s": pa.table({"n": ["a"]})}, fields={"n": Field(type="duration")})
    assert caught.value.where == "/fields/n/type"


def test_joins_read_declared_types():
    texts = pa.table({"k": ["1", "2"], "name": ["one", "two"]})
    output = asked(
        Table("id", "x.name"),
        frames={"o": ORDERS, "q": texts},
        fields={"x.k": Field(type="integer")},
        sources={"s": QuerySource("o", joins=[Join("q", on={"a": "k"}, as_="x")])},
    )
    assert column(output, "detail", "x.name") == ["one", "two", None]


def test_one_frame_joined_three_times():
    joins = [Join("q", on={key: "k"}, as_=alias) for key, alias in (("a", "x"), ("b", "y"), ("c", "z"))]
    output = asked(
        Table("id", "x.name", "y.name", "z.name", where="x.name == 'one'"),
        frames={"o": ORDERS, "q": NAMES},
        sources={"s": QuerySource("o", joins=joins)},
    )
    assert [list(row["values"].values()) for row in rows(output, "detail")] == [
        [1, "one", "two", "one"],
        [1, "one", "zwei", "one"],
    ]
    assert output["warnings"][0]["code"] == "join_multiplies"


GUARDED = {"s": {"where": "secret == 'x'", "hidden": ["secret"]}}


def test_owners_limits_hold_for_all_a_report_shows():
    output = asked(
        Table("id", "pay", "dep"),
        Text("{{ run.rows }} {{ count() }} {{ sum(pay) }}"),
        frames={"s": PAY},
        guarded=GUARDED,
    )
    assert column(output, "detail", "id") == [1, 3]
    assert output["body"][1]["md"] == "2 2 400"
    assert output["stamp"]["filters"] == []


@pytest.mark.parametrize(
    "keys",
    [
        {"body": [Table("secret")]},
        {"body": [Table("id", where="secret == 'x'")]},
        {"body": [Table("max(secret)", detail=False)]},
        {"body": [Table("m", detail=False)], "measures": {"m": Measure("max(secret)")}},
        {"body": [Table("c")], "fields": {"c": Field(expr="upper(secret)")}},
        {"body": [Table("secret", source="z")], "sources": {"z": FrameSource("s")}},
        {"body": [Table("secret", source="z")], "sources": {"z": TableSource(table="s")}},
        {"body": [Table("secret", source="z")], "sources": {"s": QuerySource("g"), "z": FrameSource("s")}},
        {
            "body": [Table("k", "h.secret", source="z")],
            "sources": {"z": QuerySource("g", joins=[Join("s", on={"v": "id"}, as_="h")])},
        },
        {
            "body": [Table("id", source="z")],
            "sources": {"z": QuerySource("s", joins=[Join("g", on={"secret": "k"})])},
        },
    ],
)
def test_no_road_leads_to_a_hidden_column(keys):
    other = pa.table({"k": ["x", "y"], "v": [1, 2]})
    keys = dict(keys)
    with pytest.raises(NbreportsError) as caught:
        asked(*keys.pop("body"), frames={"s": PAY, "g": other}, guarded=GUARDED, **keys)
    assert "Known here" not in str(caught.value.remedy) or "secret" not in str(caught.value.remedy)


def test_a_calculated_field_of_a_hidden_name_does_not_fool_the_owners_filter():
    output = asked(
        Table("id", "secret"), frames={"s": PAY}, guarded=GUARDED, fields={"secret": Field(expr="'x'")}
    )
    assert column(output, "detail", "id") == [1, 3]


@pytest.mark.parametrize("where", ["nope == 1", "sum(pay) > 1", "pay", "pay ==", "pay == param.x"])
def test_an_owners_filter_that_is_none_lets_nothing_through(where):
    with pytest.raises(DefinitionError) as caught:
        asked(Table("id"), frames={"s": PAY}, guarded={"s": {"where": where, "hidden": ["secret"]}})
    assert caught.value.where == "row filter of s"
    assert "secret" not in caught.value.message + str(caught.value.remedy)


def test_odd_names():
    frame = pa.table(
        {
            "it's": [1, 2],
            'a "q"': ["x", "y"],
            "😀": [1.5, None],
            "select": [1, 2],
            "a.b": [3, 4],
            "g0": [5, 6],
        }
    )
    values = ['col("it\'s")', "col('a \"q\"')", 'col("😀")', "col('a.b')", "g0"]
    output = asked(Table(*values, totals="sum", group_by="select"), frames={"s": frame})
    assert list(rows(output, "summary")[0]["values"].values()) == [3, Decimal("1.5"), 7, 11]


def test_keys_that_are_no_numbers():
    frame = pa.table({"k": [1.0, float("nan"), None, -0.0, 0.0, float("inf")], "v": [1, 2, 3, 4, 5, 6]})
    output = asked(Table("sum(v)", group_by="k", detail=False), frames={"s": frame})
    assert column(output, "group_footer", "sum(v)") == [9, 1, 6, 5]
