"""Markdown comes in as spans, and nothing else comes in with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nbreports.document.markdown import (
    Block,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Span,
    escape_markdown,
    parse_markdown,
    plain_text,
)

MARKS = '\\`*_[]()<>&#+-.!|~=:;/ \t\n10ax\u00a0\u2003é漢"'
any_text = st.one_of(st.text(), st.text(MARKS))
BREAKS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def one_line(text: str) -> str:
    return BREAKS.sub(" ", text).replace("\0", "\ufffd")


def spans_of(block: Block) -> list[Span]:
    if not isinstance(block, ListBlock):
        return list(block.spans)
    return [
        span
        for item in block.items
        for span in [*item.spans, *(inner for child in item.children for inner in spans_of(child))]
    ]


def test_a_text_with_everything_the_subset_has():
    assert parse_markdown(
        "# Sales in *March*\n\nUp **12 %** on `2023`, see [the *site*](https://example.org/a?b=1&c=2).\n\n"
        "- North\n- South\n  1. Berne\n  2. Basle\n\n3. third\n4. fourth\n"
    ) == (
        Heading(1, (Span("Sales in "), Span("March", italic=True))),
        Paragraph(
            (
                Span("Up "),
                Span("12 %", bold=True),
                Span(" on "),
                Span("2023", code=True),
                Span(", see "),
                Span("the ", link="https://example.org/a?b=1&c=2"),
                Span("site", italic=True, link="https://example.org/a?b=1&c=2"),
                Span("."),
            )
        ),
        ListBlock(
            ordered=False,
            items=(
                ListItem((Span("North"),)),
                ListItem(
                    (Span("South"),),
                    (
                        ListBlock(
                            ordered=True, items=(ListItem((Span("Berne"),)), ListItem((Span("Basle"),)))
                        ),
                    ),
                ),
            ),
        ),
        ListBlock(ordered=True, items=(ListItem((Span("third"),)), ListItem((Span("fourth"),))), start=3),
    )


def test_lines_of_a_paragraph_flow_and_forced_breaks_stay():
    assert parse_markdown("one\ntwo  \nthree\\\nfour") == (Paragraph((Span("one two\nthree\nfour"),)),)


def test_paragraphs_of_one_item_are_lines():
    assert parse_markdown("- one\n\n  two\n- three") == (
        ListBlock(ordered=False, items=(ListItem((Span("one\ntwo"),)), ListItem((Span("three"),)))),
    )


@pytest.mark.parametrize(
    "md",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<!-- gone -->",
        "> quoted",
        "| a | b |",
        "~~~~",
        "---",
        "http://bare.example",
        "<http://bare.example>",
        "[ref]: http://example.org",
        "~~struck~~",
        "***",
    ],
)
def test_what_is_outside_the_subset_is_its_own_text(md):
    assert parse_markdown(md) == (Paragraph((Span(md),)),)


def test_pictures_are_not_loaded():
    assert parse_markdown("![pixel](http://example.org/p.png)") == (
        Paragraph((Span("!"), Span("pixel", link="http://example.org/p.png"))),
    )


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "/relative",
        "#here",
        "//example.org",
        "vbscript:x",
        "&#106;avascript:alert(1)",
        "java%0ascript:x",
        "mailto:",
        "https://",
        "http:example.org",
        "",
    ],
)
def test_links_elsewhere_keep_their_text_only(target):
    assert parse_markdown(f"[text]({target})") == (Paragraph((Span("text"),)),)


@pytest.mark.parametrize(
    "target",
    ["http://example.org", "https://example.org/%20x", "mailto:a@example.org", "HTTPS://example.org"],
)
def test_links_to_the_web_and_to_people(target):
    ((span,),) = (block.spans for block in parse_markdown(f"[text]({target})"))
    assert span.text == "text"
    assert span.link.lower() == target.lower()


@settings(max_examples=500, deadline=None)
@given(any_text.filter(bool))
@example("a\\")
@example(" ")
@example("\t")
@example("1. x")
@example("-\t0")
@example("\u200b")
@example("&#8203;")
@example("&amp;<b>**_x_**</b>[a](b)`c`")
def test_escaped_text_reads_back_whole_in_bold(text):
    assert parse_markdown("**" + escape_markdown(text) + "**") == (
        Paragraph((Span(one_line(text), bold=True),)),
    )


@settings(max_examples=500, deadline=None)
@given(any_text.filter(lambda text: text.strip() == text and text))
@example("# no heading")
@example("- no list")
@example("12) no list")
@example("> no quote")
@example("0 #")
@example("#")
def test_escaped_text_reads_back_whole_on_a_line_of_its_own(text):
    text = one_line(text)
    for before, after in [("", ""), ("x ", " y"), ("x", "y"), ("(", ")")]:
        assert parse_markdown(before + escape_markdown(text) + after) == (
            Paragraph((Span(before + text + after),)),
        )
    assert parse_markdown(f"- {escape_markdown(text)}") == (
        ListBlock(ordered=False, items=(ListItem((Span(text),)),)),
    )
    assert parse_markdown(f"## {escape_markdown(text)}") == (Heading(2, (Span(text),)),)


@settings(deadline=None)
@given(any_text, any_text)
def test_two_escaped_texts_beside_each_other_make_no_markup(left, right):
    blocks = parse_markdown("x " + escape_markdown(left) + escape_markdown(right) + " y")
    assert blocks == (Paragraph((Span("x " + one_line(left) + one_line(right) + " y"),)),)


def test_an_empty_value_leaves_nothing_behind():
    assert parse_markdown(f"**{escape_markdown('')}**") == (Paragraph(()),)
    assert parse_markdown(f"Total: **{escape_markdown('')}** €") == (Paragraph((Span("Total:  €"),)),)


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_any_text_parses_to_allowed_links_and_no_lost_letters(md):
    blocks = parse_markdown(md)
    for block in blocks:
        for span in spans_of(block):
            assert span.text
            assert span.link is None or re.match(r"(https?://|mailto:)[!-~]", span.link, re.IGNORECASE)
    kept = re.sub(r"[^0-9a-z漢é]", "", plain_text(md))
    if not set(md) & set("&](#\\"):
        # list numbers are the only letters that turn into structure
        assert re.sub(r"[0-9]", "", kept) == re.sub(r"[^a-z漢é]", "", md)


def test_plain_text_is_a_line_a_block():
    assert (
        plain_text("# Title\n\nSome **bold** [link](http://x.org)\n\n- a\n  - b\n- c")
        == "Title\nSome bold link\na\nb\nc"
    )
    assert plain_text("") == ""


def test_deep_and_long_texts_end():
    assert plain_text("*" * 5000).count("*") == 5000
    assert plain_text("[" * 5000).count("[") == 5000
    nested = "".join(f"{'  ' * depth}- level{depth}\n" for depth in range(30))
    assert all(f"level{depth}" in plain_text(nested) for depth in range(30))
