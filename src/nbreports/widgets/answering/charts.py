"""Suggestions for charts."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class ChartAnswers(Answers):
    """Suggestions for charts."""
