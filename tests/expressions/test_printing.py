"""Text to nodes to text: nothing is lost on the way, and nothing is added."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.definition.expressions.analysis import default_name, to_text, walk
from nbreports.definition.expressions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Conditional,
    In,
    IsNone,
    Literal,
    Logical,
    Name,
    Namespace,
    Unary,
)
from nbreports.definition.expressions.parser import parse

from .soup import Soup


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("sum( if_( delay<15,1,0 ) )/count( delay )", "sum(1 if delay < 15 else 0) / count(delay)"),
        ("a<b<=c", "a < b and b <= c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a+(b*c)", "a + b * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a/(b/c)", "a / (b / c)"),
        ("(a**b)**c", "(a ** b) ** c"),
        ("a**b**c", "a ** b ** c"),
        ("(-2)**2", "(-2) ** 2"),
        ("-2**2", "-2 ** 2"),
        ("-x**2", "-x ** 2"),
        ("(-x)**2", "(-x) ** 2"),
        ("2**-1", "2 ** -1"),
        ("- - x", "--x"),
        ("-(-0)", "0"),
        ("-(-5)", "--5"),
        ("a*-b", "a * -b"),
        ("not (a and b) or c", "not (a and b) or c"),
        ("a and (b or c)", "a and (b or c)"),
        ("(a and b) and c", "(a and b) and c"),
        ("a and b and c", "a and b and c"),
        ("not a==b", "not a == b"),
        ("(not a)==b", "(not a) == b"),
        ("(a<b)==c", "(a < b) == c"),
        ("(a if b else c) + 1", "(a if b else c) + 1"),
        ("a if b else (c if d else e)", "a if b else c if d else e"),
        ("(a if b else c) if d else e", "(a if b else c) if d else e"),
        ("TRUE", "TRUE"),
        ("True", "true"),
        ("None", "none"),
        ("x is not None", "x is not none"),
        ("x in (1,2)", "x in [1, 2]"),
        ("x not in ['a',]", "x not in ['a']"),
        ("x in param.p", "x in param.p"),
        ("x in [param.p]", "x in param.p"),
        ("x in []", "x in []"),
        ("(x in [1]) in [true]", "(x in [1]) in [true]"),
        ("col( 'amount' )", "amount"),
        ("col('a b')", "col('a b')"),
        ("col('class')", "col('class')"),
        ("col('group')", "col('group')"),
        ("col('none')", "col('none')"),
        ("col('__x')", "col('__x')"),
        ("col('a.b')", "col('a.b')"),
        ('col("it\'s")', 'col("it\'s")'),
        ("airline . name", "airline.name"),
        ("µ + ﬁeld", "µ + ﬁeld"),
        ("'a' 'b'", "'ab'"),
        ('"o\'clock"', '"o\'clock"'),
        ("'\\n\\t\\x00🙂'", "'\\n\\t\\x00🙂'"),
        ("1_000", "1000"),
        ("0x10", "16"),
        ("1.50", "1.5"),
        ("1e3", "1000.0"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        ("running( sum(x),reset = region )", "running(sum(x), reset=region)"),
        ("running(sum(x), reset=none)", "running(sum(x), reset=none)"),
        ("running(sum(x), reset='a b')", "running(sum(x), reset='a b')"),
        ('date( "2024-01-31" )', "date('2024-01-31')"),
        (" a\n +\tb ", "a + b"),
    ],
)
def test_prints(text, printed):
    expression = parse(text)
    assert to_text(expression) == printed
    assert parse(printed) == expression


@settings(deadline=None, database=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_random_expressions_come_back(seed):
    soup = Soup(random.Random(seed))
    for _ in range(20):
        for text in (soup.one(soup.random.choice(tuple(soup.fields))), soup.total()):
            expression = parse(text)
            assert parse(to_text(expression)) == expression, text


NAMES = st.text(min_size=1, max_size=12).filter(
    lambda text: not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
)
LEAVES = st.one_of(
    st.integers(-(2**63), 2**63 - 1).map(Literal),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda value: Literal(value or 0.0)),
    NAMES.map(Literal),
    st.sampled_from((True, False, None)).map(Literal),
    NAMES.map(Name),
    st.builds(Name, st.sampled_from(("name", "µ")), st.sampled_from(("airline", "é"))),
    st.builds(Namespace, st.just("param"), st.sampled_from(("p", "q"))),
)


def grown(inner):
    not_none = inner.filter(lambda node: node != Literal(None))
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from(("+", "-", "*", "/", "//", "%", "**")), inner, inner),
        st.builds(Compare, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), not_none, not_none),
        st.builds(Logical, st.sampled_from(("and", "or")), several),
        st.builds(Unary, st.just("not"), inner),
        # a sign before a number is a part of the number
        st.builds(
            Unary,
            st.just("-"),
            inner.filter(
                lambda node: (
                    not (isinstance(node, Literal) and type(node.value) in (int, float) and node.value >= 0)
                )
            ),
        ),
        st.builds(Conditional, inner, inner, inner),
        st.builds(IsNone, inner, st.booleans()),
        st.builds(In, inner, st.lists(not_none, max_size=3).map(tuple), st.booleans()),
        st.builds(Call, st.just("coalesce"), several),
        st.builds(Call, st.just("running"), st.tuples(inner), st.just((("reset", Name("region")),))),
    )


@settings(deadline=None, database=None, max_examples=300)
@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_any_nodes_come_back(expression):
    text = to_text(expression)
    again = parse(text)
    assert again == expression, text
    assert to_text(again) == text


def test_columns_are_offsets_in_the_text():
    """Every part knows where it stands, in characters, whatever characters come before it."""
    text = "  '🙂é' == ünder and\n col('a b') > airline.name"
    for node in walk(parse(text)):
        if isinstance(node, Name):
            assert text[node.column :].startswith((node.key, "col"))
        if isinstance(node, Literal):
            assert text[node.column] == "'"


def test_literals_of_different_types_differ():
    """In Python 1 == 1.0 == True; as literals they are three things."""
    assert len({parse(text) for text in ("1", "1.0", "true")}) == 3


def test_a_column_is_named_as_written():
    assert default_name(" sum( amount ) ") == "sum( amount )"
