"""Help while one writes: expressions, formats, values."""

from __future__ import annotations

from nbreports.widgets.answering.base import Answers


class EditingAnswers(Answers):
    """Help while one writes: expressions, formats, values."""
