"""Markdown as plain lines for cells: headings, paragraphs, list items; links keep their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from nbreports.document.markdown import Heading, ListBlock, parse_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.markdown import Block, Span

Line = tuple[Literal["heading", "text"], str]


def markdown_lines(md: str) -> list[Line]:
    """Return the lines of a Markdown text in order."""
    return [line for block in parse_markdown(md) for line in _lines(block, "")]


def _lines(block: Block, indent: str) -> Iterator[Line]:
    if isinstance(block, ListBlock):
        for number, item in enumerate(block.items, start=block.start):
            mark = f"{number}. " if block.ordered else "• "
            yield "text", indent + mark + _text(item.spans)
            for child in item.children:
                yield from _lines(child, indent + "    ")
    else:
        yield ("heading" if isinstance(block, Heading) else "text"), _text(block.spans)


def _text(spans: tuple[Span, ...]) -> str:
    return "".join(span.text + _address(span) for span in spans)


def _address(span: Span) -> str:
    if span.link is None or span.link in {span.text, f"mailto:{span.text}"}:
        return ""
    return f" ({span.link})"
