"""From a definition and parameter values to a plan: every block's questions, every snapshot, nothing asked yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from nbreports.definition.blocks import Chart, Crosstab, Image, Metric, PageBreak, Row, Table, Text
from nbreports.definition.check import check
from nbreports.definition.expressions.analysis import namespaces
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.printer import to_text
from nbreports.definition.labels import humanise
from nbreports.definition.sources import FileSource, FrameSource, QuerySource, SqlSource, TableSource
from nbreports.document.presets import check_format
from nbreports.errors import DefinitionError, ExpressionError, NbreportsError
from nbreports.query.asking import Asking, SourceAsking, ask
from nbreports.query.charts import plan_chart
from nbreports.query.crosstabs import plan_crosstab
from nbreports.query.declared import declared
from nbreports.query.figures import plan_image, plan_metric, plan_text
from nbreports.query.offers import checks
from nbreports.query.plan import (
    Conversion,
    Figure,
    Making,
    PageBreakPlan,
    Plan,
    RowPlan,
    ScopedText,
    SnapshotPlan,
)
from nbreports.query.resolve import Resolver, RunValues
from nbreports.query.scopes import check_condition, check_resets, check_row
from nbreports.query.snapshot import (
    Joining,
    Relation,
    attached,
    check_names,
    filtered,
    joined,
    limited,
    snapshot,
)
from nbreports.query.sql import to_sql
from nbreports.query.tables import plan_table
from nbreports.query.themes import resolve_page, resolve_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import pyarrow as pa

    from nbreports.definition.blocks import Block
    from nbreports.definition.report import ReportDefinition
    from nbreports.query.plan import BlockPlan

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A source made readable: its relation's name in the engine, its shape, and what its owner keeps back.

    ``where`` is the owner's row filter, which may name ``hidden`` columns; the report sees neither.
    """

    relation: str
    schema: pa.Schema
    where: str | None = None
    hidden: frozenset[str] = frozenset()


class Planner:
    """Plans one run.

    Parameters
    ----------
    definition
        The report, with an id on every block.
    values
        Parameter values and the run's moment.
    attach
        Makes the source of that name, a frame, file or table, readable; called once for each that is used.
    bound
        Whether something was bound to that name for this run, which then stands for what the report says of it.
    sample
        Take only so many rows of each source.
    """

    def __init__(
        self,
        definition: ReportDefinition,
        values: RunValues,
        attach: Callable[[str, FrameSource | FileSource | TableSource], Attachment],
        *,
        bound: Callable[[str], bool] = lambda _name: False,
        sample: int | None = None,
    ) -> None:
        self.definition = definition
        self.values = values
        self.attach = attach
        self.bound = bound
        self.sample = sample
        self.sources: dict[str, SourceAsking] = {}
        self.relations: dict[str, Relation] = {}
        self.attached: dict[str, Attachment] = {}
        self.readings = 0
        self.conversions: list[Conversion] = []
        self.filters: list[str] = []
        self.asking = Asking(definition, values, resolve_theme(definition.theme), self.open_source)
        self.visible: dict[str, Figure] = {}
        self.column_visible: dict[tuple[str, str], Figure] = {}

    def plan(self) -> Plan:
        """Return the plan.

        Raises
        ------
        DefinitionError
            For anything the report says that cannot be asked of its sources, with its JSON pointer.
        SourceError
            For a source that is not there or cannot be read.
        """
        check(self.definition)
        self.check_currency()
        self.asking.source(None, "/source")
        builders = self.blocks(self.definition.body, "/body")
        page_texts = self.page_texts()
        snapshots = tuple(self.take(number, source) for number, source in enumerate(self.sources.values()))
        blocks = tuple(build() for build in builders)
        definition = self.definition
        return Plan(
            title=definition.title,
            name=definition.name or _slug(definition.title),
            description=definition.description,
            locale=definition.locale,
            currency=definition.currency,
            timezone=definition.timezone,
            started=self.values.started,
            snapshots=snapshots,
            totals=self.asking.totals.questions(),
            blocks=blocks,
            page=resolve_page(definition.page),
            page_texts=page_texts,
            theme=self.asking.theme,
            logo=definition.theme.logo,
            styles=tuple(self.asking.styles.styles),
            params=tuple(
                (param.name, param.label or humanise(param.name), self.values.params.get(param.name))
                for param in definition.params
            ),
            filters=tuple(self.filters),
            source=definition.source,
            sampled=self.sample is not None,
            visible=self.visible,
            column_visible=self.column_visible,
            param_checks=tuple(checks(self)),
            conversions=tuple(self.conversions),
            making=tuple(self.asking.totals.making),
        )

    def check_currency(self) -> None:
        """Raise a DefinitionError for a currency that is none."""
        if self.definition.currency is None:
            return
        try:
            check_format(f"currency:{self.definition.currency}", "decimal")
        except DefinitionError as error:
            raise error.at("/currency") from None

    def beside(self, values: RunValues) -> Planner:
        """Return a planner over the same sources, all of their rows, with other values of the run."""
        other = Planner(self.definition, values, self.attach, bound=self.bound)
        other.attached = self.attached
        return other

    # --- sources -----------------------------------------------------------------------------------------------

    def open_source(self, name: str, pointer: str) -> SourceAsking:
        """Return a source of the report, opened once."""
        if name not in self.sources:
            try:
                relation = self.relation(name, ())
                resolver = Resolver(self.definition, relation.types(), self.values, name)
                kept = self.keep(name, relation, resolver)
            except NbreportsError as error:
                raise error.at(pointer) from None
            self.relations[name] = kept
            self.sources[name] = SourceAsking(name, resolver)
        return self.sources[name]

    def relation(self, name: str, inside: tuple[str, ...], prefix: str = "") -> Relation:
        """Return the rows of a source before its own filter; ``prefix`` stands before its fields where it is joined."""
        if name in inside:
            raise DefinitionError(
                f"sources read each other in a circle: {' -> '.join((*inside, name))}",
                remedy="Let one of them read a frame or file.",
            )
        source = self.definition.sources.get(name, FrameSource(name))
        if isinstance(source, SqlSource):
            raise DefinitionError(
                f"source {name!r} is SQL, which this release does not fill", remedy="Use a frame or file."
            )
        if not isinstance(source, QuerySource) or self.bound(name):
            if name not in self.attached:
                self.attached[name] = self.attach(
                    name, FrameSource(name) if isinstance(source, QuerySource) else source
                )
            found = self.attached[name]
            self.readings += 1
            relation = attached(found.relation, found.schema, f"t{self.readings}")
            relation = self.owned(relation, found, name)
            relation = relation if self.sample is None else limited(relation, self.sample)
            typed = declared(relation, self.definition.fields, prefix)
            self.conversions += typed.conversions
            return typed.relation
        base = self.inner(source.from_, (*inside, name), prefix)
        joins = [
            Joining(
                self.inner(join.to, (*inside, name), f"{prefix}{join.name}."), join.on, join.name, join.how
            )
            for join in source.joins
        ]
        return placed(f"/sources/{name}/joins", joined, base, joins)

    def owned(self, relation: Relation, found: Attachment, name: str) -> Relation:
        """Return the rows the owner of a source lets the report see; nothing the report defines has a part in it."""
        if found.where:
            relation = self.owners_rows(relation, found.where, f"row filter of {name}")
        columns = {key: column for key, column in relation.columns.items() if key not in found.hidden}
        return Relation(relation.table, columns, relation.ordinals)

    def owners_rows(self, relation: Relation, text: str, where: str) -> Relation:
        """Return the rows for which the owner's filter is true; its errors name no column."""
        try:
            condition = parse(text)
            check_names(condition, relation.columns)
            check_row(condition, where, "a row filter")
            check_condition(condition, relation.types(), where)
            if not namespaces(condition):
                return filtered(relation, condition, self.values.started, {})
        except ExpressionError:
            pass
        raise DefinitionError(
            "the row filter its owner gave this source is no condition on its rows",
            where=where,
            remedy="Correct where= at its registration.",
        )

    def inner(self, name: str, inside: tuple[str, ...], prefix: str = "") -> Relation:
        """Return the rows of a source, its own filter applied; ``inside`` are those that read it."""
        relation = self.relation(name, inside, prefix)
        own = self.definition.sources.get(name)
        return (
            self.filter(relation, own.where, f"/sources/{name}/where")
            if own is not None and own.where
            else relation
        )

    def keep(self, name: str, relation: Relation, resolver: Resolver) -> Relation:
        """Return the rows of a source that the report opens itself, its own filter applied and noted for the stamp."""
        own = self.definition.sources.get(name)
        if own is None or not own.where:
            return relation
        return self.filter(relation, own.where, f"/sources/{name}/where", resolver)

    def filter(
        self, relation: Relation, text: str, pointer: str, resolver: Resolver | None = None
    ) -> Relation:
        """Return the rows of ``relation`` for which ``text`` is true."""
        reader = resolver or Resolver(self.definition, relation.types(), self.values, pointer)
        try:
            condition = reader.condition(text, pointer)
            written = to_text(condition)
            if written not in self.filters:
                self.filters.append(written)
            return filtered(relation, condition, self.values.started, reader.calculated)
        except ExpressionError as error:
            raise error.at(pointer) from None

    def take(self, number: int, source: SourceAsking) -> SnapshotPlan:
        """Return the snapshot of one source, and let its blocks read it."""
        relation = self.relations[source.name]
        definition = self.definition.sources.get(source.name)
        joins = tuple(join.name for join in definition.joins) if isinstance(definition, QuerySource) else ()
        origins = len(relation.ordinals) - len(joins)
        taken = snapshot(
            f"snapshot{number}",
            relation,
            source.resolver.needed,
            source.resolver.calculated,
            self.values.started,
            origins=max(origins, 1),
        )
        source.relation = taken.relation
        return SnapshotPlan(
            source.name,
            Making(f"rows of {source.name}", taken.table, to_sql(taken.query)),
            ask(f"join check of {source.name}", taken.multiplied) if taken.multiplied is not None else None,
            ask(f"count of {source.name}", taken.relation.table.aggregate(rows=taken.relation.table.count())),
            joins,
        )

    # --- blocks ------------------------------------------------------------------------------------------------

    def blocks(self, body: Sequence[Block], pointer: str) -> list[Callable[[], BlockPlan]]:
        """Return the blocks' builders, in order."""
        return [self.block(block, f"{pointer}/{index}") for index, block in enumerate(body)]

    def block(self, block: Any, pointer: str) -> Callable[[], BlockPlan]:
        """Read one block."""
        if block.visible is not None:
            self.visible[block.id] = self.condition(block, block.visible, f"{pointer}/visible", pointer)
        build = placed(pointer, self.reader, block, pointer)
        return lambda: placed(pointer, build)

    def reader(self, block: Any, pointer: str) -> Callable[[], BlockPlan]:
        """Return the builder for a block of any kind."""
        asking = self.asking
        if isinstance(block, Table):
            for index, column in enumerate(block.columns):
                if column.visible is not None:
                    self.column_visible[block.id or "", column.key] = self.condition(
                        block, column.visible, f"{pointer}/columns/{index}/visible", pointer
                    )
            return plan_table(block, asking, pointer)
        if isinstance(block, Chart):
            return plan_chart(block, asking, pointer)
        if isinstance(block, Crosstab):
            return plan_crosstab(block, asking, pointer)
        if isinstance(block, Metric):
            return plan_metric(block, asking, pointer)
        if isinstance(block, Text):
            return plan_text(block, asking, pointer)
        if isinstance(block, Image):
            return plan_image(block, asking, pointer)
        if isinstance(block, PageBreak):
            return lambda: PageBreakPlan(block.id or "")
        if isinstance(block, Row):
            inner = self.blocks(block.blocks, f"{pointer}/blocks")
            source = asking.source(None, pointer)
            title = asking.scoped_text(source, None, block.title, f"{pointer}/title")
            note = asking.scoped_text(source, None, block.note, f"{pointer}/note")
            widths = tuple(float(width) for width in block.widths) or (1.0,) * len(block.blocks)
            return lambda: RowPlan(block.id or "", title, note, widths, tuple(build() for build in inner))
        raise DefinitionError(
            f"{block.kind!r} is not filled by this release", where=pointer, remedy="Leave the block out."
        )

    def condition(self, block: Any, text: str, pointer: str, block_pointer: str) -> Figure:
        """Return the figure that decides whether something of ``block`` is printed."""
        source = self.asking.source(getattr(block, "source", None), block_pointer)
        where = self.asking.where(source, getattr(block, "where", None), block_pointer)
        condition = source.resolver.total(text, pointer)
        check_condition(condition, source.resolver.types, pointer)
        check_resets(condition, (), pointer)
        return self.asking.totals.figure(
            source, where, condition, source.resolver.format_spec("boolean", None)
        )

    def page_texts(self) -> dict[str, ScopedText]:
        """Return the texts of the page's headers and footers by place: ``header.left``, ``first.footer.right``."""
        page = self.definition.page
        bands = {"header": page.header, "footer": page.footer}
        if page.first is not None:
            for key in ("header", "footer"):
                given = getattr(page.first, key)
                bands[f"first.{key}"] = bands[key] if given == "same" else given
        source = self.asking.source(None, "/page")
        found = {}
        for key, band in bands.items():
            if band is None:
                continue
            for side in ("left", "center", "right"):
                text = self.asking.scoped_text(
                    source, None, getattr(band, side) or None, f"/page/{key.replace('.', '/')}/{side}"
                )
                if text is not None:
                    found[f"{key}.{side}"] = text
        return found


def placed(pointer: str, work: Callable[..., T], *args: Any) -> T:
    """Return what ``work`` does; an error of it that has no place stands at ``pointer``."""
    try:
        return work(*args)
    except NbreportsError as error:
        raise error.at(pointer) from None


def _slug(title: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "_".join(words) or "report"
