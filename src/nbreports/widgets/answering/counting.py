"""How many rows a report's source has, and which values a field of it: asked as any report asks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nbreports.definition.blocks import Chart, Metric
from nbreports.definition.expressions.nodes import Call, IsNone, Literal, Logical
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.printer import to_text
from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbreports.definition.blocks import Block
    from nbreports.definition.expressions.nodes import Expression
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
    found = await _asked(definition, Metric("count()", id="rows"), catalog, folder, params)
    return int(found["value"])


async def values_of(
    definition: ReportDefinition,
    field: str,
    search: str,
    catalog: Catalog,
    folder: Path | None,
    params: Mapping[str, Any],
    most: int,
) -> list[tuple[str, int]]:
    """Return up to ``most`` values of a field of the report's source, as texts, and how many rows have each.

    Parameters
    ----------
    field
        As an expression writes it.
    search
        What a text holds, whatever its case; empty for every value.

    Raises
    ------
    NbreportsError
        Where they cannot be asked.
    """
    of = parse(field)
    asked: Expression = IsNone(of, negated=True)
    if search:
        held = Call("contains", (Call("lower", (of,)), Call("lower", (Literal(search),))))
        asked = Logical("and", (asked, held))
    chart = Chart(
        "bar",
        x=to_text(of),
        y="count()",
        sort="-y",
        top=most,
        other=False,
        where=to_text(asked),
        id="values",
    )
    found = await _asked(definition, chart, catalog, folder, params)
    return [(str(point["x"]), int(point["y"])) for point in found["points"]]


def unfiltered(definition: ReportDefinition) -> ReportDefinition:
    """Return the report with all rows of its source."""
    source = definition.sources.get(definition.source)
    if source is None or source.where is None:
        return definition
    whole = source.model_copy(update={"where": None})
    return definition.model_copy(update={"sources": {**definition.sources, definition.source: whole}})


async def _asked(
    definition: ReportDefinition,
    block: Block,
    catalog: Catalog,
    folder: Path | None,
    params: Mapping[str, Any],
) -> dict[str, Any]:
    asking = definition.model_copy(update={"body": (block,)})
    made = MemoryOutput("answer.json")
    await Run(asking, [made], catalog=catalog, folder=folder, params=params).execute()
    (answer,) = json.loads(made.data)["body"]
    return dict(answer)
