"""The report as a page, or as pictures of the PDF's pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from nbreports.widgets.messages.base import Id, Message, Revision, Values


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


class FiguresRequest(Message):
    """Make the charts of the page that was shown last to this view live figures of bqplot."""

    kind: Literal["figures.request"]
    rev: Revision


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


class FiguresShown(Message):
    """The figures show what the page shows; ``figures`` is block -> model of its figure."""

    kind: Literal["figures.result"]
    rev: Revision
    figures: dict[str, str]


QUESTIONS: tuple[type[Message], ...] = (PreviewRequest, PreviewCancel, FiguresRequest)
ANSWERS: tuple[type[Message], ...] = (PreviewShown, PreviewPages, FiguresShown)
