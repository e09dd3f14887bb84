"""The chart drawer: resolved charts drawn in a worker process, since drawing holds the interpreter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.renderers.charts.vega import to_vega_lite
from nbreports.workers.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import ChartNode

_MODULE = "nbreports.renderers.charts.draw"
TASKS = (f"{_MODULE}:svg", f"{_MODULE}:pdf", f"{_MODULE}:picture", f"{_MODULE}:warm")
"""What a pool must allow to draw charts."""


def chart_pool(*, size: int = 1, timeout: float = 60.0) -> Pool:
    """Return a pool that can draw charts; its owner closes it."""
    return Pool(TASKS, size=size, warm=(f"{_MODULE}:warm",), timeout=timeout)


class WorkerChartDrawer:
    """Draws resolved charts as SVG or PDF in a worker process; may be used from several threads.

    Parameters
    ----------
    pool
        A pool that allows `TASKS`, such as that of `chart_pool`; it stays its owner's.
    timeout
        Seconds one chart may take; the pool's own limit by default.
    font_files
        Further font files for PDFs, for scripts that the package's own font lacks; others in their folders
        are found too.
    """

    def __init__(self, pool: Pool, *, timeout: float | None = None, font_files: Sequence[Path] = ()) -> None:
        self._pool = pool
        self._timeout = timeout
        self._fonts = [str(Path(file).resolve()) for file in font_files]

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        """Return the chart as an SVG document of ``width`` by ``height`` points; text stays text.

        Raises
        ------
        LimitError, RenderError, JobCancelled
            As `nbreports.workers.pool.Pool.call`.
        """
        return self._draw("svg", chart, width, height).decode()

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        """Return the chart as a one-page vector PDF of ``width`` by ``height`` points, fonts inside.

        Raises
        ------
        GlyphError
            Where no font at hand can show a character.
        LimitError, RenderError, JobCancelled
            As `nbreports.workers.pool.Pool.call`.
        """
        return self._draw("pdf", chart, width, height)

    def svg_to_pdf(self, svg: str) -> bytes:
        """Return a report's own SVG picture as a one-page vector PDF; what lies outside of it is not read.

        Raises
        ------
        RenderError
            Where it is no well-formed SVG.
        """
        return self._pool.call(f"{_MODULE}:picture", svg.encode(), timeout=self._timeout)

    def _draw(self, form: str, chart: ChartNode, width: float, height: float) -> bytes:
        spec = to_vega_lite(chart, width, height)
        order = {"spec": spec, "width": width, "height": height, "alt": chart.alt, "fonts": self._fonts}
        payload = json.dumps(order, allow_nan=False).encode()
        try:
            return self._pool.call(f"{_MODULE}:{form}", payload, timeout=self._timeout)
        except Exception as error:
            error.add_note(f"while drawing the chart {chart.id!r}")
            raise
