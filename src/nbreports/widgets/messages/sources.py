"""The data: its fields, and what may be picked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part, Revision


class FieldsDescribe(Message):
    """Ask for the fields of the report's source."""

    kind: Literal["fields.describe"]
    rev: Revision


class FieldGroup(Part):
    """Fields that stand together: those of the source (name ``""``), or of one join."""

    name: str
    label: str
    on: str


class FieldCard(Part):
    """One field: ``expr`` is how an expression writes it, ``total`` the aggregate to take by default."""

    expr: str
    name: str
    label: str
    type: str
    role: str
    group: str
    summary: str
    samples: list[str]
    distinct: int | None
    nulls: int
    histogram: list[int]
    total: str
    calculated: bool
    error: str | None


class MeasureCard(Part):
    """One of the report's measures."""

    name: str
    label: str
    expr: str
    type: str


class FieldsList(Message):
    """The fields of the source of revision ``rev``; ``error`` where it cannot be read."""

    kind: Literal["fields.list"]
    rev: Revision
    source: str
    rows: int | None
    groups: list[FieldGroup]
    fields: list[FieldCard]
    measures: list[MeasureCard]
    error: str | None


class SourcesList(Message):
    """Ask for everything that may be picked."""

    kind: Literal["sources.list"]


class ColumnCard(Part):
    """A column of a source, before it is used."""

    name: str
    type: str


class SourceCard(Part):
    """A source that may be picked: a frame of the notebook, or a file by its ``path`` in the report's folder.

    A table of one of the notebook's connections bears both names: ``con.orders``. ``table`` names the table or
    sheet of a file that holds several.
    """

    kind: Literal["frame", "table", "file"]
    name: str
    path: str | None
    table: str | None
    rows: int | None
    columns: list[ColumnCard]
    size: int | None
    error: str | None


class RecentCard(Part):
    """A source that was read lately; ``there`` is false where it is not any more."""

    kind: Literal["frame", "table", "file"]
    name: str
    path: str | None
    table: str | None
    there: bool


class SourcesShown(Message):
    """Everything that may be picked, frames first; ``recent`` what was read lately, the last first."""

    kind: Literal["sources.shown"]
    sources: list[SourceCard]
    recent: list[RecentCard]


SourceName = Annotated[str, Field(min_length=1, max_length=1000)]


class RecentUsed(Message):
    """Tell that a report reads a source now, or that one is to be forgotten."""

    kind: Literal["recent.used"]
    name: SourceName
    path: SourceName | None = None
    table: SourceName | None = None
    forget: bool = False


class RecentTold(Message):
    """What was read lately, the last first."""

    kind: Literal["recent.told"]
    recent: list[RecentCard]


class PathsComplete(Message):
    """Ask what the folder holds whose path begins with what is typed."""

    kind: Literal["paths.complete"]
    path: Annotated[str, Field(max_length=1000)]


class PathCard(Part):
    """A folder, ending in ``/``, or a file that is read, by its path in the report's folder."""

    path: str
    size: int | None


class PathsCompleted(Message):
    """Folders and files, folders first; ``more`` where there are more than are told."""

    kind: Literal["paths.completed"]
    paths: list[PathCard]
    more: bool


class SourceFind(Message):
    """Ask for a file by its path in the report's folder."""

    kind: Literal["source.find"]
    path: SourceName


class SourceFound(Message):
    """A file, or each of its tables or sheets."""

    kind: Literal["source.found"]
    sources: list[SourceCard]


class SourceDescribe(Message):
    """Ask what one source holds: a file by its ``path`` and ``table``, a frame by its ``name``."""

    kind: Literal["source.describe"]
    name: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    path: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    table: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


class SourceDescribed(Message):
    """One source, read; ``fields`` are its columns in figures."""

    kind: Literal["source.described"]
    source: SourceCard
    fields: list[FieldCard]


class FileUpload(Message):
    """Hand over a piece of a file, its bytes beside; the last one puts it into the folder.

    ``purpose`` is what it is to be: data, or a picture of the report.
    """

    kind: Literal["file.upload"]
    purpose: Literal["data", "picture"] = "data"
    name: Annotated[str, Field(min_length=1, max_length=255)]
    offset: Annotated[int, Field(ge=0, lt=2**53)]
    last: bool


class FileUploaded(Message):
    """The bytes that have come; ``path`` is where the file lies once it is whole."""

    kind: Literal["file.uploaded"]
    received: int
    path: str | None


class JoinsPropose(Message):
    """Ask for the joins that fit the report's source."""

    kind: Literal["joins.propose"]
    rev: Revision


class JoinCard(Part):
    """A join that fits: ``share`` of the values found there, null where a key was declared.

    ``to`` is a frame, or a file where ``path`` says which.
    """

    to: str
    path: str | None
    table: str | None
    on: dict[str, str]
    share: float | None


class JoinsProposed(Message):
    """The joins that fit, the surest first."""

    kind: Literal["joins.proposed"]
    joins: list[JoinCard]


class JoinsCheck(Message):
    """Ask what the joins of the report's source do to its rows."""

    kind: Literal["joins.check"]
    rev: Revision


class JoinFacts(Part):
    """What one join does: of ``rows`` so many are ``matched``, and become ``after`` of them (unmatched ones kept).

    ``error`` where it cannot be told.
    """

    name: str
    rows: int
    matched: int
    after: int
    error: str | None


class JoinsChecked(Message):
    """What each join does, in their order."""

    kind: Literal["joins.checked"]
    joins: list[JoinFacts]


class RowsCount(Message):
    """Ask how many rows the report's source has, with its filter and without."""

    kind: Literal["rows.count"]
    rev: Revision


class RowsCounted(Message):
    """Rows before and after the source's filter."""

    kind: Literal["rows.counted"]
    before: int
    after: int


class ValuesList(Message):
    """Ask for values of a field of the report's source, those of texts that hold ``search``.

    ``field`` is how an expression writes it.
    """

    kind: Literal["values.list"]
    rev: Revision
    field: Annotated[str, Field(min_length=1, max_length=2000)]
    search: Annotated[str, Field(max_length=200)] = ""


class ValueCard(Part):
    """A value, as a filter writes it without quotes, and how many rows have it."""

    value: str
    count: int


class ValuesListed(Message):
    """The values, the most frequent first; ``more`` where there are more than are told."""

    kind: Literal["values.listed"]
    values: list[ValueCard]
    more: bool


QUESTIONS: tuple[type[Message], ...] = (
    FieldsDescribe,
    SourcesList,
    SourceDescribe,
    FileUpload,
    JoinsPropose,
    JoinsCheck,
    RowsCount,
    ValuesList,
    RecentUsed,
    PathsComplete,
    SourceFind,
)
ANSWERS: tuple[type[Message], ...] = (
    FieldsList,
    SourcesShown,
    SourceDescribed,
    FileUploaded,
    JoinsProposed,
    JoinsChecked,
    RowsCounted,
    ValuesListed,
    RecentTold,
    PathsCompleted,
    SourceFound,
)
