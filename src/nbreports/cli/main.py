"""The command: ``nbreports run | check | code | new | sources | jobs | pause | resume | cancel | retry | doctor``.

Every failure of a user's making ends in two lines on stderr, what and where, then what to do, and in the exit code of
its kind; only our own bugs show a traceback. What is heavy is imported once signals are handled, so that Ctrl-C shows
none either.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from nbreports.cli.stopping import Stopped, stoppable
from nbreports.errors import JobCancelled, NbreportsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code."""
    sys.exit(invoke(list(sys.argv[1:] if arguments is None else arguments)))


def invoke(arguments: list[str]) -> int:
    """Run the command and return its exit code.

    0 done, 1 our bug, 2 definition or usage, 3 source, 4 limit, 5 cancelled, 6 output.
    """
    with stoppable() as signals:
        try:
            from nbreports.cli.commands import call

            return call(arguments)
        except Stopped:
            return _say(_cancelled())
        except NbreportsError as error:
            return _say(_cancelled() if signals.received else error)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader has gone; nothing may be flushed to it
            return 0
        except Exception as error:
            if signals.received:
                return _say(_cancelled())
            usage = _usage(error)
            if usage is None:
                raise
            return _say(usage)


def _cancelled() -> JobCancelled:
    return JobCancelled("stopped", remedy="Nothing was written; run it again.")


def _usage(error: Exception) -> UsageError | None:
    """Return what the command-line parser found wrong as an error of ours."""
    message = getattr(error, "format_message", None)
    if not callable(message):
        return None
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "nbreports"
    return UsageError(str(message()).strip().rstrip("."), remedy=f"Try {path} --help.")


def _say(error: NbreportsError) -> int:
    from nbreports.cli.table import plain

    what, remedy = error.lines()
    sys.stderr.write(f"{plain(what)}\n{plain(remedy)}\n")
    return error.exit_code
