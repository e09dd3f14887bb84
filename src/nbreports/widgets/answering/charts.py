"""Suggestions for charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.suggest.charts import Placed, rank
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.charts import ChartsRanked, ChartSuggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.widgets.messages.charts import ChartsSuggest


class ChartAnswers(Answers):
    """Suggestions for charts."""

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"charts.suggest": self.suggest}

    def suggest(self, question: ChartsSuggest, _buffers: Sequence[bytes]) -> ChartsRanked:
        """Rank the kinds of charts."""
        wells = {
            str(name): Placed(
                type=one.type, role=one.role, distinct=one.distinct, total=one.total, label=one.label
            )
            for name, one in question.wells.items()
        }
        charts = [ChartSuggestion(type=one.type, fits=one.fits, reason=one.reason) for one in rank(wells)]
        return ChartsRanked(v=1, id=question.id, kind="charts.ranked", charts=charts)
