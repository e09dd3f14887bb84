"""Suggestions for charts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part

Short = Annotated[str, Field(max_length=500)]


class PlacedField(Part):
    """What stands in a well of a chart, as far as the view knows it."""

    type: Short
    role: Short
    distinct: Annotated[int, Field(ge=0, lt=2**53)] | None
    total: bool
    label: Short


class ChartsSuggest(Message):
    """Ask which kinds of charts fit what stands in the wells ``x``, ``y``, ``color`` and ``size``."""

    kind: Literal["charts.suggest"]
    wells: Annotated[dict[Literal["x", "y", "color", "size"], PlacedField], Field(max_length=4)]


class ChartSuggestion(Part):
    """A kind of chart, whether it can be drawn so, and why it stands where it stands."""

    type: Literal["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"]
    fits: bool
    reason: str


class ChartsRanked(Message):
    """Every kind of chart, best first."""

    kind: Literal["charts.ranked"]
    charts: list[ChartSuggestion]


QUESTIONS: tuple[type[Message], ...] = (ChartsSuggest,)
ANSWERS: tuple[type[Message], ...] = (ChartsRanked,)
