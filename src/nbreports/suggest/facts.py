"""A field as proposals look at it: how an expression writes it, what it holds, what part it plays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import Name
from nbreports.definition.expressions.printer import to_text
from nbreports.definition.labels import humanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nbreports.definition.fields import Field
    from nbreports.sources.base import ColumnProfile

NUMBERS = frozenset({"integer", "float", "decimal"})
MOMENTS = frozenset({"date", "datetime"})
FEW = 20
"""Different values that still make good groups of a number."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z?")
MANY = 60
"""Different values beyond which a text is no longer a category on sight."""

_CALENDAR = frozenset(
    {
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "weekday",
        "dayofweek",
        "hour",
        "minute",
        "second",
        "yr",
        "dow",
    }
)
_ID = frozenset(
    {"id", "uuid", "guid", "key", "pk", "code", "zip", "postcode", "phone", "sku", "isbn", "number"}
)
_ID_ENDS = frozenset({"no", "nr", "num", "index", "idx", "flight"})
_ADDS_NOT = frozenset(
    {
        *("rate", "ratio", "pct", "percent", "percentage", "share", "mean", "avg", "average", "median"),
        *("delay", "age", "score", "rating", "temp", "temperature", "dewp", "humid", "humidity", "pressure"),
        *("speed", "lat", "lon", "lng", "latitude", "longitude", "alt", "altitude", "tz", "price", "height"),
        *(
            "width",
            "depth",
            "length",
            "bmi",
            "index",
            "grade",
            "level",
            "visib",
            "dir",
            "yield",
            "margin",
            "pm25",
        ),
        *("size", "time", "probability", "p", "std", "var", "min", "max", "rank", "bill", "mpg", "density"),
    }
)
_ADDS = frozenset(
    {
        *("amount", "sales", "revenue", "total", "sum", "qty", "quantity", "units", "count", "cost", "costs"),
        *(
            "profit",
            "income",
            "turnover",
            "value",
            "spend",
            "volume",
            "orders",
            "net",
            "gross",
            "paid",
            "tax",
        ),
        *(
            "distance",
            "seats",
            "passengers",
            "population",
            "hours",
            "minutes",
            "tip",
            "fee",
            "weight",
            "budget",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One field of a source.

    Attributes
    ----------
    expr
        How an expression writes it: ``carrier``, ``airlines.name``, ``col('a b')``.
    name, label
        Its own name and the words for it.
    type, role
        The format's names for what it holds and the part it plays.
    written
        Whether the source holds its dates as text, so that a report must declare ``type``.
    rows, nulls, distinct
        In figures, None where not counted.
    low, high
        The least and the greatest value, where known.
    """

    expr: str
    name: str
    label: str
    type: str
    role: str
    written: bool = False
    rows: int | None = None
    nulls: int | None = None
    distinct: int | None = None
    low: Any = None
    high: Any = None

    @property
    def is_number(self) -> bool:
        """Whether it can be summed."""
        return self.type in NUMBERS

    @property
    def adds_up(self) -> bool:
        """Whether a sum of it says something: an amount does, a rate or an age does not."""
        parts = set(words(self.name))
        if parts & _ADDS and not parts & {"rate", "ratio", "pct", "percent", "avg", "mean", "average"}:
            return True
        return self.is_number and self.role == "measure" and not parts & _ADDS_NOT

    @property
    def is_empty(self) -> bool:
        """Whether it is known to hold nothing at all, in rows that are there."""
        return bool(self.rows) and self.nulls == self.rows


def facts_of(
    profiles: Iterable[ColumnProfile], said: Mapping[str, Field] | None = None, *, join: str | None = None
) -> tuple[FieldFacts, ...]:
    """Return the facts of profiled columns, in their order.

    Parameters
    ----------
    profiles
        The columns in figures.
    said
        What the report says of fields, by key; its labels, types and roles count first.
    join
        The ``as`` name of the join that they come from.
    """
    found = []
    for each in profiles:
        key = f"{join}.{each.name}" if join else each.name
        field = (said or {}).get(key)
        if field is not None and field.hidden:
            continue
        said_type = field.type if field is not None else None
        moments = _moments(each)
        kind = said_type or (each.type if moments is None else moments[0])
        low, high = (each.minimum, each.maximum) if moments is None else moments[1:]
        if said_type and said_type != each.type and (moments is None or moments[0] != said_type):
            # what the source holds is not yet of that type
            low = high = None
        role = field.role if field is not None else None
        label = field.label if field is not None else None
        found.append(
            FieldFacts(
                expr=to_text(Name(each.name, join)),
                name=key,
                label=label or humanise(key),
                type=kind,
                role=role or role_of(each.name, kind, each.rows - each.nulls, each.distinct, high),
                written=moments is not None and not said_type,
                rows=each.rows,
                nulls=each.nulls,
                distinct=each.distinct,
                low=low,
                high=high,
            )
        )
    return tuple(found)


def role_of(
    name: str, kind: str, values: int | None = None, distinct: int | None = None, high: Any = None
) -> str:
    """Return the part a field plays, from its name, its type and how its values differ.

    Parameters
    ----------
    name, kind
        The field's name and type.
    values
        How many values it has, empty ones left out.
    distinct
        How many different ones.
    high
        The greatest of them.
    """
    parts = words(name)
    if kind in MOMENTS:
        return "date"
    if kind in NUMBERS:
        if set(parts) <= _CALENDAR and parts:
            return "category"
        if is_clock(name, high):
            return "text"
        return "id" if _is_id(parts) else "measure"
    if kind == "boolean":
        return "category"
    if kind == "text":
        if _is_id(parts):
            return "id"
        if values and distinct is not None and (distinct == values > FEW or distinct > max(MANY, values / 4)):
            return "text"
        return "category" if values and distinct is not None else "text"
    return "measure" if kind == "duration" else "text"


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: ``orderDate_2`` is ``order``, ``date``, ``2``."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [part for part in re.split(r"[\W_]+", split.casefold()) if part]


def _is_id(parts: list[str]) -> bool:
    return bool(parts) and (parts[-1] in _ID or parts[-1] in _ID_ENDS or parts[0] in ("id", "uuid"))


def is_clock(name: str, high: Any) -> bool:
    """Say whether numbers are times of day, of which 517 is 5:17."""
    return words(name)[-1:] == ["time"] and isinstance(high, int | float) and 1000 < high <= 2400


def _moments(column: ColumnProfile) -> tuple[str, date, date] | None:
    """Return type, first and last of the dates that a text column holds, None where it does not hold dates."""
    shown = (column.minimum, column.maximum, *column.samples)
    if column.type != "text" or column.minimum is None:
        return None
    if all(isinstance(text, str) and _DAY.fullmatch(text) for text in shown):
        kind: type[date] = date
    elif all(isinstance(text, str) and _MOMENT.fullmatch(text) for text in shown):
        kind = datetime
    else:
        return None
    try:
        first, last = (kind.fromisoformat(str(text)) for text in (column.minimum, column.maximum))
    except ValueError:
        return None
    return ("date" if kind is date else "datetime"), first, last
