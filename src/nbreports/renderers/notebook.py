"""A Jupyter notebook: each block a cell with its static output, ready for notes of one's own between them.

Texts are Markdown cells. The other blocks are cells without code, so running the notebook runs nothing, and
their outputs are plain HTML: no script, no widget, nothing a kernel would have to revive. Where a notebook is
not trusted, JupyterLab takes style sheets and drawings away; the tables stay tables.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.html.fragment import fragment_sheet
from nbreports.renderers.html.markup import escape, symbols
from nbreports.renderers.html.page import HtmlRenderer, direction, root_class
from nbreports.renderers.markdown import MarkdownRenderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.document.nodes import DocumentStart, Node
    from nbreports.renderers.base import RenderContext

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_WORDS = {
    nodes.TableStart: "table",
    nodes.ChartNode: "chart",
    nodes.CrosstabNode: "crosstab",
    nodes.MetricNode: "figure",
    nodes.ImageNode: "picture",
    nodes.RowNode: "blocks side by side",
}


class NotebookRenderer:
    """Write the document as a notebook of format 4.5."""

    def __init__(self, context: RenderContext) -> None:
        self._html = _Blocks(context)
        self._stamp = context.options.stamp
        self._markdown = MarkdownRenderer(context)
        self._frame = ""
        self._cells = 0
        self._start: DocumentStart | None = None
        self._ended = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return its part of the notebook."""
        data = "".join(self._feed(node)).encode("utf-8", "replace")
        return (data,) if data else ()

    def finish(self) -> Iterable[bytes]:
        """Return nothing: the notebook ended with the document."""
        if not self._ended:
            raise RenderError("the document has no end")
        return ()

    def close(self) -> None:
        """Nothing is held."""

    def _feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.DocumentStart():
                self._start = node
                self._frame = _frame(node)
                _said(self._html, node)
                yield '{"cells": ['
                yield self._text(node)
            case nodes.DocumentEnd() if self._start is not None:
                self._ended = True
                # the sheet comes last: where it is shown as text, it stands below the report
                inner = f"{_said(self._html, node)}<style>{fragment_sheet(self._start)}</style>\n"
                stamp = self._start.stamp.text if self._stamp and self._start.show_stamp else ""
                yield self._output(inner, stamp or self._start.title)
                yield f'], "metadata": {json.dumps(_METADATA)}, "nbformat": 4, "nbformat_minor": 5}}\n'
            case nodes.TextNode():
                yield self._text(node)
            case nodes.PageBreakNode():
                yield self._cell("markdown", "---")
            case nodes.TableStart():
                yield self._begin(_plain(node)) + _inside(self._frame + _said(self._html, node))
            case nodes.DetailRows() | nodes.BandRow() | nodes.TableEnd():
                yield _inside(_said(self._html, node))
                if isinstance(node, nodes.TableEnd):
                    yield _inside("</div>\n") + _END
            case _:
                if self._start is None:
                    raise RenderError(f"a {type(node).__name__} stands before the document's start")
                yield self._output(_said(self._html, node), _plain(node))

    def _text(self, node: Node) -> str:
        return self._cell("markdown", _said(self._markdown, node).strip())

    def _output(self, html: str, plain: str) -> str:
        return self._begin(plain) + _inside(f"{self._frame}{html}</div>\n") + _END

    def _begin(self, plain: str) -> str:
        """Open a cell without code, up to the first character of its HTML."""
        head = self._cell("code", "", outputs=True)
        bundle = json.dumps(_valid(plain), ensure_ascii=False)
        return f'{head}, "data": {{"text/plain": {bundle}, "text/html": "'

    def _cell(self, kind: str, source: str, *, outputs: bool = False) -> str:
        self._cells += 1
        comma = "\n" if self._cells == 1 else ",\n"
        named = f'{{"cell_type": "{kind}", "id": "nbreports-{self._cells}"'
        text = json.dumps(_valid(source), ensure_ascii=False)
        if not outputs:
            return f'{comma}{named}, "metadata": {{}}, "source": {text}}}'
        return (
            f'{comma}{named}, "metadata": {{"jupyter": {{"source_hidden": true}}}}, "execution_count": null, '
            f'"source": {text}, "outputs": [{{"output_type": "display_data", "metadata": {{}}'
        )


class _Blocks(HtmlRenderer):
    """The blocks' markup without the page around them."""

    pictures = True

    def _head(self, start: DocumentStart) -> Iterator[str]:  # noqa: ARG002
        yield ""

    def _tail(self) -> Iterator[str]:
        yield ""


_END = '"}}]}'


def _said(renderer: HtmlRenderer | MarkdownRenderer, node: Node) -> str:
    return b"".join(renderer.feed(node)).decode()


def _frame(start: DocumentStart) -> str:
    language = start.locale.replace("_", "-")
    sense = direction(language)
    return f'<div class="{root_class(start)}" lang="{escape(language)}" dir="{sense}">\n{symbols()}\n'


def _inside(html: str) -> str:
    """Return markup as it stands within a string of JSON."""
    return json.dumps(html, ensure_ascii=False)[1:-1]


def _valid(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _plain(node: Node) -> str:
    """Return what stands in place of a block where nothing but text is shown."""
    word = next((word for kind, word in _WORDS.items() if isinstance(node, kind)), "block")
    title = getattr(node, "title", None)
    if isinstance(node, nodes.ChartNode) and node.alt:
        return f"{title}: {node.alt}" if title else node.alt
    if isinstance(node, nodes.MetricNode):
        return f"{node.label}: {node.cell.text}"
    return f"{title} ({word})" if title else word.capitalize()
