"""Text to glyphs and widths, fast: whole columns by table lookup, everything else shaped once and kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .shaping import Run, clean, shape_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .fonts import FontBook

_TABLE = 0x2600
_SIMPLE_RANGES = (
    (0x20, 0x7F),
    (0xA0, 0xAD),
    (0xAE, 0x300),
    (0x370, 0x483),
    (0x48A, 0x530),
    (0x1E00, 0x2000),
    (0x2010, 0x2028),
    (0x202F, 0x205F),
    (0x2070, 0x23D0),
    (0x2500, _TABLE),
)
_KEPT = 50_000


class _Table:
    """The characters of one face that need no shaping: glyph numbers and advances by code point."""

    def __init__(self, book: FontBook, style: int) -> None:
        import numpy as np

        self.face = book.base(style)
        self.glyphs: Any = np.zeros(_TABLE + 1, np.uint16)
        self.advances: Any = np.zeros(_TABLE + 1, np.int32)
        self.simple: Any = np.zeros(_TABLE + 1, bool)
        self.marked: Any = np.zeros(0x10000, bool)
        self.hex: dict[int, str] = {}
        self.width: dict[str, int] = {}
        for first, last in _SIMPLE_RANGES:
            for code in range(first, last):
                if self.face.has(code):
                    glyph = self.face.glyph(code)
                    self.glyphs[code] = glyph
                    advance = self.face.advance(glyph)
                    self.advances[code] = advance
                    self.simple[code] = True
                    self.hex[code] = f"{glyph:04x}"
                    self.width[chr(code)] = advance
        self.simple[10] = True  # the separator between cells
        chars = "".join(map(re.escape, self.width))
        self.only = re.compile(f"[{chars}]*")


class Typesetter:
    """Measures and encodes text in the fonts of one document.

    Widths are in 1/1000 em everywhere, so they hold at any size. ``words`` keeps, by style, the advance of words
    without and with the space after them, for who breaks lines.
    """

    def __init__(self, book: FontBook) -> None:
        self.book = book
        self._tables: list[_Table | None] = [None] * 4
        self._runs: dict[tuple[str, int], Run] = {}
        self._prose: dict[tuple[str, int], Run] = {}
        self.words: tuple[dict[str, tuple[int, int]], ...] = ({}, {}, {}, {})

    def table(self, style: int) -> _Table:
        """Return the lookup table of a style's own face."""
        table = self._tables[style]
        if table is None:
            table = self._tables[style] = _Table(self.book, style)
        return table

    def simple(self, text: str, style: int) -> bool:
        """Return whether the text needs neither shaping nor another font."""
        return self.table(style).only.fullmatch(text) is not None

    def run(self, text: str, style: int) -> Run:
        """Return one line of a cell; digits and letters stand at their plain advances.

        Raises
        ------
        GlyphError
            No font at hand can show it.
        """
        key = (text, style)
        found = self._runs.get(key)
        if found is None:
            table = self.table(style)
            if table.only.fullmatch(text):
                table.face.used.update(
                    (int(table.hex[code], 16), chr(code))
                    for code in set(map(ord, text))
                    if int(table.hex[code], 16) not in table.face.used
                )
                found = Run(text.translate(table.hex), sum(map(table.width.__getitem__, text)))
            else:
                found = shape_line(clean(text).replace("\n", " "), style, self.book)
            if len(self._runs) >= _KEPT:
                self._runs.clear()
            self._runs[key] = found
        return found

    def prose(self, text: str, style: int) -> Run:
        """Return one line of a title or paragraph, with the font's kerning."""
        key = (text, style)
        found = self._prose.get(key)
        if found is None:
            found = shape_line(clean(text).replace("\n", " "), style, self.book)
            if len(self._prose) >= _KEPT:
                self._prose.clear()
            self._prose[key] = found
        return found

    def width(self, text: str, style: int) -> int:
        """Return the advance of one line."""
        table = self.table(style)
        if table.only.fullmatch(text):
            return sum(map(table.width.__getitem__, text))
        return self.run(text, style).width

    def column(self, texts: Sequence[str], style: int) -> tuple[list[str], Any]:
        """Return operators and widths (int64 array) of many one-line cells at once.

        A cell that holds a line break gives its text on one line here; who lays out rows looks for the break.
        """
        import numpy as np

        count = len(texts)
        if not count:
            return [], np.zeros(0, np.int64)
        table = self.table(style)
        joined = "\n".join(texts)
        if joined.count("\n") != count - 1:
            joined = "\n".join([text.replace("\n", "\x00") for text in texts])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
        if codes.size and int(codes.max()) > _TABLE:
            codes = np.minimum(codes, _TABLE)
        glyphs = table.glyphs[codes]
        ends = np.flatnonzero(codes == 10)
        ends = np.append(ends, codes.size)
        starts = np.empty_like(ends)
        starts[0] = 0
        starts[1:] = ends[:-1] + 1
        sums = np.zeros(codes.size + 1, np.int64)
        np.cumsum(table.advances[codes], out=sums[1:])
        widths = sums[ends] - sums[starts]
        table.marked[glyphs] = True
        first: Any = starts * 4
        last: Any = ends * 4
        coded = glyphs.astype(">u2").tobytes().hex()
        ops = [coded[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        simple = table.simple[codes]
        if not simple.all():
            for index in np.unique(np.searchsorted(ends, np.flatnonzero(~simple))).tolist():
                run = self.run(texts[index], style)
                ops[index] = run.ops
                widths[index] = run.width
        return ops, widths

    def settle(self) -> None:
        """Note the glyphs of all columns in their faces; called once, before fonts are written."""
        for table in self._tables:
            if table is None:
                continue
            for code, digits in table.hex.items():
                glyph = int(digits, 16)
                if table.marked[glyph]:
                    table.face.used.setdefault(glyph, chr(code))
