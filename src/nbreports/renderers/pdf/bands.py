"""Group headers and footers, summaries and group lines: one row each, its label before its totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .cells import Area, Box, RowType, draw_row
from .fonts import BOLD, REGULAR
from .stream import Ink
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import BandRow, Cell, TableColumn

    from .layout import Grid
    from .pages import Flow
    from .press import Press
    from .tags import Element

Kind = Literal["header", "footer", "line", "summary"]
INDENT = 9.0


@dataclass(slots=True)
class Line:
    """A band laid out: its cells, its height with the space before it, and the rule above."""

    node: BandRow
    kind: Kind
    boxes: list[Box]
    own: list[str]
    before: float
    height: float
    background: str | None

    @property
    def total(self) -> float:
        """Space and height."""
        return self.before + self.height


class BandLayout:
    """Lays out and draws the bands of one table."""

    def __init__(
        self,
        press: Press,
        grid: Grid,
        columns: tuple[TableColumn, ...],
        *,
        stub: bool,
        depth: int,
        rows: RowType,
    ) -> None:
        self.press = press
        self.grid = grid
        self.columns = columns
        self.stub = stub
        self.depth = depth
        self.rows = rows

    def lay(self, node: BandRow, kind: Kind, label: str | None = None) -> Line:
        """Return the band ready to draw; ``label`` replaces its own."""
        press, grid = self.press, self.grid
        outer = press.styles.of(node.styles)
        style = (
            REGULAR if kind == "line" and not node.other else BOLD if kind != "line" else 2
        ) | outer.style
        cells: list[Cell | None] = [*([None] if self.stub else []), *node.cells]
        if label is not None:
            cells = [None] * len(cells)
        span = next((index for index, cell in enumerate(cells) if cell is not None), len(cells))
        text = node.label if label is None else label
        boxes: list[Box] = []
        own: list[str] = []
        indent = INDENT * max(node.level - 1, 0) if kind != "summary" else 0.0
        color = outer.color or (press.look.text if kind != "line" or not node.other else press.look.muted)
        if span:
            right = grid.columns[span - 1].right
            lines = wrap(text, style, (right - indent) / grid.size * 1000 + 1, press.setter)
            boxes.append(Box(indent, right, "left", lines, style, color, kind="TH", scope="Row", span=span))
        elif text:
            # every column holds a value: the label stands on lines of its own above them
            own = wrap(text, style, (grid.width - indent) / grid.size * 1000, press.setter)
        for index, cell in enumerate(cells[span:], span):
            slot = grid.columns[index]
            column = self.columns[index - self.stub]
            if cell is None:
                boxes.append(Box(slot.left, slot.right, slot.align, []))
                continue
            look = press.styles.both(node.styles, cell.styles)
            weight = style | look.style
            lines = [cell.text]
            if column.type == "text":
                lines = wrap(cell.text, weight, slot.width / grid.size * 1000 + 1, press.setter)
            boxes.append(
                Box(
                    slot.left, slot.right, slot.align, lines, weight, look.color or outer.color,
                    look.background, cell.link, cell.bar, cell.icon,
                )
            )  # fmt: skip
        most = max([1, *(len(box.lines) for box in boxes)]) + len(own)
        before = 0.0
        if kind == "header":
            before = 7.0 if node.level == 1 else 3.0
        return Line(node, kind, boxes, own, before, self.rows.height(most), outer.background)

    def paint(self, line: Line, flow: Flow, body: Element | None, *, at_top: bool) -> None:
        """Draw the band at the flow's place and move on; without ``body`` it is decoration."""
        press, look, canvas = self.press, self.press.look, flow.canvas
        if not at_top:
            flow.y += line.before
        elif line.kind == "header":
            flow.y += min(line.before, 2.0)
        x, y = flow.x, flow.y
        height = line.height
        fill = line.background
        if fill is None and line.kind == "header" and line.node.level == 1 and look.group_fill:
            fill = look.group_fill
        if fill:
            canvas.fill(x - 3, y, self.grid.width + 6, height, fill)
        if line.kind == "footer":
            canvas.rule(x, x + self.grid.width, y, 0.5 if line.node.level > 1 else 0.7, look.muted)
        elif line.kind == "summary":
            canvas.rule(x, x + self.grid.width, y, 1.1, look.rule)
        row = press.tags.open("TR", body) if body is not None else None
        if line.own:
            self._own(line, flow, row)
            y += len(line.own) * self.rows.leading
            height -= len(line.own) * self.rows.leading
        draw_row(press, canvas, line.boxes, Area(x, y, height), self.rows, row=row)
        if row is not None:
            press.tags.close(row)
        flow.y += line.height
        ruled = line.kind == "line" or (line.kind == "header" and not fill and line.node.level == self.depth)
        if ruled and look.row_rules:
            flow.canvas.rule(x, x + self.grid.width, flow.y, 0.3, look.line)

    def _own(self, line: Line, flow: Flow, row: Element | None) -> None:
        press = self.press
        cell = press.tags.open("TH", row, "/A<</O/Table/Scope/Row>>") if row is not None else None
        for index, text in enumerate(line.own):
            if cell is not None:
                flow.canvas.mark(cell)
            else:
                flow.canvas.artifact()
            y = flow.y + self.rows.baseline + index * self.rows.leading
            run = press.setter.run(text, BOLD)
            flow.canvas.text(flow.x, y, run, Ink(self.grid.size, BOLD, press.look.text))
            flow.canvas.unmark()
        if cell is not None:
            press.tags.close(cell)
