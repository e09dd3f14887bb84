"""What every block of a page knows of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nbreports.renderers.html.markup import escape

if TYPE_CHECKING:
    from nbreports.document.nodes import PageSetup
    from nbreports.renderers.base import ChartDrawer
    from nbreports.renderers.words import Words


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a block stands.

    Attributes
    ----------
    level
        The level of the block's heading: 2, or 3 in a row that has a title.
    share
        The part of the page's width the block has.
    span
        The block's columns of its row's 24, None outside of a row.
    pictures
        Charts stand as pictures, for pages that take drawings away.
    """

    title: str
    page: PageSetup
    words: Words
    charts: ChartDrawer
    level: int = 2
    share: float = 1.0
    span: int | None = field(default=None)
    pictures: bool = False

    def heading(self, title: str | None) -> str:
        """Return the heading of a block, or nothing."""
        return f"<h{self.level}>{escape(title)}</h{self.level}>\n" if title else ""

    def note(self, note: str | None) -> str:
        """Return a block's note, or nothing."""
        return f'<p class="note">{escape(note)}</p>\n' if note else ""
