"""The report's parameters as a form shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from nbreports.widgets.messages.base import Message, Scalar, Values


class ParamsDescribe(Message):
    """Ask for the report's parameters with these values."""

    kind: Literal["params.describe"]
    params: Values


class FormField(BaseModel):
    """One parameter as a form shows it; ``values`` are its choices, ``error`` what is wrong with its value."""

    name: str
    label: str
    type: Literal["string", "integer", "decimal", "boolean", "date", "datetime"]
    required: bool
    multi: bool
    values: list[Scalar] | None
    value: Scalar | list[Scalar]
    min: Scalar
    max: Scalar
    error: str | None


class ParamsForm(Message):
    """The report's parameters."""

    kind: Literal["params.form"]
    fields: list[FormField]


QUESTIONS: tuple[type[Message], ...] = (ParamsDescribe,)
ANSWERS: tuple[type[Message], ...] = (ParamsForm,)
