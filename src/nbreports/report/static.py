"""A report shown without a widget: what a notebook keeps of it, also where nothing runs any more.

The notebook's file then holds plain HTML and one sentence, nothing that a widget manager would have to revive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from nbreports.errors import DefinitionError
from nbreports.pipeline.preview_result import PreviewOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.errors import NbreportsError
    from nbreports.pipeline.preview_result import PreviewResult
    from nbreports.sources.catalog import Catalog

SHOWN = PreviewOptions(seconds=2.0, rows=200, lines=500, cells=4_000)
"""What a notebook's file keeps: less than a preview beside its editor shows, and with more time."""
WHOLE = replace(SHOWN, seconds=math.inf)
"""What ``Report.preview`` gives: exact, however long it takes."""


@dataclass(frozen=True)
class StaticPreview:
    """A report filled and bounded, to be shown at the end of a cell.

    Attributes
    ----------
    result
        What the preview gave: ``output``, ``sampled``, ``rows``, ``svgs``.
    """

    result: PreviewResult

    @property
    def output(self) -> dict[str, Any]:
        """The report as ``nbreport-output/1``."""
        return self.result.output

    @property
    def sampled(self) -> bool:
        """Whether the figures are those of a sample."""
        return self.result.sampled

    def __repr__(self) -> str:
        return sentence(self.result)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        return {"text/html": self.result.html(), "text/plain": sentence(self.result)}


async def shown(
    definition: ReportDefinition,
    catalog: Catalog,
    folder: Path | None,
    params: Mapping[str, Any],
    options: PreviewOptions,
) -> StaticPreview:
    """Return a report's static preview; nothing of it runs on.

    Raises
    ------
    NbreportsError
        As ``PreviewService.preview``.
    """
    from nbreports.pipeline.preview import PreviewService

    service = PreviewService(definition, catalog, folder, options=options)
    try:
        return StaticPreview(await service.preview(params=params))
    finally:
        service.close()


def sentence(result: PreviewResult) -> str:
    """Return a preview in one sentence."""
    rows = f"{result.rows:,} {'row' if result.rows == 1 else 'rows'}"
    of = f"a sample of {rows}" if result.sampled else rows
    blocks = len(result.output["body"])
    return (
        f"{result.output['report']['title']}: {blocks} {'block' if blocks == 1 else 'blocks'}"
        f" over {of} of {result.output['stamp']['source']}."
    )


def not_shown(title: str, error: NbreportsError) -> dict[str, str]:
    """Return what stands in place of a report that cannot be shown: why, and what to do."""
    place = f" (at {error.where})" if isinstance(error, DefinitionError) and error.where else ""
    what, remedy = f"{error.message}{place}", error.remedy or ""
    said = f"The report {title!r} cannot be shown: {what}. {remedy}".strip()
    html = (
        f"<div><p>The report <strong>{escape(title)}</strong> cannot be shown: {escape(what)}.</p>"
        f"<p>{escape(remedy)}</p></div>"
    )
    return {"text/html": html, "text/plain": said}
