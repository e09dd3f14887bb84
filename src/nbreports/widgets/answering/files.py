"""The report's file: saving, opening, versions, code."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class FileAnswers(Answers):
    """The report's file: saving, opening, versions, code."""
