"""Detail rows onto a page: runs of one-line rows as one block of operators, others cell by cell."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from .cells import Area, Box, bar, draw_row, icon_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .batch import Batch
    from .cells import RowType
    from .layout import Grid
    from .pages import Flow
    from .press import Press
    from .stream import Canvas
    from .tags import Element


class RowPainter:
    """Draws rows of one table whose columns are settled.

    Parameters
    ----------
    offset
        1 where the grid begins with a stub, which detail rows leave empty.
    """

    def __init__(self, press: Press, grid: Grid, offset: int, rows: RowType) -> None:
        self.press = press
        self.grid = grid
        self.offset = offset
        self.rows = rows
        self._slots = grid.columns[offset:]
        self._reach = self._slots[-1].anchor
        self._even = self._make_template(f"{-rows.line_height / grid.size:.4g}")
        self._uneven = self._make_template("%s")
        self._zebra = False

    def _make_template(self, down: str) -> str:
        """Return one row's operators with gaps; ``down`` is the step from the row above in ems.

        Positions are steps in ems from anchor to anchor, the same in every row; a cell aligned right goes
        back by its own advance, which only it knows.
        """
        size = self.grid.size
        at = self._reach
        parts: list[str] = []
        for slot in self._slots:
            back = "%s" if slot.align != "left" else ""
            step = f"{(slot.anchor - at) / size:.4f}".rstrip("0").rstrip(".")
            parts.append(f"/TD<</MCID %s>>BDC {step} {down} Td[{back}<%s>]TJ EMC\n")
            at, down = slot.anchor, "0"
        return "".join(parts)

    def paint(self, batch: Batch, first: int, last: int, flow: Flow, y: float, *, body: Element) -> None:
        """Draw rows ``first`` to ``last`` (exclusive) from ``y`` on, where they have room."""
        self._shapes(batch, first, last, flow, y)
        start = first
        if batch.apart:
            for row in range(first, last):
                if row in batch.apart:
                    if row > start:
                        self._bulk(batch, start, row, flow, y + batch.height(first, start), body=body)
                    self.paint_lines(batch, row, flow, y + batch.height(first, row), body=body)
                    start = row + 1
        if last > start:
            self._bulk(batch, start, last, flow, y + batch.height(first, start), body=body)

    def _shapes(self, batch: Batch, first: int, last: int, flow: Flow, y: float) -> None:
        """Draw what stands behind the text: fills, stripes, bars, icons and the rules between rows."""
        look, canvas, x = self.press.look, flow.canvas, flow.x
        tops = (batch.tops[first : last + 1] - batch.tops[first] + y).tolist()
        ops: list[str] = []
        high = canvas.height
        left, width = x - 3, self.grid.width + 6
        if look.zebra:
            for index in range(last - first):
                if self._zebra:
                    top, foot = tops[index], tops[index + 1]
                    ops.append(
                        f"{look.band} rg {left:.2f} {high - foot:.2f} {width:.2f} {foot - top:.2f} re f"
                    )
                self._zebra = not self._zebra
        masks = batch.row_masks
        fills = any(batch.looks) or masks
        if fills or any(batch.bars) or any(batch.icons):
            for row in range(first, last):
                top, foot = tops[row - first], tops[row - first + 1]
                if row in masks:
                    color = self.press.styles.of(masks[row]).background
                    if color:
                        ops.append(
                            f"{color} rg {left:.2f} {high - foot:.2f} {width:.2f} {foot - top:.2f} re f"
                        )
                ops.extend(self._cell_shapes(batch, row, Area(x, top, foot - top), high))
        if look.row_rules:
            ops.append(f".3 w {look.line} RG")
            ends = f"{x + self.grid.width:.2f}"
            ops.extend([f"{x:.2f} {high - foot:.2f} m {ends} {high - foot:.2f} l" for foot in tops[1:]])
            ops.append("S")
        if ops:
            canvas.draw("\n".join(ops))

    def _cell_shapes(self, batch: Batch, row: int, area: Area, high: float) -> Iterable[str]:
        look, size = self.press.look, self.grid.size
        x, foot = area.x, high - area.y - area.height
        for place, slot in enumerate(self._slots):
            appearance = batch.looks[place].get(row)
            if appearance is not None and appearance.background:
                yield (
                    f"{appearance.background} rg {x + slot.left - 3:.2f} {foot:.2f} "
                    f"{slot.width + 6:.2f} {area.height:.2f} re f"
                )
            if row in batch.apart:
                continue  # drawn with its cells
            share = batch.bars[place].get(row)
            if share is not None:
                yield bar(x + slot.left, x + slot.right, foot, area.height, share=share, look=look)
            icon = batch.icons[place].get(row)
            if icon is not None:
                width = float(batch.widths[place][row]) * size / 1000
                if slot.align == "right":
                    left = slot.right - width
                else:
                    left = slot.left if slot.align == "left" else slot.anchor - width / 2
                yield icon_at(icon, x + left, high - area.y - self.rows.baseline, size, look)

    def _bulk(self, batch: Batch, first: int, last: int, flow: Flow, y: float, *, body: Element) -> None:
        canvas, size, count = flow.canvas, self.grid.size, last - first
        wide = len(self._slots)
        mark = len(canvas.parents)
        marks = list(map(str, range(mark, mark + count * wide)))
        cells: list[Iterable[Any]] = []
        for place, slot in enumerate(self._slots):
            cells.append(marks[place::wide])
            if batch.lines and not place:
                tops = batch.tops[first:last]
                steps = [self.rows.line_height, *(tops[1:] - tops[:-1]).tolist()]
                cells.append([f"{-step / size:.4f}" for step in steps])
            if slot.align == "right":
                cells.append((batch.widths[place][first:last]).tolist())
            elif slot.align == "center":
                cells.append((batch.widths[place][first:last] // 2).tolist())
            cells.append(batch.ops[place][first:last])
        template = self._uneven if batch.lines else self._even
        text = (template * count) % tuple(chain.from_iterable(zip(*cells, strict=True)))
        color = self.press.look.text
        start = canvas.height - (y + self.rows.baseline) + self.rows.line_height
        canvas.raw(
            f"BT {color} rg {color} RG/F1 1 Tf {size:.4g} 0 0 {size:.4g} "
            f"{flow.x + self._reach:.2f} {start:.2f} Tm\n{text}ET"
        )
        self._tag(count, wide, marks, canvas, body)

    def _tag(self, count: int, wide: int, marks: list[str], canvas: Canvas, body: Element) -> None:
        """Write the structure of one-line rows: a TR and its TDs, numbered in a row."""
        file = self.press.file
        empty = self.offset  # the stub's cell
        step = wide + 1 + empty
        first = file.reserve(count * step)
        names = list(map(str, range(first, first + count * step)))
        trs = names[::step]
        refs = "%s 0 R " * (wide + empty)
        cell = f"<</S/TD/P %s 0 R/Pg {canvas.number} 0 R/K %s>>\n"
        blank = "<</S/TD/P %s 0 R>>\n" * empty
        template = f"<</S/TR/P {body.number} 0 R/K[{refs}]>>\n{blank}{cell * wide}"
        fields = [names[place::step] for place in range(1, step)]
        fields += [trs] * empty
        for place in range(wide):
            fields += [trs, marks[place::wide]]
        bodies = (template * count) % tuple(chain.from_iterable(zip(*fields, strict=True)))
        file.add_many(first, bodies[:-1].split("\n"))
        body.kids.append(" 0 R ".join(trs) + " 0 R")
        del names[::step]
        if empty:
            del names[:: wide + 1]
        canvas.parents.extend(names)

    def paint_lines(
        self,
        batch: Batch,
        row: int,
        flow: Flow,
        y: float,
        *,
        body: Element,
        part: tuple[int, int] | None = None,
    ) -> None:
        """Draw one row cell by cell; ``part`` limits it to some of its lines."""
        boxes = [Box(0, 0, "left", [])] * self.offset
        start, stop = part or (0, 1 << 30)
        most = 1
        for place, slot in enumerate(self._slots):
            appearance = batch.looks[place].get(row)
            lines = batch.lines[row][place][start:stop]
            most = max(most, len(lines))
            boxes.append(
                Box(
                    slot.left,
                    slot.right,
                    slot.align,
                    lines,
                    style=appearance.style if appearance else 0,
                    color=appearance.color if appearance else None,
                    link=batch.links[place].get(row),
                    bar=batch.bars[place].get(row),
                    icon=batch.icons[place].get(row),
                )
            )
        press = self.press
        element = press.tags.open("TR", body)
        height = self.rows.height(most)
        draw_row(press, flow.canvas, boxes, Area(flow.x, y, height), self.rows, row=element)
        press.tags.close(element)
