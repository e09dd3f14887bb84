"""Outputs asked for; how far their job is stands in the session's trait ``job``."""

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
    deterministic: bool = True
    table: Text | None = None
    replace: bool = False


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
    """A job is begun."""

    kind: Literal["generate.started"]
    job: str


QUESTIONS: tuple[type[Message], ...] = (GenerateOffer, GenerateStart)
ANSWERS: tuple[type[Message], ...] = (GenerateOffered, GenerateStarted)
