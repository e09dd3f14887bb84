"""Blocks: the things in the body of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Key

from nbreports.definition.base import Definition, Expr, Many, Name, OneOrMany
from nbreports.definition.faults import fault
from nbreports.definition.formats import Format
from nbreports.definition.groups import Group
from nbreports.definition.rules import Rule
from nbreports.definition.values import BlockId, ImageSource, Length, Number, Width, is_image_file

AggregateName = Literal[
    "count", "nunique", "sum", "mean", "min", "max", "median", "std", "var", "first", "last", "any", "all"
]
"""An aggregate of one argument."""


class BlockBase(Definition):
    """What every block has. ``visible`` is an expression, ``note`` a text below the block."""

    kind: str
    id: BlockId | None = None
    title: str | None = None
    note: str | None = None
    visible: Expr | None = None


class Column(Definition):
    """A column of a table. A bare string is ``value``: a field, expression or measure.

    ``total`` is an aggregate's name, an expression, or true where the column is a measure; ``link`` is an
    expression that gives an http, https or mailto address.
    """

    short = "value"
    positional = ("value",)

    value: Expr
    name: Name | None = None
    label: str | None = None
    format: Format | None = None
    total: bool | Expr | None = None
    width: Width | None = None
    align: Literal["left", "right", "center"] | None = None
    style: OneOrMany[Rule] = ()
    visible: Expr | None = None
    link: Expr | None = None

    if TYPE_CHECKING:

        def __init__(self, value: str = ..., /, **keys: Any) -> None: ...

    @property
    def key(self) -> str:
        """The column's name in outputs: its ``name``, else its value as written."""
        return self.name or self.value


class Table(BlockBase):
    """The banded table: columns, groups, totals.

    ``detail`` false prints only group and total lines; ``grand_total`` is the label of the summary line, or
    false for none; ``order_by`` lists fields or measures, ``-`` for descending.
    """

    variadic = "columns"
    unfilled = frozenset({"page_totals"})

    kind: Literal["table"] = "table"
    columns: OneOrMany[Column] = ()
    group_by: OneOrMany[Group] = ()
    totals: AggregateName | None = None
    grand_total: bool | str = True
    detail: bool = True
    order_by: OneOrMany[Expr] = ()
    limit: int | None = Key(default=None, ge=1, le=2**63 - 1)
    where: Expr | None = None
    source: Name | None = None
    no_data: str | None = None
    style: OneOrMany[Rule] = ()
    page_totals: bool = False

    if TYPE_CHECKING:

        def __init__(self, *columns: str | Column, **keys: Any) -> None: ...


class CrosstabTotals(Definition):
    """Which margins a crosstab has: true for all, or the fields whose subtotals are shown."""

    rows: bool | Many[Expr] = False
    columns: bool | Many[Expr] = False


class Crosstab(BlockBase):
    """Rows against columns, one or more values in each cell."""

    kind: Literal["crosstab"] = "crosstab"
    rows: OneOrMany[Expr] = ()
    columns: OneOrMany[Expr] = ()
    values: OneOrMany[Expr] = ()
    totals: bool | CrosstabTotals = False
    order_by: OneOrMany[Expr] = ()
    where: Expr | None = None
    source: Name | None = None
    style: OneOrMany[Rule] = ()
    no_data: str | None = None


class Chart(BlockBase):
    """A chart of aggregates; without ``y`` rows are counted.

    ``sort`` is ``x``, ``y``, ``-x``, ``-y`` or a measure, ``-`` for descending.
    """

    positional = ("type",)

    kind: Literal["chart"] = "chart"
    type: Literal["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"]
    x: Expr
    y: Expr | None = None
    color: Expr | None = None
    size: Expr | None = None
    stack: bool = False
    horizontal: bool = False
    sort: Expr | None = None
    top: int | None = Key(default=None, ge=1, le=2**63 - 1)
    other: bool = False
    bins: int | None = Key(default=None, ge=1, le=1000)
    labels: bool = False
    x_title: str | None = None
    y_title: str | None = None
    format: Format | None = None
    where: Expr | None = None
    source: Name | None = None

    if TYPE_CHECKING:

        def __init__(self, type: str = ..., /, **keys: Any) -> None: ...  # noqa: A002 - the format's key


class Metric(BlockBase):
    """One figure. ``compare`` and ``spark`` are expressions, ``target`` a number or an expression."""

    positional = ("value",)

    kind: Literal["metric"] = "metric"
    value: Expr
    label: str | None = None
    format: Format | None = None
    compare: Expr | None = None
    target: Number | Expr | None = None
    spark: Expr | None = None
    where: Expr | None = None
    source: Name | None = None

    if TYPE_CHECKING:

        def __init__(self, value: str = ..., /, **keys: Any) -> None: ...


class Text(BlockBase):
    """Markdown with ``{{ expression | format }}``, filled in the report's scope. A bare string is ``md``."""

    positional = ("md",)

    kind: Literal["text"] = "text"
    md: str

    if TYPE_CHECKING:

        def __init__(self, md: str = ..., /, **keys: Any) -> None: ...


class Image(BlockBase):
    """A picture: a file inside the report's folder, or a field that holds one."""

    positional = ("src",)

    kind: Literal["image"] = "image"
    src: ImageSource = Key(min_length=1)
    alt: str = ""
    width: Length | None = None
    height: Length | None = None
    fit: Literal["contain", "cover", "fill"] = "contain"

    if TYPE_CHECKING:

        def __init__(self, src: str = ..., /, **keys: Any) -> None: ...

    @property
    def is_file(self) -> bool:
        """Whether ``src`` names a file rather than a field."""
        return is_image_file(self.src)


class PageBreak(BlockBase):
    """A new page begins here."""

    kind: Literal["pagebreak"] = "pagebreak"


class Row(BlockBase):
    """Blocks side by side; ``widths`` are shares, one a block, equal by default."""

    variadic = "blocks"

    kind: Literal["row"] = "row"
    blocks: Many[Block] = ()
    widths: Many[Annotated[Number, Key(gt=0)]] = ()

    if TYPE_CHECKING:

        def __init__(self, *blocks: Block | str, **keys: Any) -> None: ...

    @model_validator(mode="after")
    def _fits(self) -> Row:
        if self.widths and len(self.widths) != len(self.blocks):
            raise fault(
                f"{len(self.widths)} widths stand for {len(self.blocks)} blocks",
                "Give one width for each block, or none.",
                key="widths",
            )
        return self


def _block(value: object) -> object:
    return {"kind": "text", "md": value} if isinstance(value, str) else value


Block = Annotated[
    Annotated[Table | Crosstab | Chart | Metric | Text | Row | Image | PageBreak, Key(discriminator="kind")],
    BeforeValidator(_block),
]
BLOCKS: tuple[type[BlockBase], ...] = (Table, Crosstab, Chart, Metric, Text, Row, Image, PageBreak)
