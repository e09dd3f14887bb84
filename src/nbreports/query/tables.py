"""A table: one question a group level, one ordered stream of details, and figures of the report's scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import calls
from nbreports.definition.expressions.nodes import Call, Expression
from nbreports.document.nodes import TableGroup
from nbreports.errors import DefinitionError
from nbreports.query.asking import ask, depends_on_order, group_text, makings
from nbreports.query.columns import ColumnAsk, read_column, read_rule, read_rules
from nbreports.query.decorations import Decoration, decorate, figures, hidden_columns
from nbreports.query.detail import detail, is_aggregate
from nbreports.query.grouping import Grouping, grouped
from nbreports.query.levels import level
from nbreports.query.periods import DATES
from nbreports.query.plan import ColumnPlan, LevelPlan, Question, TablePlan
from nbreports.query.scopes import check_resets, check_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.blocks import Table
    from nbreports.definition.groups import Group
    from nbreports.document.formatting import FormatSpec
    from nbreports.query.asking import Asking, SourceAsking
    from nbreports.query.plan import Figure, Text
    from nbreports.query.resolve import Resolver
    from nbreports.query.rows import Rows


@dataclass(frozen=True)
class _GroupAsk:
    grouping: Grouping
    node: TableGroup
    spec: FormatSpec
    header: Text | None
    footer: Text | None
    texts: dict[str, Expression]


def plan_table(block: Table, asking: Asking, pointer: str) -> Callable[[], TablePlan]:
    """Read a table block; the returned callable compiles its questions once the snapshots are known."""
    source = asking.source(block.source, pointer)
    resolver = source.resolver
    where = asking.where(source, block.where, pointer)
    has_detail = block.detail
    columns = [
        read_column(column, resolver, f"{pointer}/columns/{index}", detail=has_detail, totals=block.totals)
        for index, column in enumerate(block.columns)
    ]
    decorations: list[Decoration] = []
    named = {column.key: column.value for column in block.columns}
    for index, (column, asked) in enumerate(zip(block.columns, columns, strict=True)):
        decorations += read_rules(
            column.style,
            index,
            asked,
            asking,
            resolver,
            f"{pointer}/columns/{index}",
            named,
            detail=has_detail,
        )
    decorations += _table_rules(block, columns, asking, resolver, pointer)
    groups = [
        _read_group(group, resolver, f"{pointer}/group_by/{index}")
        for index, group in enumerate(block.group_by)
    ]
    order, groups = _read_order(block, resolver, pointer, columns, groups)
    _check_groups(columns, decorations, groups, pointer)
    texts = {
        key: asking.scoped_text(source, where, text, f"{pointer}/{key}")
        for key, text in (("title", block.title), ("note", block.note), ("no_data", block.no_data))
    }
    prefix = asking.prefix()

    def rows() -> tuple[Rows, Any]:
        with_groups, steps = grouped(source.rows(where), [group.grouping for group in groups], prefix)
        return with_groups.ordered_by(order), steps

    summary, summary_styles, count, needed_first = _summary(
        asking, source, where, columns, decorations, lambda: rows()[0], bool(groups or order), block
    )

    def build() -> TablePlan:
        over, steps = rows()
        if needed_first:
            asking.totals.making += makings(steps)
        levels = tuple(
            _level(over, depth, groups, columns, decorations, block) for depth in range(1, len(groups) + 1)
        )
        details = _details(over, columns, decorations, block) if has_detail else None
        in_detail, in_bands = hidden_columns(decorations, "detail"), hidden_columns(decorations, "band")
        return TablePlan(
            id=block.id or "",
            title=texts["title"],
            note=texts["note"],
            no_data=texts["no_data"],
            columns=tuple(
                ColumnPlan(
                    column.node,
                    column.detail is not None,
                    column.band is not None,
                    column.band_spec,
                    in_detail.get(index, frozenset()) | ({"l"} if column.link is not None else frozenset()),
                    in_bands.get(index, frozenset()),
                )
                for index, column in enumerate(columns)
            ),
            levels=levels,
            details=details,
            detail_row_style=None in in_detail,
            limit=block.limit,
            grand_total=_grand_total(block) if summary else None,
            summary=summary,
            summary_styles=summary_styles,
            rows=count,
            making=() if needed_first else makings(steps),
        )

    return build


def _check_groups(
    columns: list[ColumnAsk], decorations: list[Decoration], groups: list[_GroupAsk], pointer: str
) -> None:
    """Raise an ExpressionError for what asks for a group, or for groups by dates, that the table does not have."""
    shown = [
        (expression, f"{pointer}/columns/{index}/value")
        for index, column in enumerate(columns)
        for expression in (column.detail, column.band)
    ]
    shown += [(expression, pointer) for rule in decorations for expression in (rule.detail, rule.band)]
    for index, group in enumerate(groups):
        place = f"{pointer}/group_by/{index}"
        shown += [
            (group.grouping.measure, f"{place}/sort"),
            *((text, place) for text in group.texts.values()),
        ]
    names = [group.node.name for group in groups]
    # below a top, periods share one line, and none of them could be looked up
    tops = [group.grouping.top for group in groups if group.spec.type in DATES]
    dated = bool(tops) and not any(tops)
    for expression, where in shown:
        if expression is not None:
            check_resets(expression, names, where, dated=dated)


def _table_rules(
    block: Table, columns: list[ColumnAsk], asking: Asking, resolver: Resolver, pointer: str
) -> list[Decoration]:
    """Return the rules of the table itself: those that look ``on`` a column stand there, conditions style the row."""
    found: list[Decoration] = []
    numbers = {column.value: number for number, column in enumerate(block.columns)}
    numbers |= {column.key: number for number, column in enumerate(block.columns)}
    named = {column.key: column.value for column in block.columns}
    for index, rule in enumerate(block.style):
        where = f"{pointer}/style/{index}"
        number = numbers.get(rule.on or "", 0)
        if rule.on in numbers:
            moved = rule.model_copy(update={"on": None})
        elif rule.when is None:
            raise DefinitionError(
                "a rule of the whole table with bar, scale or icons needs the column it looks on",
                where=where,
                remedy=f'Write "on": one of {", ".join(column.key for column in block.columns)}.',
            )
        else:
            moved = rule.model_copy(update={"target": "row"})
        found.append(
            read_rule(moved, number, columns[number], asking, resolver, where, named, detail=block.detail)
        )
    return found


def _read_group(group: Group, resolver: Resolver, pointer: str) -> _GroupAsk:
    plain = resolver.plain(group.by, f"{pointer}/by")
    by = resolver.row(group.by, f"{pointer}/by", "a group")
    measure, descending = None, group.sort == "desc"
    if group.sort not in ("asc", "desc"):
        measure = resolver.expression(group.sort.removeprefix("-"), f"{pointer}/sort")
        descending = group.sort.startswith("-")
        if is_aggregate(measure):
            check_scope(measure, f"{pointer}/sort")
        else:
            raise DefinitionError(
                f"groups are sorted by asc, desc or a measure, not by {group.sort!r}",
                where=f"{pointer}/sort",
                remedy="Write asc, desc, or a measure such as -sum(amount).",
            )
    if group.other and group.top is None:
        raise DefinitionError(
            "other stands for the groups below top, and there is no top",
            where=f"{pointer}/other",
            remedy="Give top, or leave other out.",
            code="unfilled",
        )
    spec = resolver.spec(plain, by, where=f"{pointer}/by")
    header = footer = None
    texts: dict[str, Expression] = {}
    if group.header is not None:
        header, texts = group_text(resolver, group.header, 0, spec, f"{pointer}/header")
    if group.footer is not None:
        footer, more = group_text(resolver, group.footer, len(texts), spec, f"{pointer}/footer")
        texts |= more
    node = TableGroup(
        name=group.name or group.by,
        label=group.label if group.label is not None else resolver.label(plain, group.by),
        type=spec.type,
        totals_at=group.totals_at,
        page_break=group.page_break,
        keep_together=group.keep_together,
        repeat_header=group.repeat_header,
        collapsed=group.collapsed,
        bookmark=group.bookmark,
    )
    grouping = Grouping(node.name, by, descending, measure, group.top, group.other)
    return _GroupAsk(grouping, node, spec, header, footer, texts)


def _read_order(
    block: Table, resolver: Resolver, pointer: str, columns: list[ColumnAsk], groups: list[_GroupAsk]
) -> tuple[list[tuple[Expression, bool]], list[_GroupAsk]]:
    """Return the order within the innermost group; a measure orders the innermost groups instead."""
    named = {column.node.name: text.value for column, text in zip(columns, block.columns, strict=True)}
    order: list[tuple[Expression, bool]] = []
    for index, item in enumerate(block.order_by):
        text = item.removeprefix("-")
        where = f"{pointer}/order_by/{index}"
        expression = resolver.expression(named.get(text, text), where)
        descending = item.startswith("-")
        if not is_aggregate(expression):
            order.append((expression, descending))
            continue
        check_scope(expression, where)
        if groups and groups[-1].grouping.measure is None:
            groups = [
                *groups[:-1],
                replace(
                    groups[-1],
                    grouping=replace(groups[-1].grouping, measure=expression, descending=descending),
                ),
            ]
        else:
            raise DefinitionError(
                f"{item!r} is a measure, which orders groups, not rows",
                where=where,
                remedy="Order by a field, or set the group's sort.",
            )
    return order, groups


def _summary(
    asking: Asking,
    source: SourceAsking,
    where: Expression | None,
    columns: list[ColumnAsk],
    decorations: list[Decoration],
    rows: Callable[[], Rows],
    ordered: bool,
    block: Table,
) -> tuple[dict[int, Figure], tuple[tuple[int | None, int, Figure], ...], Figure, bool]:
    """Return the summary's figures and styles, how many rows there are, and whether its question reads ``rows``."""
    resolver = source.resolver
    integer = resolver.format_spec("integer", None)
    boolean = resolver.format_spec("boolean", None)
    count = asking.totals.figure(source, where, Call("count", ()), integer)
    # the one line of the report has no rank, and nothing before it
    wanted = {
        index: column.band
        for index, column in enumerate(columns)
        if column.band is not None and not calls(column.band) & {"rank", "lag", "prior", "change"}
    }
    if block.grand_total is False or not wanted:
        return {}, (), count, False
    conditions = [
        (rule.column, rule.masks[0], rule.band)
        for rule in decorations
        if rule.kind == "when" and rule.band is not None
    ]
    own = None
    if ordered and depends_on_order([*wanted.values(), *(condition for _, _, condition in conditions)]):
        own = asking.totals.own(f"totals of {block.id}", rows)

    def figure(expression: Expression, spec: FormatSpec) -> Figure:
        if own is not None:
            return asking.totals.figure_of(own, expression, spec)
        return asking.totals.figure(source, where, expression, spec)

    found = {index: figure(expression, columns[index].band_spec) for index, expression in wanted.items()}
    styles = tuple((column, mask, figure(condition, boolean)) for column, mask, condition in conditions)
    return found, styles, count, own is not None


def _grand_total(block: Table) -> str:
    return block.grand_total if isinstance(block.grand_total, str) else "Total"


def _level(
    rows: Rows,
    depth: int,
    groups: list[_GroupAsk],
    columns: list[ColumnAsk],
    decorations: list[Decoration],
    block: Table,
) -> LevelPlan:
    group = groups[depth - 1]
    innermost_line = depth == len(groups) and not block.detail
    # the line of the groups below a top has its values wherever the others have theirs
    shows = group.node.totals_at != "none" or innermost_line or group.grouping.other
    asked: dict[str, Expression] = dict(group.texts)
    rules: list[Decoration] = []
    if shows:
        asked |= {f"c{index}": column.band for index, column in enumerate(columns) if column.band is not None}
        rules = decorations
        asked |= figures(rules, "band")
    line = level(rows, depth, asked)
    table = decorate(line.table, rules, "band")
    table = table.order_by([sort.on(table) for sort in line.order])
    own = rows.levels[depth - 1]
    question = ask(f"group {group.node.name}", table)
    return LevelPlan(
        question,
        group.node,
        group.spec,
        group.spec.type in ("integer", "float", "decimal", "boolean"),
        group.header,
        group.footer,
        top=own.top,
        rank=own.rank,
        row_style=None in hidden_columns(rules, "band"),
    )


def _details(rows: Rows, columns: list[ColumnAsk], decorations: list[Decoration], block: Table) -> Question:
    asked: dict[str, Expression] = {
        f"c{index}": column.detail for index, column in enumerate(columns) if column.detail is not None
    }
    asked |= {f"l{index}": column.link for index, column in enumerate(columns) if column.link is not None}
    asked |= figures(decorations, "detail")
    query = detail(
        rows, asked, limit=block.limit, decorate=lambda table: decorate(table, decorations, "detail")
    )
    return ask(f"details of {block.id}", query)
