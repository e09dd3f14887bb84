"""Notifications by e-mail and chat, sent through ``apprise`` in a child process with a time limit.

The URLs (https://appriseit.com/services/) hold passwords and tokens: they go to the child through its pipe, and no log,
error or journal has more of them than the service's name and, where it is no secret, the server's.
"""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nbreports.errors import LimitError, NbreportsError, NotificationError, UsageError
from nbreports.jobs.messenger import DELIVERED, FAILED, REFUSED, SILENT
from nbreports.workers.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbreports.storage.journal import JobRecord

TASK = "nbreports.jobs.messenger:deliver"
SECONDS = 30.0
"""How long the servers have to take a message."""
_START = 20.0
"""Seconds the child has to start, above those."""
_TITLE = 200
"""Characters of a title."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
"""Categories of control and direction characters and halves of pairs."""
_NAMED_SERVERS = frozenset(
    f"{name}{end}" for name in ("mailto", "http", "json", "xml", "form") for end in ("", "s")
)
"""Schemes with a server's name where others have a token."""
_WHY = {
    REFUSED: "is no URL of a service that apprise knows",
    FAILED: "did not take the message",
    SILENT: "did not answer in {seconds:g} s; it may have the message",
}


def notify(job: JobRecord, urls: Sequence[str], *, attach: bool = False, seconds: float = SECONDS) -> None:
    """Tell how a job ended.

    Parameters
    ----------
    job
        As the journal has it: ``job.record``.
    urls
        Where to, each an URL of ``apprise``.
    attach
        Send the outputs along.
    seconds
        See ``send``; raises the same.
    """
    title, body = message_of(job)
    send(urls, title, body, attach=[each["path"] for each in job.outputs] if attach else (), seconds=seconds)


def send(
    urls: Sequence[str],
    title: str,
    body: str,
    *,
    attach: Iterable[str | Path] = (),
    seconds: float = SECONDS,
) -> None:
    """Send a plain text to every URL; each is tried, whatever becomes of the others.

    Parameters
    ----------
    title
        One line; what would break it becomes a space.
    attach
        Files to send along.
    seconds
        How long the servers have.

    Raises
    ------
    NotificationError
        Where some have not got it, after all were tried; the code is ``notify_extra`` where the extra is missing.
    UsageError
        For an attachment that is no file.
    """
    if isinstance(urls, str):
        raise UsageError("urls is one text", remedy="Give a list of URLs, also for one.")
    if not urls:
        return
    message = {
        "urls": list(urls),
        "title": one_line(title)[:_TITLE],
        "body": _plain(body),
        "attach": [_file(path) for path in attach],
        "seconds": seconds,
    }
    failures = [
        f"{number} ({redacted(url)}) {_WHY[outcome].format(seconds=seconds)}"
        for number, (url, outcome) in enumerate(zip(urls, _outcomes(message, seconds), strict=True), 1)
        if outcome != DELIVERED
    ]
    if failures:
        raise NotificationError(
            f"of {len(urls)} notifications, these were not delivered: " + "; ".join(failures),
            remedy="Check the URL's spelling, name and password, and that the server can be reached from here.",
        )


def message_of(job: JobRecord) -> tuple[str, str]:
    """Return title and body of the message about a job."""
    lines = [f"Report: {one_line(job.title)}", f"State: {job.state}"]
    if job.started is not None and job.ended is not None:
        lines.append(f"Duration: {_duration(job.ended - job.started)}")
    lines += [f"Output: {one_line(Path(each['path']).name)}" for each in job.outputs]
    if job.error is not None:
        lines.append(f"Error: {one_line(str(job.error.get('message')))}")
        if job.error.get("remedy"):
            lines.append(one_line(str(job.error["remedy"])))
    lines.append(f"Job: {job.id}")
    return f"{one_line(job.title)}: {job.state}", "\n".join(lines)


def redacted(url: str) -> str:
    """Return what may be told of an URL: its scheme, and the server's name where no service has a token there."""
    scheme = re.match(r"([a-z][a-z0-9+.-]{0,19}):/", url.strip(), re.IGNORECASE)
    if scheme is None:
        return "no scheme"
    name, host = scheme[1].lower(), None
    if name in _NAMED_SERVERS:
        with suppress(ValueError):
            parts = urlsplit(url.strip())
            # an @ further on may end a password that a slash of its own has cut
            host = parts.hostname if "@" not in url.strip().replace(parts.netloc, "", 1) else None
    return f"{name}://{host or '…'}"


def one_line(text: str) -> str:
    """Return a text without line ends, control and direction characters."""
    return _plain(" ".join(text.split()))


def _plain(text: str) -> str:
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in _INVISIBLE)


def _file(path: str | Path) -> str:
    whole = Path(path).absolute()
    if not whole.is_file():
        raise UsageError(
            "there is no such file to attach", where=str(whole), remedy="Give the path of a file."
        )
    return str(whole)


def _outcomes(message: dict[str, object], seconds: float) -> list[str]:
    urls: list[str] = message["urls"]  # type: ignore[assignment]
    try:
        with Pool((TASK,), timeout=seconds + _START) as pool:
            answer: list[str] = json.loads(pool.call(TASK, json.dumps(message).encode()))
    except NotificationError:
        raise
    except NbreportsError as error:
        if isinstance(error, LimitError) and error.code == "time_limit":
            return [SILENT] * len(urls)
        # what the child said last may hold a secret
        raise NotificationError(
            f"the process that sends notifications did not do so ({error.code})",
            remedy="Try again; if it happens again, the machine may be short of memory.",
        ) from None
    return answer


def _duration(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return (
        f"{hours} h {minutes} min"
        if hours
        else f"{minutes} min {whole % 60} s"
        if minutes
        else f"{seconds:.1f} s"
    )
