"""What is wrong with the report, and at which step it is mended."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Literal

from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.problems import Problem, ReportProblems
from nbreports.widgets.places import block_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.errors import NbreportsError
    from nbreports.pipeline.problems import ProblemFinder
    from nbreports.widgets.messages.problems import ReportCheck
    from nbreports.widgets.report_session import ReportSession

MOST_PROBLEMS = 100
"""Told at once."""


class ProblemAnswers(Answers):
    """Everything a run would refuse, asked after each change."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._finder: ProblemFinder | None = None
        self._lock = threading.Lock()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"report.check": self.check}

    async def check(self, question: ReportCheck, _buffers: Sequence[bytes]) -> ReportProblems:
        """Return the problems of the report as it stands."""
        found = await asyncio.to_thread(self._found)
        return ReportProblems(
            v=1, id=question.id, kind="report.problems", rev=self.session.revision, problems=found
        )

    def close(self) -> None:
        """End the engine that checks."""
        with self._lock:
            finder, self._finder = self._finder, None
        if finder is not None:
            finder.close()

    def _found(self) -> list[Problem]:
        from nbreports.pipeline.problems import ProblemFinder

        session = self.session
        definition = session.definition
        left_out = [
            Problem(
                code="left_out",
                message=each.message,
                remedy="Complete it, or take it out.",
                where=each.where or "/",
                block=block_at(definition, each.where),
                step="fields",
            )
            for each in session.left_out()
        ]
        with self._lock:
            if self._finder is None:
                self._finder = ProblemFinder()
            errors = self._finder.find(definition, session.params, session.catalog(), session.folder)
        told = [_problem(error, block_at(definition, error.where)) for error in errors]
        return [*left_out, *told][:MOST_PROBLEMS]


def _problem(error: NbreportsError, block: str | None) -> Problem:
    return Problem(
        code=error.code,
        message=error.message,
        remedy=error.remedy or "",
        where=error.where or "/",
        block=block,
        step=_step(error),
    )


def _step(error: NbreportsError) -> Literal["template", "data", "fields", "review"]:
    where = error.where or "/"
    if error.code == "unbound_slot":
        return "template"
    if error.exit_code == 3 or where.startswith(("/source", "/sources")):
        return "data"
    return "review" if where.startswith("param.") else "fields"
