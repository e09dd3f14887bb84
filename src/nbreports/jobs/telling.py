"""Word of a job's end to the addresses its starter gave: ``python -m nbreports.jobs.telling STATE JOB END``.

They lie in one place, ``notify.json`` in the job's own folder, from the job's start to its end; the journal, the job's
log, the audit log and errors have no more of them than ``redacted`` leaves. Who takes the file away sends, so that
nobody is told twice; a process of its own does it, so that a server that hangs holds up no job.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nbreports.errors import NbreportsError, UsageError
from nbreports.jobs.hand import environment
from nbreports.jobs.messenger import known
from nbreports.jobs.notifying import SECONDS, notify, redacted
from nbreports.storage.atomic import write_error
from nbreports.storage.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.storage.job_states import JobState

_FILE = "notify.json"

logger = logging.getLogger("nbreports.jobs")


def checked(urls: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses, where each can be meant.

    Raises
    ------
    UsageError
        For one of no known service, quoted without its secrets.
    NotificationError
        Where the extra is missing.
    """
    if isinstance(urls, str):
        raise UsageError("notify is one text", remedy="Give a list of URLs, also for one.")
    for place, url in enumerate(urls):
        if not isinstance(url, str):
            raise UsageError(
                f"notify[{place}] is a {type(url).__name__}, not a URL",
                remedy='Write notify=["mailto://user:password@example.com?to=you@example.com"].',
            )
        if not known(url):
            raise UsageError(
                f"notify[{place}], {redacted(url)!r}, is no URL of a service that apprise knows",
                remedy="Write it as https://appriseit.com/services/ says, such as "
                "mailto://user:password@example.com?to=you@example.com.",
            )
    return tuple(urls)


def keep(urls: Sequence[str], folder: Path) -> None:
    """Put the addresses into a job's folder, for its owner alone.

    Raises
    ------
    OutputError
        Where they cannot be written.
    """
    path = folder / _FILE
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(file, "wb") as opened:  # noqa: PTH123 - a handle with its mode
            opened.write(json.dumps(list(urls)).encode())
    except OSError as error:
        raise write_error(path, error) from error


def take(folder: Path) -> tuple[str, ...]:
    """Return the addresses and remove them: of several who ask, and over a crash, one gets them."""
    path = folder / _FILE
    try:
        data = path.read_bytes()
        path.unlink()
        return tuple(map(str, json.loads(data)))
    except (OSError, ValueError):  # another has it
        return ()


def begin(state: Path, job: str, end: JobState) -> subprocess.Popen[bytes] | None:
    """Begin to tell of a job's end, in a process of its own.

    Returns
    -------
    subprocess.Popen or None
        The process; None where nobody is to be told, or where it cannot be started, which is logged.
    """
    if not (state / "jobs" / job / _FILE).exists():
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-m", "nbreports.jobs.telling", str(state), job, end],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # a library's traceback may quote an address
            cwd="/",
            env=environment(),
        )
    except OSError as error:
        logger.warning("nobody can be told that the job %s is %s: %s", job, end, error)
        return None


def main(arguments: list[str]) -> int:
    """Tell of the end of a job, write into its log what came of it, and return the exit code."""
    state, job, end = Path(arguments[0]), arguments[1], cast("JobState", arguments[2])
    signal.alarm(int(SECONDS) + 60)  # whatever happens, this process ends
    urls = take(state / "jobs" / job)
    if not urls:
        return 0
    with Journal(state) as journal:
        to = [redacted(url) for url in urls]
        try:
            # it may have been retried since
            notify(replace(journal.get(job), state=end), urls)
        except NbreportsError as error:
            journal.log(job, "not_notified", {"to": to, "error": str(error)})
        else:
            journal.log(job, "notified", {"to": to})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
