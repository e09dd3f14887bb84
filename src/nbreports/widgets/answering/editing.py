"""Help while one writes: expressions, formats, values."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from nbreports.definition.values import is_image_file
from nbreports.errors import ExpressionError, JobCancelled, NbreportsError
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.messages.editing import (
    ExpressionChecked,
    ExpressionFault,
    ExpressionWordsTold,
    FormatSampled,
    FormatShown,
    FunctionCard,
    PictureShown,
    PicturesListed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nbreports.pipeline.probing import Prober
    from nbreports.widgets.messages.editing import (
        ExpressionCheck,
        ExpressionWords,
        FormatSample,
        PictureShow,
        PicturesList,
    )
    from nbreports.widgets.report_session import ReportSession

MOST_VIEWS = 64
"""Views whose newest question is known; with more, the one longest silent is forgotten."""

MOST_PICTURES = 200
"""Pictures of a folder that are listed."""


class EditingAnswers(Answers):
    """Help while one writes: expressions, formats, values."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._prober: Prober | None = None
        self._lock = threading.Lock()
        self._newest: dict[str, str] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "expression.words": self.words,
            "expression.check": self.check,
            "format.sample": self.sample,
            "pictures.list": self.pictures,
            "picture.show": self.picture,
        }

    def words(self, question: ExpressionWords, _buffers: Sequence[bytes]) -> ExpressionWordsTold:
        """Return the functions of the language."""
        from nbreports.definition.expressions.functions import FUNCTIONS

        cards = [
            FunctionCard(name=each.name, kind=each.kind, usage=each.usage, help=each.help)
            for each in FUNCTIONS.values()
        ]
        return ExpressionWordsTold(v=1, id=question.id, kind="expression.words.told", functions=cards)

    async def check(self, question: ExpressionCheck, _buffers: Sequence[bytes]) -> ExpressionChecked:
        """Return what an expression is, or what is wrong with it."""
        self._note(question.id)
        return await asyncio.to_thread(self._checked, question)

    async def sample(self, question: FormatSample, _buffers: Sequence[bytes]) -> FormatSampled:
        """Return how values look in some formats."""
        self._note(question.id)
        return await asyncio.to_thread(self._sampled, question)

    async def pictures(self, question: PicturesList, _buffers: Sequence[bytes]) -> PicturesListed:
        """Return the pictures in the report's folder."""
        found = await asyncio.to_thread(_pictures, self.session.folder)
        return PicturesListed(v=1, id=question.id, kind="pictures.listed", paths=found)

    async def picture(self, question: PictureShow, _buffers: Sequence[bytes]) -> Reply:
        """Return a picture of the report's folder."""
        from nbreports.pipeline.images import Folder, read_image

        image = await asyncio.to_thread(read_image, Folder(self.session.folder), question.path, question.path)
        answer = PictureShown(v=1, id=question.id, kind="picture.shown", media=image.media_type)
        return Reply(answer, [image.data])

    def close_view(self, view: str) -> None:
        """Forget a view."""
        self._newest.pop(view, None)

    def close(self) -> None:
        """End the engine that checks."""
        with self._lock:
            prober, self._prober = self._prober, None
        if prober is not None:
            prober.close()

    def _note(self, ident: str) -> None:
        self._newest.pop(_view(ident), None)
        self._newest[_view(ident)] = ident
        while len(self._newest) > MOST_VIEWS:
            self._newest.pop(next(iter(self._newest)))

    def _turn(self, ident: str) -> Prober:
        """Return the engine, where nobody asked anything newer meanwhile."""
        from nbreports.pipeline.probing import Prober

        if self._newest.get(_view(ident), ident) != ident:
            raise JobCancelled("a newer question was asked", remedy="Ask again.", code="superseded")
        if self._prober is None:
            self._prober = Prober()
        return self._prober

    def _source(self, block: str) -> str | None:
        """Return the source a block names itself."""
        from nbreports.definition.walking import blocks

        found = (each for _, each in blocks(self.session.definition.body) if block and each.id == block)
        return getattr(next(found, None), "source", None)

    def _checked(self, question: ExpressionCheck) -> ExpressionChecked:
        from nbreports.pipeline.expression_check import Checked
        from nbreports.pipeline.expression_check import ExpressionCheck as Check

        session = self.session
        fault: ExpressionFault | None = None
        checked = Checked(None, "row")
        with self._lock:
            prober = self._turn(question.id)
            try:
                check = Check(prober, session.definition, session.params, session.catalog())
                source = self._source(question.block)
                checked = check.check(question.text, question.use, name=question.name, source=source)
            except NbreportsError as error:
                fault = _fault(error, question.text)
        return ExpressionChecked(
            v=1,
            id=question.id,
            kind="expression.checked",
            type=checked.type,
            per=checked.per,
            samples=list(checked.texts),
            matching=checked.matching,
            rows=checked.rows,
            sampled=checked.sampled,
            fault=fault,
        )

    def _sampled(self, question: FormatSample) -> FormatSampled:
        from nbreports.pipeline.format_sample import shown, values_of

        session, definition = self.session, self.session.definition
        with self._lock:
            prober = self._turn(question.id)
            try:
                source = self._source(question.block)
                values = values_of(
                    prober, definition, session.params, session.catalog(), question.text, source
                )
            except NbreportsError as error:
                return FormatSampled(
                    v=1, id=question.id, kind="format.sampled", type=None, sampled=False, shown=[],
                    error=error.message,
                )  # fmt: skip
        cards = [
            FormatShown(
                format=each.format,
                samples=list(each.texts),
                error=each.error.message if each.error else None,
                remedy=(each.error.remedy or "") if each.error else "",
            )
            for each in shown(values, question.formats, definition)
        ]
        return FormatSampled(
            v=1,
            id=question.id,
            kind="format.sampled",
            type=values.spec.type,
            sampled=values.sampled,
            shown=cards,
            error=None,
        )


def _pictures(folder: Path | None) -> list[str]:
    """Return the pictures that lie in a folder itself, hidden ones not among them."""
    if folder is None:
        return []
    try:
        names = [each.name for each in folder.iterdir() if is_image_file(each.name) and each.is_file()]
    except OSError:
        return []
    return sorted((name for name in names if not name.startswith(".")), key=str.casefold)[:MOST_PICTURES]


def _view(ident: str) -> str:
    return ident.rpartition(".")[0]


def _fault(error: NbreportsError, text: str) -> ExpressionFault:
    start = error.column if isinstance(error, ExpressionError) else None
    end = error.end if isinstance(error, ExpressionError) else None
    if start is not None:
        start = min(start, len(text))
        end = max(start, min(end if end is not None else _word_end(text, start), len(text)))
    return ExpressionFault(
        message=error.message,
        remedy=error.remedy or "",
        start=None if start is None else _utf16(text[:start]),
        end=None if end is None else _utf16(text[:end]),
    )


def _word_end(text: str, start: int) -> int:
    """Return where the word that begins there ends; else one character later."""
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return max(end, start + 1)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
