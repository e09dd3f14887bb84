"""One run in a process of its own, so that its peak memory is its own: prints what it asked and what it took.

Arguments: a Parquet file, the output's path, the engine's memory in bytes. The last line of the output is JSON: the
labels the engine was asked for, the rows printed, the peak resident bytes.
"""

import asyncio
import json
import sys
from pathlib import Path

from nbreports import Catalog, Column, Report, Table
from nbreports.outputs.file import FileOutput
from nbreports.pipeline.events import Finished
from nbreports.pipeline.run import Run, RunOptions
from nbreports.renderers.base import RenderOptions

REPORT = Report(
    "Sales",
    "sales",
    [
        Table(
            Column("id"),
            Column("amount", total="sum"),
            Column("customer", total="nunique"),
            group_by=["region", "shop", "article"],
        )
    ],
)


def peak():
    """Return the most bytes this process ever held: of this program alone, which getrusage does not say after a fork."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the system does not say how much memory the process took")


def main(source, target, memory):
    catalog = Catalog()
    catalog.register("sales", Path(source))
    events = []
    options = RunOptions(memory=int(memory), render=RenderOptions(subtotals=True))
    run = Run(
        REPORT.definition, [FileOutput(Path(target))], catalog=catalog, options=options, tell=events.append
    )
    asyncio.run(run.execute())
    (rows,) = (event.rows for event in events if isinstance(event, Finished))
    print(json.dumps({"asked": [one.label for one in run.engine.asked], "rows": rows, "peak": peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
