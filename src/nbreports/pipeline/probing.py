"""Small questions about a report's expressions, answered over a sample of its sources while someone writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.analysis import walk
from nbreports.definition.expressions.nodes import Name
from nbreports.definition.expressions.parser import parse
from nbreports.definition.page import Page
from nbreports.definition.theme import Theme
from nbreports.document.nodes import DetailRows, MetricNode
from nbreports.errors import DefinitionError, ExpressionError
from nbreports.pipeline.images import Folder
from nbreports.pipeline.preview_asker import BenchAsker
from nbreports.pipeline.preview_bench import KeptBench, Prints
from nbreports.pipeline.preview_fill import PreviewFiller, tables_of
from nbreports.pipeline.preview_result import PreviewOptions
from nbreports.pipeline.run import version
from nbreports.query.plan import MetricPlan, TablePlan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.blocks import Metric, Table
    from nbreports.definition.expressions.nodes import Expression
    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.report import ReportDefinition
    from nbreports.document.formatting import FormatSpec
    from nbreports.query.plan import BlockPlan
    from nbreports.sources.catalog import Catalog

SAMPLE = 20_000
"""Rows of each source a question is answered over, where there are more."""
LINES = 40
"""Rows looked at for one that has a value."""


@dataclass(frozen=True)
class Probed:
    """The values of one block: of the first rows of a table's only column, or a metric's one.

    Attributes
    ----------
    spec
        How they are formatted; its type is theirs.
    values
        Raw ones, in order, those that are none among them.
    texts
        The same, formatted.
    """

    spec: FormatSpec
    values: tuple[Any, ...]
    texts: tuple[str, ...]

    @property
    def type(self) -> DataTypeName:
        """The values' type."""
        return self.spec.type


@dataclass(frozen=True)
class Answer:
    """What each block of a question is, and whether sources were cut down for it."""

    blocks: tuple[Probed, ...]
    sampled: bool


class Prober:
    """Answers questions about one report under change. Used from one thread at a time; ``close`` it."""

    def __init__(self) -> None:
        self._bench = KeptBench(sample=SAMPLE, threads=1)

    def ask(
        self,
        definition: ReportDefinition,
        body: Sequence[Table | Metric],
        params: Mapping[str, Any],
        catalog: Catalog,
        expression: Expression,
    ) -> Answer:
        """Return the values of tables of one column, and of metrics, as the report would show them.

        A parameter that has no value restricts nothing, and calculated fields and measures that are wrong hinder
        only those who name them: the ``expression`` that the body was made of is looked
        through for that.

        Raises
        ------
        NbreportsError
            As a run of the report with that body.
        """
        wrong: dict[str, DefinitionError] = {}
        while True:
            try:
                return self._asked(definition, body, params, catalog)
            except DefinitionError as error:
                key, name = _owner(error.where)
                known: Mapping[str, Any] = getattr(definition, key) if key else {}
                if name not in known or _is(known[name].expr, expression):
                    raise _explained(error, expression, wrong) from None
                wrong[name] = error
                left = {other: each for other, each in known.items() if other != name}
                definition = definition.model_copy(update={key: left})

    def close(self) -> None:
        """End the engine."""
        self._bench.close()

    def _asked(
        self,
        definition: ReportDefinition,
        body: Sequence[Table | Metric],
        params: Mapping[str, Any],
        catalog: Catalog,
    ) -> Answer:
        free = tuple(param.model_copy(update={"required": False}) for param in definition.params)
        blocks = tuple(
            block.model_copy(
                update={"id": f"b{place}", **({"limit": LINES} if block.kind == "table" else {})}
            )
            for place, block in enumerate(body)
        )
        update = {"body": blocks, "params": free, "page": Page(), "theme": Theme()}
        asked = definition.model_copy(update=update)
        plan, notes, _ = self._bench.plan(asked, params, Prints(catalog), None)
        bench = self._bench.bench
        asker = BenchAsker(bench, lambda: None)
        filler = PreviewFiller(
            replace(plan, sampled=bench.cut),
            asker,
            definition=asked,
            options=PreviewOptions(rows=LINES),
            version=version(),
            folder=Folder(None),
            notes=notes,
        )
        try:
            asker.drop_all_but(tables_of(plan))
            nodes = filler.document()
        finally:
            filler.close()
        return Answer(tuple(_probed(block, nodes) for block in plan.blocks), bench.cut)


def _probed(plan: BlockPlan, nodes: Sequence[Any]) -> Probed:
    if isinstance(plan, MetricPlan):
        cell = next(node.cell for node in nodes if isinstance(node, MetricNode) and node.id == plan.id)
        return Probed(cell.spec or plan.value.spec, (cell.value,), (cell.text,))
    assert isinstance(plan, TablePlan)  # noqa: S101 - nothing else is asked
    chunks = _chunks(plan.id, nodes)
    values = tuple(value for chunk in chunks for value in chunk.values.to_pylist())
    return Probed(plan.columns[0].node.spec, values, tuple(text for chunk in chunks for text in chunk.text))


def _chunks(table: str, nodes: Sequence[Any]) -> list[Any]:
    inside: str | None = None
    found = []
    for node in nodes:
        if isinstance(node, DetailRows):
            if inside == table:
                found.append(node.columns[0])
        else:
            inside = getattr(node, "id", inside)
    return found


def _is(text: str, expression: Expression) -> bool:
    try:
        return parse(text) == expression
    except ExpressionError:
        return False


def _owner(where: str | None) -> tuple[str, str]:
    """Return which calculated field or measure an error is in: its list and its name."""
    parts = (where or "").split("/")
    if len(parts) < 3 or parts[1] not in ("fields", "measures"):
        return "", ""
    return parts[1], parts[2].replace("~1", "/").replace("~0", "~")


def _explained(
    error: DefinitionError, expression: Expression, wrong: Mapping[str, DefinitionError]
) -> DefinitionError:
    """Return the error; where a name is missing since what it stands for is wrong, that."""
    for node in walk(expression):
        if isinstance(node, Name) and node.key in wrong:
            return ExpressionError(
                f"{node.key!r} cannot be read itself: {wrong[node.key].message}",
                remedy=wrong[node.key].remedy,
                code=error.code,
                column=node.column,
                end=node.end,
            )
    return error
