"""Figures worked out by hand, on the engine: the corners that random rows seldom reach."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
import ibis
import pytest

from nbreports.definition.expressions.parser import parse
from nbreports.errors import ExpressionError
from nbreports.query.compile import compile_aggregate, compile_over, compile_row
from nbreports.query.environment import Environment

INF = float("inf")
SCHEMA = {
    "o": "int64",
    "g": "string",
    "i": "int64",
    "tiny": "int8",
    "big": "int64",
    "f": "float64",
    "m": "decimal(10, 2)",
    "w": "decimal(38, 3)",
    "huge": "decimal(38, 0)",
    "s": "string",
    "b": "boolean",
    "d": "date",
    "t": "timestamp",
    "u": "interval('us')",
    'x"; drop table t; --': "int64",
}
TABLE = ibis.table(SCHEMA, name="t")
ENV = Environment({name: name for name in SCHEMA}, now=datetime(2024, 2, 29, 23, 59, 58))
ROWS = """
    (0, 'a', 7,   100, 9007199254740993,   '1.5',  2.35, 1.234, 3,  'Ab', true,  '2024-01-01', '2024-01-01 10:30:00', 90, 1),
    (1, 'a', -7,  -100, 9223372036854775807, '-inf', -2.35, -1.234, -3, null, false, '2021-01-03', '1969-12-31 23:59:59', -30, 2),
    (2, 'b', null, null, null,               null, null, null, null, 'é🙂', null, null, null, null, null),
    (3, 'b', 0,   50, 1,                     'inf', 0.05, 2.5, 1,  '', true,  '2020-12-31', '2024-02-29 00:00:00', 0, 3)
"""


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        types = [
            "BIGINT",
            "VARCHAR",
            "BIGINT",
            "TINYINT",
            "BIGINT",
            "DOUBLE",
            "DECIMAL(10,2)",
            "DECIMAL(38,3)",
            "DECIMAL(38,0)",
            "VARCHAR",
            "BOOLEAN",
            "DATE",
            "TIMESTAMP",
            "INTERVAL",
            "BIGINT",
        ]
        columns = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in SCHEMA]
        values = ", ".join(
            f"to_seconds(c{n}) AS {column}" if type_ == "INTERVAL" else f"c{n}::{type_} AS {column}"
            for n, (column, type_) in enumerate(zip(columns, types, strict=True))
        )
        names = ", ".join(f"c{n}" for n in range(len(columns)))
        connection.execute(f"CREATE TABLE t AS SELECT {values} FROM (VALUES {ROWS}) AS v({names})")
        yield connection


def run(connection, query):
    return connection.cursor().sql(ibis.to_sql(query, dialect="duckdb")).to_arrow_table()


def lines(connection, text):
    query = TABLE.select(TABLE.o, x=compile_row(parse(text), TABLE, ENV)).order_by("o")
    return run(connection, query)["x"].to_pylist()


def totals(connection, text, table=TABLE):
    return run(connection, table.aggregate(x=compile_aggregate(parse(text), table, ENV, order_by=[table.o])))[
        "x"
    ].to_pylist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # division by zero is NULL, floor goes down, the rest has the divisor's sign
        ("i / 0", [None] * 4),
        ("i // 0", [None] * 4),
        ("i % 0", [None] * 4),
        ("f / 0.0", [None] * 4),
        ("m // (m - m)", [None] * 4),
        ("7 / i", [1.0, -1.0, None, None]),
        ("i // 2", [3, -4, None, 0]),
        ("i // -2", [-4, 3, None, 0]),
        ("i % 3", [1, 2, None, 0]),
        ("i % -3", [-2, -1, None, 0]),
        ("m // 2", [1, -2, None, 0]),
        ("m % 2", [Decimal("0.35"), Decimal("1.65"), None, Decimal("0.05")]),
        ("0 ** -1", [None] * 4),
        # whole numbers beyond a float's 53 bits stay exact
        ("big // 1", [9007199254740993, 9223372036854775807, None, 1]),
        ("big % 10", [3, 7, None, 1]),
        # narrow columns do not overflow
        ("tiny * tiny", [10_000, 10_000, None, 2_500]),
        ("tiny + 100", [200, 0, None, 150]),
        ("if_(b, 2000000000, 1) * 2", [4_000_000_000, 2, 2, 4_000_000_000]),
        # halves go away from zero
        ("round(m, 1)", [Decimal("2.4"), Decimal("-2.4"), None, Decimal("0.1")]),
        ("round(m * m, 1)", [Decimal("5.5"), Decimal("5.5"), None, Decimal("0.0")]),
        ("round(i / 2)", [4.0, -4.0, None, 0.0]),
        ("round(i * 100, -3)", [1000, -1000, None, 0]),
        # what a float cannot be is NULL
        ("f - f", [0.0, None, None, None]),
        ("f * 0", [0.0, None, None, None]),
        ("(f - f) ** 0", [1.0, None, None, None]),
        ("(f - f) > 0 or true", [True] * 4),
        ("round(f - f)", [0.0, None, None, None]),
        ("f % 2", [1.5, None, None, None]),
        # three-valued logic
        ("b and none", [None, False, None, None]),
        ("b or none", [True, None, None, True]),
        ("not b", [False, True, None, False]),
        ("if_(b, 1, 2)", [1, 2, 2, 1]),
        ("(not b) is none", [False, False, True, False]),
        ("(not b) is not none", [True, True, False, True]),
        ("(i not in [7]) is none", [False, False, True, False]),
        ("(b and i > 0) is none", [False, False, True, False]),
        ("(b or i > 0) is not none", [True, True, False, True]),
        ("(not b) == (not b)", [True, True, None, True]),
        ("i in [7, 0]", [True, False, None, True]),
        ("i not in [7]", [False, True, None, True]),
        ("i in []", [False] * 4),
        ("i not in []", [True] * 4),
        # decimals as they are written
        ("m * 1.1", [Decimal("2.585"), Decimal("-2.585"), None, Decimal("0.055")]),
        ("m == 2.35", [True, False, None, False]),
        ("m in [0.05]", [False, False, None, True]),
        ("coalesce(m, 0.001)", [Decimal("2.35"), Decimal("-2.35"), Decimal("0.001"), Decimal("0.05")]),
        # no digit is dropped where decimals of 38 digits meet others
        ("coalesce(huge, m)", [3, -3, None, 1]),
        ("m if b else huge", [Decimal("2.35"), -3, None, Decimal("0.05")]),
        ("w if b else huge", [Decimal("1.234"), -3, None, Decimal("2.5")]),
        ("w == 1.23", [False, False, None, False]),
        ("w * 1 == huge * 1.0", [False, False, None, False]),
        ("w > huge", [False, True, None, True]),
        ("w in [1.2344, 2.5]", [False, False, None, True]),
        # dates
        ("weekday(d)", [1, 7, None, 4]),
        ("week(d)", [1, 53, None, 53]),
        ("year(d) * 100 + month(d)", [202401, 202101, None, 202012]),
        ("d + 31", [date(2024, 2, 1), date(2021, 2, 3), None, date(2021, 1, 31)]),
        ("d - i", [date(2023, 12, 25), date(2021, 1, 10), None, date(2020, 12, 31)]),
        ("d - date('2020-12-31')", [1096, 3, None, 0]),
        ("date_trunc('week', d)", [date(2024, 1, 1), date(2020, 12, 28), None, date(2020, 12, 28)]),
        (
            "date_trunc('quarter', t)",
            [datetime(2024, 1, 1), datetime(1969, 10, 1), None, datetime(2024, 1, 1)],
        ),
        ("hour(t)", [10, 23, None, 0]),
        ("date(t) == '2024-01-01'", [True, False, None, False]),
        ("t >= '2024-01-01T10:30'", [True, False, None, True]),
        (
            "t + u",
            [
                datetime(2024, 1, 1, 10, 31, 30),
                datetime(1969, 12, 31, 23, 59, 29),
                None,
                datetime(2024, 2, 29),
            ],
        ),
        ("today()", [date(2024, 2, 29)] * 4),
        ("today() - 1", [date(2024, 2, 28)] * 4),
        ("now()", [datetime(2024, 2, 29, 23, 59, 58)] * 4),
        # text goes by code points, and is never a part of the statement
        ("length(s)", [2, None, 2, 0]),
        ("s > 'Z'", [False, None, True, False]),
        ("upper(s)", ["AB", None, "É🙂", ""]),
        ("title(concat(s, ' oF tHE'))", ["Ab Of The", None, "É🙂 Of The", " Of The"]),
        ("concat(s, i)", ["Ab7", None, None, "0"]),
        ("contains(s, '')", [True, None, True, True]),
        (
            'concat(s, "\'; drop table t; --")',
            ["Ab'; drop table t; --", None, "é🙂'; drop table t; --", "'; drop table t; --"],
        ),
        ("col('x\"; drop table t; --') + 1", [2, 3, None, 4]),
        ("s == 'Ab\\x00'", [False, None, False, False]),
    ],
)
def test_rows(connection, text, expected):
    assert lines(connection, text) == expected


@pytest.mark.parametrize(
    "text", ["big + big", "big * 2", "-big - 2", "abs(-big - 1)", "round(big, -3)", "9223372036854775807 + i"]
)
def test_integer_overflow_is_an_error_of_the_run(connection, text):
    with pytest.raises(duckdb.Error, match=r"(?i)overflow|range"):
        lines(connection, text)


@pytest.mark.parametrize(
    ("text", "all_rows", "no_rows"),
    [
        ("count()", 4, 0),
        ("count(i)", 3, 0),
        ("count(1)", 4, 0),
        ("count(none)", 0, 0),
        ("nunique(b)", 2, 0),
        ("sum(big)", 9007199254740993 + 9223372036854775807 + 1, None),
        ("sum(tiny)", 50, None),
        ("sum(m)", Decimal("0.05"), None),
        ("sum(m * 1.1)", Decimal("0.055"), None),
        ("sum(f)", None, None),
        ("sum(b)", 2, None),
        ("sum(none)", None, None),
        ("sum(1)", 4, None),
        ("mean(i)", 0.0, None),
        ("mean(b)", 2 / 3, None),
        ("mean(f)", None, None),
        ("min(s)", "", None),
        ("max(s)", "é🙂", None),
        ("min(d)", date(2020, 12, 31), None),
        ("median(i)", 0.0, None),
        ("median(m)", 0.05, None),
        ("quantile(i, 0.25)", -3.5, None),
        ("quantile(f, 0)", -INF, None),
        ("quantile(if_(o == 0, none, f), 0.25)", None, None),
        ("median(if_(o == 0, none, f))", None, None),
        ("std(i)", 7.0, None),
        ("var(tiny)", 10833.333333333334, None),
        ("std(f)", None, None),
        ("first(s)", "Ab", None),
        ("last(s)", "", None),
        ("last(b)", True, None),
        ("last(not b)", False, None),
        ("first(not b and i < 0)", False, None),
        ("first(none)", None, None),
        ("any(b)", True, None),
        ("all(b)", False, None),
        ("any(i > 100)", False, None),
        ("sum(i) / count()", 0.0, None),
        ("sum(if_(b, 1, 0)) / count(b)", 2 / 3, None),
        ("coalesce(sum(i), 0)", 0, 0),
        ("coalesce(sum(none), 5)", 5, 5),
        ("if_(count() > 0, 'some', 'none')", "some", "none"),
        ("42", 42, 42),
        ("today()", date(2024, 2, 29), date(2024, 2, 29)),
        ("coalesce(sum(w), sum(m)) == 2.5", True, None),
        ("coalesce(sum(w * 1.0), sum(huge))", Decimal("2.5"), None),
        ("coalesce(sum(huge), sum(w))", 1, None),
        ("sum(m) if count() == 0 else sum(w)", Decimal("2.5"), None),
        ("sum(big) // 10", 923238438405403, None),
        ("round(sum(m), 1)", Decimal("0.1"), None),
    ],
)
def test_totals(connection, text, all_rows, no_rows):
    if text == "sum(big) // 10":
        all_rows = (9007199254740993 + 9223372036854775807 + 1) // 10
    assert totals(connection, text) == [pytest.approx(all_rows) if isinstance(all_rows, float) else all_rows]
    assert totals(connection, text, TABLE.filter(TABLE.o > 99)) == [no_rows]


def test_totals_of_durations(connection):
    seconds = [totals(connection, text)[0].nanoseconds / 1e9 for text in ("sum(u)", "mean(u)", "max(u)")]
    assert seconds == [60, 20, 90]


def test_groups_and_their_keys(connection):
    """In a group its key may stand beside totals; other names may not."""
    env = Environment(ENV.columns, ENV.now, keys=frozenset({"g"}))
    text = "concat(upper(g), ': ', count(i))"
    asked = compile_aggregate(parse(text), TABLE, env)
    found = run(connection, TABLE.group_by("g").aggregate(x=asked).order_by("g"))
    assert found["x"].to_pylist() == ["A: 2", "B: 1"]
    with pytest.raises(ExpressionError, match="'i' has a value in each row") as caught:
        compile_aggregate(parse("sum(i) + i"), TABLE, env)
    assert caught.value.column == 9


def test_first_and_last_follow_the_order_given(connection):
    asked = {
        name: compile_aggregate(parse(f"{name}(s)"), TABLE, ENV, order_by=[ibis.desc("g"), ibis.desc("o")])
        for name in ("first", "last")
    }
    assert run(connection, TABLE.aggregate(**asked)).to_pylist() == [{"first": "", "last": "Ab"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(i)", [7, 0, 0, 0]),
        ("sum(i) / count()", [7.0, 0.0, 0.0, 0.0]),
        ("count(s)", [1, 1, 2, 3]),
        ("first(s)", ["Ab"] * 4),
        ("last(s)", ["Ab", "Ab", "é🙂", ""]),
        ("nunique(b)", [1, 2, 2, 2]),
        ("median(i)", [7.0, 0.0, 0.0, 0.0]),
        ("sum(f)", [1.5, -INF, -INF, None]),
        ("all(b)", [True, False, False, False]),
        ("max(m) - min(m)", [Decimal(0), Decimal("4.70"), Decimal("4.70"), Decimal("4.70")]),
        ("coalesce(sum(huge), sum(w))", [3, 0, 0, 1]),
        ("if_(count() > 2, sum(w), sum(huge))", [3, 0, 0, Decimal("2.5")]),
    ],
)
def test_running(connection, text, expected):
    """``running(a / b)`` divides the running parts."""
    window = ibis.window(order_by=[TABLE.o], rows=(None, 0))
    query = TABLE.select(TABLE.o, x=compile_over(parse(text), TABLE, ENV, window)).order_by("o")
    assert run(connection, query)["x"].to_pylist() == expected


def test_running_starts_again_with_each_group(connection):
    window = ibis.window(group_by=[TABLE.g], order_by=[ibis.desc(TABLE.o)], rows=(None, 0))
    asked = {
        f"x{n}": compile_over(parse(text), TABLE, ENV, window)
        for n, text in enumerate(("sum(i)", "last(s)", "count()"))
    }
    found = run(connection, TABLE.select(TABLE.o, **asked).order_by("o")).to_pydict()
    assert found == {
        "o": [0, 1, 2, 3],
        "x0": [0, -7, 0, 0],
        "x1": ["Ab", None, "é🙂", ""],
        "x2": [2, 1, 2, 1],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("amount", "no field 'amount'"),
        ("sum(i)", "works on many rows"),
        ("param.x", "no value here"),
        ("group.key", "no value here"),
        ("rank()", "cannot stand here"),
        ("i + s", "cannot join"),
        ("i // i // i // i // i // i // i // i", "too large"),
    ],
)
def test_what_does_not_compile(text, message):
    with pytest.raises(ExpressionError, match=message) as caught:
        compile_row(parse(text), TABLE, ENV)
    assert caught.value.remedy


def test_the_time_of_the_run_must_be_known():
    with pytest.raises(ExpressionError, match="now"):
        compile_row(parse("now()"), TABLE, Environment(ENV.columns))


@pytest.mark.parametrize(
    "text",
    [
        "i" + " + i" * 39,
        "f" + " / f" * 39,
        "m" + " - m" * 20,
        "abs(" * 38 + "f - f" + ")" * 38,
        " and ".join(["b"] * 200),
    ],
)
def test_deep_expressions_reach_the_engine(connection, text):
    assert len(lines(connection, text)) == 4
