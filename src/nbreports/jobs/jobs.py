"""The jobs of a state folder: started, listed, found again."""

from __future__ import annotations

import secrets
import shutil
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nbreports.jobs.handing import hand_over
from nbreports.jobs.job import Job
from nbreports.jobs.lock import ensure_dispatcher
from nbreports.jobs.request import JobRequest
from nbreports.jobs.telling import keep
from nbreports.jobs.watch import watch_of
from nbreports.storage.journal import Journal
from nbreports.storage.state import state_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.run import RunOptions
    from nbreports.sources.catalog import Catalog
    from nbreports.storage.journal import JobRecord

_ID_BYTES = 4


class Jobs:
    """Every job of a user's, from whatever kernel or command it was started.

    Parameters
    ----------
    folder
        The state folder; that of ``NBREPORTS_STATE``, else the user's own, when None.

    Examples
    --------
    >>> from nbreports import Jobs
    >>> [job for job in Jobs() if job.state == "running"]
    []
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.journal = _journal(state_folder() if folder is None else folder)

    def __iter__(self) -> Iterator[Job]:
        """Give every job, the newest first."""
        return iter([Job(self.journal, record.id) for record in reversed(self.journal.jobs())])

    def __getitem__(self, id: str) -> Job:  # noqa: A002 - the field's word
        """Return the job whose id is, or begins with, ``id``.

        Raises
        ------
        UsageError
            Where there is none, or several.
        """
        return Job(self.journal, self.journal.find(id).id)

    def __repr__(self) -> str:
        return f"Jobs({str(self.journal.folder)!r})"

    def subscribe(self, told: Callable[[list[JobRecord]], None]) -> Callable[[], None]:
        """Call ``told`` with every job, then with those that have changed; the return value ends it."""
        return watch_of(self.journal).subscribe_all(told)

    def start(
        self,
        definition: ReportDefinition,
        targets: Sequence[Path],
        *,
        catalog: Catalog,
        names: Collection[str],
        options: RunOptions,
        params: Mapping[str, Any] | None = None,
        folder: Path | None = None,
        line: str = "",
        starter: Mapping[str, Any] | None = None,
        notify: Sequence[str] = (),
    ) -> Job:
        """Start a job: copy what it reads from memory, put it into the queue, and return at once.

        Parameters
        ----------
        targets
            Where the outputs go.
        catalog, names
            What the report may read, and the names it uses.
        line
            Lines of the queue take turns.
        starter
            Who asks: ``name``, ``from``, ``verified``.
        notify
            Checked addresses to be told of its end: see ``jobs.telling``.

        Raises
        ------
        NbreportsError
            Where a source cannot be copied, a parameter is none, or the disk refuses; no job is left then.
        """
        from dataclasses import replace

        id_ = secrets.token_hex(_ID_BYTES)
        own = self.journal.job_folder(id_)
        try:
            request = JobRequest(
                definition,
                tuple(target.absolute() for target in targets),
                hand_over(catalog, names, own),
                dict(params or {}),
                None if folder is None else folder.absolute(),
                replace(options, now=options.now or datetime.now(UTC)),
            )
            request.write(own)
            if notify:
                keep(notify, own)
            self.journal.add(
                id_,
                title=definition.title,
                line=line,
                starter=starter or {},
                targets=[str(target) for target in request.targets],
            )
        except BaseException:
            shutil.rmtree(own, ignore_errors=True)
            raise
        ensure_dispatcher(self.journal.folder)
        return Job(self.journal, id_)


_journals: dict[Path, Journal] = {}
_lock = threading.Lock()


def _journal(folder: Path) -> Journal:
    """Return the one journal of a folder that this process holds open."""
    with _lock:
        if folder not in _journals:
            _journals[folder] = Journal(folder)
        return _journals[folder]
