"""Raw values to JSON and back, exactly: a closed table of types, each under a tag of its own.

JSON holds None, booleans, integers, floats (``NaN`` and the infinities in Python's spelling) and text, lone
surrogates included, as they are. Everything else is an array that begins with its tag:

=====  ==============================================================================
``t``  tuple: its items
``l``  list: its items
``d``  dict: keys and values in turn
``n``  Decimal: its digits as text
``D``  date: ISO 8601
``T``  datetime: ISO 8601 of the clock, fold, zone
``C``  time: ISO 8601 of the clock, fold, zone
``u``  timedelta: days, seconds, microseconds
``b``  bytes: the number of the part that holds them
=====  ==============================================================================

A zone is None, ``UTC``, an IANA name in a list of its own, or a fixed offset in microseconds with its name.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from nbreports.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = frozenset({type(None), bool, int, float, str})
"""The types that JSON holds as they are."""

_MICROSECOND = timedelta(microseconds=1)


class Packing(Protocol):
    """What an encoder needs of the record that is being made."""

    def value(self, value: Any) -> Any:
        """Return ``value`` as JSON."""
        ...

    def part(self, data: bytes) -> int:
        """Keep ``data`` beside the JSON and return its number."""
        ...


class Unpacking(Protocol):
    """What a decoder needs of the record that is being read."""

    def value(self, value: Any) -> Any:
        """Return what the JSON stands for."""
        ...

    def part(self, number: int) -> memoryview:
        """Return a part kept beside the JSON."""
        ...


class Encoders(dict[type, "Callable[[Any, Packing], list[Any]]"]):
    """How each type is written; a type that is not there is refused by name."""

    def __missing__(self, kind: type) -> Callable[[Any, Packing], list[Any]]:
        raise refused(f"a value of type {kind.__module__}.{kind.__qualname__}")


def refused(what: str) -> RenderError:
    """Return the error for what a filled document may not hold."""
    return RenderError(
        f"{what} cannot be kept in a filled document",
        remedy="Give numbers, text, dates, times, durations or bytes.",
        code="spool_value",
    )


def _zone(zone: tzinfo | None) -> Any:
    if zone is None:
        return None
    if zone is UTC:
        return "UTC"
    if type(zone) is ZoneInfo and zone.key is not None:
        return [zone.key]
    if type(zone) is timezone:
        # only a name of its own is kept: one made from the offset is made again
        return [zone.utcoffset(None) // _MICROSECOND, *zone.__getinitargs__()[1:]]  # type: ignore[attr-defined]
    raise refused(f"a time zone of type {type(zone).__module__}.{type(zone).__qualname__}")


def _zone_of(zone: Any) -> tzinfo | None:
    if zone is None:
        return None
    if zone == "UTC":
        return UTC
    first, *name = zone
    if isinstance(first, str):
        return ZoneInfo(first)
    return timezone(first * _MICROSECOND, *name)


def _clock(tag: str) -> Callable[[Any, Packing], list[Any]]:
    def encode(value: Any, _pack: Packing) -> list[Any]:
        zone = _zone(value.tzinfo)
        return [tag, value.replace(tzinfo=None).isoformat(), value.fold, zone]

    return encode


def _clock_of(kind: type[datetime | time]) -> Callable[[list[Any], Unpacking], Any]:
    def decode(item: list[Any], _pack: Unpacking) -> Any:
        return kind.fromisoformat(item[1]).replace(fold=item[2], tzinfo=_zone_of(item[3]))

    return decode


ENCODERS = Encoders({
    tuple: lambda value, pack: ["t", *map(pack.value, value)],
    list: lambda value, pack: ["l", *map(pack.value, value)],
    dict: lambda value, pack: ["d", *(pack.value(each) for item in value.items() for each in item)],
    Decimal: lambda value, _pack: ["n", str(value)],
    date: lambda value, _pack: ["D", value.isoformat()],
    datetime: _clock("T"),
    time: _clock("C"),
    timedelta: lambda value, _pack: ["u", value.days, value.seconds, value.microseconds],
    bytes: lambda value, pack: ["b", pack.part(value)],
})  # fmt: skip

DECODERS: dict[str, Callable[[list[Any], Unpacking], Any]] = {
    "t": lambda item, pack: tuple(map(pack.value, item[1:])),
    "l": lambda item, pack: list(map(pack.value, item[1:])),
    "d": lambda item, pack: dict(zip(map(pack.value, item[1::2]), map(pack.value, item[2::2]), strict=True)),
    "n": lambda item, _pack: Decimal(item[1]),
    "D": lambda item, _pack: date.fromisoformat(item[1]),
    "T": _clock_of(datetime),
    "C": _clock_of(time),
    "u": lambda item, _pack: timedelta(item[1], item[2], item[3]),
    "b": lambda item, pack: bytes(pack.part(item[1])),
}
