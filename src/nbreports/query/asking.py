"""What the blocks of one run share while their questions are put together.

Planning has two phases. First every block reads its texts, which tells the fields each source must give; then
the snapshots
are known and every block compiles its questions over them. A block's planner does the first at once and
returns the second
as a callable.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import Call, Expression, Namespace
from nbreports.definition.expressions.tree import walk
from nbreports.document.presets import check_format
from nbreports.errors import DefinitionError
from nbreports.query.levels import level
from nbreports.query.plan import Figure, Making, Question, ScopedText, Slot
from nbreports.query.rows import Rows
from nbreports.query.scopes import check_known, check_resets
from nbreports.query.sql import to_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from nbreports.definition.report import ReportDefinition
    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import CellStyle, Theme
    from nbreports.query.grouping import Step
    from nbreports.query.plan import Text
    from nbreports.query.resolve import Resolver, RunValues
    from nbreports.query.snapshot import Relation

_ORDERED = frozenset({"first", "last", "running", "rank", "lag"})
MOST_STYLES = 62
"""Style masks are 64-bit integers in the engine."""


class SourceAsking:
    """One source of the run: its resolver now, its rows once the snapshot is planned."""

    def __init__(self, name: str, resolver: Resolver) -> None:
        self.name = name
        self.resolver = resolver
        self.relation: Relation | None = None

    def rows(self, where: Expression | None) -> Rows:
        """Return the source's rows for which ``where`` is true."""
        if self.relation is None:
            raise AssertionError(self.name)
        rows = Rows(
            self.relation.table, self.relation.columns, self.relation.ordinals, self.resolver.values.started
        )
        return rows if where is None else rows.where(where)


@dataclass
class _Answer:
    label: str
    rows: Callable[[], Rows]
    figures: dict[str, Expression] = field(default_factory=dict)


class Totals:
    """The report-scope questions: one for all figures over the same rows."""

    def __init__(self) -> None:
        self._answers: list[_Answer] = []
        self.making: list[Making] = []
        self._shared: dict[tuple[str, Expression | None], int] = {}

    def figure(
        self, source: SourceAsking, where: Expression | None, expression: Expression, spec: FormatSpec
    ) -> Figure:
        """Return where the value of ``expression`` over the source's rows will be found."""
        key = (source.name, where)
        if key not in self._shared:
            self._shared[key] = self.own(f"totals of {source.name}", lambda: source.rows(where))
        return self.figure_of(self._shared[key], expression, spec)

    def own(self, label: str, rows: Callable[[], Rows]) -> int:
        """Return the number of a question of its own, over rows in an order of their own."""
        self._answers.append(_Answer(label, rows))
        return len(self._answers) - 1

    def figure_of(self, answer: int, expression: Expression, spec: FormatSpec) -> Figure:
        """Return where the value of ``expression`` will be found in the answer of that number."""
        figures = self._answers[answer].figures
        for name, known in figures.items():
            if known == expression:
                return Figure(answer, name, spec)
        name = f"v{len(figures)}"
        figures[name] = expression
        return Figure(answer, name, spec)

    def questions(self) -> tuple[Question, ...]:
        """Return the questions, one a number."""
        return tuple(
            Question(answer.label, to_sql(level(answer.rows(), 0, answer.figures).table))
            for answer in self._answers
        )


class Styles:
    """Every style any rule can give, each with its bit."""

    def __init__(self) -> None:
        self.styles: list[CellStyle] = []

    def mask(self, style: CellStyle) -> int:
        """Return the mask of ``style``."""
        if style not in self.styles:
            if len(self.styles) == MOST_STYLES:
                raise DefinitionError(
                    f"the rules of the report give more than {MOST_STYLES} different looks",
                    remedy="Let rules share colours, or use fewer scales.",
                )
            self.styles.append(style)
        return 1 << self.styles.index(style)


@dataclass
class Asking:
    """What the planners of blocks are given."""

    definition: ReportDefinition
    values: RunValues
    theme: Theme
    open_source: Callable[[str, str], SourceAsking]
    totals: Totals = field(default_factory=Totals)
    styles: Styles = field(default_factory=Styles)
    numbers: int = 0

    def source(self, name: str | None, pointer: str) -> SourceAsking:
        """Return the named source, or the report's own."""
        return self.open_source(name or self.definition.source, pointer)

    def color(self, name: str | None, pointer: str, *, tint: bool = False) -> str | None:
        """Return a colour as ``#rrggbb``; ``tint`` makes a theme's colour light, to stand behind text."""
        if name is None or name.startswith("#"):
            return name
        if name not in self.theme.colors:
            raise DefinitionError(
                f"{name!r} is no colour",
                where=pointer,
                remedy=f"Write #rrggbb or one of {', '.join(self.theme.colors)}.",
            )
        color = self.theme.colors[name]
        if not tint:
            return color
        parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        return "#" + "".join(f"{round(255 - (255 - part) * 0.22):02x}" for part in parts)

    def prefix(self) -> str:
        """Return a name for the tables of one block that no other block has."""
        self.numbers += 1
        return f"b{self.numbers}"

    def where(self, source: SourceAsking, text: str | None, pointer: str) -> Expression | None:
        """Return a block's own filter."""
        return source.resolver.condition(text, f"{pointer}/where") if text else None

    def scoped_text(
        self, source: SourceAsking, where: Expression | None, text: str | None, pointer: str
    ) -> ScopedText | None:
        """Return a text that is filled from the report's scope over ``where``."""
        if text is None:
            return None
        parts: list[str | Slot] = []
        answer: int | None = None
        for part in source.resolver.template(text, pointer):
            if isinstance(part, str):
                parts.append(part)
                continue
            expression, spec = part
            if isinstance(expression, Namespace) and expression.space in ("page", "run"):
                parts.append(named_slot(expression, spec, pointer, formatted=("run.rows",)))
                continue
            check_known(expression, pointer)
            check_resets(expression, (), pointer)
            figure = self.totals.figure(source, where, expression, spec)
            answer = figure.answer
            parts.append(Slot(figure.column, spec))
        return ScopedText(tuple(parts), answer)


def group_text(
    resolver: Resolver, text: str, first: int, key: FormatSpec, pointer: str
) -> tuple[Text, dict[str, Expression]]:
    """Return a group's text and the figures it needs, named ``t…`` from ``first``; ``key`` is its key's format."""
    parts: list[str | Slot] = []
    figures: dict[str, Expression] = {}
    for part in resolver.template(text, pointer):
        if isinstance(part, str):
            parts.append(part)
            continue
        expression, spec = part
        if isinstance(expression, Namespace) and expression.space == "group":
            if expression.name == "key" and spec.format is not None:
                spec = replace(key, format=spec.format)
            parts.append(named_slot(expression, spec, pointer, formatted=("group.key", "group.level")))
            continue
        check_known(expression, pointer)
        name = f"t{first + len(figures)}"
        figures[name] = expression
        parts.append(Slot(name, spec))
    return tuple(parts), figures


def named_slot(node: Namespace, spec: FormatSpec, pointer: str, *, formatted: Collection[str]) -> Slot:
    """Return the place of a value that group, page or run have; those ``formatted`` may be given a format."""
    name = f"{node.space}.{node.name}"
    if spec.format is not None and name not in formatted:
        raise DefinitionError(
            f"a format of {name} is not filled by this release",
            where=pointer,
            remedy=f"Write {{{{ {name} }}}} alone.",
            code="unfilled",
        )
    try:
        check_format(spec.format, spec.type)
    except DefinitionError as error:
        raise error.at(pointer) from None
    return Slot(None, spec, name, formatted=spec.format is not None)


def depends_on_order(expressions: Iterable[Expression]) -> bool:
    """Return whether any of ``expressions`` has a value that depends on the print order."""
    return any(
        isinstance(node, Call) and node.function in _ORDERED
        for expression in expressions
        for node in walk(expression)
    )


def makings(steps: Iterable[Step]) -> tuple[Making, ...]:
    """Return the tables to be made, compiled."""
    return tuple(Making(step.label, step.table, to_sql(step.query)) for step in steps)


def ask(label: str, query: Any) -> Question:
    """Return a question compiled."""
    return Question(label, to_sql(query))
