"""The filled report as a stream of frozen nodes: what every renderer reads, and all it knows.

A document is ``DocumentStart``, then blocks in printed order, then ``DocumentEnd``. A table is the only block
that spans several nodes: ``TableStart``, any number of ``DetailRows`` and ``BandRow`` in printed order,
``TableEnd``. Each value is there raw and formatted; a renderer neither computes, groups, sorts nor formats.

Names follow the field: a *band* is a horizontal slice, *level* is 1 for the outermost group, the number of groups
for details and 0 for the summary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pyarrow as pa

    from nbreports.document.formatting import FormatSpec

DataType = Literal[
    "integer", "float", "decimal", "text", "boolean", "date", "datetime", "time", "duration", "bytes"
]
Align = Literal["left", "right", "center"]
GroupPath = tuple[tuple[str, Any], ...]
"""Group names and raw keys, outermost first: ``(("region", "North"), ("month", 1))``."""


# --- the frame of the document ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A part of a page header or footer that only paging can fill: the page's number or the count of pages."""

    what: Literal["number", "count"]


RunningText = tuple[str | PageNumber, ...]
"""A header or footer text: everything filled but the page's own numbers. May hold newlines."""


@dataclass(frozen=True, slots=True)
class PageBand:
    """A page's header or footer: three texts, each possibly empty."""

    left: RunningText = ()
    center: RunningText = ()
    right: RunningText = ()


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Paper and margins in millimetres; ``first_*`` apply to page 1 where ``first_differs``."""

    width: float = 210.0
    height: float = 297.0
    margin_top: float = 20.0
    margin_right: float = 18.0
    margin_bottom: float = 20.0
    margin_left: float = 18.0
    header: PageBand | None = None
    footer: PageBand | None = None
    first_differs: bool = False
    first_header: PageBand | None = None
    first_footer: PageBand | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """Resolved colours as ``#rrggbb``; ``colors`` holds primary, positive, negative, warn, muted."""

    base: Literal["plain", "corporate", "minimal", "vibrant"] = "plain"
    colors: dict[str, str] = field(default_factory=dict)
    text: str = "#1b1f24"
    muted: str = "#5b6470"
    line: str = "#d5d9de"
    band: str = "#f4f6f8"
    palette: tuple[str, ...] = ()
    font: str | None = None
    logo: ImageData | None = None


@dataclass(frozen=True, slots=True)
class ImageData:
    """A picture's bytes, already read and checked."""

    data: bytes
    media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]


@dataclass(frozen=True, slots=True)
class ParamValue:
    """One parameter of the run, as printed."""

    name: str
    label: str
    raw: Any
    text: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the output says of its own making."""

    source: str
    rows: int | None
    sampled: bool
    params: tuple[ParamValue, ...]
    filters: tuple[str, ...]
    version: str
    started: datetime
    text: str = ""
    """The stamp as one formatted line, ready to print: source, rows, parameters, filters, time."""


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the format's own word
    """Something the reader of the report should know."""

    code: str
    message: str
    block: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentStart:
    """The first node: everything a renderer must know before the first block."""

    title: str
    name: str
    stamp: Stamp
    locale: str = "en-US"
    currency: str | None = None
    timezone: str | None = None
    description: str | None = None
    author: str | None = None
    page: PageSetup = field(default_factory=PageSetup)
    theme: Theme = field(default_factory=Theme)
    show_stamp: bool = True
    warnings: tuple[Warning, ...] = ()
    styles: tuple[CellStyle, ...] = ()
    """Every style any rule of the report can give; masks in cells are bits into this tuple."""


@dataclass(frozen=True, slots=True)
class DocumentEnd:
    """The last node; ``warnings`` holds only those found after ``DocumentStart``."""

    warnings: tuple[Warning, ...] = ()
    rows: int = 0
    """Detail rows printed in all tables."""


# --- values ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What one rule gives a cell or row; colours are ``#rrggbb``. Later bits of a mask win."""

    color: str | None = None
    background: str | None = None
    bold: bool = False
    italic: bool = False


Icon = Literal["up", "flat", "down", "green", "amber", "red", "star0", "star1", "star2", "star3"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a band row, crosstab or metric: raw, formatted, and how it looks.

    ``bar`` is a fraction from -1 to 1 of the largest magnitude of its column; ``styles`` is a bit mask into
    ``DocumentStart.styles``; ``link`` is a checked http, https or mailto address.
    """

    value: Any
    text: str
    styles: int = 0
    link: str | None = None
    bar: float | None = None
    icon: Icon | None = None
    spec: FormatSpec | None = None
    """How ``text`` was made, where that is not the column's own format (a mean of integers is a float)."""


@dataclass(frozen=True)
class ColumnChunk:
    """One column of a run of detail rows: raw values as Arrow, text made on first use."""

    values: pa.Array
    spec: FormatSpec
    styles: Sequence[int] | None = None
    links: Sequence[str | None] | None = None
    bars: Sequence[float | None] | None = None
    icons: Sequence[Icon | None] | None = None
    whole: ColumnChunk | None = None
    """The longer run this one is cut from at ``offset``: where groups are small, text is made once for all of them."""
    offset: int = 0

    @cached_property
    def text(self) -> list[str]:
        """The formatted cells, one string a row; NULL is the empty string."""
        if self.whole is not None:
            return self.whole.text[self.offset : self.offset + len(self.values)]
        from nbreports.document.formatting import format_array

        return format_array(self.values, self.spec)


# --- tables ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Width:
    """A column's width: millimetres, per cent of the table, or a share (``fr``) of what is left."""

    value: float
    unit: Literal["mm", "%", "fr"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: ``name`` is unique in its table, ``type`` and ``spec`` hold for all bands."""

    name: str
    label: str
    type: DataType
    spec: FormatSpec
    align: Align = "left"
    width: Width | None = None
    unit: str | None = None
    wide: str = ""
    """The widest formatted text known beforehand (of totals, of a sample): a hint for column widths."""


@dataclass(frozen=True, slots=True)
class TableGroup:
    """One group level, outermost first."""

    name: str
    label: str
    type: DataType
    totals_at: Literal["footer", "header", "both", "none"] = "footer"
    page_break: Literal["before", "after", "between"] | None = None
    keep_together: Literal["none", "whole", "first_rows"] = "first_rows"
    repeat_header: bool = True
    collapsed: bool = False
    bookmark: bool = True


@dataclass(frozen=True, slots=True)
class TableStart:
    """A table begins.

    ``stub`` is the label ("" for none) of a leading column that the renderer adds for the labels of band rows;
    it is None where labels find room in the leading columns that hold no totals. With ``detail`` False there
    are no ``DetailRows``, and the innermost group's line is its footer, shown in one line with its label.
    """

    id: str
    title: str | None
    note: str | None
    columns: tuple[TableColumn, ...]
    groups: tuple[TableGroup, ...] = ()
    detail: bool = True
    stub: str | None = None
    no_data: str | None = None
    rows: int | None = None
    """Detail rows to come, where known."""
    page_totals: bool = False
    stub_wide: str = ""


@dataclass(frozen=True, slots=True)
class DetailRows:
    """A run of detail rows of one innermost group: ``columns`` in the table's order, each ``height`` long."""

    level: int
    group: GroupPath
    columns: tuple[ColumnChunk, ...]
    height: int
    row_styles: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class BandRow:
    """A group's header or footer, or the summary.

    ``cells`` has one entry a column, None where the band has no value there. ``label`` is the text of the line,
    filled ("Airline: Delta", "Total North", "All airlines"); ``key`` the group's own formatted key ("Delta",
    "(none)"), the bookmark's text. Lines with ``shown`` False exist for the JSON output only: visual renderers skip
    them. ``other`` marks the line that stands for the groups below a group's ``top``.
    """

    band: Literal["group_header", "group_footer", "summary"]
    level: int
    group: GroupPath
    label: str
    key: str
    cells: tuple[Cell | None, ...]
    styles: int = 0
    shown: bool = True
    other: bool = False


@dataclass(frozen=True, slots=True)
class TableEnd:
    """A table ends; ``hidden`` counts detail rows left out by ``limit`` or ``top``."""

    id: str
    rows: int = 0
    hidden: int = 0


# --- the other blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextNode:
    """Markdown, filled: every inserted value is escaped, so ``md`` is safe to parse."""

    id: str
    title: str | None
    note: str | None
    md: str


@dataclass(frozen=True, slots=True)
class MetricNode:
    """One figure with its label; ``good`` says whether ``cell`` reaches ``target`` (None without one)."""

    id: str
    title: str | None
    note: str | None
    label: str
    cell: Cell
    compare: Cell | None = None
    target: Cell | None = None
    good: bool | None = None
    spark: tuple[float | None, ...] | None = None
    unit: str | None = None
    spec: FormatSpec | None = None
    """How the figures are formatted, for outputs with number formats of their own."""


@dataclass(frozen=True, slots=True)
class Header:
    """One row or column head of a crosstab; a margin has fewer keys than there are dimensions."""

    keys: tuple[Any, ...]
    texts: tuple[str, ...]
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """A crosstab's row or column field."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class CrosstabNode:
    """A crosstab, whole: ``cells[row][column][value]`` over ``row_heads`` and ``column_heads`` in printed order."""

    id: str
    title: str | None
    note: str | None
    rows: tuple[Dimension, ...]
    columns: tuple[Dimension, ...]
    values: tuple[TableColumn, ...]
    row_heads: tuple[Header, ...]
    column_heads: tuple[Header, ...]
    cells: tuple[tuple[tuple[Cell | None, ...], ...], ...]
    no_data: str | None = None


@dataclass(frozen=True, slots=True)
class ImageNode:
    """A picture; sizes in millimetres, None for its own. ``alt`` is its text for those who cannot see it."""

    id: str
    title: str | None
    note: str | None
    image: ImageData
    alt: str = ""
    width: float | None = None
    height: float | None = None
    fit: Literal["contain", "cover", "fill"] = "contain"


@dataclass(frozen=True, slots=True)
class PageBreakNode:
    """A new page begins here."""

    id: str


# --- charts (made by document/chart.py) -------------------------------------------------------------------------

ChartType = Literal["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"]


@dataclass(frozen=True, slots=True)
class Channel:
    """What stands on an axis, colour or size: as in ``nbreport-output/1``."""

    name: str
    label: str
    type: DataType
    spec: FormatSpec


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One mark's raw values, after aggregation, in drawing order; ``text`` is the formatted measure."""

    x: Any
    y: Any
    color: Any = None
    size: Any = None
    text: str = ""
    x_end: Any = None
    """The right edge of a histogram's bin."""
    y_start: float | None = None
    y_end: float | None = None
    """Where a stacked mark or a slice begins and ends, resolved here so that every output stacks alike."""
    share: str = ""
    """A slice's part of its pie, formatted (``34%``); empty on other charts and for what has no slice."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick with its text; for a band axis, one a category."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A resolved axis: ``domain`` is (low, high), or all categories in order for a band."""

    kind: Literal["band", "time", "linear"]
    domain: tuple[Any, ...]
    ticks: tuple[Tick, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart with its key and the text of its legend."""

    key: Any
    text: str
    color: str


@dataclass(frozen=True, slots=True)
class ChartNode:
    """A chart, resolved: data, order, domains, ticks as text and colours; every output draws the same."""

    id: str
    title: str | None
    note: str | None
    type: ChartType
    x: Channel
    y: Channel
    color: Channel | None
    size: Channel | None
    points: tuple[ChartPoint, ...]
    x_axis: Axis
    y_axis: Axis
    series: tuple[Series, ...]
    horizontal: bool = False
    stack: bool = False
    labels: bool = False
    alt: str = ""
    """The chart in words: kind, measure, extent, largest and smallest."""
    no_data: str | None = None


@dataclass(frozen=True, slots=True)
class RowNode:
    """Blocks side by side; each child is the nodes that block gives on its own (a table gives several)."""

    id: str
    title: str | None
    note: str | None
    widths: tuple[float, ...]
    """Shares, one a child; they need not sum to 1."""
    children: tuple[tuple[Node, ...], ...]


Node = (
    DocumentStart
    | DocumentEnd
    | TableStart
    | DetailRows
    | BandRow
    | TableEnd
    | TextNode
    | MetricNode
    | CrosstabNode
    | ImageNode
    | PageBreakNode
    | ChartNode
    | RowNode
)
