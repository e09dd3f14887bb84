"""The data: its fields, and what may be picked."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.sources import FieldsList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.report.known_source import KnownSource
    from nbreports.widgets.messages.sources import FieldsDescribe
    from nbreports.widgets.report_session import ReportSession

MOST_KNOWN = 8
"""Sources remembered."""


class SourceAnswers(Answers):
    """The data: its fields, and what may be picked."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._known: OrderedDict[str, KnownSource] = OrderedDict()
        self._lock = threading.Lock()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"fields.describe": self.describe}

    async def describe(self, question: FieldsDescribe, _buffers: Sequence[bytes]) -> FieldsList:
        """Return the fields of the report's source."""
        return await asyncio.to_thread(self._described, question)

    def known(self) -> KnownSource:
        """Return what is known of the report's source, read anew only when it has changed; blocks.

        Raises
        ------
        SourceError
            Where it is not there, or cannot be read.
        """
        from nbreports.report.known_source import known_source, mark_of

        definition, catalog = self.session.definition, self.session.catalog()
        mark = f"{mark_of(definition, catalog)} {sorted(definition.measures.items())!r}"
        # one at a time: several views ask at once, and one reading serves them all
        with self._lock:
            known = self._known.get(mark)
            if known is None:
                known = self._known[mark] = known_source(definition, catalog)
            self._known.move_to_end(mark)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
            return known

    def _described(self, question: FieldsDescribe) -> FieldsList:
        from nbreports.widgets.answering.field_cards import field_cards, field_groups, measure_cards

        definition = self.session.definition
        try:
            known = self.known()
        except NbreportsError as error:
            return FieldsList(
                v=1,
                id=question.id,
                kind="fields.list",
                rev=question.rev,
                source=definition.source,
                rows=None,
                groups=field_groups(definition),
                fields=[],
                measures=[],
                error=f"{error.message}. {error.remedy or ''}".strip(),
            )
        return FieldsList(
            v=1,
            id=question.id,
            kind="fields.list",
            rev=question.rev,
            source=definition.source,
            rows=self._rows(known),
            groups=field_groups(definition),
            fields=field_cards(definition, known),
            measures=measure_cards(definition, known),
            error=None,
        )

    def _rows(self, known: KnownSource) -> int | None:
        """Return the rows of the source where they can be told without reading it again."""
        from nbreports.definition.sources import FrameSource, QuerySource, SqlSource
        from nbreports.pipeline.attaching import entry_of
        from nbreports.report.known_source import MOST_PROFILED

        read = max((facts.rows or 0 for facts in known.fields), default=0)
        if read < MOST_PROFILED // 2:
            return read
        definition = self.session.definition
        source = definition.sources.get(definition.source)
        name = source.from_ if isinstance(source, QuerySource) else definition.source
        first = definition.sources.get(name) or FrameSource(name)
        if isinstance(first, QuerySource | SqlSource):
            return None
        return entry_of(self.session.catalog(), name, first).source.describe().rows
