"""Jobs steered, looked into, and told of once when they end."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part

JobId = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[0-9a-z]+$")]
Client = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
State = Literal["queued", "running", "paused", "cancelling", "done", "failed", "cancelled"]


class JobOutput(Part):
    """A file in place; ``home`` is its path below the home folder, ``~/…``, where it is."""

    name: str
    bytes: int
    path: str
    home: str


class JobCard(Part):
    """A job as it is shown; times are seconds since 1970, ``share`` goes from 0 to 1.

    ``block`` is the id of the block an error concerns; ``mine`` says that this session asked for it.
    """

    id: str
    title: str
    state: State
    phase: str
    what: str
    rows: int
    total: int | None
    pages: int
    page_total: int | None
    share: float | None
    rate: float | None
    left: float | None
    elapsed: float
    created: float
    ended: float | None
    starter: str
    message: str
    remedy: str
    where: str | None
    block: str | None
    targets: list[str]
    outputs: list[JobOutput]
    mine: bool


class JobPause(Message):
    """Hold a job where it is; there is no answer."""

    kind: Literal["job.pause"]
    job: JobId


class JobResume(Message):
    """Let a job go on; there is no answer."""

    kind: Literal["job.resume"]
    job: JobId


class JobCancel(Message):
    """Stop a job; there is no answer."""

    kind: Literal["job.cancel"]
    job: JobId


class JobRetry(Message):
    """Start a job again that failed or was cancelled; there is no answer."""

    kind: Literal["job.retry"]
    job: JobId


class JobDismiss(Message):
    """Show a job that has ended no more; there is no answer."""

    kind: Literal["job.dismiss"]
    job: JobId


class JobLog(Message):
    """Ask what happened to a job."""

    kind: Literal["job.log"]
    job: JobId


class LogLine(Part):
    """A line of a job's log."""

    at: float
    kind: str
    words: str


class JobLogged(Message):
    """What happened, in order."""

    kind: Literal["job.logged"]
    lines: list[LogLine]


class JobDownload(Message):
    """Ask for one of a job's outputs, by its place among them, as bytes."""

    kind: Literal["job.download"]
    job: JobId
    output: Annotated[int, Field(ge=0, lt=9)]


class OutputBytes(Message):
    """An output's bytes in the buffer."""

    kind: Literal["job.bytes"]
    name: str
    type: str


class JobList(Message):
    """Ask for the jobs of all kernels and commands."""

    kind: Literal["job.list"]


class JobListed(Message):
    """The jobs, the newest first."""

    kind: Literal["job.listed"]
    jobs: list[JobCard]


class NoticeAsk(Message):
    """Ask which ends of jobs this browser has not told yet."""

    kind: Literal["notice.ask"]
    client: Client


class NoticeSeen(Message):
    """Say that this browser has told of ends up to ``number``; there is no answer."""

    kind: Literal["notice.seen"]
    client: Client
    number: Annotated[int, Field(ge=0, lt=2**53)]


class NoticeCard(Part):
    """A job has ended."""

    number: int
    job: str
    title: str
    state: State
    message: str


class NoticeTold(Message):
    """What has not been told yet, in order."""

    kind: Literal["notice.told"]
    notices: list[NoticeCard]


QUESTIONS: tuple[type[Message], ...] = (
    JobPause,
    JobResume,
    JobCancel,
    JobRetry,
    JobDismiss,
    JobLog,
    JobDownload,
    JobList,
    NoticeAsk,
    NoticeSeen,
)
ANSWERS: tuple[type[Message], ...] = (JobLogged, OutputBytes, JobListed, NoticeTold)
