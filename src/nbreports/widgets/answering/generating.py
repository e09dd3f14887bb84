"""Outputs made, with their progress."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class GeneratingAnswers(Answers):
    """Outputs made, with their progress."""
