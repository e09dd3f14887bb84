"""What is wrong with the report as it stands."""

from __future__ import annotations

from typing import Literal

from nbreports.widgets.messages.base import Message, Part, Revision


class ReportCheck(Message):
    """Ask for everything a run would refuse."""

    kind: Literal["report.check"]
    rev: Revision


class Problem(Part):
    """One thing to mend: ``where`` is a JSON pointer, ``block`` the id of the block it leads into."""

    code: str
    message: str
    remedy: str
    where: str
    block: str | None
    step: Literal["template", "data", "fields", "review"]


class ReportProblems(Message):
    """The problems of the report of revision ``rev``, in printed order."""

    kind: Literal["report.problems"]
    rev: Revision
    problems: list[Problem]


QUESTIONS: tuple[type[Message], ...] = (ReportCheck,)
ANSWERS: tuple[type[Message], ...] = (ReportProblems,)
