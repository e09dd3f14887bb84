"""The small, safe subset of Markdown that texts are written in, parsed to frozen blocks and spans.

Paragraphs, headings, lists, bold, italic, inline code and explicit links. No raw HTML, images, tables,
quotes, block code or bare links: their source prints as the text it is, so no markup comes in through data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; a newline in it is a forced line break, ``link`` an allowed address."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` is 1 to 6."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item, with the lists inside it."""

    spans: tuple[Span, ...]
    children: tuple[ListBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; ``start`` is the number of the first item of an ordered one."""

    ordered: bool
    items: tuple[ListItem, ...]
    start: int = 1


Block = Paragraph | Heading | ListBlock

_NOTHING = "&#8203;"
"""Stands for an inserted empty text: ``**`` around nothing would be four asterisks to any reader."""

_ALLOWED = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_\[\]<&~|])")
# a heading's hash, a quote's arrow, a list's dash at the beginning; a hash at the end closes a heading
_BLOCK_MARKS = re.compile(r"^(?=[#>=]|[-+](?:[ \t\-+]|$))|(?=#$)")
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=[ \t]|$)")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_EDGES = re.compile(
    "^[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+|[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+$"
)


def parse_markdown(md: str) -> tuple[Block, ...]:
    """Parse Markdown; anything outside the subset is text, and so are links but http, https and mailto.

    Parameters
    ----------
    md
        The source. Nothing in it can raise.

    Returns
    -------
    tuple of Block
        The blocks in order; spans that touch have different styles.
    """
    tokens = _parser().parse(md)
    blocks, _ = _blocks(tokens, 0, None)
    return tuple(blocks)


def escape_markdown(text: str) -> str:
    """Return Markdown that reads back as ``text`` and nothing more, in bold or not.

    Line breaks become spaces. U+0000, which no output can hold, becomes U+FFFD.
    """
    if not text:
        return _NOTHING
    text = _BREAKS.sub(" ", text.replace("\0", "\ufffd"))
    escaped = _MARKS.sub(r"\\\1", text)
    escaped = _BLOCK_MARKS.sub(r"\\", escaped)
    escaped = _NUMBERED.sub(r"\1\\\2", escaped)
    return _EDGES.sub(lambda match: "".join(f"&#{ord(char)};" for char in match[0]), escaped)


def plain_text(md: str) -> str:
    """Return the text of ``md`` without its marks, one line a block or list item."""
    return "\n".join(line for block in parse_markdown(md) for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if not isinstance(block, ListBlock):
        return ["".join(span.text for span in block.spans)]
    lines = []
    for item in block.items:
        lines.append("".join(span.text for span in item.spans))
        for child in item.children:
            lines += _lines(child)
    return lines


# --- from tokens to blocks ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False, "maxNesting": 100})
    parser.enable(["heading", "list", "emphasis", "backticks", "link", "escape", "newline", "entity"])
    # the address is judged in _spans, where a refused link still leaves its text
    parser.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    parser.core.ruler.before("text_join", "nothing", _drop_nothing)
    return parser


def _drop_nothing(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "text_special" and child.markup == _NOTHING:
                child.content = ""


def _blocks(tokens: list[Token], at: int, end: str | None) -> tuple[list[Block], int]:
    """Read blocks until a token of type ``end``; return them and the place after it."""
    blocks: list[Block] = []
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.type == end:
            break
        if token.type == "heading_open":
            blocks.append(Heading(int(token.tag[1]), _spans(tokens[at].children or [])))
            at += 2
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            block, at = _list(tokens, at, token)
            blocks.append(block)
        elif token.type == "inline":
            blocks.append(Paragraph(_spans(token.children or [])))
    return blocks, at


def _list(tokens: list[Token], at: int, opened: Token) -> tuple[ListBlock, int]:
    end = opened.type.replace("open", "close")
    items: list[ListItem] = []
    while tokens[at].type != end:
        blocks, at = _blocks(tokens, at + 1, "list_item_close")
        items.append(_item(blocks))
    start = opened.attrGet("start")
    return ListBlock(opened.tag == "ol", tuple(items), 1 if start is None else int(start)), at + 1


def _item(blocks: list[Block]) -> ListItem:
    spans: list[Span] = []
    for block in blocks:
        if not isinstance(block, ListBlock):
            spans += [Span("\n"), *block.spans] if spans else block.spans
    return ListItem(_joined(spans), tuple(block for block in blocks if isinstance(block, ListBlock)))


def _spans(tokens: list[Token]) -> tuple[Span, ...]:
    spans: list[Span] = []
    bold = italic = 0
    link: str | None = None
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                href = str(token.attrGet("href") or "")
                link = href if _ALLOWED.match(href) else None
            case "link_close":
                link = None
            case "softbreak":
                spans.append(Span(" ", bold > 0, italic > 0, code=False, link=link))
            case "hardbreak":
                spans.append(Span("\n", bold > 0, italic > 0, code=False, link=link))
            case _:
                code = token.type == "code_inline"
                spans.append(Span(token.content, bold > 0, italic > 0, code, link))
    return _joined(spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and replace(joined[-1], text="") == replace(span, text=""):
            span = replace(span, text=joined.pop().text + span.text)  # noqa: PLW2901
        if span.text:
            joined.append(span)
    return tuple(joined)
