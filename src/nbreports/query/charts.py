"""A chart: its points as one aggregate query, sorted, cut and binned by the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import Call, Expression
from nbreports.document.nodes import Channel
from nbreports.errors import DefinitionError
from nbreports.query.asking import ask, makings
from nbreports.query.compile import compile_row
from nbreports.query.detail import is_aggregate
from nbreports.query.grouping import Grouping, grouped
from nbreports.query.levels import level
from nbreports.query.periods import DATES
from nbreports.query.plan import ChartPlan
from nbreports.query.rows import Level
from nbreports.query.scopes import check_resets, check_scope, check_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.blocks import Chart
    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.query.asking import Asking, SourceAsking
    from nbreports.query.resolve import Resolver

MOST_POINTS = 5_000
"""A scatter of more rows draws every n-th of them, and says so."""

_BINS = 20
_ONLY_FOR = {
    "bins": ("histogram",),
    "size": ("scatter",),
    "horizontal": ("bar",),
    "stack": ("bar", "area"),
}
"""Keys that only some types of charts have."""

_MEASURED: tuple[DataTypeName, ...] = ("integer", "float", "decimal", "boolean")


def plan_chart(block: Chart, asking: Asking, pointer: str) -> Callable[[], ChartPlan]:
    """Read a chart block; the returned callable compiles its question."""
    source = asking.source(block.source, pointer)
    resolver = source.resolver
    where = asking.where(source, block.where, pointer)
    texts = {"x": block.x, "y": block.y or "count()", "color": block.color, "size": block.size}
    read = {
        key: resolver.expression(text, f"{pointer}/{key}") for key, text in texts.items() if text is not None
    }
    channels = {
        key: _channel(
            resolver, str(texts[key]), read[key], f"{pointer}/{key}", block.format if key == "y" else None
        )
        for key in read
    }
    scattered = block.type == "scatter" and not is_aggregate(read["y"])
    _check(read, block, pointer, scattered=scattered)
    _refuse_unfilled(block, pointer, grouped=not scattered and block.type != "histogram")
    for key in ("y", "size"):
        if key in read:
            check_type(
                read[key], resolver.types, _MEASURED, f"{pointer}/{key}", "Use a number, such as count()."
            )
            if not scattered:
                check_scope(read[key], f"{pointer}/{key}")
                dated = any(channels[one].type in DATES for one in ("x", "color") if one in channels)
                dated = dated and block.top is None
                check_resets(read[key], ("x", "color"), f"{pointer}/{key}", dated=dated)
    if block.type == "histogram":
        check_type(
            read["x"], resolver.types, _MEASURED[:3], f"{pointer}/x", "Use a bar chart for other values."
        )
    measure, descending = _sort(block, resolver, read["y"], pointer)
    scoped = {
        key: asking.scoped_text(source, where, text, f"{pointer}/{key}")
        for key, text in (("title", block.title), ("note", block.note))
    }
    prefix = asking.prefix()
    of = (
        asking.totals.figure(source, where, Call("count", ()), resolver.format_spec("integer", None))
        if scattered
        else None
    )

    def build() -> ChartPlan:
        steps: list[Any] = []
        if scattered:
            query = _scatter(source, where, read)
        elif block.type == "histogram":
            query = _histogram(
                source, where, read, block.bins or _BINS, whole=channels["x"].type == "integer"
            )
        else:
            query, steps = _points(source, where, read, block, measure, descending, prefix)
        return ChartPlan(
            id=block.id or "",
            title=scoped["title"],
            note=scoped["note"],
            no_data=None,
            type=block.type,
            question=ask(f"points of {block.id}", query),
            channels=channels,
            horizontal=block.horizontal,
            stack=block.stack,
            labels=block.labels,
            x_title=block.x_title,
            y_title=block.y_title,
            making=makings(steps),
            of=of,
        )

    return build


def _channel(resolver: Resolver, text: str, whole: Expression, pointer: str, explicit: str | None) -> Channel:
    plain = resolver.plain(text, pointer)
    spec = resolver.spec(
        plain, whole, explicit, where=pointer if explicit is None else f"{pointer.rpartition('/')[0]}/format"
    )
    return Channel(text, resolver.label(plain, text), spec.type, spec)


def _check(read: dict[str, Expression], block: Chart, pointer: str, *, scattered: bool) -> None:
    for key in ("x", "color"):
        if key in read and is_aggregate(read[key]):
            raise DefinitionError(
                f"{key} is the aggregate {getattr(block, key)!r}",
                where=f"{pointer}/{key}",
                remedy="Aggregates stand in y; group by a field here.",
            )
    for key in ("y", "size"):
        if key in read and is_aggregate(read[key]) == scattered:
            text = getattr(block, key)
            remedy = (
                "Use fields for both in a scatter of rows."
                if scattered
                else f"Write an aggregate such as sum({text})."
            )
            raise DefinitionError(
                f"{key} {text!r} is no aggregate" if not scattered else f"{key} {text!r} is an aggregate",
                where=f"{pointer}/{key}",
                remedy=remedy,
            )
    if block.type == "histogram" and "color" in read:
        raise DefinitionError(
            "a histogram has no color",
            where=f"{pointer}/color",
            remedy="Leave color out, or use a bar chart.",
        )


def _refuse_unfilled(block: Chart, pointer: str, *, grouped: bool) -> None:
    """Raise a DefinitionError for a key that changes nothing in a chart of this type."""
    for key, types in _ONLY_FOR.items():
        if getattr(block, key) and block.type not in types:
            raise DefinitionError(
                f"{key!r} of a {block.type} chart is not filled by this release",
                where=f"{pointer}/{key}",
                remedy=f"Leave {key!r} out, or use a {' or '.join(types)} chart.",
                code="unfilled",
            )
    for key in ("sort", "top", "other"):
        if getattr(block, key) and not grouped:
            raise DefinitionError(
                f"{key!r} has no meaning where x is not grouped by",
                where=f"{pointer}/{key}",
                remedy=f"Leave {key!r} out.",
                code="unfilled",
            )
    if block.other and block.top is None:
        raise DefinitionError(
            "other stands for the points below top, and there is no top",
            where=f"{pointer}/other",
            remedy="Give top, or leave other out.",
            code="unfilled",
        )


def _sort(block: Chart, resolver: Resolver, y: Expression, pointer: str) -> tuple[Expression | None, bool]:
    """Return the measure that orders the x values (None: they order themselves) and whether it descends."""
    sort = block.sort
    if sort is None:
        return (y, True) if block.top is not None else (None, False)
    descending, name = sort.startswith("-"), sort.removeprefix("-")
    if name == "x":
        return None, descending
    if name == "y":
        return y, descending
    measure = resolver.expression(name, f"{pointer}/sort")
    if not is_aggregate(measure):
        raise DefinitionError(
            f"{sort!r} is no measure", where=f"{pointer}/sort", remedy="Sort by x, -x, y, -y or a measure."
        )
    return measure, descending


def _points(
    source: SourceAsking,
    where: Expression | None,
    read: dict[str, Expression],
    block: Chart,
    measure: Expression | None,
    descending: bool,
    prefix: str,
) -> tuple[Any, list[Any]]:
    groups = [Grouping("x", read["x"], descending, measure, block.top, block.other)]
    if "color" in read:
        groups.append(Grouping("color", read["color"]))
    rows, steps = grouped(source.rows(where), groups, prefix)
    figures: dict[str, Expression] = {key: read[key] for key in ("y", "size") if key in read}
    line = level(_with_other(rows, block), len(groups), figures, parent_depth=len(groups) - 1)
    table = line.table.order_by([sort.on(line.table) for sort in line.order])
    named = {"x": table["g0"], "y": table["y"]}
    if "color" in read:
        named["color"] = table["g1"]
    if "size" in read:
        named["size"] = table["size"]
    if block.top is not None:
        named["beyond"] = table["r0"] > block.top
    return table.select(**named), steps


def _with_other(rows: Any, block: Chart) -> Any:
    """Return ``rows`` with the rest kept as points of its own where asked for, in every colour; dropped otherwise."""
    if block.top is None:
        return rows
    first = rows.levels[0]
    if block.other:
        return replace(rows, levels=(replace(first, top=None), *rows.levels[1:]))
    return rows


def _scatter(source: SourceAsking, where: Expression | None, read: dict[str, Expression]) -> Any:
    import ibis

    rows = source.rows(where)
    environment = rows.environment()
    table = rows.table.select(
        *[rows.table[ordinal] for ordinal in rows.ordinals],
        **{key: compile_row(expression, rows.table, environment) for key, expression in read.items()},
    )
    table = table.filter([table["x"].notnull(), table["y"].notnull()])
    table = table.mutate(
        place=ibis.row_number().over(ibis.window(order_by=[table[ordinal] for ordinal in rows.ordinals]))
    )
    table = table.mutate(
        every=ibis.greatest((table.count().over(ibis.window()) / MOST_POINTS).ceil().cast("int64"), 1)
    )
    table = table.filter(table["place"] % table["every"] == 0).order_by("place")
    return table.select(*read)


def _histogram(
    source: SourceAsking, where: Expression | None, read: dict[str, Expression], bins: int, *, whole: bool
) -> Any:
    """Return bins of 1, 2 or 5 times a power of ten, as many as come near ``bins``; empty ones are left out."""
    import ibis

    rows = source.rows(where)
    value = compile_row(read["x"], rows.table, rows.environment()).cast("float64")
    table = rows.table.mutate(value=value)
    table = table.filter(table["value"].notnull() & ~table["value"].isinf())
    everything = ibis.window()
    low, high = table["value"].min().over(everything), table["value"].max().over(everything)
    table = table.mutate(low=low, raw=ibis.greatest((high - low) / bins, 1e-9))
    table = table.mutate(power=ibis.literal(10.0) ** table["raw"].log10().floor())
    share = table["raw"] / table["power"]
    step = table["power"] * ibis.cases((share <= 1, 1.0), (share <= 2, 2.0), (share <= 5, 5.0), else_=10.0)
    table = table.mutate(step=ibis.greatest(step, 1.0) if whole else step)
    table = table.mutate(bin=(table["value"] / table["step"]).floor())
    with_bins = replace(rows, table=table, levels=(Level("bin", "bin"), Level("step", "step")))
    line = level(with_bins, 2, {"y": read["y"]}).table.order_by("bin")
    return line.select(x=line["bin"] * line["step"], x_end=(line["bin"] + 1) * line["step"], y=line["y"])
