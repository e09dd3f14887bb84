"""A few thousand detail rows made ready at once: encoded and measured by column, then fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import icon_room, squeezed
from .shaping import LINE_END, Run
from .stream import FACES
from .wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import DetailRows, TableColumn

    from .cells import RowType
    from .layout import Grid
    from .look import Appearance
    from .press import Press

PLAIN = 0


class Batch:
    """Detail rows of any number of groups, in printed order.

    Attributes
    ----------
    ops, widths
        By column: each cell's operators and advance in 1/1000 em.
    lines
        Rows that are not one line a cell: by row, the lines of each cell.
    apart
        Rows that must be drawn cell by cell.
    tops
        Where each row begins, in points from the first; one entry more than rows.
    """

    def __init__(self, nodes: Sequence[DetailRows], columns: Sequence[TableColumn], press: Press) -> None:
        self.press = press
        self.count = sum(node.height for node in nodes)
        self.columns = columns
        self.texts: list[list[str]] = []
        self.ops: list[list[str]] = []
        self.widths: list[Any] = []
        self.row_masks = self._gather([(node.height, node.row_styles) for node in nodes])
        self.looks: list[dict[int, Appearance]] = []
        self.links: list[dict[int, str]] = []
        self.bars: list[dict[int, float]] = []
        self.icons: list[dict[int, str]] = []
        self.lines: dict[int, list[list[str]]] = {}
        self.apart: set[int] = set()
        self.tops: Any = None
        for place in range(len(columns)):
            chunks = [node.columns[place] for node in nodes]
            sizes = [node.height for node in nodes]
            texts: list[str] = []
            for chunk in chunks:
                texts += chunk.text
            ops, widths = press.setter.column(texts, PLAIN)
            self.texts.append(texts)
            self.ops.append(ops)
            self.widths.append(widths)
            masks = self._gather([(n, c.styles) for n, c in zip(sizes, chunks, strict=True)])
            self.links.append(self._gather([(n, c.links) for n, c in zip(sizes, chunks, strict=True)]))
            self.bars.append(
                self._gather([(n, c.bars) for n, c in zip(sizes, chunks, strict=True)], none=True)
            )
            self.icons.append(self._gather([(n, c.icons) for n, c in zip(sizes, chunks, strict=True)]))
            self.looks.append(self._appearances(masks))
            self._dress(place)

    def _gather(self, parts: list[tuple[int, Sequence[Any] | None]], *, none: bool = False) -> dict[int, Any]:
        """Return the entries that say something, by row."""
        found: dict[int, Any] = {}
        start = 0
        for size, values in parts:
            if values is not None:
                told = ((row, value) for row, value in enumerate(values, start) if value is not None)
                found.update((row, value) for row, value in told if none or value)
            start += size
        return found

    def _appearances(self, masks: dict[int, int]) -> dict[int, Appearance]:
        styles = self.press.styles
        if not masks and not self.row_masks:
            return {}
        return {
            row: styles.both(self.row_masks.get(row, 0), masks.get(row, 0))
            for row in sorted({*masks, *self.row_masks})
        }

    def _dress(self, place: int) -> None:
        """Put colour, weight and room for icons into the operators of the cells that have them."""
        ops, widths, texts = self.ops[place], self.widths[place], self.texts[place]
        for row in {*self.looks[place], *self.links[place], *self.icons[place]}:
            ops[row], widths[row] = self._inked(place, row, texts[row].replace("\n", " "))

    def _inked(self, place: int, row: int, text: str) -> Run:
        """Return one line of a cell with what its rules, link and icon ask for."""
        look = self.press.look
        appearance = self.looks[place].get(row)
        style = appearance.style if appearance is not None else PLAIN
        color = appearance.color if appearance is not None else None
        ops, width = self.press.setter.run(text, style)
        if style:
            ops = f">]TJ/{FACES[style]} 1 Tf[<{ops}>]TJ/{FACES[PLAIN]} 1 Tf[<"
        if row in self.links[place]:
            color = color or look.primary
        if color:
            ops = f">]TJ {color} rg[<{ops}>]TJ {look.text} rg[<"
        room = icon_room(self.icons[place].get(row))
        return Run(f">{-room}<{ops}", width + room) if room else Run(ops, width)

    def fit(self, grid: Grid, offset: int, rows: RowType) -> None:
        """Wrap texts and squeeze numbers that are wider than their columns, and stack the rows.

        ``offset`` is 1 where the grid begins with a stub.
        """
        import numpy as np

        heights = np.full(self.count, rows.line_height)
        wrapped: dict[int, dict[int, list[str]]] = {}
        for place, column in enumerate(self.columns):
            limit = grid.columns[place + offset].width / grid.size * 1000 + 1
            wide = np.flatnonzero(self.widths[place] > limit).tolist()
            if column.type != "text":
                for row in wide:
                    run = squeezed(Run(self.ops[place][row], int(self.widths[place][row])), limit)
                    self.ops[place][row], self.widths[place][row] = run
                continue
            texts = self.texts[place]
            # most columns have no line break at all: one look at the whole says so
            some = LINE_END.search("\0".join(texts)) is not None
            broken = [row for row, text in enumerate(texts) if LINE_END.search(text)] if some else []
            for row in sorted({*wide, *broken}):
                look = self.looks[place].get(row)
                room = limit - icon_room(self.icons[place].get(row))
                lines = wrap(texts[row], look.style if look else PLAIN, room, self.press.setter)
                wrapped.setdefault(row, {})[place] = lines
                self._stack(place, row, lines, rows.leading / grid.size, limit)
        self.apart = {row for links in self.links for row in links}
        for row in {*wrapped, *self.apart}:
            cells = wrapped.get(row, {})
            self.lines[row] = [cells.get(at) or [texts[row]] for at, texts in enumerate(self.texts)]
            heights[row] = rows.height(max(map(len, self.lines[row])))
        self.tops = np.concatenate([[0.0], np.cumsum(heights)])

    def _stack(self, place: int, row: int, lines: list[str], step: float, limit: float) -> None:
        """Let a cell's operators show all its lines, ``step`` ems apart, and come back to the first."""
        first, *others = (squeezed(self._inked(place, row, line), limit) for line in lines)
        align = self.columns[place].align
        parts = [first.ops]
        for run in others:
            back = "" if align == "left" else run.width if align == "right" else run.width // 2
            parts.append(f">]TJ 0 {-step:.4g} Td[{back}<{run.ops}")
        if others:
            parts.append(f">]TJ 0 {step * len(others):.4g} Td[<")
        self.ops[place][row], self.widths[place][row] = "".join(parts), first.width

    def height(self, first: int, last: int) -> float:
        """Return the height of rows ``first`` to ``last`` (exclusive)."""
        return float(self.tops[last] - self.tops[first])
