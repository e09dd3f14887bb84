"""The command: ``nbreports run | check | code | sources | doctor``.

Every failure of a user's making ends in two lines on stderr, what and where, then what to do, and in the exit
code of its kind;
only our own bugs show a traceback.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from nbreports.cli import check, code, doctor, run, sources
from nbreports.errors import JobCancelled, NbreportsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="nbreports",
    help="Reports from data: grouped, totals right, paged; PDF, Excel, HTML.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (run, check, code, sources, doctor):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code."""
    sys.exit(invoke(list(sys.argv[1:] if arguments is None else arguments)))


def invoke(arguments: list[str]) -> int:
    """Run the command and return its exit code.

    0 done, 1 our bug, 2 definition or usage, 3 source, 4 limit, 5 cancelled, 6 output.
    """
    previous = _on_terminate()
    try:
        result = app(arguments, standalone_mode=False)
    except NbreportsError as error:
        return _say(error)
    except KeyboardInterrupt:
        return _say(JobCancelled("stopped", remedy="Nothing was written; run it again."))
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader has gone; nothing may be flushed to it
        return 0
    except Exception as error:
        usage = _usage(error)
        if usage is None:
            raise
        return _say(usage)
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)
    return result if isinstance(result, int) else 0


def _on_terminate() -> Any:
    """Let SIGTERM end a run as Ctrl-C does, so that it leaves nothing either."""

    def stop(number: int, frame: object) -> None:  # noqa: ARG001 - the signal module's form
        raise KeyboardInterrupt

    try:
        return signal.signal(signal.SIGTERM, stop)
    except ValueError:
        return None  # not in the main thread


def _usage(error: Exception) -> UsageError | None:
    """Return what the command-line parser found wrong as an error of ours."""
    message = getattr(error, "format_message", None)
    if type(error).__name__ in ("Exit", "Abort") or not callable(message):
        return None
    text = str(message()).strip()
    if not text:
        return UsageError("a command is missing", remedy="Try nbreports --help.")
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "nbreports"
    return UsageError(text.rstrip("."), remedy=f"Try {path} --help.")


def _say(error: NbreportsError) -> int:
    what, remedy = error.lines()
    sys.stderr.write(f"{_one_line(what)}\n{_one_line(remedy)}\n")
    return error.exit_code


def _one_line(text: str) -> str:
    """Return ``text`` on one line, without characters that would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
