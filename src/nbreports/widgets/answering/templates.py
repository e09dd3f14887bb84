"""Templates: listed, drawn with the user's data, bound to it; own ones kept."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from nbreports.errors import NbreportsError, SourceUnbound, UsageError
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.messages.templates import (
    DeletedTemplate,
    SlotBinding,
    SlotField,
    TemplateBound,
    TemplateCard,
    TemplateDrawn,
    TemplatesListed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.report.known_source import KnownSource
    from nbreports.report.own_templates import TemplateLibrary
    from nbreports.report.template_pages import TemplatePages
    from nbreports.suggest.instances import Instance
    from nbreports.templates import Template
    from nbreports.widgets.messages.templates import (
        TemplateBind,
        TemplateChange,
        TemplateDraw,
        TemplateSave,
        TemplatesList,
    )
    from nbreports.widgets.report_session import ReportSession


class TemplateAnswers(Answers):
    """Templates: listed, drawn, bound."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._lock = threading.RLock()
        self._pages: TemplatePages | None = None
        self._known: KnownSource | None = None

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "templates.list": self.list_templates,
            "templates.draw": self.draw,
            "templates.bind": self.bind,
            "templates.save": self.save,
            "templates.change": self.change,
        }

    def close(self) -> None:
        """End the drawing."""
        pages, self._pages = self._pages, None
        if pages is not None:
            # what is being drawn is waited for, in no thread that matters
            threading.Thread(target=pages.close, name="nbreports-templates-end", daemon=True).start()

    async def list_templates(self, question: TemplatesList, _buffers: Sequence[bytes]) -> TemplatesListed:
        """Return every template."""
        return await asyncio.to_thread(self._listed, question.id)

    async def draw(self, question: TemplateDraw, _buffers: Sequence[bytes]) -> Reply:
        """Return a template's picture."""
        return await asyncio.to_thread(self._drawn, question)

    async def bind(self, question: TemplateBind, _buffers: Sequence[bytes]) -> TemplateBound:
        """Return the report a template makes of the data."""
        return await asyncio.to_thread(self._bound, question)

    async def save(self, question: TemplateSave, _buffers: Sequence[bytes]) -> TemplatesListed:
        """Keep the report as a template."""
        return await asyncio.to_thread(self._saved, question)

    async def change(self, question: TemplateChange, _buffers: Sequence[bytes]) -> TemplatesListed:
        """Rename, duplicate, delete or restore a template."""
        return await asyncio.to_thread(self._changed, question)

    # --- what is known -----------------------------------------------------------------------------------------

    def _library(self) -> TemplateLibrary:
        from nbreports.report.own_templates import TemplateLibrary

        return TemplateLibrary()

    def _source(self) -> KnownSource:
        """Return what is known of the report's source, read anew where it has changed.

        Raises
        ------
        SourceError
            Where it is not there.
        """
        from nbreports.report.known_source import known_source, mark_of

        session = self.session
        with self._lock:
            definition, catalog = session.definition, session.catalog()
            mark = mark_of(definition, catalog)
            if self._known is None or (self._known.name, self._known.mark) != (definition.source, mark):
                self._known = known_source(definition, catalog)
            return self._known

    def _source_or_sample(self) -> tuple[KnownSource, bool]:
        from nbreports.report.sample_source import sample_source

        try:
            return self._source(), False
        except NbreportsError:
            # no data yet, or none that can be read: the data step says which
            return sample_source(), True

    # --- answers -----------------------------------------------------------------------------------------------

    def _listed(self, ident: str, touched: str | None = None) -> TemplatesListed:
        from nbreports.report.known_source import mark_of
        from nbreports.templates import builtin_templates

        library = self._library()
        error = None
        try:
            templates = library.list()
        except NbreportsError as refused:
            templates, error = builtin_templates(), str(refused)
        session = self.session
        source: str | None = session.definition.source
        try:
            mark = mark_of(session.definition, session.catalog())
        except NbreportsError:
            source, mark = None, "sample"
        return TemplatesListed(
            v=1,
            id=ident,
            kind="templates.listed",
            templates=[_card(each) for each in templates],
            deleted=[
                DeletedTemplate(key=each.key, name=each.name, when=each.when.isoformat())
                for each in (library.deleted() if error is None else ())
            ],
            error=error,
            source=source,
            mark=mark,
            touched=touched,
        )

    def _drawn(self, question: TemplateDraw) -> Reply:
        from nbreports.report.template_pages import TemplatePages

        template = self._library().get(question.template)
        source, sample = self._source_or_sample()
        with self._lock:
            if self._pages is None:
                self._pages = TemplatePages()
            pages = self._pages
        picture = pages.picture(template, source, self.session.definition)
        return Reply(
            TemplateDrawn(
                v=1,
                id=question.id,
                kind="templates.drawn",
                template=question.template,
                sample=sample,
                mark=source.mark,
            ),
            [picture],
        )

    def _bound(self, question: TemplateBind) -> TemplateBound:
        from nbreports.definition.dump import to_dict
        from nbreports.report.merging import merged
        from nbreports.suggest.instances import instance

        library = self._library()
        template = library.get(question.template)
        try:
            source = self._source()
        except SourceUnbound as error:
            raise UsageError(
                "the data is not known yet",
                remedy="Pick the data first; the template is bound to it then.",
                code="no_data",
            ) from error
        made = instance(template, source.name, source.fields, question.choices)
        base = self.session.definition
        whole = merged(base, made.definition, question.how, untitled=self._untitled(library, source))
        fields = [SlotField(expr=each.expr, label=each.label, type=each.type) for each in source.fields]
        return TemplateBound(
            v=1,
            id=question.id,
            kind="templates.bound",
            template=question.template,
            name=template.name,
            definition=to_dict(whole),
            bindings=_bindings(template, made, source),
            fields=fields,
            left_out=list(made.left_out),
            missing=list(made.missing),
        )

    def _untitled(self, library: TemplateLibrary, source: KnownSource) -> tuple[str, ...]:
        """Return the titles a report has without anybody having given it one."""
        from nbreports.suggest.instances import instance
        from nbreports.widgets.report_session import UNTITLED

        whole = [each for each in library.list() if each.error is None]
        made = (instance(each, source.name, source.fields).definition.title for each in whole)
        return (UNTITLED, *made)

    def _saved(self, question: TemplateSave) -> TemplatesListed:
        from nbreports.suggest.slotting import as_template

        session = self.session
        if not session.definition.body:
            raise UsageError(
                "the report has no blocks yet", remedy="Add blocks, then save it.", code="empty_report"
            )
        try:
            fields = self._source().fields
        except NbreportsError:
            fields = ()
        saved = self._library().save(as_template(session.definition, fields), question.name)
        return self._listed(question.id, saved.key)

    def _changed(self, question: TemplateChange) -> TemplatesListed:
        library, key = self._library(), question.template
        if question.action == "rename":
            touched: str | None = library.rename(key, question.name or "").key
        elif question.action == "duplicate":
            touched = library.duplicate(key, question.name).key
        elif question.action == "restore":
            touched = library.restore(key).key
        else:
            touched = library.delete(key).key
        return self._listed(question.id, touched)


def _card(template: Template) -> TemplateCard:
    return TemplateCard(
        key=template.key,
        name=template.name,
        description=template.description,
        tags=list(template.tags),
        own=template.own,
        error=None if template.error is None else str(template.error),
    )


def _bindings(template: Template, made: Instance, source: KnownSource) -> list[SlotBinding]:
    from nbreports.suggest.slots import fits, label_of_slot

    slots = template.definition.slots if template.definition is not None else {}
    return [
        SlotBinding(
            slot=each.slot,
            label=label_of_slot(each.slot, slots[each.slot]),
            required=slots[each.slot].required,
            field=each.field.expr if each.field is not None else None,
            reason=each.reason,
            chosen=each.chosen,
            fits=[place for place, field in enumerate(source.fields) if fits(slots[each.slot], field)],
        )
        for each in made.bindings
    ]
