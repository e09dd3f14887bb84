"""Previews: a service a view, so that a view's newer question stops its older one, and no other's."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from nbreports.errors import JobCancelled
from nbreports.renderers.html.appearance import appearance, sized_charts
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.dispatcher import Refusal
from nbreports.widgets.messages.preview import FiguresShown, PreviewPages, PreviewShown, Sheet

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from typing import Any

    from nbreports.pipeline.preview import PreviewResult, PreviewService
    from nbreports.widgets.answering.base import Answered
    from nbreports.widgets.chart_figures import ChartFigures
    from nbreports.widgets.messages.preview import FiguresRequest, PreviewCancel, PreviewRequest
    from nbreports.widgets.report_session import ReportSession

PAGE_SCALE = 2.0
"""Times 72 pixels an inch: sharp on a screen of two pixels a point."""
MOST_PREVIEWS = 6
"""Views with a preview of their own; with more, the one longest silent is closed."""


class PreviewAnswers(Answers):
    """The report as a page, or as pictures of the PDF's pages."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._lock = threading.RLock()
        self.services: dict[str, PreviewService] = {}
        self._running: dict[str, str] = {}
        self._shown: dict[str, PreviewResult] = {}
        self._figures: ChartFigures | None = None
        self._with_figures: set[str] = set()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "preview.request": self.request,
            "preview.cancel": self.cancel,
            "figures.request": self.figures,
        }

    def request(self, question: PreviewRequest, _buffers: Sequence[bytes]) -> Coroutine[Any, Any, Answered]:
        """Show the report."""
        session = self.session
        if question.rev != session.revision:
            raise Refusal(
                f"revision {question.rev} is not the newest, which is {session.revision}",
                code="stale",
                remedy="Ask again with the newest.",
            )
        view = question.id.rpartition(".")[0]
        with self._lock:
            service = self._service(view)
            self._running[view] = question.id
        return self._previewed(question, service)

    def cancel(self, question: PreviewCancel, _buffers: Sequence[bytes]) -> None:
        """Stop a preview under way."""
        view = question.request.rpartition(".")[0]
        with self._lock:
            running = self._running.get(view)
            service = self.services.get(view)
        if running == question.request and service is not None:
            service.cancel()

    def figures(self, question: FiguresRequest, _buffers: Sequence[bytes]) -> Answered:
        """Show the charts of a view's page as figures.

        It answers in the thread the question came in, since there the figures' comms are opened.
        """
        from nbreports.widgets.chart_figures import ChartFigures

        view = question.id.rpartition(".")[0]
        with self._lock:
            result = self._shown.get(view)
            if result is None or result.rev != question.rev:
                raise Refusal(
                    "the page shows something else by now", code="stale", remedy="Ask for it again."
                )
            self._figures = self._figures or ChartFigures()
            self._with_figures.add(view)
            made = self._figures.show(sized_charts(result.nodes))
        return FiguresShown(v=1, id=question.id, kind="figures.result", rev=question.rev, figures=made)

    def close_view(self, view: str) -> None:
        """Close the preview of a view; the last one to show figures takes them along."""
        with self._lock:
            service = self.services.pop(view, None)
            self._running.pop(view, None)
            self._shown.pop(view, None)
            self._with_figures.discard(view)
            if self._figures is not None and not self._with_figures:
                self._figures.close()
        if service is not None:
            service.close()

    def close(self) -> None:
        """Close every preview."""
        with self._lock:
            views = list(self.services)
        for view in views:
            self.close_view(view)

    def _service(self, view: str) -> PreviewService:
        from nbreports.pipeline.preview import PreviewService

        session = self.session
        service = self.services.pop(view, None)
        if service is None:
            service = PreviewService(session.definition, session.catalog, session.folder)
        self.services[view] = service
        while len(self.services) > MOST_PREVIEWS:
            self.close_view(next(iter(self.services)))
        return service

    async def _previewed(self, question: PreviewRequest, service: PreviewService) -> Answered:
        definition = self.session.definition
        if question.view == "pages":
            return await self._page(question, service)
        shown: PreviewShown | None = None
        known = question.sheet
        async with aclosing(service.stream(definition, question.params, rev=question.rev)) as results:
            async for result in results:
                shown = _shown(question, result, known)
                with self._lock:
                    self._shown[question.id.rpartition(".")[0]] = result
                known = shown.sheet.digest
                if shown.more:
                    # after a sample the exact figures follow
                    self.session.answer(shown)
                    shown = None
        if shown is None:
            raise JobCancelled("the preview was stopped")
        return shown

    async def _page(self, question: PreviewRequest, service: PreviewService) -> Reply:
        began = time.monotonic()
        picture = await service.page(
            question.page, question.params, definition=self.session.definition, scale=PAGE_SCALE
        )
        answer = PreviewPages(
            v=1,
            id=question.id,
            kind="preview.pages",
            rev=question.rev,
            count=picture.count,
            page=picture.number,
            ms=round((time.monotonic() - began) * 1000),
        )
        return Reply(answer, [picture.png])


def _shown(question: PreviewRequest, result: PreviewResult, known: str) -> PreviewShown:
    """Return a result as its answer, with the style sheet where the view has another one."""
    sheet = result.styles()
    digest = hashlib.sha256(sheet.encode()).hexdigest()
    return PreviewShown(
        v=1,
        id=question.id,
        kind="preview.result",
        rev=question.rev,
        output=result.output,
        look=appearance(result.nodes, result.svgs),
        sheet=Sheet(digest=digest, text=None if digest == known else sheet),
        sampled=result.sampled,
        more=result.sampled,
        rows=result.rows,
        ms=result.ms,
    )
