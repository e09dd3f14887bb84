"""``nbreports check``: everything a run would refuse, without running."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read by the command-line parser
from typing import Annotated

import typer

from nbreports.cli.reading import read_catalog, read_params, read_report


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .nbreport file.")],
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="NAME=PATH[::TABLE]: bind a source to a file. May be repeated."),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", help="NAME=VALUE. May be repeated, also for several values."),
    ] = None,
) -> None:
    """Check a report against its sources, without running it.

    Example: nbreports check sales.nbreport --source sales=sales.csv
    """
    from nbreports.pipeline.run import Run
    from nbreports.sources.engine import Engine

    report = read_report(file)
    run = Run(
        report.definition,
        (),
        catalog=read_catalog(report, source or []),
        params=read_params(report, param or []),
        folder=report.folder,
    )
    with Engine(timezone=report.definition.timezone or "UTC") as engine:
        plan = run.plan(engine)
    blocks = len(plan.blocks)
    typer.echo(f"{file}: {blocks} {'block' if blocks == 1 else 'blocks'}, nothing to complain of")
