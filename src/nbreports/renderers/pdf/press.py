"""What every block is given to print itself: type, look, structure, file, charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .stream import Ink

if TYPE_CHECKING:
    from nbreports.renderers.base import ChartDrawer
    from nbreports.renderers.words import Words

    from .file import PdfFile
    from .forms import Forms
    from .look import Look, Styles
    from .pages import Flow
    from .tags import Element, Tags
    from .text import Typesetter


@dataclass(frozen=True, slots=True)
class Press:
    """The tools of one document."""

    setter: Typesetter
    look: Look
    styles: Styles
    tags: Tags
    file: PdfFile
    forms: Forms
    charts: ChartDrawer
    words: Words

    def lines(
        self,
        flow: Flow,
        lines: list[str],
        size: float,
        style: int,
        color: str,
        *,
        element: Element | None = None,
        leading: float | None = None,
        align: str = "left",
    ) -> None:
        """Set lines of one style down the flow; a line that finds no room begins the next page."""
        step = leading or size * self.look.leading
        for line in lines:
            if flow.room < step:
                flow.advance()
            run = self.setter.prose(line, style)
            x = flow.x
            if align == "center":
                x += (flow.width - run.width * size / 1000) / 2
            if element is not None:
                flow.canvas.mark(element)
            else:
                flow.canvas.artifact()
            flow.canvas.text(x, flow.y + step / 2 + size * 0.35, run, Ink(size, style, color))
            flow.canvas.unmark()
            flow.y += step
