"""What a session's front end may say, and what it is answered: the schema both languages are held to.

Every message is ``{"v": 1, "id", "kind", …}``; an answer carries the id of its question. An id begins with
its view's own name, up to the last dot, so that views are counted one by one. ``js/src/protocol`` is generated
from `schema`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Id = Annotated[str, Field(min_length=3, max_length=80, pattern=r"^[A-Za-z0-9_-]+\.[0-9]+$")]
Revision = Annotated[int, Field(ge=0, lt=2**53)]
Scalar = str | int | float | bool | None
Values = Annotated[dict[str, Scalar | list[Scalar]], Field(max_length=200)]


class Message(BaseModel):
    """What every message has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    v: Literal[1]
    id: Id


# --- questions --------------------------------------------------------------------------------------


class PreviewRequest(Message):
    """Show the report of revision ``rev`` with these parameter values, as a page or as a picture of one.

    ``sheet`` is the digest of the style sheet the view already has.
    """

    kind: Literal["preview.request"]
    rev: Revision
    params: Values
    view: Literal["page", "pages", "table"]
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    sheet: Annotated[str, Field(max_length=64)] = ""


class PreviewCancel(Message):
    """Stop the preview that ``request`` asked for; that question is then answered as refused."""

    kind: Literal["preview.cancel"]
    request: Id


class ParamsDescribe(Message):
    """Ask for the report's parameters with these values."""

    kind: Literal["params.describe"]
    params: Values


class YSync(Message):
    """A message of the Y sync protocol in the buffer; answered in kind."""

    kind: Literal["y.sync"]


class YAwareness(Message):
    """An awareness update in the buffer."""

    kind: Literal["y.awareness"]


class ViewClose(Message):
    """The view that asks this has gone, and with it what was kept for it; there is no answer."""

    kind: Literal["view.close"]


Question = PreviewRequest | PreviewCancel | ViewClose | ParamsDescribe | YSync | YAwareness


# --- answers ----------------------------------------------------------------------------------------


class Sheet(BaseModel):
    """The page's style sheet; ``text`` is null where the view has it."""

    digest: str
    text: str | None


class PreviewShown(Message):
    """A preview: ``output`` is ``nbreport-output/1``, ``look`` how the page shows it.

    Where ``more`` is true, this is a sample and the exact figures follow with the same id.
    """

    kind: Literal["preview.result"]
    rev: Revision
    output: dict[str, Any]
    look: dict[str, Any]
    sheet: Sheet
    sampled: bool
    more: bool
    rows: int
    ms: int


class PreviewPages(Message):
    """One page as a PNG in the buffer."""

    kind: Literal["preview.pages"]
    rev: Revision
    count: int
    page: int
    ms: int


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


class Refused(Message):
    """A question that is not answered, or whose answer failed; ``where`` is a JSON pointer or a block's id."""

    kind: Literal["refused"]
    code: str
    message: str
    remedy: str
    where: str | None
    block: str | None


Answer = PreviewShown | PreviewPages | ParamsForm | Refused

QUESTIONS: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="kind")])
ANSWERS: TypeAdapter[Answer] = TypeAdapter(Annotated[Answer, Field(discriminator="kind")])


def schema() -> dict[str, Any]:
    """Return the JSON Schema of questions and answers."""
    questions = QUESTIONS.json_schema()
    answers = ANSWERS.json_schema(mode="serialization")
    kinds = {**questions.pop("$defs"), **answers.pop("$defs")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "What a session's front end and kernel say to each other.",
        "$defs": {name: {**_untitled(kind), "title": name} for name, kind in sorted(kinds.items())},
        "anyOf": [{"title": "Question", **questions}, {"title": "Answer", **answers}],
    }


def _untitled(part: Any) -> Any:
    """Leave the titles of single keys out: they would become names of types."""
    if isinstance(part, list):
        return [_untitled(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: _untitled(each) for name, each in value.items()}
        if key == "properties"
        else _untitled(value)
        for key, value in part.items()
        if key != "title" or not isinstance(value, str)
    }


if __name__ == "__main__":
    import json

    print(json.dumps(schema(), indent=2))  # noqa: T201 - it is what the program is for
