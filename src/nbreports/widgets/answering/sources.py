"""The data: its fields, and what may be picked."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from dataclasses import asdict
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.sources import (
    FieldsList,
    JoinFacts,
    JoinsChecked,
    JoinsProposed,
    RowsCounted,
    SourceDescribed,
    SourcesShown,
    ValueCard,
    ValuesListed,
)
from nbreports.widgets.recents import Recents
from nbreports.widgets.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.report.known_source import KnownSource
    from nbreports.widgets.messages.sources import (
        FieldsDescribe,
        JoinsCheck,
        JoinsPropose,
        RowsCount,
        SourceDescribe,
        SourcesList,
        ValuesList,
    )
    from nbreports.widgets.report_session import ReportSession

MOST_KNOWN = 8
"""Sources remembered."""
MOST_VALUES = 100
"""Values of a field that are told."""


class SourceAnswers(Answers):
    """The data: its fields, and what may be picked."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._known: OrderedDict[str, KnownSource] = OrderedDict()
        self._lock = threading.Lock()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "fields.describe": self.describe,
            "sources.list": self.list_sources,
            "source.describe": self.describe_source,
            "joins.propose": self.propose,
            "joins.check": self.check_joins,
            "rows.count": self.count,
            "values.list": self.list_values,
        }

    async def describe(self, question: FieldsDescribe, _buffers: Sequence[bytes]) -> FieldsList:
        """Return the fields of the report's source."""
        return await asyncio.to_thread(self._described, question)

    async def list_sources(self, question: SourcesList, _buffers: Sequence[bytes]) -> SourcesShown:
        """Return everything that may be picked."""

        def look() -> SourcesShown:
            workspace = Workspace.of(self.session)
            folder = self.session.folder if self.session.notebook else None
            recent = [] if folder is None else workspace.recent(Recents(folder).last())
            found = workspace.sources()
            return SourcesShown(v=1, id=question.id, kind="sources.shown", sources=found, recent=recent)

        return await asyncio.to_thread(look)

    async def describe_source(self, question: SourceDescribe, _buffers: Sequence[bytes]) -> SourceDescribed:
        """Return what one source holds."""
        return await asyncio.to_thread(self._looked_into, question)

    async def propose(self, question: JoinsPropose, _buffers: Sequence[bytes]) -> JoinsProposed:
        """Return the joins that fit the report's source."""
        from nbreports.widgets.joining import fitting_joins

        workspace, definition = Workspace.of(self.session), self.session.definition
        found = await asyncio.to_thread(fitting_joins, workspace, definition)
        return JoinsProposed(v=1, id=question.id, kind="joins.proposed", joins=found)

    async def check_joins(self, question: JoinsCheck, _buffers: Sequence[bytes]) -> JoinsChecked:
        """Return what the joins of the report's source do to its rows."""
        from nbreports.report.join_facts import join_facts

        found = await asyncio.to_thread(lambda: join_facts(self.session.definition, self.session.catalog()))
        facts = [JoinFacts(**asdict(each)) for each in found]
        return JoinsChecked(v=1, id=question.id, kind="joins.checked", joins=facts)

    async def count(self, question: RowsCount, _buffers: Sequence[bytes]) -> RowsCounted:
        """Return the rows of the report's source, with its filter and without."""
        from nbreports.widgets.answering.counting import rows_of, unfiltered

        definition, params = self.session.definition, self.session.params
        catalog, folder = self.session.catalog(), self.session.folder
        after = await rows_of(definition, catalog, folder, params)
        whole = unfiltered(definition)
        before = after if whole is definition else await rows_of(whole, catalog, folder, params)
        return RowsCounted(v=1, id=question.id, kind="rows.counted", before=before, after=after)

    async def list_values(self, question: ValuesList, _buffers: Sequence[bytes]) -> ValuesListed:
        """Return the values of a field of the report's source, with its filter left out."""
        from nbreports.widgets.answering.counting import unfiltered, values_of

        session = self.session
        found = await values_of(
            unfiltered(session.definition),
            question.field,
            question.search,
            session.catalog(),
            session.folder,
            session.params,
            MOST_VALUES + 1,
        )
        values = [ValueCard(value=value, count=count) for value, count in found[:MOST_VALUES]]
        return ValuesListed(
            v=1, id=question.id, kind="values.listed", values=values, more=len(found) > MOST_VALUES
        )

    def _looked_into(self, question: SourceDescribe) -> SourceDescribed:
        from nbreports.definition.report import ReportDefinition
        from nbreports.definition.sources import FileSource, FrameSource
        from nbreports.report.known_source import known_source
        from nbreports.widgets.answering.field_cards import field_cards

        workspace, own = Workspace.of(self.session), self.session.definition
        source: FileSource | FrameSource
        if question.path is not None:
            card = workspace.file(question.path, question.table)
            source = FileSource(question.path, table=question.table)
        else:
            card = workspace.frame(question.name or "")
            source = FrameSource(card.name)
        looked = ReportDefinition(own.title, card.name, [], sources={card.name: source}, locale=own.locale)
        fields = field_cards(looked, known_source(looked, workspace.catalog(card)))
        return SourceDescribed(v=1, id=question.id, kind="source.described", source=card, fields=fields)

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
