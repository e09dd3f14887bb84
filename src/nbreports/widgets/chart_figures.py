"""The live figures of a report's charts: one a block, kept while the report is edited and looked at."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from nbreports.widgets.chart_figure import ChartFigure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.renderers.html.appearance import SizedChart


class ChartFigures:
    """Figures by the block they show; all views of a report show the same ones."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._figures: dict[str, ChartFigure] = {}

    def show(self, charts: Iterable[SizedChart]) -> dict[str, str]:
        """Make the figures those of ``charts`` and return block -> model id; of other blocks none is left."""
        with self._lock:
            shown: dict[str, str] = {}
            for chart in charts:
                block = chart.node.id
                known = self._figures.get(block)
                if known is None or known.figure.comm is None:
                    known = self._figures[block] = ChartFigure(chart.node, chart.width, chart.height)
                else:
                    known.update(chart.node, chart.width, chart.height)
                shown[block] = known.figure.model_id
            for block in self._figures.keys() - shown.keys():
                self._figures.pop(block).close()
            return shown

    def close(self) -> None:
        """Let go of every figure."""
        self.show([])
