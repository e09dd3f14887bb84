"""The commands, as the command line names them."""

from __future__ import annotations

import typer

from nbreports.cli import check, code, doctor, jobs, new, run, sources, steering

app = typer.Typer(
    name="nbreports",
    help="Reports from data: grouped, totals right, paged; PDF, Excel, HTML.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for _module in (run, check, code, new, sources, jobs):
    app.command(name=_module.__name__.rpartition(".")[2])(_module.command)
for _steer in (steering.pause, steering.resume, steering.cancel, steering.retry):
    app.command(name=_steer.__name__)(_steer)
app.command(name="doctor")(doctor.command)


@app.callback(invoke_without_command=True)
def _whole(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    """Say what the program is."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(installed("nbreports"))
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def call(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name and return its exit code; every error comes out as it was raised."""
    # not through typer's own entry, which makes an exit code of its own of Ctrl-C
    command = typer.main.get_command(app)
    try:
        with command.make_context("nbreports", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    return 0
