"""The data: its fields, and what may be picked."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class SourceAnswers(Answers):
    """The data: its fields, and what may be picked."""
