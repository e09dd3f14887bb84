"""What every message has: ids begin with their view's own name, up to the last dot, so that views count one by one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=3, max_length=80, pattern=r"^[A-Za-z0-9_-]+\.[0-9]+$")]
Revision = Annotated[int, Field(ge=0, lt=2**53)]
Scalar = str | int | float | bool | None
Values = Annotated[dict[str, Scalar | list[Scalar]], Field(max_length=200)]


class Part(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Message(Part):
    """What every message has."""

    v: Literal[1]
    id: Id
