"""The questions of a preview: put to its bench, and only those it does not remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.pipeline.asking import Asker
from nbreports.pipeline.preview_bench import LARGEST_REMEMBERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from nbreports.pipeline.preview_bench import Bench
    from nbreports.query.plan import Making, Question

BATCH_ROWS = 2_048
"""Small, since a preview shows the first lines only."""


class BenchAsker(Asker):
    """Asks a bench, and only what it does not remember.

    Parameters
    ----------
    check
        Raises where the asking was stopped.
    """

    def __init__(self, bench: Bench, check: Callable[[], None]) -> None:
        super().__init__(bench.engine)
        self.bench = bench
        self.check = check

    def drop_all_but(self, names: set[str]) -> None:
        """Drop the tables of former plans."""
        for name in [name for name in self.bench.tables if name not in names]:
            self._drop(name)

    def make(self, making: Making) -> None:
        """Make a table, unless it is there with the same content."""
        tables = self.bench.tables
        content = self.bench.content(making.sql)
        if tables.get(making.table) == content:
            return
        self._drop(making.table)
        self.engine.execute(
            f'CREATE TABLE "{making.table}" AS {making.sql}', label=making.label, generation=self._now()
        )
        tables[making.table] = content

    def table(self, question: Question) -> pa.Table:
        """Return a whole answer, remembered or asked."""
        content = self.bench.content(question.sql)
        answer = self.bench.remembered(content)
        if answer is None:
            answer = self.engine.fetch(question.sql, label=question.label, generation=self._now())
            self.bench.remember(content, answer)
        return answer

    def batches(
        self, question: Question, tell: Callable[[pa.RecordBatch], None] = lambda _batch: None
    ) -> Iterator[pa.RecordBatch]:
        """Give an answer in batches, remembered or asked; one that was read to its end is remembered."""
        import pyarrow as pa

        content = self.bench.content(question.sql)
        answer = self.bench.remembered(content)
        if answer is not None:
            for batch in answer.to_batches():
                tell(batch)
                yield batch
            return
        stream = self.engine.stream(
            question.sql, label=question.label, batch_rows=BATCH_ROWS, generation=self._now()
        )
        self.streams.callback(stream.close)
        read: list[pa.RecordBatch] = []
        size = 0
        try:
            ahead = next(stream, None)
            while ahead is not None:
                batch = ahead
                self.check()
                # one ahead, since who takes the last row does not ask for more
                ahead = next(stream, None)
                size += batch.nbytes
                if size <= LARGEST_REMEMBERED:
                    read.append(batch)
                if ahead is None and size <= LARGEST_REMEMBERED:
                    self.bench.remember(content, pa.Table.from_batches(read, stream.schema))
                tell(batch)
                yield batch
            if not read:
                self.bench.remember(content, stream.schema.empty_table())
        finally:
            stream.close()

    def _drop(self, name: str) -> None:
        if self.bench.tables.pop(name, None) is not None:
            self.engine.execute(f'DROP TABLE "{name}"', label=f"drop {name}", generation=self._now())

    def _now(self) -> int:
        """Return the engine's generation, which any later stop ends."""
        generation = self.engine.generation
        self.check()
        return generation
