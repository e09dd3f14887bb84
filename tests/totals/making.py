"""Make a report in memory, as a run makes it, and read its JSON."""

import asyncio
import json
from decimal import Decimal

from nbreports.outputs.memory import MemoryOutput
from nbreports.pipeline.run import Run, RunOptions
from nbreports.sources.catalog import Catalog


def make(report, frames, *endings, params=None, options=None):
    """Return the outputs' bytes by ending."""
    catalog = Catalog()
    for name, frame in frames.items():
        catalog.register(name, frame)
    outputs = [MemoryOutput(f"report{ending}") for ending in endings]
    run = Run(
        report.definition,
        outputs,
        catalog=catalog,
        params=params,
        options=options or RunOptions(memory=512 * 1024 * 1024),
    )
    asyncio.run(run.execute())
    return {ending: output.data for ending, output in zip(endings, outputs, strict=True)}


def made(report, frames, **keys):
    """Return the report's JSON output, decimals kept."""
    return json.loads(make(report, frames, ".json", **keys)[".json"], parse_float=Decimal)
