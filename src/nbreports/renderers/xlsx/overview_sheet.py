"""The first sheet: the report's title, its texts, figures, charts and pictures, and what the stamp says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nbreports.document.formatting import FormatSpec
from nbreports.renderers.xlsx.cell_values import CellValues, type_of
from nbreports.renderers.xlsx.markdown_lines import markdown_lines
from nbreports.renderers.xlsx.sheet_stream import Placed, Sparkline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Cell, ChartNode, ImageNode, MetricNode, TextNode
    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.chart_data import ChartData
    from nbreports.renderers.xlsx.sheet_stream import SheetStream
    from nbreports.renderers.xlsx.styles import Role

COLUMNS = 8
WIDTHS = {1: 30.0, **dict.fromkeys(range(2, COLUMNS + 1), 17.0)}
PIXELS = 215 + 124 * (COLUMNS - 1)
"""Width of the columns that texts and charts share."""
_CHART_HEIGHT = 320
_ROW_PIXELS = 20
_LINE = 15.0
_TALLEST = 409.0
_CHARACTERS = 135
"""Characters of a line of text over all columns, on the safe side."""


class OverviewSheet:
    """Writes the first sheet, from the first block that belongs there."""

    def __init__(self, book: Book, charts: ChartData) -> None:
        self._book = book
        self._charts = charts
        self._values = CellValues(book.texts)
        self._metrics: list[MetricNode] = []
        self._elsewhere: list[tuple[str, SheetStream]] = []
        self._stream: SheetStream | None = None

    @property
    def exists(self) -> bool:
        """Whether anything was written to it."""
        return self._stream is not None

    @property
    def stream(self) -> SheetStream:
        """The sheet, begun with the report's title on first use."""
        if self._stream is None:
            start = self._book.start
            self._stream = self._book.sheet(start.title, start.name, "Report", first=True)
            self._stream.widths = dict(WIDTHS)
            self._stream.last_column = COLUMNS
            for text, role in title_lines(self._book):
                self._write(text, role)
            self._stream.skip()
            self._write_references()
        return self._stream

    # --- blocks ---

    def text(self, node: TextNode) -> None:
        """Write a text block, a line a paragraph."""
        self.flush()
        self._heading(node.title)
        for role, text in markdown_lines(node.md):
            self._write(text, role)
        self._note(node.note)

    def metric(self, node: MetricNode) -> None:
        """Take a figure; neighbours share a list."""
        self._metrics.append(node)

    def charts(self, nodes: Sequence[ChartNode], shares: Sequence[float] = (1.0,)) -> None:
        """Place charts side by side, each as wide as its share."""
        self.flush()
        stream = self.stream
        left, height = 0, 0
        total = sum(shares) or 1.0
        notes = []
        for node, share in zip(nodes, shares, strict=True):
            width = int(PIXELS * share / total)
            if node.points:
                tall = 80 if node.type == "sparkline" else _CHART_HEIGHT
                self._charts.add(node)
                stream.placed.append(Placed(node, stream.row, 1, left, width - 8, tall))
                height = max(height, tall)
            else:
                self._write(f"{node.title or node.y.label}: {node.no_data or ''}".strip(), "note")
            left += width
            notes += [node.note] if node.note else []
        if height:
            stream.skip(math.ceil(height / _ROW_PIXELS) + 1)
        for note in notes:
            self._note(note)

    def caption(self, title: str | None, note: str | None) -> None:
        """Write the title and note of blocks that stand side by side."""
        self.flush()
        self._heading(title)
        if note:
            self._write(note, "note")

    def image(self, node: ImageNode) -> None:
        """Place a picture; what Excel cannot hold is written as its text."""
        self.flush()
        self._heading(node.title)
        if node.image.media_type == "image/svg+xml":
            self._book.notices.append(
                f"{node.title or node.id}: the picture is SVG, which a sheet cannot hold."
            )
            self._write(node.alt or node.title or node.id, "note")
        else:
            width, height = picture_size(node)
            self.stream.placed.append(Placed(node, self.stream.row, 1, 0, width, height))
            self.stream.skip(math.ceil(height / _ROW_PIXELS) + 1)
        self._note(node.note)

    def refer(self, text: str, target: SheetStream) -> None:
        """Say that a block stands on its own sheet, with a link to it, once there is a first sheet."""
        self.flush()
        self._elsewhere.append((text, target))
        if self.exists:
            self._write_references()

    def page_break(self) -> None:
        """Begin a new printed page."""
        self.flush()
        if self.exists:
            self.stream.page_breaks.append(self.stream.row - 1)

    # --- figures ---

    def flush(self) -> None:
        """Write the figures taken so far as a list: label, value, comparison, target, trend."""
        nodes, self._metrics = self._metrics, []
        if not nodes:
            return
        stream, book = self.stream, self._book
        has_compare = any(node.compare is not None for node in nodes)
        has_target = any(node.target is not None for node in nodes)
        has_trend = any(node.spark for node in nodes)
        heads = ["", "Value"]
        heads += ["Compared with"] if has_compare else []
        heads += ["Target"] if has_target else []
        heads += ["Trend"] if has_trend else []
        if len(heads) > 2:
            stream.write_row(
                {
                    at: book.text(text, "head", align="left" if at == 1 else "right")
                    for at, text in enumerate(heads, 1)
                }
            )
        for node in nodes:
            cells = {1: book.text(_label(node), "label")}
            role: Role = "figure" if node.good is None else "good" if node.good else "bad"
            cells[2] = self._figure(stream, 2, node.cell, node, role)
            at = 2
            for wanted, cell in ((has_compare, node.compare), (has_target, node.target)):
                if wanted:
                    at += 1
                    if cell is not None:
                        cells[at] = self._figure(stream, at, cell, node, "text")
            if has_trend:
                at += 1
                if node.spark:
                    reference = self._charts.spark(_label(node), node.spark)
                    color = book.start.theme.colors.get("primary", "#1F5FA8")
                    stream.placed.append(Placed(Sparkline(reference, color), stream.row, at))
            if node.note:
                cells[at + 1] = book.text(node.note, "note")
            stream.write_row(cells)
        stream.skip()

    def _figure(self, stream: SheetStream, at: int, cell: Cell, node: MetricNode, role: Role) -> str:
        linked = cell.link is not None and cell.value is not None and stream.link(stream.row, at, cell.link)
        spec = node.spec or FormatSpec(type_of(cell.value), "text", self._book.start.locale)
        return self._book.cell(self._values, cell, spec, role=role, align="right", link=linked)

    # --- texts ---

    def end(self) -> None:
        """Write what is still held."""
        self.flush()
        if self.exists:
            for sentence in self._book.say_what_became_text(self._values, self._book.start.title):
                self._write(sentence, "warning")

    def _write_references(self) -> None:
        held, self._elsewhere = self._elsewhere, []
        for text, target in held:
            row = self._write(f"→ {text}", "reference")
            self.stream.references.append((row, 1, target))

    def _heading(self, title: str | None) -> None:
        if title:
            self._write(title, "subtitle")

    def _note(self, note: str | None) -> None:
        if note:
            self._write(note, "note")
        self.stream.skip()

    def _write(self, text: str, role: Role) -> int:
        """Write a text over all columns, as high as it needs."""
        stream = self.stream
        lines = sum(max(math.ceil(len(line) / _CHARACTERS), 1) for line in text.split("\n"))
        if role in {"title", "subtitle", "heading", "reference"}:
            return stream.write_row({1: self._book.text(text, role)})
        stream.merge(stream.row, 1, COLUMNS)
        look = {"align": "left", "wrap": True}
        cells = {1: self._book.text(text, role, **look)}
        return stream.write_row(cells, height=min(lines * _LINE, _TALLEST) if lines > 1 else None)


def title_lines(book: Book) -> list[tuple[str, Role]]:
    """Return the report's title and description with their roles."""
    start = book.start
    lines: list[tuple[str, Role]] = [(start.title, "title")] if start.title else []
    return [*lines, (start.description, "note")] if start.description else lines


def picture_size(node: ImageNode) -> tuple[int, int]:
    """Return a picture's size in pixels of 96 to the inch, its shape kept, no wider than the columns."""
    from io import BytesIO

    from xlsxwriter.image import Image

    image = Image(BytesIO(node.image.data))
    own_width = image.width * 96 / (image.x_dpi or 96)
    own_height = image.height * 96 / (image.y_dpi or 96)
    pixels = 96 / 25.4
    scales = []
    if node.width:
        scales.append(node.width * pixels / own_width)
    if node.height:
        scales.append(node.height * pixels / own_height)
    scale = min([*scales, PIXELS / own_width] if scales else [1.0, PIXELS / own_width])
    return max(int(own_width * scale), 1), max(int(own_height * scale), 1)


def _label(node: MetricNode) -> str:
    label = node.label or node.title or node.id
    if node.title and node.label and node.title != node.label:
        label = f"{node.title}: {node.label}"
    return f"{label} ({node.unit})" if node.unit and node.unit not in label else label
