"""Jobs steered from a page: its session's own, and those of the whole workspace where a monitor shows them."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.errors import LimitError, NbreportsError, OutputError, UsageError
from nbreports.jobs.job import Job
from nbreports.jobs.jobs import Jobs
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.answering.files import FileAnswers
from nbreports.widgets.job_cards import job_card
from nbreports.widgets.messages.jobs import (
    JobListed,
    JobLogged,
    LogLine,
    NoticeCard,
    NoticeTold,
    OutputBytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.storage.journal import JobRecord
    from nbreports.widgets.messages.jobs import (
        JobCard,
        JobDismiss,
        JobDownload,
        JobList,
        JobLog,
        NoticeAsk,
        NoticeSeen,
    )
    from nbreports.widgets.report_session import ReportSession

LARGEST = 200 * 1024 * 1024
"""Bytes of an output that is handed to a page."""
MOST = 50
"""Jobs listed."""
TYPES = {
    ".pdf": ("PDF", "application/pdf"),
    ".xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".html": ("HTML", "text/html"),
    ".csv": ("CSV", "text/csv"),
    ".parquet": ("Parquet", "application/vnd.apache.parquet"),
    ".md": ("Markdown", "text/markdown"),
    ".json": ("JSON", "application/json"),
    ".ipynb": ("Notebook", "application/x-ipynb+json"),
    ".typ": ("Typst", "text/plain"),
}


class JobAnswers(Answers):
    """What a session's pages may ask of jobs.

    A session steers the jobs of its own report. Those of other reports it steers where a ``JobMonitor`` is over it; a
    pane that only shows a report steers none.
    """

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self.everything = False
        """Whether a monitor is over this session."""
        self._lock = threading.Lock()
        self._started: set[str] = set()
        self._shown: str | None = None
        self._leave: Callable[[], None] = lambda: None

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "job.pause": lambda question, _buffers: self._job(question.job).pause(),
            "job.resume": lambda question, _buffers: self._job(question.job).resume(),
            "job.cancel": lambda question, _buffers: self._job(question.job).cancel(),
            "job.retry": self.retry,
            "job.dismiss": self.dismiss,
            "job.log": self.log,
            "job.download": self.download,
            "job.list": self.listed,
            "notice.ask": self.notices,
            "notice.seen": self.seen,
        }

    # --- for the session ---------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        """What the jobs of this session's report have in common: its file, else the session itself."""
        files = self.session.area(FileAnswers)
        return str(files.file.path) if files.file else f"session {self.session.model_id}"

    def show(self, job: Job) -> None:
        """Show a job at the foot of the builder, until another one is or it is dismissed."""
        with self._lock:
            leave, self._leave = self._leave, lambda: None
            self._shown = job.id
            self._started.add(job.id)
        leave()
        self._leave = job.subscribe(self._tell)

    def adopt(self, job: Job) -> None:
        """Let this session's pages steer a job."""
        with self._lock:
            self._started.add(job.id)

    def find(self) -> None:
        """Show what another kernel, or this one before, has begun of this report and not ended."""
        try:
            jobs = Jobs()
            going = [record for record in jobs.journal.jobs() if record.line == self.line and not record.over]
        except NbreportsError:
            return  # whoever starts a job is told
        if going and self._shown is None:
            self.show(Job(jobs.journal, going[-1].id))

    def close(self) -> None:
        """Look no more; jobs go on."""
        self._leave()

    # --- questions ---------------------------------------------------------------------------------------------

    def retry(self, question: Any, _buffers: Sequence[bytes]) -> None:
        """Start a job again."""
        job = self._job(question.job)
        job.retry()
        if job.record.line == self.line:
            self.show(job)

    def dismiss(self, question: JobDismiss, _buffers: Sequence[bytes]) -> None:
        """Show a job that has ended no more."""
        with self._lock:
            if question.job != self._shown or not self._job(question.job).record.over:
                return
            leave, self._leave, self._shown = self._leave, lambda: None, None
        leave()
        self.session.job = {}

    async def log(self, question: JobLog, _buffers: Sequence[bytes]) -> JobLogged:
        """Return what happened to a job."""
        events = await asyncio.to_thread(lambda: self._job(question.job).log)
        lines = [
            LogLine(
                at=event.at,
                kind=event.kind,
                words=" ".join(
                    str(value)
                    for key, value in event.data.items()
                    if value and key not in ("digest", "error")
                ),
            )
            for event in events
        ]
        return JobLogged(v=1, id=question.id, kind="job.logged", lines=lines)

    async def download(self, question: JobDownload, _buffers: Sequence[bytes]) -> Reply:
        """Return the bytes of an output."""
        record = self._job(question.job).record
        if question.output >= len(record.outputs):
            raise UsageError("there is no such output", remedy="Generate the report first.")
        output = record.outputs[question.output]
        path = Path(output["path"])
        if output["bytes"] > LARGEST:
            raise LimitError(
                f"{path.name} is too large to be handed to the browser", remedy=f"It is at {path}."
            )
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise OutputError(
                f"{path.name} cannot be read: {error.strerror}", remedy="Generate it again."
            ) from error
        kind = TYPES.get(path.suffix.lower(), ("", "application/octet-stream"))[1]
        return Reply(OutputBytes(v=1, id=question.id, kind="job.bytes", name=path.name, type=kind), [data])

    async def listed(self, question: JobList, _buffers: Sequence[bytes]) -> JobListed:
        """Return the newest jobs this session may see."""
        cards = await asyncio.to_thread(self.cards)
        return JobListed(v=1, id=question.id, kind="job.listed", jobs=cards)

    def cards(self) -> list[JobCard]:
        """Return the newest jobs this session may see, the newest first."""
        records = [record for record in Jobs().journal.jobs() if self._may(record)]
        return [self.card(record) for record in reversed(records[-MOST:])]

    def card(self, record: JobRecord) -> JobCard:
        """Return a job's card."""
        own = record.line == self.line
        return job_card(record, self.session.definition if own else None, mine=record.id in self._started)

    async def notices(self, question: NoticeAsk, _buffers: Sequence[bytes]) -> NoticeTold:
        """Return what a browser has not told yet."""
        found = await asyncio.to_thread(self._notices, question.client)
        return NoticeTold(v=1, id=question.id, kind="notice.told", notices=found)

    def seen(self, question: NoticeSeen, _buffers: Sequence[bytes]) -> None:
        """Note what a browser has told."""
        Jobs().journal.acknowledge(question.client, question.number)

    # --- inside ------------------------------------------------------------------------------------------------

    def _notices(self, client: str) -> list[NoticeCard]:
        journal = Jobs().journal
        told = []
        for notice in journal.notices(client):
            record = journal.get(notice.job)
            if self._may(record):
                card = self.card(record)
                told.append(
                    NoticeCard(
                        number=notice.number,
                        job=record.id,
                        title=record.title,
                        state=notice.state,
                        message=card.message,
                    )
                )
        return told

    def _may(self, record: JobRecord) -> bool:
        return self.everything or (self.session.notebook and record.line == self.line)

    def _job(self, id_: str) -> Job:
        job = Jobs()[id_]
        if not self._may(job.record) and job.id not in self._started:
            raise UsageError(
                "this job belongs to another report",
                remedy="Steer it where it was begun, in a JobMonitor, or with nbreports jobs.",
                code="not_allowed",
            )
        return job

    def _tell(self, record: JobRecord) -> None:
        if record.id == self._shown:
            self.session.job = self.card(record).model_dump(mode="json")
