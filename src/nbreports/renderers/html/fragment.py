"""A report as a part of another page: a notebook's output, say.

It brings its own style sheet, all below ``.nbr``, and asks for nothing from outside. Where a page takes style
sheets and drawings away, as JupyterLab does in a notebook that is not trusted, the words and figures stay: tables
are tables, and a chart leaves its figures as a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.renderers.html.markup import escape, symbols
from nbreports.renderers.html.page import HtmlRenderer, direction, root_class
from nbreports.renderers.html.sheet import style_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import DocumentStart


class FragmentRenderer(HtmlRenderer):
    """Write the document as one element."""

    def _head(self, start: DocumentStart) -> Iterator[str]:
        language = start.locale.replace("_", "-")
        yield (
            f'<div class="{root_class(start)}" lang="{escape(language)}" dir="{direction(language)}">\n'
            f"<style>{style_sheet(start, paged=False)}</style>\n{symbols()}\n<main>\n"
        )

    def _tail(self) -> Iterator[str]:
        yield "</main>\n</div>\n"
