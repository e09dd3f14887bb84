"""Markdown: GitHub's tables, headings and lists; what data says is text and nothing else.

A grouped table is one table, its group headers bold lines; charts are their figures with the chart in
words; links and emphasis are those of the report's own texts. HTML in any text prints as the text it is.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.document.markdown import Heading, ListBlock, Paragraph, escape_markdown, parse_markdown
from nbreports.errors import RenderError
from nbreports.renderers.plain import SIGNS, chart_rows, head_text, head_texts
from nbreports.renderers.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nbreports.document.markdown import Block, Span
    from nbreports.document.nodes import (
        Align,
        BandRow,
        Cell,
        ChartNode,
        CrosstabNode,
        DetailRows,
        Node,
        TableStart,
    )
    from nbreports.renderers.base import RenderContext
    from nbreports.renderers.words import Words

_MARKER: dict[Align, str] = {"left": "---", "right": "---:", "center": ":---:"}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class MarkdownRenderer:
    """Write the document as GitHub-flavoured Markdown."""

    def __init__(self, context: RenderContext) -> None:
        self._stamp = context.options.stamp
        self._foot = ""
        self._flow: _Flow | None = None
        self._ended = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return its Markdown."""
        data = "".join(self._feed(node)).encode()
        return (data,) if data else ()

    def finish(self) -> Iterable[bytes]:
        """Return nothing: the text ended with the document."""
        if not self._ended:
            raise RenderError("the document has no end")
        return ()

    def close(self) -> None:
        """Nothing is held."""

    def _feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.DocumentStart():
                self._flow = _Flow(2, words(node.locale))
                if self._stamp and node.show_stamp and node.stamp.text:
                    self._foot = f"---\n\n*{_line(node.stamp.text)}*\n"
                yield f"# {_line(node.title)}\n\n"
                if node.description:
                    yield f"{_line(node.description)}\n\n"
                yield _warnings(node.warnings, self._flow.words)
            case nodes.DocumentEnd() if self._flow is not None:
                self._ended = True
                yield _warnings(node.warnings, self._flow.words) + self._foot
            case _:
                if self._flow is None:
                    raise RenderError(f"a {type(node).__name__} stands before the document's start")
                yield from self._flow.feed(node)


class _Flow:
    """Blocks one after another, their headings at one level."""

    def __init__(self, level: int, words: Words) -> None:
        self.level = level
        self.words = words
        self._table: _Table | None = None

    def feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.TableStart():
                self._table = _Table(node, self.words)
                yield self._top(node)
            case nodes.DetailRows() | nodes.BandRow():
                if self._table is None:
                    raise RenderError(f"a {type(node).__name__} stands outside of a table")
                yield from self._table.feed(node)
            case nodes.TableEnd():
                if self._table is None:
                    raise RenderError("a table ends that did not begin")
                yield from self._table.end(node)
                self._table = None
            case nodes.TextNode():
                body = "".join(f"{_block(block, self.level - 1)}\n" for block in parse_markdown(node.md))
                yield self._top(node, note=False) + body + _note(node.note)
            case nodes.MetricNode():
                yield self._top(node) + _metrics([node], self.words)
            case nodes.ChartNode():
                yield self._top(node) + _chart(node)
            case nodes.CrosstabNode():
                yield self._top(node) + _crosstab(node)
            case nodes.ImageNode():
                data = base64.b64encode(node.image.data).decode("ascii")
                picture = f"![{_line(node.alt)}](data:{node.image.media_type};base64,{data})\n\n"
                yield self._top(node, note=False) + picture + _note(node.note)
            case nodes.PageBreakNode():
                yield "---\n\n"
            case nodes.RowNode():
                yield self._top(node)
                inner = _Flow(self.level + 1 if node.title else self.level, self.words)
                metrics = [
                    each for child in node.children for each in child if isinstance(each, nodes.MetricNode)
                ]
                if len(metrics) == sum(map(len, node.children)) and not any(
                    m.title or m.note for m in metrics
                ):
                    yield _metrics(metrics, self.words)
                    return
                for child in node.children:
                    for each in child:
                        yield from inner.feed(each)
            case _:
                raise RenderError(f"a node of type {type(node).__name__} has no place in a document")

    def _top(self, node: object, *, note: bool = True) -> str:
        title, below = getattr(node, "title", None), getattr(node, "note", None)
        head = f"{'#' * min(self.level, 6)} {_line(title)}\n\n" if title else ""
        return head + (_note(below) if note else "")


# --- tables ---------------------------------------------------------------------------------------


class _Table:
    """One table being written: its head waits for the first row."""

    def __init__(self, start: TableStart, words: Words) -> None:
        self._start = start
        self._words = words
        self._stub = start.stub is not None
        self._begun = False

    def feed(self, node: DetailRows | BandRow) -> Iterator[str]:
        if isinstance(node, nodes.DetailRows):
            yield self._head()
            columns = [_column(chunk) for chunk in node.columns]
            lead = "|  " if self._stub else ""
            for row in zip(*columns, strict=True):
                yield f"{lead}| {' | '.join(row)} |\n"
        elif node.shown:
            yield self._head()
            yield self._band(node)

    def end(self, node: nodes.TableEnd) -> Iterator[str]:
        yield "\n" if self._begun else f"*{_line(self._start.no_data or '—')}*\n\n"
        if node.hidden:
            yield f"*{node.hidden} {_line(self._words.hidden)}*\n\n"

    def _head(self) -> str:
        if self._begun:
            return ""
        self._begun = True
        labels = [self._start.stub or ""] if self._stub else []
        labels += [f"{c.label} ({c.unit})" if c.unit else c.label for c in self._start.columns]
        aligns: list[Align] = ["left"] if self._stub else []
        return _top_row(labels, [*aligns, *(column.align for column in self._start.columns)])

    def _band(self, row: BandRow) -> str:
        line = not self._start.detail and row.level == len(self._start.groups) and row.band == "group_footer"
        texts = [_cell(cell) for cell in row.cells]
        if not line:
            texts = [_strong(text) for text in texts]
        label = _text(row.label) if line else _bold(row.label)
        if self._stub:
            texts.insert(0, label)
        elif row.cells and row.cells[0] is None:
            texts[0] = label
        elif texts:
            texts[0] = f"{label} {texts[0]}"
        return f"| {' | '.join(texts)} |\n"


def _column(chunk: nodes.ColumnChunk) -> list[str]:
    texts = [_text(text) for text in chunk.text]
    if chunk.links is not None:
        texts = [_linked(text, address) for text, address in zip(texts, chunk.links, strict=True)]
    if chunk.icons is not None:
        texts = [
            f"{SIGNS[icon]} {text}" if icon else text for text, icon in zip(texts, chunk.icons, strict=True)
        ]
    return texts


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    text = _linked(_text(cell.text), cell.link)
    return f"{SIGNS[cell.icon]} {text}" if cell.icon else text


def _top_row(labels: Sequence[str], aligns: Sequence[Align]) -> str:
    heads = " | ".join(_text(label) for label in labels)
    return f"| {heads} |\n| {' | '.join(_MARKER[align] for align in aligns)} |\n"


def _crosstab(node: CrosstabNode) -> str:
    if not node.row_heads or not node.column_heads:
        return f"*{_line(node.no_data or '—')}*\n\n"
    labels = [dimension.label for dimension in node.rows]
    aligns: list[Align] = ["left"] * len(labels)
    for head in node.column_heads:
        for value in node.values:
            own = [value.label] if len(node.values) > 1 else []
            labels.append(" · ".join([head_text(head, len(node.columns)), *own]))
            aligns.append(value.align)
    made = [_top_row(labels, aligns)]
    for head, line in zip(node.row_heads, node.cells, strict=True):
        texts = head_texts(head, len(node.rows))
        cells = [_cell(cell) for values in line for cell in values]
        row = [*(_bold(text) if head.margin and text else _text(text) for text in texts)]
        row += [_strong(cell) if head.margin else cell for cell in cells]
        made.append(f"| {' | '.join(row)} |\n")
    return "".join(made) + "\n"


# --- figures and charts ---------------------------------------------------------------------------


def _metrics(found: list[nodes.MetricNode], words: Words) -> str:
    compared = any(metric.compare for metric in found)
    aimed = any(metric.target for metric in found)
    labels, aligns = ["", ""], ["left", "right"]
    labels += ["Δ"] * compared + [words.target] * aimed
    aligns += ["right"] * (len(labels) - 2)
    made = [_top_row(labels, aligns)]  # type: ignore[arg-type]
    for metric in found:
        unit = f" {_text(metric.unit)}" if metric.unit else ""
        row = [_text(metric.label), f"{_strong(_cell(metric.cell))}{unit}"]
        row += [_cell(metric.compare)] if compared else []
        row += [_cell(metric.target)] if aimed else []
        made.append(f"| {' | '.join(row)} |\n")
    return "".join(made) + "\n"


def _chart(node: ChartNode) -> str:
    if not node.points:
        return f"*{_line(node.no_data or '—')}*\n\n"
    labels, rows = chart_rows(node)
    aligns: list[Align] = ["left"] * (len(labels) - 1)
    made = [f"*{_line(node.alt)}*\n\n" if node.alt else "", _top_row(labels, [*aligns, "right"])]
    made += [f"| {' | '.join(map(_text, row))} |\n" for row in rows]
    return "".join(made) + "\n"


# --- text -----------------------------------------------------------------------------------------


def _block(block: Block, below: int, indent: str = "") -> str:
    match block:
        case Heading():
            return f"{'#' * min(block.level + below, 6)} {_spans(block.spans)}\n"
        case Paragraph():
            return f"{_spans(block.spans)}\n"
        case ListBlock():
            made = []
            for at, item in enumerate(block.items):
                mark = f"{block.start + at}. " if block.ordered else "- "
                inner = indent + " " * len(mark)
                text = _spans(item.spans).replace("\n", f"\n{inner}")
                made.append(f"{indent}{mark}{text}\n")
                made += [_block(child, below, inner) for child in item.children]
            return "".join(made)


def _spans(spans: tuple[Span, ...]) -> str:
    made = []
    for at, span in enumerate(spans):
        lines = span.text.split("\n")
        text = "\\\n".join(
            _span(line, span, first=at == 0 or number > 0) for number, line in enumerate(lines)
        )
        made.append(text)
    return "".join(made)


def _span(text: str, span: Span, *, first: bool) -> str:
    if not text:
        return ""
    if span.code:
        fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        inner = fence + pad + _CONTROL.sub("\ufffd", text) + pad + fence
        return _linked(inner, span.link)
    core = text.strip()
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    inner = _escape(core) if first else _escape("x" + core)[1:]
    if inner.endswith("!") and not after:  # before a link it would make a picture of it
        inner = inner[:-1] + "\\!"
    mark = "*" * (span.italic + 2 * span.bold)
    return f"{before}{mark}{_linked(inner, span.link)}{mark}{after}"


def _escape(text: str) -> str:
    """Escape what Markdown or GitHub reads in a line, formulas too, which the subset does not know."""
    text = escape_markdown(_CONTROL.sub("\ufffd", text))
    return text.replace("$", "\\$") if text.count("$") > 1 else text


def _line(text: str) -> str:
    """Return a text on a line of its own."""
    return _escape(text) if text else ""


@lru_cache(maxsize=65_536)
def _text(text: str) -> str:
    """Return a text in a cell of a table, where nothing begins a line."""
    return _escape("x" + text)[1:] if text else ""


def _bold(text: str) -> str:
    return _strong(_text(text.strip()))


def _strong(escaped: str) -> str:
    """Return a text that is escaped already in bold: Markdown takes no blank beside the stars."""
    inner = escaped.strip()
    return f"**{inner}**" if inner else ""


def _linked(text: str, address: str | None) -> str:
    if address is None or not text or not _ADDRESS.fullmatch(address):
        return text
    safe = re.sub(r"[<>\\|()\[\]`\"']", lambda match: f"%{ord(match[0]):02X}", _CONTROL.sub("", address))
    return f"[{text}]({safe})"


def _note(note: str | None) -> str:
    return f"*{_line(note)}*\n\n" if note else ""


def _warnings(found: tuple[nodes.Warning, ...], words: Words) -> str:
    if not found:
        return ""
    lines = "".join(f"> - {_line(warning.message)}\n" for warning in found)
    return f"> **{_line(words.warnings)}**\n>\n{lines}\n"
