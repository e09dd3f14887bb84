"""How many rows a report's source has: asked as any report asks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Metric
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.catalog import Catalog


async def rows_of(
    definition: ReportDefinition, catalog: Catalog, folder: Path | None, params: Mapping[str, Any]
) -> int:
    """Return the rows of the report's source, its joins and filters applied.

    Raises
    ------
    NbreportsError
        Where they cannot be asked.
    """
    counting = definition.model_copy(update={"body": (Metric("count()", id="rows"),)})
    made = MemoryOutput("rows.json")
    await Run(counting, [made], catalog=catalog, folder=folder, params=params).execute()
    (metric,) = json.loads(made.data)["body"]
    return int(metric["value"])
