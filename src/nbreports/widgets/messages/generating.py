"""Making the outputs; how far it is stands in the session's trait ``job``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part, Values

Text = Annotated[str, Field(max_length=500)]
Ending = Literal[".pdf", ".xlsx", ".html", ".csv", ".parquet", ".md", ".json", ".ipynb", ".typ"]


class GenerateOffer(Message):
    """Ask what can be made, under which name and where."""

    kind: Literal["generate.offer"]


class GenerateStart(Message):
    """Make these formats; ``replace`` also where files of their names are there already."""

    kind: Literal["generate.start"]
    formats: Annotated[list[Ending], Field(min_length=1, max_length=9)]
    name: Text
    folder: Text = ""
    params: Values
    stamp: bool = True
    deterministic: bool = False
    table: Text | None = None
    replace: bool = False


class GeneratePause(Message):
    """Hold the run before its next rows; there is no answer."""

    kind: Literal["generate.pause"]


class GenerateResume(Message):
    """Let the run go on; there is no answer."""

    kind: Literal["generate.resume"]


class GenerateCancel(Message):
    """Stop the run; there is no answer."""

    kind: Literal["generate.cancel"]


class GenerateDismiss(Message):
    """Forget the run that has ended; there is no answer."""

    kind: Literal["generate.dismiss"]


class GenerateDownload(Message):
    """Ask for one of the outputs made last, by its place among them, as bytes."""

    kind: Literal["generate.download"]
    output: Annotated[int, Field(ge=0, lt=9)]


class FormatCard(Part):
    """One format; ``reason`` says why it cannot be made of this report."""

    ending: Ending
    label: str
    reason: str | None


class TableCard(Part):
    """A table that a format of one table may hold."""

    id: str
    label: str


class GenerateOffered(Message):
    """What can be made."""

    kind: Literal["generate.offered"]
    name: str
    folder: str
    formats: list[FormatCard]
    tables: list[TableCard]


class GenerateStarted(Message):
    """The run is begun."""

    kind: Literal["generate.started"]
    run: int


class OutputBytes(Message):
    """An output's bytes in the buffer."""

    kind: Literal["generate.bytes"]
    name: str
    type: str


QUESTIONS: tuple[type[Message], ...] = (
    GenerateOffer,
    GenerateStart,
    GeneratePause,
    GenerateResume,
    GenerateCancel,
    GenerateDismiss,
    GenerateDownload,
)
ANSWERS: tuple[type[Message], ...] = (GenerateOffered, GenerateStarted, OutputBytes)
