"""The page: head, blocks in order, stamp."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.html import blocks
from nbreports.renderers.html.crosstab import crosstab
from nbreports.renderers.html.markup import anchor, escape, symbols
from nbreports.renderers.html.scene import Scene
from nbreports.renderers.html.sheet import style_sheet
from nbreports.renderers.html.tables import TableWriter, outside
from nbreports.renderers.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbreports.document.nodes import DocumentStart, Node, RowNode
    from nbreports.renderers.base import RenderContext

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"}
)


class HtmlRenderer:
    """Write the document as one HTML file that needs nothing else: no script, no request.

    Its policy allows the one style sheet in its head, by hash, and pictures inside the file.
    """

    pictures = False
    """Whether charts stand as pictures."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context
        self._start: DocumentStart | None = None
        self._scene: Scene | None = None
        self._flow: _Flow | None = None
        self._ended = False

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return its markup."""
        data = "".join(self._feed(node)).encode("utf-8", "replace")
        return (data,) if data else ()

    def finish(self) -> Iterable[bytes]:
        """Return nothing: the page ended with the document."""
        if not self._ended:
            raise RenderError("the document has no end")
        return ()

    def close(self) -> None:
        """Nothing is held."""

    def _feed(self, node: Node) -> Iterator[str]:
        match node:
            case nodes.DocumentStart():
                self._start = node
                charts = self._context.charts
                scene = Scene(node.title, node.page, words(node.locale), charts, pictures=self.pictures)
                self._flow = _Flow(scene)
                yield from self._head(node)
                yield from _top(node)
                yield _warnings(node.warnings, scene)
            case nodes.DocumentEnd():
                self._ended = True
                yield from self._foot(node.warnings)
            case _:
                if self._flow is None:
                    raise RenderError(f"a {type(node).__name__} stands before the document's start")
                yield from self._flow.feed(node)

    def _foot(self, found: tuple[nodes.Warning, ...]) -> Iterator[str]:
        if self._start is None or self._flow is None:
            raise RenderError("the document has no start")
        yield _warnings(found, self._flow.scene)
        if self._context.options.stamp and self._start.show_stamp and self._start.stamp.text:
            yield f'<footer class="stamp">{escape(self._start.stamp.text)}</footer>\n'
        yield from self._tail()

    def _head(self, start: DocumentStart) -> Iterator[str]:
        """Write what stands before the report's own content."""
        return _head(start)

    def _tail(self) -> Iterator[str]:
        """Write what stands after it."""
        yield "</main>\n</body>\n</html>\n"


class _Flow:
    """Blocks one after another: those of the page, or of one place in a row."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._table: TableWriter | None = None

    def feed(self, node: Node) -> Iterator[str]:
        scene = self.scene
        match node:
            case nodes.TableStart():
                self._table = TableWriter(node, scene)
                yield from self._table.begin()
            case nodes.DetailRows() | nodes.BandRow():
                yield from self._open(node).feed(node)
            case nodes.TableEnd():
                yield from self._open(node).end(node)
                self._table = None
            case nodes.TextNode():
                yield blocks.text(node, scene)
            case nodes.MetricNode():
                yield blocks.metric(node, scene)
            case nodes.ChartNode():
                yield blocks.chart(node, scene)
            case nodes.CrosstabNode():
                yield crosstab(node, scene)
            case nodes.ImageNode():
                yield blocks.image(node, scene)
            case nodes.PageBreakNode():
                yield f'<div class="break" id="{anchor(node.id)}"></div>\n'
            case nodes.RowNode():
                yield from _row(node, scene)
            case _:
                raise RenderError(f"a node of type {type(node).__name__} has no place in a page")

    def _open(self, node: Node) -> TableWriter:
        if self._table is None:
            raise outside(node)
        return self._table


def _row(node: RowNode, scene: Scene) -> Iterator[str]:
    yield f'<section class="block rows" id="{anchor(node.id)}">\n'
    yield scene.heading(node.title) + scene.note(node.note)
    figures = all(len(child) == 1 and isinstance(child[0], nodes.MetricNode) for child in node.children)
    yield f'<div class="row{" figures" if figures else ""}">\n'
    level = scene.level + 1 if node.title else scene.level
    for child, span in zip(node.children, row_spans(node.widths, len(node.children)), strict=True):
        yield f'<div class="c{span}">\n'
        flow = _Flow(replace(scene, level=min(level, 6), share=scene.share * span / 24))
        for each in child:
            yield from flow.feed(each)
        yield "</div>\n"
    yield "</div>\n</section>\n"


def row_spans(widths: tuple[float, ...], count: int) -> list[int]:
    """Return the columns of each child, which sum to 24 where there is room for all."""
    shares = [max(width, 0.0) for width in widths[:count]] + [1.0] * (count - len(widths))
    whole = sum(shares) or 1.0
    spans = [max(1, round(24 * share / whole)) for share in shares]
    while sum(spans) != 24 and count <= 24:
        widest = max(range(count), key=lambda at: spans[at] - 24 * shares[at] / whole)
        slimmest = min(range(count), key=lambda at: spans[at] - 24 * shares[at] / whole)
        spans[widest if sum(spans) > 24 else slimmest] += 1 if sum(spans) < 24 else -1
    return spans


def direction(locale: str) -> str:
    """Return the direction a locale is written in: ``ltr`` or ``rtl``."""
    return "rtl" if re.split("[-_]", locale)[0].lower() in _RIGHT_TO_LEFT else "ltr"


# --- head and foot --------------------------------------------------------------------------------


def _head(start: DocumentStart) -> Iterator[str]:
    sheet = style_sheet(start)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    language = start.locale.replace("_", "-")
    yield f'<!DOCTYPE html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n'
    yield '<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
    yield f'<meta name="generator" content="nbreports {escape(start.stamp.version)}">\n'
    for name, value in (("author", start.author), ("description", start.description)):
        if value:
            yield f'<meta name="{name}" content="{escape(value)}">\n'
    yield f"<title>{escape(start.title)}</title>\n<style>{sheet}</style>\n</head>\n"
    yield f'<body class="{root_class(start)}">\n{symbols()}\n<main>\n'


def root_class(start: DocumentStart) -> str:
    """Return the classes of the element that holds a report."""
    wide = " wide" if start.page.width > start.page.height else ""
    return f"nbr t-{start.theme.base}{wide}"


def _top(start: DocumentStart) -> Iterator[str]:
    yield '<header class="top">\n'
    if start.theme.logo is not None:
        yield f'<img class="logo" src="{blocks.data_uri(start.theme.logo)}" alt="">\n'
    yield f"<h1>{escape(start.title)}</h1>\n"
    if start.description:
        yield f'<p class="lede">{escape(start.description)}</p>\n'
    yield "</header>\n"


def _warnings(found: tuple[nodes.Warning, ...], scene: Scene) -> str:
    if not found:
        return ""
    items = "".join(f"<li>{escape(warning.message)}</li>" for warning in found)
    name = escape(scene.words.warnings)
    return f'<aside class="warn" aria-label="{name}"><p>{name}</p><ul>{items}</ul></aside>\n'
