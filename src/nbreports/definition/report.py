"""The report: everything one file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from nbreports.definition.base import Definition, Many, Name
from nbreports.definition.blocks import Block
from nbreports.definition.fields import Field, Measure, Slot
from nbreports.definition.formats import Pattern
from nbreports.definition.page import Page
from nbreports.definition.parameters import Param
from nbreports.definition.rules import Style
from nbreports.definition.sources import AnySource
from nbreports.definition.theme import Theme
from nbreports.definition.values import Currency, Locale, Timezone

SCHEMA = "nbreport/1"


class ReportDefinition(Definition):
    """A report as data.

    Parameters
    ----------
    title, source, body
        The title, the name of the source (of ``sources``, else of a frame) and the blocks, by place or by name.
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
    sources: dict[Name, AnySource] = {}
    fields: dict[Name, Field] = {}
    measures: dict[Name, Measure] = {}
    formats: dict[Name, Pattern] = {}
    styles: dict[Name, Style] = {}
    theme: Theme = Theme()
    page: Page = Page()
    slots: dict[Name, Slot] = {}
    body: Many[Block] = ()

    if TYPE_CHECKING:

        def __init__(self, title: str = ..., source: str = ..., body: Any = ..., /, **keys: Any) -> None: ...
