"""The report's parameters as a form shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from nbreports.widgets.messages.base import Message, Scalar, Values

Name = Annotated[str, Field(max_length=64)]


class ParamsDescribe(Message):
    """Ask for the report's parameters with these values; what does not fit the one that was ``changed`` is dropped."""

    kind: Literal["params.describe"]
    params: Values
    changed: Name | None = None


class ParamSearch(Message):
    """Ask for the values of one parameter that have ``text`` in them."""

    kind: Literal["param.search"]
    params: Values
    name: Name
    text: Annotated[str, Field(max_length=200)]


class ParamChoice(BaseModel):
    """A value a parameter may have, and how it reads."""

    value: Scalar
    text: str


class FormField(BaseModel):
    """One parameter as a form shows it.

    ``choices`` are what it may be, where it is not typed; ``more`` says that there are others, to be searched.
    ``error`` is what is wrong with its value; ``dropped`` what it was and may not be any more.
    """

    name: str
    label: str
    type: Literal["string", "integer", "decimal", "boolean", "date", "datetime"]
    required: bool
    multi: bool
    has_default: bool
    depends_on: list[str]
    choices: list[ParamChoice] | None
    more: bool
    value: Scalar | list[Scalar]
    min: Scalar
    max: Scalar
    error: str | None
    dropped: list[str]


class ParamsForm(Message):
    """The report's parameters; ``params`` are their values without what was dropped."""

    kind: Literal["params.form"]
    fields: list[FormField]
    params: Values


class ParamChoices(Message):
    """The values of one parameter that were asked for; ``more`` says that there are others."""

    kind: Literal["param.choices"]
    choices: list[ParamChoice]
    more: bool


QUESTIONS: tuple[type[Message], ...] = (ParamsDescribe, ParamSearch)
ANSWERS: tuple[type[Message], ...] = (ParamsForm, ParamChoices)
