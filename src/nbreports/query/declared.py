"""Fields read as the type the report declares for them, where that is not the source's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.errors import DefinitionError
from nbreports.query.asking import ask
from nbreports.query.environment import data_type
from nbreports.query.functions import double, without_nan
from nbreports.query.plan import Conversion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbreports.definition.expressions.types import DataTypeName
    from nbreports.definition.fields import Field
    from nbreports.query.snapshot import Relation

DECIMALS = 6
"""What a field declared decimal keeps behind its point."""

_WRITTEN: tuple[DataTypeName, ...] = ("integer", "float", "decimal", "boolean", "date", "datetime", "time")


@dataclass(frozen=True, slots=True)
class Declared:
    """A relation with its fields as declared, and what is to be asked to find values that do not convert."""

    relation: Relation
    conversions: tuple[Conversion, ...]


def declared(relation: Relation, fields: Mapping[str, Field], prefix: str = "") -> Declared:
    """Return ``relation`` with each of ``fields`` that declares another type converted.

    Parameters
    ----------
    prefix
        What stands before the relation's names in ``fields``: the ``as`` name of a join and a dot.

    Raises
    ------
    DefinitionError
        For a type that values of the source's type have no way to.
    """
    table = relation.table
    changed: dict[str, Any] = {}
    conversions = []
    for key, column in relation.columns.items():
        field = fields.get(prefix + key)
        if field is None or field.type is None or field.expr is not None:
            continue
        own = data_type(table[column].type())
        if own == field.type:
            continue
        where = f"/fields/{prefix}{key}/type"
        change = _WAYS.get((own, field.type))
        if change is None:
            raise DefinitionError(
                f"{prefix + key!r} is {own} in the source, and there is no way from that to {field.type}",
                where=where,
                remedy="Leave type out, or make a calculated field of it.",
                code="field_type",
            )
        value = change(table[column])
        changed[column] = value
        wrong = table.filter(table[column].notnull() & value.isnull())
        shown = wrong.select(value=wrong[column].cast("string")).limit(1)
        conversions.append(
            Conversion(prefix + key, own, field.type, where, ask(f"values of {prefix + key}", shown))
        )
    if not changed:
        return Declared(relation, ())
    return Declared(replace(relation, table=table.mutate(**changed)), tuple(conversions))


def _whole(value: Any) -> Any:
    """Return a number as an integer where it is one; else NULL."""
    import ibis

    return ibis.ifelse(value == value.floor(), value.try_cast("int64"), ibis.null("int64"))


def _integer_text(value: Any) -> Any:
    return _whole(value.strip().try_cast("decimal(38, 10)"))


def _decimal_text(value: Any) -> Any:
    import ibis

    exact = value.strip().try_cast("decimal(38, 18)")
    short = value.strip().try_cast(f"decimal(24, {DECIMALS})")
    return ibis.ifelse(exact == short, short, ibis.null(f"decimal(24, {DECIMALS})"))


def _to(name: str) -> Callable[[Any], Any]:
    return lambda value: value.try_cast(name)


def _trimmed(name: str) -> Callable[[Any], Any]:
    return lambda value: value.strip().try_cast(name)


def _zero_or_one(value: Any) -> Any:
    import ibis

    return ibis.cases((value == 0, False), (value == 1, True), else_=ibis.null("boolean"))


_WAYS: Mapping[tuple[DataTypeName, str], Callable[[Any], Any]] = {
    ("text", "integer"): _integer_text,
    ("text", "float"): lambda value: without_nan(value.strip().try_cast("float64")),
    ("text", "decimal"): _decimal_text,
    ("text", "boolean"): _trimmed("boolean"),
    ("text", "date"): _trimmed("date"),
    ("text", "datetime"): _trimmed("timestamp"),
    ("text", "time"): _trimmed("time"),
    ("integer", "boolean"): _zero_or_one,
    ("integer", "decimal"): _to(f"decimal(24, {DECIMALS})"),
    ("integer", "float"): double,
    ("float", "integer"): _whole,
    ("float", "decimal"): _to(f"decimal(24, {DECIMALS})"),
    ("decimal", "integer"): _whole,
    ("decimal", "float"): double,
    ("boolean", "integer"): _to("int64"),
    ("date", "datetime"): _to("timestamp"),
    ("datetime", "date"): _to("date"),
    ("datetime", "time"): _to("time"),
    **dict.fromkeys(((kind, "text") for kind in _WRITTEN), _to("string")),
}
