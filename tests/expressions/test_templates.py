"""Texts with placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.templates import Placeholder, parse_template
from nbreports.errors import ExpressionError


def test_texts_and_placeholders_come_in_order():
    text = "**{{ sum(amount) | currency:EUR }}** of {{count()}} { not } {{ group.key }}"
    assert parse_template(text) == (
        "**",
        Placeholder(parse("sum(amount)"), "currency:EUR", "sum(amount)", 2),
        "** of ",
        Placeholder(parse("count()"), None, "count()", 40),
        " { not } ",
        Placeholder(parse("group.key"), None, "group.key", 60),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("plain | text", ("plain | text",)),
        ("{{ '}}' }}", (Placeholder(parse("'}}'"), None, "'}}'", 0),)),
        ("{{ '{{' }}", (Placeholder(parse("'{{'"), None, "'{{'", 0),)),
        ("{{ 'a|b' | text }}", (Placeholder(parse("'a|b'"), "text", "'a|b'", 0),)),
        ("{{ 'it\\'s }}' }}", (Placeholder(parse("'it\\'s }}'"), None, "'it\\'s }}'", 0),)),
        ("{{ x | #,##0 '}}' }}", (Placeholder(parse("x"), "#,##0 '}}'", "x", 0),)),
        ("{{ x | date:short }}!", (Placeholder(parse("x"), "date:short", "x", 0), "!")),
    ],
)
def test_quotes_protect(text, expected):
    assert parse_template(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("a }} b", 2, "template_braces"),
        ("a {{ b", 2, "template_braces"),
        ("{{ a {{ b }} }}", 0, "template_braces"),
        ("{{ 'a }}", 0, "template_braces"),
        ("{{ x }} }}", 8, "template_braces"),
        ("{{ }}", 2, "expression_empty"),
        ("{{ x | }}", 5, "template_format"),
        ("é {{ amount + avg(x) }}", 14, "expression_function"),
        ("{{ x }} {{ y. }}", 0, "expression_syntax"),
    ],
)
def test_faults_are_placed_in_the_text(text, column, code):
    with pytest.raises(ExpressionError) as caught:
        parse_template(text, where="/body/0/md")
    error = caught.value
    assert (error.where, error.code, error.text) == ("/body/0/md", code, text)
    assert error.remedy
    if code != "expression_syntax":
        assert error.column == column


@settings(deadline=None, database=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(("{{", "}}", "{", "}", "|", "'", '"', "\\", "x", " ", "sum(x)", "é", "**")),
        max_size=12,
    ).map("".join)
)
def test_any_text_is_read_or_refused(text):
    parts, error = (), None
    try:
        parts = parse_template(text)
    except ExpressionError as refused:
        error = refused
    if error is not None:
        assert error.column is None or 0 <= error.column <= len(text)
    plain = "".join(part for part in parts if isinstance(part, str))
    assert "{{" not in plain
    assert "}}" not in plain
    assert all(text.startswith("{{", part.column) for part in parts if isinstance(part, Placeholder))
