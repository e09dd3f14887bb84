"""The data: its fields, and what may be picked."""

from __future__ import annotations

from typing import Literal

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


QUESTIONS: tuple[type[Message], ...] = (FieldsDescribe,)
ANSWERS: tuple[type[Message], ...] = (FieldsList,)
