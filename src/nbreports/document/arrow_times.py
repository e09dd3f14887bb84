"""Arrow's dates and times, of any unit, as microseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nbreports.document.fast_dates import DAY, FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from datetime import tzinfo

    import pyarrow as pa

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Times:
    """A column of dates, timestamps or times of day.

    Attributes
    ----------
    micros
        int64, shape (n,); 0 in the rows of ``unwritten``. Fractions of a microsecond are cut downwards.
    instant, zone
        Whether the values are instants, and the zone they came with.
    whole_days
        Whether all are dates.
    unwritten
        The rows of NULLs and of values outside the years 1 to 9999.
    """

    micros: Any
    instant: bool
    zone: tzinfo | None
    whole_days: bool
    unwritten: list[int]

    @property
    def days(self) -> list[int]:
        """Days since 1970, one a row."""
        return (self.micros // DAY).tolist()


def micros_of(values: pa.Array[Any]) -> Times | None:
    """Return the values as microseconds; None for an array of another type."""
    import pyarrow as pa
    from pyarrow import types

    kind = values.type
    zone = None
    if types.is_date32(kind):
        counts, unit = values.view(pa.int32()).cast(pa.int64()), "days"
    elif types.is_date64(kind):
        counts, unit = values.view(pa.int64()), "ms"
    elif types.is_timestamp(kind):
        counts, unit = values.view(pa.int64()), kind.unit
        zone = pa.lib.string_to_tzinfo(kind.tz) if kind.tz else None
    elif types.is_time(kind):
        counts = values.view(pa.int32() if types.is_time32(kind) else pa.int64()).cast(pa.int64())
        unit = kind.unit
    else:
        return None
    valid = ~np.asarray(values.is_null())
    numbers = np.asarray(counts.fill_null(0))
    low, high = _bounds(unit)
    valid &= (numbers >= low) & (numbers < high)
    numbers = np.where(valid, numbers, 0)
    if unit == "ns":
        micros = numbers // 1000
    else:
        micros = numbers * (DAY if unit == "days" else 1_000_000 // _PER_SECOND[unit])
    return Times(micros, zone is not None, zone, types.is_date(kind), np.flatnonzero(~valid).tolist())


def without_nanoseconds(values: pa.Array[Any]) -> pa.Array[Any]:
    """Return times of nanoseconds as microseconds, cut downwards; anything else as it is."""
    import pyarrow as pa
    from pyarrow import types

    kind = values.type
    if types.is_timestamp(kind):
        target: Any = pa.timestamp("us", tz=kind.tz)
    elif types.is_duration(kind):
        target = pa.duration("us")
    elif types.is_time64(kind):
        target = pa.time64("us")
    else:
        return values
    if kind.unit != "ns":
        return values
    counts = np.asarray(values.view(pa.int64()).fill_null(0)) // 1000
    return pa.array(counts, mask=np.asarray(values.is_null())).view(target)


def iso(value: pa.Scalar[Any]) -> str:
    """Return a date or timestamp of any year in ISO 8601; an instant in UTC."""
    import pyarrow as pa
    from pyarrow import types

    kind = value.type
    if types.is_timestamp(kind):
        return f"{np.datetime64(value.cast(pa.int64()).as_py(), kind.unit)}" + ("Z" if kind.tz else "")
    if types.is_date32(kind):
        return str(np.datetime64(value.cast(pa.int32()).as_py(), "D"))
    return str(np.datetime64(value.cast(pa.int64()).as_py(), "ms").astype("datetime64[D]"))


def _bounds(unit: str) -> tuple[int, int]:
    """Return the first count of ``unit`` that has a date, and the first after the last one."""
    if unit == "days":
        return FIRST_DAY, LAST_DAY + 1
    per_day = 86_400 * _PER_SECOND[unit]
    largest = 2**63 - 1
    return max(FIRST_DAY * per_day, -largest), min((LAST_DAY + 1) * per_day, largest)
