"""What a report is: frozen values, without input or output."""

from __future__ import annotations

from nbreports.definition.blocks import (
    BLOCKS,
    Block,
    BlockBase,
    Chart,
    Column,
    Crosstab,
    CrosstabTotals,
    Image,
    Metric,
    PageBreak,
    Row,
    Table,
    Text,
)
from nbreports.definition.code import to_code
from nbreports.definition.code_reader import from_code
from nbreports.definition.dump import dumps, to_dict
from nbreports.definition.fields import Field, Measure, Slot
from nbreports.definition.groups import Group
from nbreports.definition.load import definition_from_dict, load, loads
from nbreports.definition.page import FirstPage, Page, PageText
from nbreports.definition.parameters import Param, ParamValues
from nbreports.definition.report import SCHEMA, ReportDefinition
from nbreports.definition.rules import Rule, Style
from nbreports.definition.sources import (
    AnySource,
    FileSource,
    FrameSource,
    Join,
    QuerySource,
    SqlSource,
    TableSource,
)
from nbreports.definition.theme import Theme

__all__ = [
    "BLOCKS",
    "SCHEMA",
    "AnySource",
    "Block",
    "BlockBase",
    "Chart",
    "Column",
    "Crosstab",
    "CrosstabTotals",
    "Field",
    "FileSource",
    "FirstPage",
    "FrameSource",
    "Group",
    "Image",
    "Join",
    "Measure",
    "Metric",
    "Page",
    "PageBreak",
    "PageText",
    "Param",
    "ParamValues",
    "QuerySource",
    "ReportDefinition",
    "Row",
    "Rule",
    "Slot",
    "SqlSource",
    "Style",
    "Table",
    "TableSource",
    "Text",
    "Theme",
    "definition_from_dict",
    "dumps",
    "from_code",
    "load",
    "loads",
    "to_code",
    "to_dict",
]
