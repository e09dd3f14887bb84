"""What names mean where an expression stands, and the format's types seen from Ibis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.definition.expressions.types import DataTypeName


@dataclass(frozen=True, slots=True)
class Environment:
    """What names mean where an expression stands.

    Attributes
    ----------
    columns
        ``Name.key`` -> column of the table.
    now
        The time of the run, which ``now()`` and ``today()`` give.
    keys
        Names that have one value throughout the group, so that they may stand beside totals.
    """

    columns: Mapping[str, str]
    now: datetime | None = None
    keys: frozenset[str] = field(default_factory=frozenset)


def data_type(dtype: Any) -> DataTypeName:
    """Return the format's name for an Ibis type; what a report cannot compute with counts as bytes."""
    if dtype.is_decimal():
        return "integer" if dtype.scale == 0 else "decimal"
    for check, name in _TYPES:
        if getattr(dtype, check)():
            return name
    return "bytes"


_TYPES: tuple[tuple[str, DataTypeName], ...] = (
    ("is_boolean", "boolean"),
    ("is_integer", "integer"),
    ("is_floating", "float"),
    ("is_string", "text"),
    ("is_timestamp", "datetime"),
    ("is_date", "date"),
    ("is_time", "time"),
    ("is_interval", "duration"),
    ("is_null", "null"),
)
