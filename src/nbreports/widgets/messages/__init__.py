"""What a session's front end may say, and what it is answered: the schema both languages are held to.

Every message is ``{"v": 1, "id", "kind", …}``; an answer carries the id of its question. One module an area lists its
``QUESTIONS`` and ``ANSWERS``; ``js/src/protocol`` is generated from `schema`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter

from nbreports.widgets.messages import (
    charts,
    editing,
    files,
    generating,
    jobs,
    parameters,
    preview,
    problems,
    shared,
    sources,
    templates,
    twin,
)
from nbreports.widgets.messages.titles import untitled

if TYPE_CHECKING:
    from nbreports.widgets.messages.base import Message

_AREAS = (
    preview,
    parameters,
    shared,
    problems,
    sources,
    templates,
    charts,
    editing,
    files,
    generating,
    jobs,
    twin,
)


def _any(kinds: list[type[Message]]) -> TypeAdapter[Any]:
    union: Any = reduce(or_, kinds)
    return TypeAdapter(Annotated[union, Field(discriminator="kind")])


QUESTIONS = _any([kind for area in _AREAS for kind in area.QUESTIONS])
ANSWERS = _any([kind for area in _AREAS for kind in area.ANSWERS])


def schema() -> dict[str, Any]:
    """Return the JSON Schema of questions and answers."""
    questions = QUESTIONS.json_schema()
    answers = ANSWERS.json_schema(mode="serialization")
    kinds = {**questions.pop("$defs"), **answers.pop("$defs")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "What a session's front end and kernel say to each other.",
        "$defs": {name: {**untitled(kind), "title": name} for name, kind in sorted(kinds.items())},
        "anyOf": [{"title": "Question", **questions}, {"title": "Answer", **answers}],
    }
