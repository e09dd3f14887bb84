"""A report as a part of another page: a notebook's output, say.

It brings its own style sheet, all below ``.nbr`` and stronger than what a page says of its tables, and asks for
nothing from outside. Where a page takes style sheets and drawings away, as JupyterLab does in a notebook that is
not trusted, the words and figures stay: tables are tables, charts are pictures with their figures as a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nbreports.renderers.html.markup import escape, symbols
from nbreports.renderers.html.page import HtmlRenderer, direction, root_class
from nbreports.renderers.html.sheet import style_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.document.nodes import DocumentStart

_ROOT = re.compile(r"\.nbr(?![\w-])")
_LOOSE = re.compile(r"(^|\})\.([wc]\d+)\{", re.MULTILINE)
_STRONG = ".nbr.nbr.nbr"
"""Beats any rule of a page that names one or two classes."""
_RESET = (
    f"{_STRONG} :where(table){{margin:0;color:inherit;font-size:inherit}}"
    f"{_STRONG} :where(thead,tbody,tfoot,tr){{background:none;border:0;padding:0}}"
    f"{_STRONG} :where(td,th){{line-height:inherit;border:0;max-width:none}}"
)
"""What pages say of tables that the report's own sheet leaves unsaid."""


def fragment_sheet(start: DocumentStart) -> str:
    """Return the style sheet of a document that stands in another page."""
    sheet = _LOOSE.sub(r"\1.nbr :where(.\2){", style_sheet(start, paged=False))
    return f"{_RESET}\n{_ROOT.sub(_STRONG, sheet)}"


class FragmentRenderer(HtmlRenderer):
    """Write the document as one element."""

    pictures = True

    def _head(self, start: DocumentStart) -> Iterator[str]:
        language = start.locale.replace("_", "-")
        classes, sense = root_class(start), direction(language)
        yield f'<div class="{classes}" lang="{escape(language)}" dir="{sense}">\n{symbols()}\n<div class="page">\n'

    def _tail(self) -> Iterator[str]:
        # the sheet comes last: where it is shown as text, it stands below the report
        sheet = fragment_sheet(self._start) if self._start is not None else ""
        yield f"</div>\n<style>{sheet}</style>\n</div>\n"
