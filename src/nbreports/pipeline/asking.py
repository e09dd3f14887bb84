"""The questions of a plan, put to the engine: tables made, single lines and streams read."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from nbreports.query.plan import Making, Question
    from nbreports.sources.engine import Engine

BATCH_ROWS = 16_384


class Asker:
    """Asks one engine the questions of one plan.

    Parameters
    ----------
    engine
        With every source of the plan attached and locked.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.streams = ExitStack()

    def make(self, making: Making) -> None:
        """Make a table that later questions read."""
        self.engine.execute(f'CREATE TABLE "{making.table}" AS {making.sql}', label=making.label)

    def table(self, question: Question) -> pa.Table:
        """Return a whole answer."""
        return self.engine.fetch(question.sql, label=question.label)

    def line(self, question: Question) -> dict[str, Any]:
        """Return the first line of an answer."""
        line: dict[str, Any] = self.table(question).slice(0, 1).to_pylist()[0]
        return line

    def batches(
        self, question: Question, tell: Callable[[pa.RecordBatch], None] = lambda _batch: None
    ) -> Iterator[pa.RecordBatch]:
        """Give an answer in batches as they come; ``tell`` hears of each."""
        stream = self.engine.stream(question.sql, label=question.label, batch_rows=BATCH_ROWS)
        self.streams.callback(stream.close)

        def given() -> Iterator[pa.RecordBatch]:
            try:
                for batch in stream:
                    tell(batch)
                    yield batch
            finally:
                stream.close()

        return given()

    def close(self) -> None:
        """Close every stream that is still open."""
        self.streams.close()
