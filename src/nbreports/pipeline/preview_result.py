"""What a preview gives, and the choices it is made by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.document.nodes import DocumentStart, Node


@dataclass(frozen=True)
class PreviewOptions:
    """Choices of a preview.

    Attributes
    ----------
    seconds
        How long the engine may take for the exact answer before a sample is shown first; 0 shows the sample
        first always, ``math.inf`` never.
    rows
        Detail rows of one table that are shown, the first in print order.
    lines
        Group lines of one table that are shown.
    cells
        Cells of one crosstab that are shown.
    sample
        Rows of each source a sample is drawn from, where the source has more.
    now
        The moment of the preview; the clock's when None.
    memory
        Bytes each engine may hold before it spills; a quarter of what the machine or container has when None.
    results
        How many results are remembered.
    deterministic
        One engine thread, so that float sums come in a fixed order.
    """

    seconds: float = 0.3
    rows: int = 1_000
    lines: int = 2_000
    cells: int = 20_000
    sample: int = 20_000
    now: datetime | None = None
    memory: int | None = None
    results: int = 16
    deterministic: bool = False


@dataclass(frozen=True)
class PreviewResult:
    """A report as a preview shows it.

    Attributes
    ----------
    rev
        The number its request had.
    output
        The object of ``nbreport-output/1``, as the JSON renderer writes it: numbers are int and float.
    text
        The same as the renderer's text, in which decimals have all their digits.
    sampled
        Whether its figures are those of a sample; ``output["stamp"]["sampled"]`` says so too.
    rows
        Rows of the report's source that its figures are over.
    ms
        Milliseconds from the request to the result.
    svgs
        Block id -> chart as inline SVG, drawn as the HTML page has it.
    nodes
        The document it was written from, bounded as ``PreviewOptions`` says.
    cached
        Whether it was remembered.
    """

    rev: int
    output: dict[str, Any]
    text: str
    sampled: bool
    rows: int
    ms: int
    svgs: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    cached: bool = False

    @property
    def start(self) -> DocumentStart:
        """The document's first node: theme, page and styles."""
        from nbreports.document.nodes import DocumentStart

        return next(node for node in self.nodes if isinstance(node, DocumentStart))

    def styles(self) -> str:
        """Return the style sheet of the HTML page of this report; everything hangs below ``.nbr``."""
        from nbreports.renderers.html.sheet import style_sheet

        return style_sheet(self.start)

    def html(self) -> str:
        """Return the report as a fragment of HTML with its own style sheet: no script, no request."""
        from nbreports.pipeline.preview_drawing import fragment

        return fragment(self.nodes, self.svgs)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page of the PDF as a picture: ``number`` of ``count`` pages, from 1."""

    count: int
    number: int
    png: bytes
