"""What a renderer is: nodes go in, bytes come out, nothing else is known.

A renderer is fed from one thread, node by node, and gives bytes as soon as it can. It never computes a value, sorts
or formats. Whoever made it calls ``close``, also after a failure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from nbreports.document.nodes import ChartNode, Node


class ChartDrawer(Protocol):
    """Draws a resolved chart; may block, since renderers run in threads of their own."""

    def svg(self, chart: ChartNode, width: float, height: float) -> str:
        """Return the chart as an SVG document, ``width`` by ``height`` points; text stays text."""
        ...

    def pdf(self, chart: ChartNode, width: float, height: float) -> bytes:
        """Return the chart as a one-page vector PDF of ``width`` by ``height`` points."""
        ...


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Choices of an output that are not the report's own.

    Attributes
    ----------
    stamp
        Print the stamp (parameters, filters, source, rows, version, time).
    csv_safety
        ``escape`` writes a leading ``'`` before text that a spreadsheet would run as a formula; ``raw`` does not.
    subtotals
        CSV and Parquet also carry group and summary lines, with a ``level`` and a ``band`` column.
    table
        The id of the table that CSV and Parquet write, for a report with several.
    font_files
        Further font files for the PDF, tried in order after the package's own and before the machine's.
    """

    stamp: bool = True
    csv_safety: str = "escape"
    subtotals: bool = False
    table: str | None = None
    font_files: tuple[Path, ...] = ()
    system_fonts: bool = True


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a renderer is given: a chart drawer, a private scratch folder that exists, and options.

    ``pages`` is told by a renderer that makes pages: how many so far, and of how many once that is known.
    """

    charts: ChartDrawer
    scratch: Path
    options: RenderOptions = field(default_factory=RenderOptions)
    pages: Callable[[int, int | None], None] = lambda _made, _total: None


class Renderer(Protocol):
    """Nodes to bytes. Constructed with a ``RenderContext``."""

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return the bytes that are final now (possibly none)."""
        ...

    def finish(self) -> Iterable[bytes]:
        """Return the remaining bytes; called once, after ``DocumentEnd``."""
        ...

    def close(self) -> None:
        """Release files and memory; safe to call twice and after a failure."""
        ...
