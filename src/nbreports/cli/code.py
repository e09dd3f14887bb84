"""``nbreports code``: a report as Python."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read by the command-line parser
from typing import Annotated

import typer

from nbreports.cli.reading import read_report


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report: .nbreport, or Python code.")],
) -> None:
    """Print a report as Python code.

    Example: nbreports code sales.nbreport > sales.py
    """
    typer.echo(read_report(file).to_code(), nl=False)
