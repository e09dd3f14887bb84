"""The plan of a run as frozen values: what is asked of the engine, and how the answers are read.

Nothing here holds an expression or a query object: a plan is SQL text, column names and formats. Columns of
answers are named
by position: ``c3`` the value of column 3, ``s3`` its style mask, ``b3`` its bar, ``i3`` its icon, ``l3`` its
link, ``s`` the row's
own mask, ``t0`` the first expression of a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import CellStyle, Channel, PageSetup, TableColumn, TableGroup, Theme


@dataclass(frozen=True, slots=True)
class Question:
    """One query: ``label`` says in words what it asks for."""

    label: str
    sql: str


@dataclass(frozen=True, slots=True)
class Making:
    """One table to be made in the engine before a question that reads it."""

    label: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a text: the column of the answer that fills it and its format, or what of the group stands there."""

    column: str | None
    spec: FormatSpec
    namespace: str | None = None
    formatted: bool = False
    """Whether what stands there is to be written as ``spec`` says, not as the group or run writes it itself."""


Text = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A single value: the answer it stands in (a number of ``Plan.totals``), its column there, and its format."""

    answer: int
    column: str
    spec: FormatSpec


@dataclass(frozen=True, slots=True)
class ScopedText:
    """A text filled from the report's own scope."""

    parts: Text
    answer: int | None


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of a table and which hidden columns go with it, in details and in band rows."""

    node: TableColumn
    in_detail: bool
    in_bands: bool
    band_spec: FormatSpec
    detail_hidden: frozenset[str] = frozenset()
    band_hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """One group level: its question, how its key reads, its texts."""

    question: Question
    node: TableGroup
    key_spec: FormatSpec
    named_key: bool
    """The key alone says too little (a number, a yes or no): its label goes before it."""
    header: Text | None
    footer: Text | None
    top: int | None = None
    rank: str | None = None
    row_style: bool = False


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table to be filled."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    no_data: ScopedText | None
    columns: tuple[ColumnPlan, ...]
    levels: tuple[LevelPlan, ...]
    details: Question | None
    detail_row_style: bool
    limit: int | None
    grand_total: str | None
    """The summary's label, None where there is no summary."""
    summary: Mapping[int, Figure]
    """Column number -> its figure over all rows."""
    summary_styles: tuple[tuple[int | None, int, Figure], ...]
    """(column number or None for the row, style mask, the figure that decides)."""
    rows: Figure
    """How many rows the table is over."""
    making: tuple[Making, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart to be asked; the fields mirror ``document.chart.resolve_chart``."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    no_data: ScopedText | None
    type: str
    question: Question
    channels: Mapping[str, Channel]
    """x, y, color, size; answers have columns of these names, ``x_end`` and ``beyond`` (a line for the rest)."""
    horizontal: bool
    stack: bool
    labels: bool
    x_title: str | None
    y_title: str | None
    making: tuple[Making, ...] = ()
    of: Figure | None = None
    """Where points may be a part of the rows: how many rows there are."""


@dataclass(frozen=True, slots=True)
class DimensionPlan:
    """A row or column field of a crosstab."""

    name: str
    label: str
    spec: FormatSpec


@dataclass(frozen=True, slots=True)
class CrosstabPlan:
    """A crosstab: one question for each pair of depths (rows, columns).

    The pairs (all rows, 0) and (0, all columns) are always asked: their order is the order of the heads.
    Depths below all
    are margins; those to be printed stand in ``row_depths`` and ``column_depths``.
    """

    id: str
    title: ScopedText | None
    note: ScopedText | None
    no_data: ScopedText | None
    rows: tuple[DimensionPlan, ...]
    columns: tuple[DimensionPlan, ...]
    values: tuple[ColumnPlan, ...]
    questions: Mapping[tuple[int, int], Question]
    row_depths: frozenset[int]
    column_depths: frozenset[int]
    making: tuple[Making, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricPlan:
    """A metric: figures of the report's scope."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    label: str
    value: Figure
    compare: Figure | None = None
    target: Figure | None = None
    spark: Question | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A text block."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    md: ScopedText


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """A picture: a file of the report's folder, or a field of the report's scope that holds its bytes."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    src: str
    field: Figure | None
    alt: str
    width: float | None
    height: float | None
    fit: Literal["contain", "cover", "fill"]


@dataclass(frozen=True, slots=True)
class PageBreakPlan:
    """A page break."""

    id: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """Blocks side by side."""

    id: str
    title: ScopedText | None
    note: ScopedText | None
    widths: tuple[float, ...]
    blocks: tuple[BlockPlan, ...]


BlockPlan = TablePlan | ChartPlan | CrosstabPlan | MetricPlan | TextPlan | ImagePlan | PageBreakPlan | RowPlan


@dataclass(frozen=True, slots=True)
class Conversion:
    """A field read as another type than its source's; ``question`` gives a value that does not convert, if any."""

    field: str
    own: str
    type: str
    where: str
    question: Question


@dataclass(frozen=True, slots=True)
class ParamCheck:
    """Whether a parameter's values are among those it may have.

    Attributes
    ----------
    within
        What narrows them, in words; empty where nothing does.
    found
        Its one line says, as ``v0``, ``v1``, …, which of ``given`` are.
    allowed
        Some of those it may have, as ``value``.
    """

    name: str
    given: tuple[object, ...]
    within: str
    found: Question
    allowed: Question


@dataclass(frozen=True, slots=True)
class SnapshotPlan:
    """One snapshot: how it is made, how a multiplying join is found, and how many rows it has."""

    source: str
    making: Making
    multiplied: Question | None
    count: Question
    joins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A run, ready to be filled.

    Attributes
    ----------
    param_checks
        Asked first of all: whether parameters have values they may have.
    conversions
        Asked next: what fields of a declared type cannot hold.
    snapshots
        Made first, in this order.
    making
        The tables that questions of ``totals`` read, made after the snapshots.
    totals
        The report-scope questions, one line each, asked before any block.
    visible
        Block id -> the figure that decides whether it is printed.
    """

    title: str
    name: str
    description: str | None
    locale: str
    currency: str | None
    timezone: str | None
    started: datetime
    snapshots: tuple[SnapshotPlan, ...]
    totals: tuple[Question, ...]
    blocks: tuple[BlockPlan, ...]
    page: PageSetup
    page_texts: Mapping[str, ScopedText]
    theme: Theme
    logo: str | None
    styles: tuple[CellStyle, ...]
    params: tuple[tuple[str, str, object], ...]
    filters: tuple[str, ...]
    source: str
    sampled: bool
    visible: Mapping[str, Figure] = field(default_factory=dict)
    column_visible: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    param_checks: tuple[ParamCheck, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    making: tuple[Making, ...] = ()
