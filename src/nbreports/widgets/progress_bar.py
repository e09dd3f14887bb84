"""One job as a bar: its phase, rows and pages; paused, resumed, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from nbreports.widgets._base import Part
from nbreports.widgets.answering.jobs import JobAnswers
from nbreports.widgets.report_session import ReportSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.jobs.job import Job
    from nbreports.storage.journal import JobRecord


class ProgressBar(Part):
    """A job and its progress, to be paused, resumed, cancelled and tried again.

    Parameters
    ----------
    job
        As ``Report.generate`` gives it.
    session
        The session whose bundle draws it; one of its own when None.
    **traits
        ``theme``.

    Attributes
    ----------
    job
        What is shown of the job.

    Examples
    --------
    >>> ProgressBar(report.generate("sales.pdf"))  # doctest: +SKIP
    """

    view = traitlets.Unicode("progress_bar", read_only=True).tag(sync=True)
    job = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, job: Job, session: ReportSession | None = None, **traits: Any) -> None:
        # first of all: one that fails below is closed as any other
        self._leave: Callable[[], None] = lambda: None
        session = ReportSession() if session is None else session
        super().__init__(session, **traits)
        self._answers = session.area(JobAnswers)
        self._answers.adopt(job)
        self._tell(job.record)
        self._leave = job.subscribe(self._tell)

    def close(self) -> None:
        """Look no more; the job goes on."""
        self._leave()
        super().close()

    def _tell(self, record: JobRecord) -> None:
        self.set_trait("job", self._answers.card(record).model_dump(mode="json"))
