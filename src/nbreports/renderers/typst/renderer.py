"""The document: page, running texts, blocks in order, stamp.

The source is code with strings in it and compiles with Typst 0.13 and later, without packages or files beside
it: pictures are in it as bytes, charts as SVG. Bars in cells and page breaks of groups are the PDF's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.document.markdown import Heading, ListBlock, Paragraph, parse_markdown
from nbreports.errors import RenderError
from nbreports.renderers.plain import chart_rows
from nbreports.renderers.typst.code import (
    array,
    call,
    cell_content,
    color,
    content,
    drawing,
    linked,
    number,
    picture,
    string,
    styled,
)
from nbreports.renderers.typst.page import head
from nbreports.renderers.typst.tables import TableWriter, crosstab
from nbreports.renderers.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.document.markdown import Block, Span
    from nbreports.document.nodes import CellStyle, ChartNode, DocumentStart, Node
    from nbreports.renderers.base import RenderContext
    from nbreports.renderers.words import Words

CHART_WIDTH = 480.0
"""Points a chart has over the whole width."""
READABLE = 40
"""Points of a chart up to which its alternative text lists them."""


class TypstRenderer:
    """Write the document as Typst source."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context
        self._start: DocumentStart | None = None
        self._flow: _Flow | None = None
        self._ended = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return its source."""
        data = "".join(self._feed(node)).encode("utf-8", "replace")
        return (data,) if data else ()

    def finish(self) -> Iterable[bytes]:
        """Return nothing: the source ended with the document."""
        if not self._ended:
            raise RenderError("the document has no end")
        return ()

    def close(self) -> None:
        """Nothing is held."""

    def _feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.DocumentStart():
                self._start = node
                self._flow = _Flow(self._context, node.styles, words(node.locale), 2, 1.0)
                yield head(node)
                yield _warnings(node.warnings, self._flow.words)
            case nodes.DocumentEnd() if self._start is not None and self._flow is not None:
                self._ended = True
                yield _warnings(node.warnings, self._flow.words)
                if self._context.options.stamp and self._start.show_stamp and self._start.stamp.text:
                    muted = color(self._start.theme.muted)
                    yield f"#{call('text', content(self._start.stamp.text), size='7pt', fill=muted)}\n"
            case _:
                if self._flow is None:
                    raise RenderError(f"a {type(node).__name__} stands before the document's start")
                for part in self._flow.feed(node):
                    yield part.replace(_BLOCK, "#")


_BLOCK = "\0"
"""Stands before each block of a flow: the document has its hash there, a row nothing. No string holds it."""


class _Flow:
    """Blocks one after another: those of the document, or of one place in a row."""

    def __init__(
        self, context: RenderContext, styles: tuple[CellStyle, ...], found: Words, level: int, share: float
    ) -> None:
        self._context = context
        self._styles = styles
        self.words = found
        self._level = level
        self._share = share
        self._table: TableWriter | None = None

    def feed(self, node: Node) -> Iterator[str]:
        """Take the next node and return its source, `_BLOCK` before each block."""
        match node:
            case nodes.TableStart():
                self._table = TableWriter(node, self._styles)
                yield self._above(node) + _BLOCK
            case nodes.DetailRows() | nodes.BandRow() | nodes.TableEnd() if self._table is None:
                raise RenderError(f"a {type(node).__name__} stands outside of a table")
            case nodes.DetailRows() | nodes.BandRow() if self._table is not None:
                yield from self._table.feed(node)
            case nodes.TableEnd() if self._table is not None:
                yield self._table.end() + "\n"
                self._table = None
                if node.hidden:
                    yield _BLOCK + call("emph", content(f"{node.hidden} {self.words.hidden}")) + "\n"
            case _:
                yield self._whole(node)

    def _whole(self, node: Node) -> str:
        match node:
            case nodes.TextNode():
                body = "".join(
                    f"{_BLOCK}{_block(each, self._level - 1)}\n" for each in parse_markdown(node.md)
                )
                return self._above(node, note=False) + body + _note(node.note)
            case nodes.MetricNode():
                return self._above(node) + f"{_BLOCK}{_metric(node, self.words)}\n"
            case nodes.ChartNode():
                return self._above(node) + f"{_BLOCK}{self._chart(node)}\n"
            case nodes.CrosstabNode():
                return self._above(node) + f"{_BLOCK}{crosstab(node, self._styles)}\n"
            case nodes.ImageNode():
                sizes = {
                    name: f"{number(value)}mm" if value else None
                    for name, value in (("width", node.width), ("height", node.height))
                }
                fit = {"contain": "contain", "cover": "cover", "fill": "stretch"}[node.fit]
                made = picture(node.image, node.alt, fit=string(fit), **sizes)
                return self._above(node, note=False) + f"{_BLOCK}{made}\n" + _note(node.note)
            case nodes.PageBreakNode():
                return f"{_BLOCK}pagebreak(weak: true)\n"
            case nodes.RowNode():
                return self._above(node) + f"{_BLOCK}{self._row(node)}\n"
        raise RenderError(f"a node of type {type(node).__name__} has no place in a document")

    def _above(self, node: object, *, note: bool = True) -> str:
        title, below = getattr(node, "title", None), getattr(node, "note", None)
        made = f"{_BLOCK}{call('heading', content(title), level=str(self._level))}\n" if title else ""
        return made + (_note(below) if note else "")

    def _row(self, node: nodes.RowNode) -> str:
        shares = [max(width, 0.1) for width in node.widths[: len(node.children)]]
        shares += [1.0] * (len(node.children) - len(shares))
        places = []
        for child, share in zip(node.children, shares, strict=True):
            level = min(self._level + 1 if node.title else self._level, 6)
            inner = _Flow(
                self._context, self._styles, self.words, level, self._share * share / (sum(shares) or 1.0)
            )
            source = "".join(part for each in child for part in inner.feed(each))
            blocks = [block.rstrip("\n") for block in source.split(_BLOCK) if block.strip()]
            places.append(call("stack", *blocks, spacing="6pt"))
        columns = array(f"{number(share)}fr" for share in shares)
        return call("grid", *places, columns=columns, gutter="12pt")

    def _chart(self, node: ChartNode) -> str:
        if not node.points:
            return call("emph", content(node.no_data or "—"))
        width = max(CHART_WIDTH * self._share, 150.0)
        height = 40.0 if node.type == "sparkline" else max(min(width * 0.4, 250.0), 150.0)
        alt = node.alt
        if len(node.points) <= READABLE:
            _, rows = chart_rows(node)
            alt = "; ".join([alt, *(", ".join(row) for row in rows)])
        return drawing(self._context.charts.svg(node, width, height), alt, width="100%")


def _metric(node: nodes.MetricNode, found: Words) -> str:
    unit = f" + {string(' ' + node.unit)}" if node.unit else ""
    value = call("text", f"{cell_content(node.cell)}{unit}", size="15pt", weight=string("bold"))
    parts = [call("text", content(node.label), size="8pt"), value]
    if node.compare is not None:
        parts.append(cell_content(node.compare))
    if node.target is not None:
        reached = {True: "✓ ", False: "", None: ""}[node.good]
        parts.append(f"{string(f'{reached}{found.target} ')} + {cell_content(node.target)}")
    return call("stack", *parts, spacing="4pt")


# --- text -----------------------------------------------------------------------------------------


def _block(block: Block, below: int) -> str:
    match block:
        case Heading():
            return call("heading", _spans(block.spans), level=str(min(block.level + below, 6)))
        case Paragraph():
            return call("par", _spans(block.spans))
        case ListBlock():
            items = [
                " + ".join([_spans(item.spans), *(_block(child, below) for child in item.children)])
                for item in block.items
            ]
            if block.ordered:
                return call("enum", *items, start=str(block.start) if block.start != 1 else None)
            return call("list", *items)


def _spans(spans: tuple[Span, ...]) -> str:
    return " + ".join(_span(span) for span in spans) or '""'


def _span(span: Span) -> str:
    inner = call("raw", string(re.sub(r"\s+", " ", span.text))) if span.code else content(span.text)
    style = nodes.CellStyle(bold=span.bold, italic=span.italic)
    return linked(styled(inner, [style]), span.link)


def _note(note: str | None) -> str:
    return f"{_BLOCK}{call('text', content(note), size='8pt', style=string('italic'))}\n" if note else ""


def _warnings(found: tuple[nodes.Warning, ...], words: Words) -> str:
    if not found:
        return ""
    items = [content(warning.message) for warning in found]
    body = call("stack", call("strong", content(words.warnings)), call("list", *items), spacing="5pt")
    return f"#{call('block', body, inset='6pt', stroke='(left: 2pt)')}\n"
