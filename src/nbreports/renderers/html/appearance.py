"""How a document looks, as JSON beside its ``nbreport-output/1``: what a preview needs to draw the HTML page.

The output says what the report holds; this says what the page adds: style sheet, labels of lines, heads,
widths, marks of rules, charts as pictures. Lists are parallel to those of the output, so a preview reads both
with one index and formats, measures and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from nbreports.document import nodes
from nbreports.document.markdown import Heading, ListBlock, Paragraph, parse_markdown
from nbreports.renderers.html.blocks import chart_size, data_uri
from nbreports.renderers.html.crosstab import head_lines, lead_lines
from nbreports.renderers.html.page import direction, row_spans
from nbreports.renderers.html.scene import Scene
from nbreports.renderers.html.sheet import least_class
from nbreports.renderers.html.widths import column_widths
from nbreports.renderers.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nbreports.document.markdown import Block, Span
    from nbreports.document.nodes import Cell, DetailRows, DocumentStart, Node
    from nbreports.renderers.base import ChartDrawer


def appearance(document: Iterable[Node], svgs: Mapping[str, str]) -> dict[str, Any]:
    """Return the appearance of a document: ``{"page": …, "blocks": {id: …}}``, values of JSON only.

    Parameters
    ----------
    document
        Its nodes.
    svgs
        Block id -> chart as an SVG document.
    """
    gathered = _Appearance(svgs)
    for node in document:
        gathered.feed(node)
    return {"page": gathered.page, "blocks": gathered.blocks}


@dataclass(frozen=True, slots=True)
class SizedChart:
    """A chart with the size in points it has on the page."""

    node: nodes.ChartNode
    width: float
    height: float


def sized_charts(document: Iterable[Node], share: float = 1.0) -> Iterator[SizedChart]:
    """Give the charts of a document that are drawn, ``share`` being the part of the page's width it has."""
    for node in document:
        if isinstance(node, nodes.ChartNode) and node.points:
            yield SizedChart(node, *chart_size(node, share))
        elif isinstance(node, nodes.RowNode):
            spans = row_spans(node.widths, len(node.children))
            for child, span in zip(node.children, spans, strict=True):
                yield from sized_charts(child, share * span / 24)


class _Appearance:
    """What was gathered of a document fed node by node."""

    def __init__(self, svgs: Mapping[str, str]) -> None:
        self._svgs = svgs
        self.page: dict[str, Any] = {}
        self.blocks: dict[str, dict[str, Any]] = {}
        self._scene: Scene | None = None
        self._table: dict[str, Any] = {}

    def feed(self, node: Node) -> None:
        """Take the next node."""
        match node:
            case nodes.DocumentStart():
                self._begin(node)
            case nodes.DocumentEnd():
                pass
            case _ if self._scene is not None:
                self._block(node, self._scene)

    def _begin(self, start: DocumentStart) -> None:
        # the scene of a page that draws nothing: its charts are drawn already
        self._scene = Scene(start.title, start.page, words(start.locale), charts=cast("ChartDrawer", None))
        self.page = {
            "lang": start.locale.replace("_", "-"),
            "dir": direction(start.locale),
            "theme": start.theme.base,
            "wide": start.page.width > start.page.height,
            "logo": None if start.theme.logo is None else data_uri(start.theme.logo),
            "description": start.description,
            "stamp": start.stamp.text if start.show_stamp else "",
            "words": self._scene.words._asdict(),
        }

    def _block(self, node: Node, scene: Scene) -> None:
        match node:
            case nodes.TableStart():
                self._table = self._keep(node, _table(node, scene))
            case nodes.DetailRows():
                self._table["rows"] += _details(node)
            case nodes.BandRow():
                cells = [_cell(cell) for cell in node.cells]
                line = {
                    "label": node.label,
                    "shown": node.shown,
                    "styles": _bits(node.styles),
                    "cells": cells,
                }
                self._table["rows"].append({**line, "other": node.other})
            case nodes.TableEnd():
                self._table["hidden"] = node.hidden
            case nodes.TextNode():
                self._keep(node, {"prose": [_prose(block) for block in parse_markdown(node.md)]})
            case nodes.MetricNode():
                against = {"compare": _cell(node.compare), "target": _cell(node.target)}
                self._keep(node, {"unit": node.unit, "good": node.good, "cell": _cell(node.cell), **against})
            case nodes.ChartNode():
                self._keep(node, {"alt": node.alt, "no_data": node.no_data, "svg": self._svgs.get(node.id)})
            case nodes.CrosstabNode():
                self._keep(node, _crosstab(node))
            case nodes.ImageNode():
                self._keep(node, {})
            case nodes.RowNode():
                self._row(node, scene)

    def _row(self, node: nodes.RowNode, scene: Scene) -> None:
        widths = row_spans(node.widths, len(node.children))
        figures = all(len(child) == 1 and isinstance(child[0], nodes.MetricNode) for child in node.children)
        self._keep(node, {"spans": widths, "figures": figures})
        for child, span in zip(node.children, widths, strict=True):
            for each in child:
                self._block(each, replace(scene, share=scene.share * span / 24))

    def _keep(self, node: Any, look: dict[str, Any]) -> dict[str, Any]:
        made = self.blocks[node.id] = {"note": node.note, **look}
        return made


# --- tables ---------------------------------------------------------------------------------------


def _table(start: nodes.TableStart, scene: Scene) -> dict[str, Any]:
    widths = column_widths(start, scene.page)
    return {
        "stub": start.stub,
        "detail": start.detail,
        "no_data": start.no_data,
        "columns": [
            {"align": column.align, "unit": column.unit, "label": column.label} for column in start.columns
        ],
        "halves": list(widths.halves),
        "tens": list(widths.tens),
        "least": least_class(widths.least),
        "groups": [{"collapsed": group.collapsed} for group in start.groups],
        "folds": bool(start.groups) and (start.detail or len(start.groups) > 1),
        "rows": [],
        "hidden": 0,
    }


def _details(node: DetailRows) -> Iterator[dict[str, Any] | None]:
    """Give what each row has beside its texts, None for the many that have nothing."""
    plain = node.row_styles is None and all(
        chunk.styles is None and chunk.links is None and chunk.bars is None and chunk.icons is None
        for chunk in node.columns
    )
    for at in range(node.height):
        if plain:
            yield None
            continue
        cells = [
            _marks(
                _at(chunk.styles, at) or 0, _at(chunk.links, at), _at(chunk.bars, at), _at(chunk.icons, at)
            )
            for chunk in node.columns
        ]
        yield {"styles": _bits(_at(node.row_styles, at) or 0), "cells": cells}


def _at(values: Sequence[Any] | None, at: int) -> Any:
    return None if values is None else values[at]


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    return None if cell is None else _marks(cell.styles, cell.link, cell.bar, cell.icon)


def _marks(styles: int, link: str | None, bar: float | None, icon: str | None) -> dict[str, Any] | None:
    marks = {
        "styles": _bits(styles) if styles else None,
        "link": link,
        "bar": None if bar is None else round(float(bar), 4),
        "icon": icon,
    }
    return {name: value for name, value in marks.items() if value is not None} or None


def _bits(mask: int) -> list[int]:
    mask = int(mask)
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _crosstab(node: nodes.CrosstabNode) -> dict[str, Any]:
    return {
        "no_data": node.no_data,
        "empty": not node.row_heads or not node.column_heads,
        "head": [[cell._asdict() for cell in line] for line in head_lines(node)],
        "lead": [[cell._asdict() for cell in line] for line in lead_lines(node)],
        "margins": [None if not head.margin else len(head.keys) for head in node.row_heads],
        "aligns": [value.align for value in node.values],
        "cells": [
            [
                None if cell is None else {"text": cell.text, **(_cell(cell) or {})}
                for values in line
                for cell in values
            ]
            for line in node.cells
        ],
    }


# --- prose ----------------------------------------------------------------------------------------


def _prose(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "spans": _spans(block.spans)}
        case Paragraph():
            return {"kind": "paragraph", "spans": _spans(block.spans)}
        case ListBlock():
            items = [
                {"spans": _spans(item.spans), "lists": [_prose(child) for child in item.children]}
                for item in block.items
            ]
            return {"kind": "list", "start": block.start if block.ordered else None, "items": items}


def _spans(spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    made = []
    for span in spans:
        marks = [name for name in ("bold", "italic", "code") if getattr(span, name)]
        made.append({"text": span.text, "marks": marks, "link": span.link})
    return made
