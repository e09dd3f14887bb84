"""A crosstab: its cells and each of its margins by their own query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import TableColumn
from nbreports.errors import DefinitionError
from nbreports.query.asking import ask, makings
from nbreports.query.columns import ColumnAsk, read_rule
from nbreports.query.decorations import Decoration, decorate, figures, hidden_columns
from nbreports.query.detail import is_aggregate
from nbreports.query.grouping import Grouping, Step, grouped
from nbreports.query.levels import level
from nbreports.query.periods import DATES
from nbreports.query.plan import ColumnPlan, CrosstabPlan, DimensionPlan, Question
from nbreports.query.scopes import check_resets, check_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.definition.blocks import Crosstab
    from nbreports.definition.expressions.nodes import Expression
    from nbreports.query.asking import Asking
    from nbreports.query.resolve import Resolver


def plan_crosstab(block: Crosstab, asking: Asking, pointer: str) -> Callable[[], CrosstabPlan]:
    """Read a crosstab block; the returned callable compiles its questions."""
    source = asking.source(block.source, pointer)
    resolver = source.resolver
    where = asking.where(source, block.where, pointer)
    for key in ("rows", "columns", "values"):
        if not getattr(block, key):
            raise DefinitionError(
                f"a crosstab needs {key}", where=f"{pointer}/{key}", remedy=f"Name at least one in {key}."
            )
    row_dimensions, row_by = _dimensions(block.rows, resolver, f"{pointer}/rows")
    column_dimensions, column_by = _dimensions(block.columns, resolver, f"{pointer}/columns")
    values = [_value(text, resolver, f"{pointer}/values/{index}") for index, text in enumerate(block.values)]
    for index, value in enumerate(values):
        _check_heads(value, row_dimensions, column_dimensions, f"{pointer}/values/{index}")
    decorations: list[Decoration] = []
    for index, rule in enumerate(block.style):
        at = f"{pointer}/style/{index}"
        if rule.target == "row":
            raise DefinitionError(
                "'target' row in a crosstab is not filled by this release",
                where=f"{at}/target",
                remedy="Leave 'target' out: each cell is styled by its own condition.",
                code="unfilled",
            )
        number = next((n for n, value in enumerate(values) if value.node.name == rule.on), None)
        numbers = range(len(values)) if number is None else (number,)
        bare = rule.model_copy(update={"on": None}) if number is not None else rule
        decorations += [
            read_rule(bare, n, values[n], asking, resolver, at, {}, detail=False) for n in numbers
        ]
    descending, measure, measure_descending = _order(block, resolver, pointer)
    row_depths = _depths(
        block.totals if isinstance(block.totals, bool) else block.totals.rows,
        block.rows,
        f"{pointer}/totals/rows",
    )
    column_depths = _depths(
        block.totals if isinstance(block.totals, bool) else block.totals.columns,
        block.columns,
        f"{pointer}/totals/columns",
    )
    texts = {
        key: asking.scoped_text(source, where, text, f"{pointer}/{key}")
        for key, text in (("title", block.title), ("note", block.note), ("no_data", block.no_data))
    }
    prefix = asking.prefix()
    row_groups = [
        Grouping(f"row {name}", by, name in descending, measure if index == 0 else None)
        if not (index == 0 and measure is not None)
        else Grouping(f"row {name}", by, measure_descending, measure)
        for index, (name, by) in enumerate(zip(block.rows, row_by, strict=True))
    ]
    column_groups = [
        Grouping(f"column {name}", by, name in descending)
        for name, by in zip(block.columns, column_by, strict=True)
    ]

    def question(row_depth: int, column_depth: int) -> tuple[Question, list[Step]]:
        heads = column_depth == 0 and row_depth == len(row_groups)
        chosen = row_groups[:row_depth] if heads else [Grouping(g.name, g.by) for g in row_groups[:row_depth]]
        over, steps = grouped(source.rows(where), [*chosen, *column_groups[:column_depth]], prefix)
        depth = row_depth + column_depth
        whole = row_depth == len(row_groups) and column_depth == len(column_groups)
        rules = [rule if whole or rule.kind == "when" else None for rule in decorations]
        kept = [rule for rule in rules if rule is not None]
        asked: dict[str, Expression] = {
            f"c{index}": value.band for index, value in enumerate(values) if value.band is not None
        }
        line = level(
            over,
            depth,
            asked | figures(kept, "band"),
            parent_depth=row_depth if column_depth else max(row_depth - 1, 0),
        )
        table = decorate(line.table, kept, "band")
        named = {f"k{index}": table[over.levels[index].key] for index in range(depth)}
        rest = [name for name in table.columns if name[0] in "csbi"]
        ordered = table.order_by([sort.on(table) for sort in line.order]) if line.order else table
        selected = ordered.select(
            **{name: ordered[column.get_name()] for name, column in named.items()},
            **{name: ordered[name] for name in rest},
        )
        return ask(f"crosstab {block.id}, {row_depth} by {column_depth}", selected), steps

    def build() -> CrosstabPlan:
        pairs = {(r, c) for r in {*row_depths, len(row_groups)} for c in {*column_depths, len(column_groups)}}
        pairs |= {(len(row_groups), 0), (0, len(column_groups))}
        questions, made = {}, []
        for pair in sorted(pairs):
            questions[pair], steps = question(*pair)
            made += steps
        hidden = hidden_columns(decorations, "band")
        return CrosstabPlan(
            id=block.id or "",
            title=texts["title"],
            note=texts["note"],
            no_data=texts["no_data"],
            rows=row_dimensions,
            columns=column_dimensions,
            values=tuple(
                ColumnPlan(
                    value.node, False, True, value.band_spec, frozenset(), hidden.get(index, frozenset())
                )
                for index, value in enumerate(values)
            ),
            questions=questions,
            row_depths=row_depths,
            column_depths=column_depths,
            making=makings(made),
        )

    return build


def _dimensions(
    texts: Sequence[str], resolver: Resolver, pointer: str
) -> tuple[tuple[DimensionPlan, ...], list[Expression]]:
    found, expressions = [], []
    for index, text in enumerate(texts):
        where = f"{pointer}/{index}"
        plain, by = resolver.plain(text, where), resolver.row(text, where, "a head of a crosstab")
        found.append(DimensionPlan(text, resolver.label(plain, text), resolver.spec(plain, by, where=where)))
        expressions.append(by)
    return tuple(found), expressions


def _check_heads(
    value: ColumnAsk, rows: Sequence[DimensionPlan], columns: Sequence[DimensionPlan], where: str
) -> None:
    """Raise an ExpressionError for a value that asks for a group, or for dates, that no head has."""
    names = [*(f"row {one.name}" for one in rows), *(f"column {one.name}" for one in columns)]
    dated = any(one.spec.type in DATES for one in (*rows, *columns))
    if value.band is not None:
        check_resets(value.band, names, where, dated=dated)


def _value(text: str, resolver: Resolver, pointer: str) -> ColumnAsk:
    plain, whole = resolver.plain(text, pointer), resolver.expression(text, pointer)
    if not is_aggregate(whole):
        raise DefinitionError(
            f"{text!r} is no aggregate", where=pointer, remedy=f"Write an aggregate such as sum({text})."
        )
    check_scope(whole, pointer)
    spec = resolver.spec(plain, whole, where=pointer)
    node = TableColumn(
        text, resolver.label(plain, text), spec.type, spec, align="right", unit=resolver.unit(plain)
    )
    return ColumnAsk(node, None, whole, spec, None)


def _order(
    block: Crosstab, resolver: Resolver, pointer: str
) -> tuple[frozenset[str], Expression | None, bool]:
    """Return the fields that descend, and the measure that orders the outermost rows."""
    descending, measure, falls = set(), None, False
    for index, item in enumerate(block.order_by):
        text = item.removeprefix("-")
        if text in (*block.rows, *block.columns):
            if item.startswith("-"):
                descending.add(text)
            continue
        where = f"{pointer}/order_by/{index}"
        if measure is not None:
            raise DefinitionError(
                f"{item!r} is a second measure, and the rows have one order",
                where=where,
                remedy="Order by one measure.",
                code="unfilled",
            )
        measure, falls = resolver.expression(text, where), item.startswith("-")
        if is_aggregate(measure):
            check_scope(measure, where)
        else:
            raise DefinitionError(
                f"{item!r} is neither a field of the crosstab nor a measure",
                where=where,
                remedy="Order by a row, a column or a measure.",
            )
    return frozenset(descending), measure, falls


def _depths(totals: bool | tuple[str, ...], names: Sequence[str], pointer: str) -> frozenset[int]:
    """Return the depths that are margins: 0 for the grand one, else the fields whose subtotals are shown."""
    if isinstance(totals, bool):
        return frozenset({0}) if totals else frozenset()
    depths = set()
    for name in totals:
        if name not in names[:-1]:
            raise DefinitionError(
                f"no subtotal can stand below {name!r}",
                where=pointer,
                remedy=f"Name one of {', '.join(names[:-1])}." if names[:-1] else "Write true.",
            )
        depths.add(list(names).index(name) + 1)
    return frozenset(depths)
