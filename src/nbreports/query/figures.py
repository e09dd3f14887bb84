"""Metrics, texts and pictures: single figures of the report's scope."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nbreports.definition.expressions.analysis import namespaces
from nbreports.definition.expressions.nodes import Expression
from nbreports.definition.expressions.nodes import Literal as LiteralNode
from nbreports.definition.expressions.types import NUMBERS, infer
from nbreports.errors import DefinitionError
from nbreports.query.asking import ask
from nbreports.query.detail import is_aggregate
from nbreports.query.grouping import Grouping, grouped
from nbreports.query.levels import level
from nbreports.query.plan import Figure, ImagePlan, MetricPlan, Question, TextPlan
from nbreports.query.scopes import check_resets, check_scope, check_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.blocks import Image, Metric, Text
    from nbreports.document.formatting import FormatSpec
    from nbreports.query.asking import Asking, SourceAsking


def plan_metric(block: Metric, asking: Asking, pointer: str) -> Callable[[], MetricPlan]:
    """Read a metric block."""
    source = asking.source(block.source, pointer)
    resolver = source.resolver
    where = asking.where(source, block.where, pointer)
    plain = resolver.plain(block.value, f"{pointer}/value")
    value = resolver.expression(block.value, f"{pointer}/value")
    if not is_aggregate(value):
        raise DefinitionError(
            f"a metric is one figure, and {block.value!r} has one a row",
            where=f"{pointer}/value",
            remedy=f"Write an aggregate such as sum({block.value}).",
        )
    check_scope(value, f"{pointer}/value")
    check_resets(value, (), f"{pointer}/value")
    spec = resolver.spec(
        plain, value, block.format, where=f"{pointer}/{'format' if block.format else 'value'}"
    )
    figure = asking.totals.figure(source, where, value, spec)
    others = {
        key: _other(getattr(block, key), key, spec, source, where, asking, pointer)
        for key in ("compare", "target")
        if getattr(block, key) is not None
    }
    spark = resolver.row(block.spark, f"{pointer}/spark", "a bucket") if block.spark else None
    if spark is not None:
        check_type(value, resolver.types, NUMBERS, f"{pointer}/spark", "Leave spark out: it draws numbers.")
    texts = {
        key: asking.scoped_text(source, where, getattr(block, key), f"{pointer}/{key}")
        for key in ("title", "note")
    }
    prefix = asking.prefix()

    def build() -> MetricPlan:
        return MetricPlan(
            id=block.id or "",
            title=texts["title"],
            note=texts["note"],
            label=block.label if block.label is not None else resolver.label(plain, block.value),
            value=figure,
            compare=others.get("compare"),
            target=others.get("target"),
            spark=_spark(source, where, spark, value, prefix, block) if spark is not None else None,
            unit=resolver.unit(plain),
        )

    return build


def _other(
    given: str | float,
    key: str,
    spec: FormatSpec,
    source: SourceAsking,
    where: Expression | None,
    asking: Asking,
    pointer: str,
) -> Figure:
    """Return the figure a metric is held against; it is written as the metric is, unless it says otherwise itself."""
    resolver, at = source.resolver, f"{pointer}/{key}"
    expression = resolver.total(given, at) if isinstance(given, str) else LiteralNode(given)
    check_resets(expression, (), at)
    type_ = infer(expression, resolver.types)
    wanted = NUMBERS if spec.type in NUMBERS else (spec.type,)
    check_type(expression, resolver.types, wanted, at, "Hold a metric against a value of its own kind.")
    # the figure keeps its own type: a decimal beside an integer is not cut off
    own = spec if type_ == "null" else replace(spec, type=type_)
    return asking.totals.figure(source, where, expression, own)


def _spark(
    source: SourceAsking,
    where: Expression | None,
    bucket: Expression,
    value: Expression,
    prefix: str,
    block: Metric,
) -> Question:
    rows, _ = grouped(source.rows(where), [Grouping("bucket", bucket)], prefix)
    line = level(rows, 1, {"y": value})
    return ask(f"spark of {block.id}", line.table.order_by([sort.on(line.table) for sort in line.order]))


def plan_text(block: Text, asking: Asking, pointer: str) -> Callable[[], TextPlan]:
    """Read a text block."""
    source = asking.source(None, pointer)
    texts = {
        key: asking.scoped_text(source, None, getattr(block, key), f"{pointer}/{key}")
        for key in ("title", "note", "md")
    }
    md = texts["md"]
    if md is None:
        raise DefinitionError("a text block needs md", where=pointer, remedy="Write its Markdown in md.")
    return lambda: TextPlan(id=block.id or "", title=texts["title"], note=texts["note"], md=md)


def plan_image(block: Image, asking: Asking, pointer: str) -> Callable[[], ImagePlan]:
    """Read an image block: a file, or a field whose first value is the picture's bytes."""
    source = asking.source(None, pointer)
    texts = {
        key: asking.scoped_text(source, None, getattr(block, key), f"{pointer}/{key}")
        for key in ("title", "note")
    }
    field = None
    if not block.is_file:
        expression = source.resolver.expression(block.src, f"{pointer}/src")
        if namespaces(expression):
            raise DefinitionError(
                f"{block.src!r} is no field",
                where=f"{pointer}/src",
                remedy="Name a field of type bytes, or a file.",
            )
        from nbreports.definition.expressions.nodes import Call

        check_type(
            expression,
            source.resolver.types,
            ("bytes",),
            f"{pointer}/src",
            "Name a field of type bytes, or a file.",
        )
        whole = expression if is_aggregate(expression) else Call("first", (expression,))
        field = asking.totals.figure(source, None, whole, source.resolver.format_spec("bytes", None))
    return lambda: ImagePlan(
        id=block.id or "",
        title=texts["title"],
        note=texts["note"],
        src=block.src,
        field=field,
        alt=block.alt,
        width=_millimetres(block.width),
        height=_millimetres(block.height),
        fit=block.fit,
    )


def _millimetres(text: str | None) -> float | None:
    return None if text is None else float(text.removesuffix("mm"))
