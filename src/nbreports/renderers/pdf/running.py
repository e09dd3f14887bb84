"""Page headers and footers; the count of pages comes last, so they are streams of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import PageNumber

from .look import MM
from .stream import Canvas, Ink
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import PageBand, PageSetup, RunningText

    from .look import Look
    from .text import Typesetter

_SIZE = 7.5
_LEAD = 10.0
_GAP = 9.0
_EDGE = 16.0


class Running:
    """The space that headers and footers leave to the content, and their content when pages are counted."""

    def __init__(self, setup: PageSetup, look: Look, setter: Typesetter) -> None:
        self._setup = setup
        self._look = look
        self._setter = setter
        self._height = setup.height * MM
        self._left = setup.margin_left * MM
        self._right = (setup.width - setup.margin_right) * MM
        self._bands: dict[bool, tuple[PageBand | None, PageBand | None]] = {
            False: (setup.header, setup.footer),
            True: (setup.first_header, setup.first_footer)
            if setup.first_differs
            else (setup.header, setup.footer),
        }
        self._edges = {first: self._measure(*bands) for first, bands in self._bands.items()}

    def top(self, index: int) -> float:
        """Return where the content of a page begins."""
        return self._edges[index == 0][0]

    def bottom(self, index: int) -> float:
        """Return where the content of a page ends."""
        return self._edges[index == 0][1]

    def _measure(self, header: PageBand | None, footer: PageBand | None) -> tuple[float, float]:
        top, bottom = self._setup.margin_top * MM, self._setup.margin_bottom * MM
        if header is not None:
            top = max(top, _EDGE + self._lines(header) * _LEAD + 2 * _GAP)
        if footer is not None:
            bottom = max(bottom, _EDGE + self._lines(footer) * _LEAD + 2 * _GAP)
        return top, self._height - bottom

    def _lines(self, band: PageBand) -> int:
        return max(len(lines) for lines in self._texts(band, "8888", "8888"))

    def _texts(self, band: PageBand, number: str, count: str) -> list[list[str]]:
        texts = [_fill(text, number, count) for text in (band.left, band.center, band.right)]
        total = (self._right - self._left) / _SIZE * 1000
        sizes = [max(self._setter.width(line, 0) for line in text.split("\n")) for text in texts]
        if sizes[1]:
            middle = min(sizes[1], total * 0.5)
            side = (total - middle) / 2 - 1500
            limits = [side, middle, side]
        else:
            limits = [max(total * 0.5, total - sizes[2] - 2000), 0, max(total * 0.5, total - sizes[0] - 2000)]
            if sizes[0] + sizes[2] + 2000 > total:
                limits[0] = total - min(sizes[2], total * 0.5) - 2000
                limits[2] = total * 0.5
        return [
            wrap(text, 0, max(limit, 4000), self._setter) if text else []
            for text, limit in zip(texts, limits, strict=True)
        ]

    def content(self, index: int, count: int) -> tuple[bytes, bytes]:
        """Return the content streams of one page's header and footer."""
        header, footer = self._bands[index == 0]
        over, under = Canvas(0, self._height), Canvas(0, self._height)
        if header is not None:
            texts = self._texts(header, str(index + 1), str(count))
            base = self.top(index) - 2 * _GAP
            self._draw(over, "Header", texts, base, upward=True)
            over.rule(self._left, self._right, base + 5.5, 0.5, self._look.line)
        if footer is not None:
            texts = self._texts(footer, str(index + 1), str(count))
            base = self.bottom(index) + 2 * _GAP
            self._draw(under, "Footer", texts, base + 1.5, upward=False)
            under.rule(self._left, self._right, base - _LEAD + 0.5, 0.5, self._look.line)
        return over.content(), under.content()

    def _draw(self, canvas: Canvas, kind: str, texts: list[list[str]], base: float, *, upward: bool) -> None:
        canvas.raw(f"/Artifact<</Type/Pagination/Subtype/{kind}>>BDC")
        for place, lines in enumerate(texts):
            for row, line in enumerate(lines):
                run = self._setter.run(line, 0)
                width = run.width * _SIZE / 1000
                x = (self._left, (self._left + self._right - width) / 2, self._right - width)[place]
                y = base - (len(lines) - 1 - row) * _LEAD if upward else base + row * _LEAD
                canvas.text(x, y, run, Ink(_SIZE, 0, self._look.muted))
        canvas.unmark()


def _fill(text: RunningText, number: str, count: str) -> str:
    return "".join(
        (number if part.what == "number" else count) if isinstance(part, PageNumber) else part
        for part in text
    )
