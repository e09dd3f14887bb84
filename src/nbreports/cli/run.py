"""``nbreports run``: make a report."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read by the command-line parser
from typing import TYPE_CHECKING, Annotated

import typer

from nbreports.cli.reading import check_outputs, read_catalog, read_now, read_params, read_report
from nbreports.cli.stopping import run_stoppable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from nbreports.pipeline.events import Event
    from nbreports.report import Report


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .nbreport file.")],
    out: Annotated[
        list[Path] | None,
        typer.Option("-o", "--out", help="An output; its ending gives the format. May be repeated."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="NAME=PATH[::TABLE]: bind a source to a file. May be repeated."),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", help="NAME=VALUE. May be repeated, also for several values."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", help="Take only so many rows of each source.")
    ] = None,
    now: Annotated[str | None, typer.Option("--now", help="The run's moment, ISO 8601.")] = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same float sums every time, on one thread.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no list of outputs.")] = False,
) -> None:
    """Make a report as one or several files.

    Example: nbreports run sales.nbreport -o sales.pdf -o sales.xlsx --source sales=sales.csv --param region=North
    """
    paths = out or []
    check_outputs(paths)
    report = read_report(file)
    moment = read_now(now)
    made = [path for path in paths if path.suffix.lower() != ".py"]
    if made:
        _make(
            report,
            made,
            source or [],
            param or [],
            sample=sample,
            now=moment,
            deterministic=deterministic,
            quiet=quiet,
        )
    for path in paths:
        if path not in made:
            _write_code(report, path)
    if not quiet:
        for path in paths:
            typer.echo(path)


def _make(
    report: Report,
    paths: list[Path],
    bindings: list[str],
    params: list[str],
    *,
    sample: int | None,
    now: datetime | None,
    deterministic: bool,
    quiet: bool,
) -> None:
    from nbreports.cli.progress import progress
    from nbreports.outputs.file import FileOutput
    from nbreports.pipeline.run import Run
    from nbreports.report.options import run_options

    catalog = read_catalog(report, bindings)
    values = read_params(report, params)
    options = run_options(now=now, sample=sample, deterministic=deterministic)
    outputs: list[FileOutput] = []

    def start(tell: Callable[[Event], None]) -> Run:
        return Run(
            report.definition,
            outputs,
            catalog=catalog,
            params=values,
            folder=report.folder,
            options=options,
            tell=tell,
        )

    try:
        for path in paths:
            outputs.append(FileOutput(path))  # noqa: PERF401 - those opened so far are closed when one fails
        with progress(shown=not quiet) as tell:
            run_stoppable(start(tell).execute())
    finally:
        for output in outputs:
            output.close()


def _write_code(report: Report, path: Path) -> None:
    from nbreports.storage.atomic import AtomicFile

    with AtomicFile(path) as file:
        file.write(report.to_code().encode())
        file.commit()
