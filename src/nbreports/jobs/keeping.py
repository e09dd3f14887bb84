"""How long jobs are kept, by rule, and what goes when one ends.

What a job reads and its spooled document are removed when it is done; one that failed or was cancelled keeps them for
a retry, ``RETRY_DAYS`` at most. The newest ``MOST`` jobs stay in the list, for ``DAYS`` at most.
"""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from nbreports.storage.atomic import sweep_parts

if TYPE_CHECKING:
    from pathlib import Path

    from nbreports.storage.journal import JobRecord, Journal

RETRY_DAYS = 3
DAYS = 30
MOST = 500
_DAY = 86_400.0
_HEAVY = re.compile(r".*\.(arrow|spool)")


def after_end(record: JobRecord, folder: Path) -> None:
    """Remove what a job that has ended needs no more, and parts of outputs that a killed worker left."""
    for target in record.targets:
        sweep_parts(target)
    if record.state == "done":
        lighten(folder)


def lighten(folder: Path) -> None:
    """Remove the rows and the document from a job's folder; what it said stays."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _HEAVY.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink()


def prune(journal: Journal, now: float | None = None) -> None:
    """Remove by rule: jobs, and folders that belong to none."""
    now = time.time() if now is None else now
    ended = [record for record in journal.jobs() if record.over]
    for place, record in enumerate(reversed(ended)):
        age = now - (record.ended or record.created)
        folder = journal.folder / "jobs" / record.id
        if place >= MOST or age > DAYS * _DAY:
            shutil.rmtree(folder, ignore_errors=True)
            journal.remove(record.id)
        elif age > RETRY_DAYS * _DAY:
            lighten(folder)
    known = {record.id for record in journal.jobs()}
    with suppress(OSError):
        for folder in (journal.folder / "jobs").iterdir():
            with suppress(OSError):
                # one that is being made has no job yet
                if folder.name not in known and now - folder.stat().st_mtime > _DAY:
                    shutil.rmtree(folder, ignore_errors=True)
