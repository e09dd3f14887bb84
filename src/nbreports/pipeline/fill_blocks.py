"""The blocks that are one node each: charts, crosstabs, metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbreports.document.chart import RawPoint, resolve_chart
from nbreports.document.formatting import format_value
from nbreports.document.nodes import Cell, CrosstabNode, Dimension, Header, MetricNode, Warning
from nbreports.errors import LimitError
from nbreports.pipeline.answers import band_cells, key_text, raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from nbreports.document.nodes import Channel, ChartNode, Theme
    from nbreports.pipeline.answers import Totals
    from nbreports.query.plan import ChartPlan, CrosstabPlan, DimensionPlan, MetricPlan, Question

    Ask = Callable[[Question], Iterator[pa.RecordBatch]]

OTHER = "Other"
"""The point that stands for those below a ``top``."""

MOST_CELLS = 500_000
MOST_MARKS = 20_000


def rows_of(ask: Ask, question: Question) -> Iterator[dict[str, Any]]:
    """Give the lines of an answer as mappings."""
    for batch in ask(question):
        yield from batch.to_pylist()


def fill_metric(plan: MetricPlan, totals: Totals, ask: Ask) -> MetricNode:
    """Return a metric with its figures."""
    cell = totals.cell(plan.value)
    compare = totals.cell(plan.compare) if plan.compare else None
    target = totals.cell(plan.target) if plan.target else None
    good = None
    if target is not None and target.value is not None and cell.value is not None:
        good = bool(cell.value >= target.value)
    spark = None
    if plan.spark is not None:
        spark = tuple(None if row["y"] is None else float(row["y"]) for row in rows_of(ask, plan.spark))
    return MetricNode(
        plan.id,
        totals.text(plan.title),
        totals.text(plan.note),
        plan.label,
        cell,
        compare,
        target,
        good,
        spark,
        plan.unit,
        spec=plan.value.spec,
    )


def fill_chart(plan: ChartPlan, totals: Totals, ask: Ask, theme: Theme) -> tuple[ChartNode, list[Warning]]:
    """Return a chart, resolved, and what its reader should know of it."""
    points: list[RawPoint] = []
    rest = False
    for row in rows_of(ask, plan.question):
        if len(points) == MOST_MARKS:
            raise LimitError(
                f"the chart {plan.id} has more than {MOST_MARKS:,} marks",
                where=plan.id,
                remedy="Use a coarser bucket for x, or top.",
            )
        values = {key: raw(row[key], channel.spec) for key, channel in plan.channels.items() if key in row}
        if row.get("beyond"):
            values["x"], rest = OTHER, True
        points.append(
            RawPoint(
                values.get("x"), values.get("y"), values.get("color"), values.get("size"), row.get("x_end")
            )
        )
    x = plan.channels["x"]
    if rest and x.type != "text":
        # beside a word, numbers and dates stand as words too
        points = [replace(point, x=_word(point.x, x)) for point in points]
        x = replace(x, type="text", spec=replace(x.spec, type="text", format=None))
    warnings = []
    if plan.of is not None:
        rows = totals.value(plan.of) or 0
        if len(points) < rows * 0.9:
            warnings.append(
                Warning(
                    "sampled_points", f"{len(points):,} of {rows:,} points are drawn, evenly spaced.", plan.id
                )
            )
    if plan.type == "histogram":
        points = _with_empty_bins(points)
    node = resolve_chart(
        id=plan.id,
        title=totals.text(plan.title),
        note=totals.text(plan.note),
        type=plan.type,  # type: ignore[arg-type]
        x=x,
        y=plan.channels["y"],
        color=plan.channels.get("color"),
        size=plan.channels.get("size"),
        points=points,
        theme=theme,
        horizontal=plan.horizontal,
        stack=plan.stack,
        labels=plan.labels,
        x_title=plan.x_title,
        y_title=plan.y_title,
        no_data=totals.text(plan.no_data),
    )
    return node, warnings


def _word(value: Any, channel: Channel) -> Any:
    return value if value is None or value == OTHER else format_value(value, channel.spec)


def _with_empty_bins(points: Sequence[RawPoint]) -> list[RawPoint]:
    """Return the bins with those in between that no value fell into."""
    filled: list[RawPoint] = []
    for point in points:
        while (
            filled and point.x - filled[-1].x_end > (point.x_end - point.x) / 2 and len(filled) < MOST_MARKS
        ):
            step = point.x_end - point.x
            filled.append(RawPoint(filled[-1].x_end, 0, x_end=filled[-1].x_end + step))
        filled.append(point)
    return filled


def fill_crosstab(plan: CrosstabPlan, totals: Totals, ask: Ask) -> CrosstabNode:
    """Return a crosstab: heads in order with their margins, and every cell from its own question."""
    depth_rows, depth_columns = len(plan.rows), len(plan.columns)
    specs = [value.band_spec for value in plan.values]
    hidden = [value.band_hidden for value in plan.values]
    found: dict[tuple[tuple[Any, ...], tuple[Any, ...]], tuple[Cell | None, ...]] = {}
    heads: dict[tuple[int, int], list[tuple[Any, ...]]] = {(depth_rows, 0): [], (0, depth_columns): []}
    for (row_depth, column_depth), question in plan.questions.items():
        for line in rows_of(ask, question):
            keys = tuple(line[f"k{index}"] for index in range(row_depth + column_depth))
            if len(found) > MOST_CELLS:
                raise LimitError(
                    f"the crosstab {plan.id} has more than {MOST_CELLS:,} cells",
                    where=plan.id,
                    remedy="Group by coarser fields.",
                )
            found[keys[:row_depth], keys[row_depth:]] = band_cells(line, specs, hidden)
            if (row_depth, column_depth) in heads:
                heads[row_depth, column_depth].append(keys)
    row_heads = _heads(heads[depth_rows, 0], plan.row_depths, plan.rows)
    column_heads = _heads(heads[0, depth_columns], plan.column_depths, plan.columns)
    empty: tuple[Cell | None, ...] = (None,) * len(plan.values)
    cells = tuple(
        tuple(found.get((row.keys, column.keys), empty) for column in column_heads) for row in row_heads
    )
    return CrosstabNode(
        plan.id,
        totals.text(plan.title),
        totals.text(plan.note),
        tuple(Dimension(dimension.name, dimension.label) for dimension in plan.rows),
        tuple(Dimension(dimension.name, dimension.label) for dimension in plan.columns),
        tuple(value.node for value in plan.values),
        row_heads,
        column_heads,
        cells,
        totals.text(plan.no_data) if not row_heads else None,
    )


def _heads(
    keys: Sequence[tuple[Any, ...]], margins: frozenset[int], dimensions: Sequence[DimensionPlan]
) -> tuple[Header, ...]:
    """Return the heads in order, each margin after the heads it sums up."""
    heads: list[Header] = []
    depths = sorted((depth for depth in margins if depth), reverse=True)
    for index, own in enumerate(keys):
        heads.append(
            Header(
                own,
                tuple(key_text(key, dimension.spec) for key, dimension in zip(own, dimensions, strict=True)),
            )
        )
        following = keys[index + 1] if index + 1 < len(keys) else None
        for depth in depths:
            if following is None or following[:depth] != own[:depth]:
                texts = tuple(
                    key_text(key, dimension.spec)
                    for key, dimension in zip(own[:depth], dimensions, strict=False)
                )
                heads.append(Header(own[:depth], (*texts[:-1], f"Total {texts[-1]}"), margin=True))
    if 0 in margins and heads:
        heads.append(Header((), ("Total",), margin=True))
    return tuple(heads)
