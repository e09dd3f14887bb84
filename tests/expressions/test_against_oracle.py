"""The engine and the oracle must agree on random expressions over random rows."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nbreports.definition.expressions.analysis import kind
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.types import infer
from nbreports.query.compile import compile_aggregate, compile_over, compile_row
from nbreports.query.environment import Environment, data_type

from . import oracle
from .soup import Soup

NOW = datetime(2024, 5, 6, 7, 8, 9)
TYPES = {
    "o": pa.int64(),
    "i": pa.int64(),
    "j": pa.int16(),
    "f": pa.float64(),
    "h": pa.float64(),
    "m": pa.decimal128(9, 2),
    "p": pa.decimal128(7, 3),
    "s": pa.string(),
    "u": pa.string(),
    "b": pa.bool_(),
    "c": pa.bool_(),
    "d": pa.date32(),
    "e": pa.date32(),
    "t": pa.timestamp("us"),
    "v": pa.timestamp("us"),
}
TABLE = ibis.table(
    {
        **dict.fromkeys(("o", "i"), "int64"),
        "j": "int16",
        "f": "float64",
        "h": "float64",
        "m": "decimal(9, 2)",
        "p": "decimal(7, 3)",
        **dict.fromkeys("su", "string"),
        **dict.fromkeys("bc", "boolean"),
        **dict.fromkeys("de", "date"),
        **dict.fromkeys("tv", "timestamp"),
    },
    name="t",
)
ENV = Environment({name: name for name in TABLE.columns}, now=NOW)
KINDS = {name: data_type(dtype) for name, dtype in TABLE.schema().items()}


def nullable(strategy):
    return st.one_of(st.none(), strategy, strategy, strategy)


# eighths are exact in binary, so that no test hangs on a float's last bit
eighths = st.one_of(
    st.integers(-400, 400).map(lambda n: n / 8),
    st.sampled_from((0.0, float("inf"), float("-inf"), float("nan"))),
)
texts = st.sampled_from(
    (
        "",
        "a",
        "B",
        "ab",
        "Ab c d",
        " é ",
        "\tx ",
        "z",
        "Zürich",
        "🙂",
        "a🙂b",
        "\uffff",
        "O'Neil",
        "%_",
        "a--b",
    )
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "i": nullable(st.integers(-20, 20)),
            "j": nullable(st.integers(-5, 5)),
            "f": nullable(eighths),
            "h": nullable(eighths),
            "m": nullable(st.integers(-999, 999).map(lambda n: Decimal(n) / 100)),
            "p": nullable(st.integers(-9999, 9999).map(lambda n: Decimal(n) / 1000)),
            "s": nullable(texts),
            "u": nullable(texts),
            "b": nullable(st.booleans()),
            "c": nullable(st.booleans()),
            "d": nullable(st.dates(date(1999, 12, 20), date(2024, 12, 31))),
            "e": nullable(st.dates(date(2023, 12, 20), date(2024, 3, 3))),
            "t": nullable(st.datetimes(datetime(2023, 12, 20), datetime(2024, 3, 3))),
            "v": nullable(st.datetimes(datetime(1969, 12, 20), datetime(2040, 3, 3))),
        }
    ),
    max_size=9,
)
# a failure names the expression and the row; shrinking a seed would say nothing more
CALM = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        yield connection


def load(connection, data):
    """Put the rows into the engine as a source would, NaN as NULL; return them as the oracle wants them."""
    data = [{"o": place, **each} for place, each in enumerate(data)]
    schema = pa.schema(list(TYPES.items()))
    cursor = connection.cursor()
    cursor.register("incoming", pa.Table.from_pylist(data, schema=schema))
    cursor.execute(
        "CREATE OR REPLACE TABLE t AS SELECT * REPLACE (nullif(f, 'nan') AS f, nullif(h, 'nan') AS h) FROM incoming"
    )
    return cursor, [{name: oracle.clean(value) for name, value in each.items()} for each in data]


def answers(cursor, query):
    return cursor.sql(ibis.to_sql(query, dialect="duckdb")).to_arrow_table().to_pydict()


def attempt(compute):
    """The oracle's answer, or why there is none."""
    try:
        return compute(), None
    except (oracle.Overflow, oracle.Unclear) as reason:
        return None, reason


@settings(CALM, max_examples=25)
@given(rows, st.integers(0, 2**32))
def test_rows(connection, data, seed):
    """Row functions, operators and logic mean on the engine what they mean in the format."""
    cursor, data = load(connection, data)
    soup = Soup(random.Random(seed))
    texts, wanted = [], []
    for _ in range(50):
        text = soup.one(
            soup.random.choice(("integer", "float", "decimal", "text", "boolean", "date", "datetime"))
        )
        want, reason = attempt(lambda text=text: [oracle.row(text, each, NOW) for each in data])
        if reason is None and len(text) < 1_000:
            texts.append(text)
            wanted.append(want)
    asked = {f"x{n}": compile_row(parse(text), TABLE, ENV) for n, text in enumerate(texts)}
    got = answers(cursor, TABLE.select(TABLE.o, **asked).order_by("o"))
    for n, (text, want) in enumerate(zip(texts, wanted, strict=True)):
        for each, have, value in zip(data, got[f"x{n}"], want, strict=True):
            assert oracle.same(have, value), (text, each, have, value)


@settings(CALM, max_examples=40)
@given(rows, st.integers(0, 2**32))
def test_totals(connection, data, seed):
    """Aggregates, and what is computed with them, over any rows and over none."""
    cursor, data = load(connection, data)
    soup = Soup(random.Random(seed))
    texts, wanted = [], []
    for _ in range(40):
        text = soup.total()
        want, reason = attempt(lambda text=text: oracle.total(text, data, NOW))
        if reason is None:
            texts.append(text)
            wanted.append(want)
    asked = {
        f"x{n}": compile_aggregate(parse(text), TABLE, ENV, order_by=[TABLE.o])
        for n, text in enumerate(texts)
    }
    got = answers(cursor, TABLE.aggregate(**asked))
    for n, (text, want) in enumerate(zip(texts, wanted, strict=True)):
        assert oracle.same(got[f"x{n}"][0], want), (text, data, got[f"x{n}"], want)


@settings(CALM, max_examples=15)
@given(rows, st.integers(0, 2**32))
def test_running(connection, data, seed):
    """Each line's running total is the total over the lines up to it."""
    cursor, data = load(connection, data)
    soup = Soup(random.Random(seed))
    texts, wanted = [], []
    for _ in range(20):
        text = soup.total()
        want, reason = attempt(lambda text=text: oracle.running(text, data, NOW))
        if reason is None:
            texts.append(text)
            wanted.append(want)
    window = ibis.window(order_by=[TABLE.o], rows=(None, 0))
    asked = {f"x{n}": compile_over(parse(text), TABLE, ENV, window) for n, text in enumerate(texts)}
    got = answers(cursor, TABLE.select(TABLE.o, **asked).order_by("o"))
    for n, (text, want) in enumerate(zip(texts, wanted, strict=True)):
        for have, value in zip(got[f"x{n}"], want, strict=True):
            assert oracle.same(have, value), (text, data, have, value)


ARROW = {
    "integer": lambda type_: pa.types.is_integer(type_) or (pa.types.is_decimal(type_) and type_.scale == 0),
    "float": pa.types.is_floating,
    "decimal": pa.types.is_decimal,
    "text": pa.types.is_string,
    "boolean": pa.types.is_boolean,
    "date": pa.types.is_date,
    "datetime": pa.types.is_timestamp,
}


@settings(CALM, max_examples=8)
@given(st.integers(0, 2**32))
def test_types(connection, seed):
    """What ``infer`` says is what the engine gives, for rows and for totals, and both say what kind it is."""
    cursor, _ = load(connection, [])
    soup = Soup(random.Random(seed))
    lines = [parse(soup.one(soup.random.choice(tuple(soup.fields)))) for _ in range(40)]
    totals = [parse(soup.total()) for _ in range(40)]
    assert {kind(line) for line in lines} == {"row"}
    assert {kind(each) for each in totals} == {"aggregate"}
    row_types = cursor.sql(
        ibis.to_sql(
            TABLE.select(**{f"x{n}": compile_row(e, TABLE, ENV) for n, e in enumerate(lines)}),
            dialect="duckdb",
        )
    ).to_arrow_table()
    total_types = cursor.sql(
        ibis.to_sql(
            TABLE.aggregate(**{f"x{n}": compile_aggregate(e, TABLE, ENV) for n, e in enumerate(totals)}),
            dialect="duckdb",
        )
    ).to_arrow_table()
    for found, expressions in ((row_types, lines), (total_types, totals)):
        for field, expression in zip(found.schema, expressions, strict=True):
            assert ARROW[infer(expression, KINDS)](field.type), (expression, field.type)
