"""Templates: listed, drawn, bound."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class TemplateAnswers(Answers):
    """Templates: listed, drawn, bound."""
