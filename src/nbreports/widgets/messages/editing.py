"""Help while one writes: expressions, formats, values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part

Written = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=500)]


class ExpressionWords(Message):
    """Ask for the functions an expression may call."""

    kind: Literal["expression.words"]


class FunctionCard(Part):
    """A function: how it is written, and what it gives."""

    name: str
    kind: Literal["row", "aggregate", "order", "scope"]
    usage: str
    help: str


class ExpressionWordsTold(Message):
    """Every function of the language."""

    kind: Literal["expression.words.told"]
    functions: list[FunctionCard]


class ExpressionCheck(Message):
    """Ask whether an expression can stand where it shall; a view's newer question stops its older one.

    ``use`` is what it is for, ``name`` what the calculated field or measure is called (``""`` for none yet),
    ``block`` the id of the block it stands in, whose source it is over.
    """

    kind: Literal["expression.check"]
    text: Written
    use: Literal["row", "total", "value", "filter", "rule", "visible"]
    name: Short = ""
    block: Short = ""


class ExpressionFault(Part):
    """What is wrong, from ``start`` to ``end`` in UTF-16 code units of the text; null where it is not in the text."""

    message: str
    remedy: str
    start: int | None
    end: int | None


class ExpressionChecked(Message):
    """What an expression is, or its fault; ``matching`` of ``rows`` is how many rows a condition holds for."""

    kind: Literal["expression.checked"]
    type: str | None
    per: Literal["row", "aggregate", "order", "scope"]
    samples: list[str]
    matching: int | None
    rows: int | None
    sampled: bool
    fault: ExpressionFault | None


class FormatSample(Message):
    """Ask how values of an expression look in some formats; ``""`` is the one they have by themselves."""

    kind: Literal["format.sample"]
    text: Written
    formats: Annotated[list[Short], Field(min_length=1, max_length=40)]
    block: Short = ""


class FormatShown(Part):
    """A format, how the values look in it, or why they cannot."""

    format: str
    samples: list[str]
    error: str | None
    remedy: str


class FormatSampled(Message):
    """The values of an expression (one, the smallest, the largest) in each format asked for."""

    kind: Literal["format.sampled"]
    type: str | None
    sampled: bool
    shown: list[FormatShown]
    error: str | None


class PicturesList(Message):
    """Ask for the pictures in the report's folder."""

    kind: Literal["pictures.list"]


class PicturesListed(Message):
    """The paths of pictures in the report's folder, by name."""

    kind: Literal["pictures.listed"]
    paths: list[str]


class PictureShow(Message):
    """Ask for a picture of the report's folder."""

    kind: Literal["picture.show"]
    path: Annotated[str, Field(min_length=1, max_length=1000)]


class PictureShown(Message):
    """The picture's kind; its bytes stand beside."""

    kind: Literal["picture.shown"]
    media: Literal["image/png", "image/jpeg", "image/svg+xml"]


QUESTIONS: tuple[type[Message], ...] = (
    ExpressionWords,
    ExpressionCheck,
    FormatSample,
    PicturesList,
    PictureShow,
)
ANSWERS: tuple[type[Message], ...] = (
    ExpressionWordsTold,
    ExpressionChecked,
    FormatSampled,
    PicturesListed,
    PictureShown,
)
