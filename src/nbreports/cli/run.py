"""``nbreports run``: make a report."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path  # noqa: TC003 - read by the command-line parser
from typing import TYPE_CHECKING, Annotated

import typer

from nbreports.cli.reading import (
    PARAM_HELP,
    SOURCE_HELP,
    check_outputs,
    files_of,
    is_code,
    read_catalog,
    read_now,
    read_params,
    read_report,
)
from nbreports.cli.stopping import held, run_stoppable
from nbreports.errors import UsageError
from nbreports.storage.atomic import AtomicFile

if TYPE_CHECKING:
    from datetime import datetime

    from nbreports.pipeline.run import RunOptions
    from nbreports.report import Report


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A report: .nbreport, or Python code that writes one out.")
    ],
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--out",
            metavar="PATH",
            help="Write this file; its ending gives the format. Repeat for several.",
        ),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME=PATH[::TABLE]", help=SOURCE_HELP)
    ] = None,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help=PARAM_HELP)] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="ROWS", help="Take only so many rows of each source.")
    ] = None,
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="ISO", help="Set the run's moment, such as 2026-01-31T08:00."),
    ] = None,
    table: Annotated[
        str | None, typer.Option("--table", metavar="ID", help="The table CSV and Parquet write, of several.")
    ] = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same float sums every time, on one thread.")
    ] = False,
    background: Annotated[
        bool,
        typer.Option("--background", help="Start a job, print its id and return; nbreports jobs shows it."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no list of outputs.")] = False,
) -> None:
    """Make a report as one or several files.

    Endings: .pdf .xlsx .html .csv .parquet .md .json .ipynb .typ, and .py for the report as Python code.

    Example: nbreports run sales.nbreport -o sales.pdf -o sales.xlsx --source sales=sales.csv
    """
    paths = out or []
    check_outputs(paths, [file])
    report = read_report(file)
    moment = read_now(now)
    if background:
        _start(report, paths, source or [], param or [], _options(moment, sample, table, deterministic=True))
        return
    with ExitStack() as stack:
        # opened before the run, put in place after it: all outputs or none
        codes = [_code(report, path, stack) for path in paths if is_code(path)]
        made = [path for path in paths if not is_code(path)]
        if made:
            _make(
                report,
                made,
                source or [],
                param or [],
                _options(moment, sample, table, deterministic=deterministic),
                quiet=quiet,
            )
        for code in codes:
            code.commit()
    if not quiet:
        for path in paths:
            typer.echo(os.fsencode(path))


def _code(report: Report, path: Path, stack: ExitStack) -> AtomicFile:
    with held():
        file = stack.enter_context(AtomicFile(path))
    file.write(report.to_code().encode())
    file.prepare()
    return file


def _options(
    now: datetime | None, sample: int | None, table: str | None, *, deterministic: bool
) -> RunOptions:
    from nbreports.report.options import run_options

    render = {} if table is None else {"table": table}
    return run_options(now=now, sample=sample, deterministic=deterministic, render=render)


def _start(
    report: Report, paths: list[Path], bindings: list[str], params: list[str], options: RunOptions
) -> None:
    """Start a job and print its id."""
    from nbreports.report.generating import generate

    codes = [path for path in paths if is_code(path)]
    if codes:
        raise UsageError(
            "the report as Python code is not made in the background",
            where=str(codes[0]),
            remedy="Leave out --background, or that output.",
        )
    catalog = read_catalog(report, bindings)
    check_outputs(paths, files_of(report, bindings))
    job = generate(
        report.definition,
        tuple(paths),
        catalog,
        folder=report.folder,
        options=options,
        params=read_params(report, params),
        line="command",
    )
    typer.echo(job.id)


def _make(
    report: Report,
    paths: list[Path],
    bindings: list[str],
    params: list[str],
    options: RunOptions,
    *,
    quiet: bool,
) -> None:
    from nbreports.cli.progress import progress
    from nbreports.outputs.file import FileOutput
    from nbreports.pipeline.run import Run
    from nbreports.report.auditing import execute_audited

    catalog = read_catalog(report, bindings)
    check_outputs(paths, files_of(report, bindings))
    values = read_params(report, params)
    with ExitStack() as stack:
        outputs: list[FileOutput] = []
        for path in paths:
            with held():
                outputs.append(FileOutput(path))
                stack.callback(outputs[-1].close)
        with progress(shown=not quiet) as tell:
            run = Run(
                report.definition,
                outputs,
                catalog=catalog,
                params=values,
                folder=report.folder,
                options=options,
                tell=tell,
            )
            run_stoppable(execute_audited(run, "command"))
