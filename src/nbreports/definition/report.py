"""The report: everything one file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field as Key
from pydantic import ValidationError, model_validator

from nbreports.definition.base import Definition, Many, Name
from nbreports.definition.blocks import Block
from nbreports.definition.faults import definition_error, fault, quote, suggestion
from nbreports.definition.fields import Field, Measure, Slot
from nbreports.definition.formats import PRESETS, Pattern, format_kind
from nbreports.definition.ids import with_ids
from nbreports.definition.page import Page
from nbreports.definition.parameters import Param
from nbreports.definition.rules import Rule, Style
from nbreports.definition.sources import AnySource
from nbreports.definition.theme import Theme
from nbreports.definition.values import Currency, Locale, Timezone
from nbreports.definition.walking import objects

SCHEMA = "nbreport/1"


class ReportDefinition(Definition):
    """A report as data.

    Parameters
    ----------
    title, source, body
        The title, the name of the source (of ``sources``, else of a frame) and the blocks.
    **keys
        The other keys of the format.

    Raises
    ------
    DefinitionError
        Where the report says something it may not.
    """

    positional = ("title", "source", "body")
    schema_version: ClassVar[str] = SCHEMA

    title: str
    source: Name
    name: Name | None = None
    description: str | None = None
    tags: Many[str] = ()
    locale: Locale = "en-US"
    timezone: Timezone | None = None
    currency: Currency | None = None
    params: Many[Param] = ()
    sources: dict[Name, AnySource] = Key(default_factory=dict)
    fields: dict[Name, Field] = Key(default_factory=dict)
    measures: dict[Name, Measure] = Key(default_factory=dict)
    formats: dict[Name, Pattern] = Key(default_factory=dict)
    styles: dict[Name, Style] = Key(default_factory=dict)
    theme: Theme = Key(default_factory=Theme)
    page: Page = Key(default_factory=Page)
    slots: dict[Name, Slot] = Key(default_factory=dict)
    body: Many[Block] = ()

    if TYPE_CHECKING:

        def __init__(self, title: str = ..., source: str = ..., body: Any = ..., /, **keys: Any) -> None: ...

    @classmethod
    def read(cls, data: dict[str, Any]) -> ReportDefinition:
        """Return the report of a file's object, ``schema`` taken out; errors have plain JSON pointers."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise definition_error(error, data) from None

    @model_validator(mode="after")
    def _whole(self) -> ReportDefinition:
        for place, each in objects(self):
            text = getattr(each, "format", None)
            if text is not None and text not in self.formats and format_kind(text) == "name":
                raise fault(
                    f"{quote(text)} is neither a preset nor one of the report's formats",
                    suggestion(text, (*PRESETS, *self.formats)),
                    code="format",
                    key=(*place, "format"),
                )
        # frozen for everyone else: an id that is missing is completed before anyone sees the report
        self.__dict__["body"] = with_ids(self.body)
        return self

    def look(self, rule: Rule) -> Rule:
        """Return ``rule`` with the named style it stands for written out, or itself.

        A rule that is nothing but the name of one of ``styles`` always applies.
        """
        style = self.styles.get(rule.when or "")
        if style is None or rule.styled:
            return rule
        return rule.model_copy(
            update={**{name: getattr(style, name) for name in Style.model_fields}, "when": "true"}
        )
