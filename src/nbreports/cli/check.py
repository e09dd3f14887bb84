"""``nbreports check``: everything a run would refuse, without running."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read by the command-line parser
from typing import Annotated

import typer

from nbreports.cli.reading import PARAM_HELP, SOURCE_HELP, read_catalog, read_params, read_report


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A report: .nbreport, or Python code that writes one out.")
    ],
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME=PATH[::TABLE]", help=SOURCE_HELP)
    ] = None,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help=PARAM_HELP)] = None,
) -> None:
    """Check a report against its sources, without running it.

    Example: nbreports check sales.nbreport --source sales=sales.csv
    """
    from nbreports.pipeline.asking import Asker
    from nbreports.pipeline.images import Folder, check_images
    from nbreports.pipeline.param_checks import check_params
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
        engine.lock()
        check_params(plan, Asker(engine))
    check_images(plan, Folder(report.folder))
    blocks = len(plan.blocks)
    typer.echo(f"{file}: {blocks} {'block' if blocks == 1 else 'blocks'}, nothing to complain of")
