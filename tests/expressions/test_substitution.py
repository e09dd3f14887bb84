"""Measures, calculated fields, parameters and values of the run, put in the place of their names."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from nbreports.definition.expressions.analysis import (
    calls,
    kind,
    literal_params,
    names,
    namespaces,
    substitute,
    substitute_namespaces,
    to_text,
)
from nbreports.definition.expressions.nodes import Literal
from nbreports.definition.expressions.parser import parse
from nbreports.errors import ExpressionError


def inlined(text, **mapping):
    return to_text(substitute(parse(text), {name: parse(value) for name, value in mapping.items()}))


def test_measures_are_written_out():
    assert (
        inlined("sales / orders", sales="sum(amount)", orders="nunique(order_id)")
        == "sum(amount) / nunique(order_id)"
    )
    assert (
        inlined("share", share="sales / 2", sales="sum(net)", net="amount - tax") == "sum(amount - tax) / 2"
    )
    assert inlined("a * b", a="x + 1", b="x - 1") == "(x + 1) * (x - 1)"
    assert (
        inlined("running(sales, reset=region)", sales="sum(x)", region="y") == "running(sum(x), reset=region)"
    )


def test_names_of_joined_fields_are_keys():
    expression = substitute(parse("airline.full"), {"airline.full": parse("concat(airline.name, '!')")})
    assert to_text(expression) == "concat(airline.name, '!')"


@pytest.mark.parametrize(
    ("mapping", "circle"),
    [
        ({"a": "a + 1"}, "a -> a"),
        ({"a": "b", "b": "c * 2", "c": "a"}, "a -> b -> c -> a"),
        ({"a": "x + b", "b": "b"}, "b -> b"),
    ],
)
def test_a_circle_is_told(mapping, circle):
    with pytest.raises(ExpressionError, match=circle):
        inlined("a", **mapping)


def test_a_name_twice_is_no_circle():
    assert inlined("a + a", a="b + b", b="x") == "x + x + (x + x)"


def test_growth_is_bounded():
    """Thirty measures that each name the former twice would make a billion parts."""
    mapping = {f"m{n}": f"m{n - 1} + m{n - 1}" for n in range(1, 30)} | {"m0": "x"}
    with pytest.raises(ExpressionError, match="too large"):
        inlined("m29", **mapping)
    deep = {f"m{n}": f"-m{n - 1}" for n in range(1, 300)} | {"m0": "x"}
    with pytest.raises(ExpressionError, match="too large"):
        inlined("m299", **deep)


@pytest.mark.parametrize(
    ("text", "params", "expected"),
    [
        ("month <= param.month", {"month": 3}, "month <= 3"),
        ("origin in param.origin", {"origin": ["EWR", "JFK"]}, "origin in ['EWR', 'JFK']"),
        ("origin in param.origin", {"origin": "EWR"}, "origin in ['EWR']"),
        ("origin in param.origin", {"origin": []}, "origin in []"),
        ("origin in param.origin", {"origin": None}, "true"),
        ("origin in param.origin", {"origin": "all"}, "true"),
        ("origin in param.origin", {"origin": ["all"]}, "true"),
        ("origin not in param.origin", {"origin": None}, "true"),
        ("not origin == param.origin", {"origin": None}, "true"),
        ("not (origin == param.origin and x)", {"origin": None}, "not (true and x)"),
        ("a == param.a and b == param.b", {"a": None, "b": 2}, "true and b == 2"),
        ("param.low <= x <= param.high", {"low": None, "high": 9}, "true and x <= 9"),
        ("x > param.a * 2", {"a": None}, "true"),
        ("x * param.rate", {"rate": None}, "x * none"),
        ("x * param.rate", {"rate": Decimal("1.10")}, "x * 1.10"),
        ("day >= param.day", {"day": date(2024, 1, 31)}, "day >= date('2024-01-31')"),
        ("if_(param.mode == 'net', x, y)", {"mode": "gross"}, "x if 'gross' == 'net' else y"),
        ("param.a is none or x == param.a", {"a": None}, "none is none or true"),
        ("s == param.s", {"s": "x' or '1'='1"}, "s == \"x' or '1'='1\""),
    ],
)
def test_parameters(text, params, expected):
    assert to_text(literal_params(parse(text), params)) == expected


def test_parameters_that_cannot_be():
    with pytest.raises(ExpressionError) as caught:
        literal_params(parse("x == param.regoin"), {"region": 1})
    assert "param.region" in caught.value.remedy
    with pytest.raises(ExpressionError, match="several values"):
        literal_params(parse("x == param.p"), {"p": [1, 2]})
    with pytest.raises(ExpressionError, match="cannot stand"):
        literal_params(parse("x == param.p"), {"p": object()})


def test_values_of_the_run():
    expression = parse("concat(report.title, run.rows, group.key)")
    started = substitute_namespaces(expression, {"report.title": "Sales", "run.rows": 3})
    assert to_text(started) == "concat('Sales', 3, group.key)"
    assert (
        to_text(substitute_namespaces(started, {"group.key": parse("region")}))
        == "concat('Sales', 3, region)"
    )
    assert substitute_namespaces(parse("run.started"), {"run.started": datetime(2024, 1, 1)}) == Literal(
        datetime(2024, 1, 1)
    )
    assert substitute_namespaces(parse("group.key"), {"group.key": float("nan")}) == Literal(None)


def test_what_an_expression_needs():
    expression = parse("sum(airline.seats * x) / count() + running(max(col('a b')), reset=region) + param.p")
    assert names(expression) == {"airline.seats", "x", "a b"}
    assert calls(expression) == {"sum", "count", "running", "max"}
    assert namespaces(expression) == {"param.p"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount * 2", "row"),
        ("if_(x > 1, lower(s), 'a')", "row"),
        ("sum(amount)", "aggregate"),
        ("round(sum(a) / count(), 1)", "aggregate"),
        ("lag(amount, 1)", "order"),
        ("rank()", "order"),
        ("running(sum(a) / count())", "order"),
        ("1 + running(sum(a), reset=region)", "order"),
        ("pct_of(sum(a), 'report') * 100", "scope"),
        ("running(sum(a)) / pct_of(sum(a), 'report')", "scope"),
    ],
)
def test_kinds(text, expected):
    assert kind(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sum(sum(x))",
        "sum(x / count())",
        "max(running(sum(x)))",
        "running(running(sum(x)))",
        "running(1)",
        "pct_of(1, 'report')",
    ],
)
def test_kinds_that_do_not_nest(text):
    with pytest.raises(ExpressionError) as caught:
        kind(parse(text))
    assert caught.value.remedy


def test_a_measure_of_a_measure_does_not_nest_either():
    with pytest.raises(ExpressionError, match="total already"):
        kind(substitute(parse("sum(revenue)"), {"revenue": parse("sum(amount)")}))
