"""The sheet of the charts' points: every native chart draws from cells a reader can see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbreports.document.formatting import FormatSpec, format_value
from nbreports.document.nodes import Cell
from nbreports.renderers.xlsx.cell_values import CellValues, number_of
from nbreports.renderers.xlsx.sheet_stream import column_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import Channel, ChartNode, ChartPoint, Series
    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.sheet_stream import SheetStream

NAME = "Chart data"


@dataclass(frozen=True, slots=True)
class Range:
    """Cells of one column: rows ``first`` to ``last``, and what they hold for the chart's own cache."""

    column: int
    first: int
    last: int
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series of a chart: its name, colour, and ranges."""

    name: str
    color: str
    categories: Range
    values: Range
    point_colors: tuple[str, ...] = ()


@dataclass
class ChartData:
    """Writes points as a list a chart, and remembers where each chart's series stand."""

    book: Book
    drawn: dict[str, list[Drawn]] = field(default_factory=dict)
    _stream: SheetStream | None = None
    _values: CellValues | None = None

    @property
    def stream(self) -> SheetStream:
        """The sheet, begun on first use."""
        if self._stream is None:
            self._stream = self.book.sheet(NAME)
            # after all tables, wherever its first chart stood
            self._plan = self.book.sheets.pop()
            self._stream.widths = {1: 28.0, **dict.fromkeys(range(2, 9), 16.0)}
        return self._stream

    @property
    def name(self) -> str:
        """The sheet's name in the workbook."""
        return self.stream.name

    @property
    def values(self) -> CellValues:
        """Where values that became text are counted."""
        if self._values is None:
            self._values = CellValues(self.book.texts)
        return self._values

    def end(self) -> None:
        """Put the sheet behind all others."""
        if self._stream is not None:
            self.book.sheets.append(self._plan)
            self.book.say_what_became_text(self.values, NAME)

    def spark(self, label: str, values: Sequence[float | None]) -> str:
        """Write a trend as one row and return its cells, without the sheet."""
        self._title(label)
        spec = FormatSpec("float", "text")
        cells = {at: self._cell(value, spec) for at, value in enumerate(values, start=1)}
        row = self.stream.write_row({at: cell for at, cell in cells.items() if cell})
        self.stream.skip()
        return f"$A${row}:${column_name(len(values))}${row}"

    def add(self, node: ChartNode) -> None:
        """Write the points of a chart."""
        self._title(node.title or node.alt or node.id)
        if node.type == "pie":
            made = self._pie(node)
        elif scattered(node):
            made = self._scatter(node)
        else:
            made = self._matrix(node)
        self.drawn[node.id] = made
        self.stream.skip()

    # --- shapes ---

    def _matrix(self, node: ChartNode) -> list[Drawn]:
        """Write categories down the first column and a column a series."""
        bins = node.type == "histogram"
        names = {tick.value: tick.text for tick in node.x_axis.ticks} if node.x_axis.kind == "band" else None
        groups: dict[Any, dict[Any, ChartPoint]] = {}
        for category in node.x_axis.domain if names is not None else ():
            groups[category] = {}
        for point in node.points:
            groups.setdefault(point.x, {})[point.color if node.color else None] = point
        heads = [node.x.label, *(["To"] if bins else []), *(series.text for series in node.series)]
        self._heads(heads)
        lead = 2 if bins else 1
        first = self.stream.row
        shown: list[Any] = []
        columns: list[list[Any]] = [[] for _ in node.series]
        for category, points in groups.items():
            cells: dict[int, str] = {}
            if names is not None:
                text = names.get(category) or format_value(category, node.x.spec)
                cells[1] = self.book.text(text)
                shown.append(text)
            elif bins:
                point = next(iter(points.values()))
                text = f"{format_value(point.x, node.x.spec)} \u2013 {format_value(point.x_end, node.x.spec)}"
                cells[1], cells[2] = self.book.text(text), self._cell(point.x_end, node.x.spec)
                shown.append(text)
            else:
                cells[1] = self._cell(category, node.x.spec)
                shown.append(as_plain(category, node.x))
            for index, series in enumerate(node.series):
                one = points.get(series.key)
                value = None if one is None else one.y
                columns[index].append(as_plain(value, node.y))
                if value is not None:
                    cells[lead + 1 + index] = self._cell(value, node.y.spec)
            self.stream.write_row({at: cell for at, cell in cells.items() if cell})
        last = self.stream.row - 1
        categories = Range(1, first, last, tuple(shown))
        return [
            Drawn(
                series.text, series.color, categories, Range(lead + 1 + at, first, last, tuple(columns[at]))
            )
            for at, series in enumerate(node.series)
        ]

    def _scatter(self, node: ChartNode) -> list[Drawn]:
        """Write the points of one series below those of the other: x, y, and size where there is one."""
        made = []
        further = [channel.label for channel in (node.size, node.color) if channel is not None]
        self._heads([node.x.label, node.y.label, *further])
        for series in node.series:
            points = [point for point in node.points if node.color is None or point.color == series.key]
            first = self.stream.row
            for point in points:
                cells = {1: self._cell(point.x, node.x.spec), 2: self._cell(point.y, node.y.spec)}
                at = 2
                if node.size:
                    at += 1
                    cells[at] = self._cell(point.size, node.size.spec)
                if node.color:
                    cells[at + 1] = self.book.text(series.text)
                self.stream.write_row({at: cell for at, cell in cells.items() if cell})
            last = self.stream.row - 1
            if points:
                xs = tuple(as_plain(point.x, node.x) for point in points)
                ys = tuple(as_plain(point.y, node.y) for point in points)
                made.append(
                    Drawn(series.text, series.color, Range(1, first, last, xs), Range(2, first, last, ys))
                )
        return made

    def _pie(self, node: ChartNode) -> list[Drawn]:
        """Write slices; what has none (zero, negative, NULL) stands below them, outside the chart's range."""
        by_key = {series.key: series for series in node.series}
        self._heads([(node.color or node.x).label, node.y.label])
        slices = [point for point in node.points if point.y_end is not None]
        rest = [point for point in node.points if point.y_end is None]
        first = self.stream.row
        colors, names = [], []
        for point in [*slices, *rest]:
            series: Series | None = by_key.get(point.x if node.color is None else point.color)
            name = series.text if series else point.text
            names.append(name)
            colors.append(series.color if series else "#9AA1AB")
            cells = {1: self.book.text(name), 2: self._cell(point.y, node.y.spec)}
            self.stream.write_row({at: cell for at, cell in cells.items() if cell})
        last = first + len(slices) - 1
        if not slices:
            return []
        count = len(slices)
        values = tuple(as_plain(point.y, node.y) for point in slices)
        return [
            Drawn(
                node.y.label,
                colors[0],
                Range(1, first, last, tuple(names[:count])),
                Range(2, first, last, values),
                tuple(colors[:count]),
            )
        ]

    # --- cells ---

    def _title(self, text: str) -> None:
        self.stream.write_row({1: self.book.text(text, "subtitle")})

    def _heads(self, texts: Sequence[str]) -> None:
        self.stream.write_row(
            {
                at: self.book.text(text, "head", align="left" if at == 1 else "right")
                for at, text in enumerate(texts, 1)
            }
        )

    def _cell(self, value: Any, spec: FormatSpec) -> str:
        if value is None:
            return ""
        return self.book.cell(self.values, Cell(value, format_value(value, spec)), spec, role="text")


def scattered(node: ChartNode) -> bool:
    """Say whether a chart places its points by number on both axes, as only Excel's scatter charts do."""
    if node.type == "scatter":
        return node.x_axis.kind != "band"
    # every series of a scatter chart has its own x, so that a line runs from point to point
    return node.type == "line" and node.x_axis.kind != "band"


def as_plain(value: Any, channel: Channel) -> Any:
    """Return a value as a chart's cache holds it: a number (days for dates and durations), or None."""
    if isinstance(value, bool):
        return int(value)
    return number_of(CellValues().one(value, channel.spec, ""))
