"""Every job of the workspace, from whatever kernel or command: seen, steered, opened."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.jobs.jobs import Jobs
from nbreports.widgets._base import Part
from nbreports.widgets.answering.jobs import MOST, JobAnswers
from nbreports.widgets.report_session import ReportSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.storage.journal import JobRecord


class JobMonitor(Part):
    """The jobs, the newest first: pause, resume, cancel, retry, open, download, log.

    Parameters
    ----------
    session
        The session whose bundle draws it; one of its own when None.
    **traits
        ``theme``.

    Attributes
    ----------
    jobs
        What is shown of each job.

    Examples
    --------
    >>> JobMonitor()  # doctest: +SKIP
    """

    view = traitlets.Unicode("job_monitor", read_only=True).tag(sync=True)
    jobs = traitlets.List(traitlets.Dict(), read_only=True).tag(sync=True)

    def __init__(self, session: ReportSession | None = None, **traits: Any) -> None:
        # first of all: one that fails below is closed as any other
        self._leave: Callable[[], None] = lambda: None
        session = ReportSession() if session is None else session
        super().__init__(session, **traits)
        self._answers = session.area(JobAnswers)
        self._answers.everything = True
        self._lock = threading.Lock()
        self._records: dict[str, JobRecord] = {}
        self._leave = Jobs().subscribe(self._take)

    def close(self) -> None:
        """Look no more; jobs go on."""
        self._leave()
        super().close()

    def _take(self, records: list[JobRecord]) -> None:
        with self._lock:
            self._records |= {record.id: record for record in records}
            newest = sorted(self._records.values(), key=lambda record: -record.number)[:MOST]
            self._records = {record.id: record for record in newest}
            cards = [self._answers.card(record).model_dump(mode="json") for record in newest]
        self.set_trait("jobs", cards)
