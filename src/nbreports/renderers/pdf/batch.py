"""A few thousand detail rows made ready at once: encoded and measured by column, then fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import icon_room, squeezed
from .shaping import Run
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
        Rows that cannot be set as one line a cell: by row, the lines of each cell.
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
        look = self.press.look
        for row, appearance in self.looks[place].items():
            style = appearance.style
            if style:
                run = self.press.setter.run(texts[row].replace("\n", " "), style)
                ops[row] = f">]TJ/{FACES[style]} 1 Tf[<{run.ops}>]TJ/{FACES[PLAIN]} 1 Tf[<"
                widths[row] = run.width
            if appearance.color:
                ops[row] = f">]TJ {appearance.color} rg[<{ops[row]}>]TJ {look.text} rg[<"
        for row in self.links[place]:
            ops[row] = f">]TJ {look.primary} rg[<{ops[row]}>]TJ {look.text} rg[<"
        for row, icon in self.icons[place].items():
            room = icon_room(icon)
            ops[row] = f">{-room}<{ops[row]}"
            widths[row] += room

    def fit(self, grid: Grid, offset: int, rows: RowType) -> None:
        """Wrap texts and squeeze numbers that are wider than their columns, and stack the rows.

        ``offset`` is 1 where the grid begins with a stub.
        """
        import numpy as np

        heights = np.full(self.count, rows.line_height)
        tall: dict[int, dict[int, list[str]]] = {}
        for place, column in enumerate(self.columns):
            slot = grid.columns[place + offset]
            limit = slot.width / grid.size * 1000 + 1
            wide = np.flatnonzero(self.widths[place] > limit).tolist()
            if column.type == "text":
                texts = self.texts[place]
                if any("\n" in text or "\r" in text for text in texts):
                    wide = sorted(
                        {*wide, *(row for row, text in enumerate(texts) if "\n" in text or "\r" in text)}
                    )
                for row in wide:
                    look = self.looks[place].get(row)
                    room = limit - icon_room(self.icons[place].get(row))
                    tall.setdefault(row, {})[place] = self._wrap(
                        texts[row], look.style if look else PLAIN, room
                    )
            else:
                for row in wide:
                    run = squeezed(Run(self.ops[place][row], int(self.widths[place][row])), limit)
                    self.ops[place][row], self.widths[place][row] = run.ops, run.width
            for row in self.links[place]:
                tall.setdefault(row, {})
        for row, cells in tall.items():
            self.lines[row] = [
                cells.get(place, [self.texts[place][row]]) for place in range(len(self.columns))
            ]
            most = max(map(len, self.lines[row]))
            heights[row] = rows.height(most)
        self.tops = np.concatenate([[0.0], np.cumsum(heights)])

    def _wrap(self, text: str, style: int, limit: float) -> list[str]:
        return wrap(text, style, limit, self.press.setter)

    def height(self, first: int, last: int) -> float:
        """Return the height of rows ``first`` to ``last`` (exclusive)."""
        return float(self.tops[last] - self.tops[first])
