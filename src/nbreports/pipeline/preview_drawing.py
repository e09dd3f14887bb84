"""A filled preview written out: the JSON output, the charts as SVG, and a fragment of HTML."""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.document.nodes import ChartNode, DocumentEnd, DocumentStart, RowNode
from nbreports.renderers.base import RenderContext
from nbreports.renderers.html.fragment import FragmentRenderer
from nbreports.renderers.json import JsonRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nbreports.document.nodes import Node
    from nbreports.renderers.base import ChartDrawer, Renderer

MOST_DRAWN = 64
"""Drawings that are remembered."""
_NOWHERE = Path()
"""The renderers of a preview write no file."""


class Drawings:
    """Draws charts as SVG, each look once, and keeps what it drew last."""

    def __init__(self, drawer: Callable[[], ChartDrawer]) -> None:
        self._drawer = drawer
        self._drawn: OrderedDict[str, str] = OrderedDict()

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        """Return the chart as an SVG document, drawn or remembered."""
        key = blake2b(pickle.dumps((chart, width, height)), digest_size=16).hexdigest()
        found = self._drawn.get(key)
        if found is None:
            found = self._drawn[key] = self._drawer().svg(chart, width, height)
            if len(self._drawn) > MOST_DRAWN:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end(key)
        return found

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        """Return the chart as a one-page PDF."""
        return self._drawer().pdf(chart, width, height)


class _Told:
    """Tells of every chart that is drawn, and lets a stopped preview stop between two."""

    def __init__(self, drawings: ChartDrawer, check: Callable[[], None]) -> None:
        self._drawings = drawings
        self._check = check
        self.svgs: dict[str, str] = {}

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        self._check()
        self.svgs[chart.id] = drawn = self._drawings.svg(chart, width, height)
        return drawn

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        return self._drawings.pdf(chart, width, height)


class _Given:
    """Gives charts that were drawn before."""

    def __init__(self, svgs: Mapping[str, str]) -> None:
        self._svgs = svgs

    def svg(self, chart: ChartNode, width: float, height: float) -> str:  # noqa: ARG002 - drawn already
        return self._svgs[chart.id]

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:  # noqa: ARG002 - no PDF here
        raise AssertionError(chart.id)


def output_of(nodes: Iterable[Node]) -> tuple[dict[str, Any], str]:
    """Return a document as ``nbreport-output/1``: its object, and the renderer's own text."""
    text = _written(JsonRenderer(RenderContext(_Given({}), _NOWHERE)), nodes)
    output: dict[str, Any] = json.loads(text)
    return output, text


def svgs_of(nodes: Sequence[Node], drawings: ChartDrawer, check: Callable[[], None]) -> dict[str, str]:
    """Return block id -> chart as inline SVG, in the sizes they have in the HTML page."""
    drawer = _Told(drawings, check)
    wanted = [node for node in nodes if isinstance(node, ChartNode | RowNode | DocumentStart | DocumentEnd)]
    _written(FragmentRenderer(RenderContext(drawer, _NOWHERE)), wanted)
    return drawer.svgs


def fragment(nodes: Iterable[Node], svgs: Mapping[str, str]) -> str:
    """Return a document as a fragment of HTML with its own style sheet; ``svgs`` has its charts."""
    return _written(FragmentRenderer(RenderContext(_Given(svgs), _NOWHERE)), nodes)


def _written(renderer: Renderer, nodes: Iterable[Node]) -> str:
    try:
        data = b"".join(part for node in nodes for part in renderer.feed(node))
        data += b"".join(renderer.finish())
    finally:
        renderer.close()
    return data.decode("utf-8")


def has_chart(nodes: Iterable[Node]) -> bool:
    """Return whether a document has a chart."""
    return any(
        isinstance(node, ChartNode)
        or (isinstance(node, RowNode) and any(has_chart(child) for child in node.children))
        for node in nodes
    )
