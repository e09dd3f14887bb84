"""Templates: what there is, each as a picture, and how one is bound to data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part

Key = Annotated[str, Field(min_length=1, max_length=200)]
Choices = Annotated[dict[str, Annotated[str, Field(max_length=2000)] | None], Field(max_length=200)]


class TemplatesList(Message):
    """Ask for every template, and those that were deleted."""

    kind: Literal["templates.list"]


class TemplateDraw(Message):
    """Ask for the top of a template's first page, drawn with rows of the data; of a sample before data is known."""

    kind: Literal["templates.draw"]
    template: Key


class TemplateBind(Message):
    """Ask for the report a template makes of the data.

    ``choices`` binds slots otherwise (null leaves one empty); ``how`` says whether the blocks that are there are
    replaced or kept above.
    """

    kind: Literal["templates.bind"]
    template: Key
    choices: Choices = Field(default_factory=dict)
    how: Literal["replace", "add"] = "replace"


class TemplateSave(Message):
    """Keep the report as a template of that name; its fields become slots."""

    kind: Literal["templates.save"]
    name: Annotated[str, Field(max_length=200)]


class TemplateChange(Message):
    """Rename, duplicate or delete a template; restore one that was deleted."""

    kind: Literal["templates.change"]
    action: Literal["rename", "duplicate", "delete", "restore"]
    template: Key
    name: Annotated[str, Field(max_length=200)] | None = None


class TemplateCard(Part):
    """One template; ``error`` says why a file cannot be used."""

    key: str
    name: str
    description: str
    tags: list[str]
    own: bool
    error: str | None


class DeletedTemplate(Part):
    """A template kept aside; ``key`` restores it."""

    key: str
    name: str
    when: str


class TemplatesListed(Message):
    """The templates; ``error`` where the own ones cannot be read, ``mark`` changes when pictures would.

    ``source`` is what pictures are drawn with, null for the sample; ``touched`` the one that was just made or changed.
    """

    kind: Literal["templates.listed"]
    templates: list[TemplateCard]
    deleted: list[DeletedTemplate]
    error: str | None
    source: str | None
    mark: str
    touched: str | None


class TemplateDrawn(Message):
    """The picture beside this message; ``sample`` says that it shows no data of the user's."""

    kind: Literal["templates.drawn"]
    template: str
    sample: bool
    mark: str


class SlotBinding(Part):
    """What a slot stands for and why; ``fits`` are the places of the fields that may stand there."""

    slot: str
    label: str
    required: bool
    field: str | None
    reason: str
    chosen: bool
    fits: list[int]


class SlotField(Part):
    """A field that may be chosen."""

    expr: str
    label: str
    type: str


class TemplateBound(Message):
    """The report with the template; ``left_out`` and ``missing`` tell in words what could not be filled."""

    kind: Literal["templates.bound"]
    template: str
    name: str
    definition: dict[str, Any]
    bindings: list[SlotBinding]
    fields: list[SlotField]
    left_out: list[str]
    missing: list[str]


QUESTIONS: tuple[type[Message], ...] = (
    TemplatesList,
    TemplateDraw,
    TemplateBind,
    TemplateSave,
    TemplateChange,
)
ANSWERS: tuple[type[Message], ...] = (TemplatesListed, TemplateDrawn, TemplateBound)
