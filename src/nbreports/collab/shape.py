"""Which key of a report is held how in the Y document, taken from the definition's own classes.

``value`` is one scalar or one list written whole; ``text`` is shared text; ``object C`` is a fixed object whose
keys are written with a dot in their owner's map; ``items C``, ``words`` and ``named C`` are ordered things, each
with a map of its own; ``flat C`` is an object of objects whose keys stand side by side; ``pairs`` is an object of
scalars written whole; ``shares`` stand on the items of the list beside them.
"""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from nbreports.definition import base, blocks, report, sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS = frozenset({"tags", "order_by", "rows", "columns", "values"})
"""Lists of scalars that people fill one by one: two who add at the same time both succeed."""

_OWN = {
    ("Text", "md"): "text",
    ("Row", "blocks"): "items Block",
    ("Row", "widths"): "shares",
    ("ReportDefinition", "fields"): "flat Field",
}
_MANY = {"Block": blocks.Block, "Source": sources.AnySource}


def shape() -> dict[str, Any]:
    """Return the table that both languages bind by.

    Returns
    -------
    dict
        ``classes``: class -> key -> how it is held; ``kinds``: ``Block`` and ``Source`` -> kind -> class;
        ``short``: class -> the key a bare string stands for; ``schema``: what a report begins with.
    """
    classes: dict[str, dict[str, str]] = {}
    short: dict[str, str] = {}
    kinds: dict[str, dict[str, str]] = {}
    for many, union in _MANY.items():
        kinds[many] = {cls.model_fields["kind"].default: cls.__name__ for cls in _definitions(union)}
    waiting: list[type[base.Definition]] = [report.ReportDefinition]
    while waiting:
        cls = waiting.pop()
        if cls.__name__ in classes:
            continue
        if cls.short is not None:
            short[cls.__name__] = cls.short
        keys = {} if cls is not report.ReportDefinition else {"schema": "value"}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            keys[key] = _held(cls.__name__, key, field.annotation)
            waiting += _definitions(field.annotation)
        classes[cls.__name__] = keys
    return {
        "schema": report.SCHEMA,
        "root": report.ReportDefinition.__name__,
        "classes": {name: classes[name] for name in sorted(classes)},
        "kinds": kinds,
        "short": {name: short[name] for name in sorted(short)},
    }


def _held(owner: str, key: str, annotation: Any) -> str:
    if (owner, key) in _OWN:
        return _OWN[owner, key]
    for part in _parts(annotation):
        origin = get_origin(part)
        if origin is dict:
            of = get_args(part)[1]
            inside = [*_definitions(of)]
            if inside:
                return f"named {_name(inside)}"
            return "pairs" if key == "on" else "named"
        if origin is tuple:
            inside = [*_definitions(part)]
            if inside:
                return f"items {_name(inside)}"
            if key in WORDS and owner in ("ReportDefinition", "Table", "Crosstab"):
                return "words"
    inside = [*_definitions(annotation)]
    return f"object {_name(inside)}" if inside else "value"


def _name(classes: list[type[base.Definition]]) -> str:
    if len(classes) == 1:
        return classes[0].__name__
    return next(many for many, union in _MANY.items() if [*_definitions(union)] == classes)


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation may be, unions and their remarks taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for each in get_args(annotation):
            yield from _parts(each)
    else:
        yield annotation


def _definitions(annotation: Any) -> Iterator[type[base.Definition]]:
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, base.Definition):
            yield part
        else:
            for each in get_args(part):
                yield from _definitions(each)


SHAPE: Mapping[str, Any] = shape()
CLASSES: Mapping[str, Mapping[str, str]] = SHAPE["classes"]
KINDS: Mapping[str, Mapping[str, str]] = SHAPE["kinds"]
SHORT: Mapping[str, str] = SHAPE["short"]
ROOT: str = SHAPE["root"]


def class_of(items: str, kind: object) -> str | None:
    """Return the class of an item: what its list holds, or for blocks and sources what its ``kind`` says."""
    if items in KINDS:
        return KINDS[items].get(kind) if isinstance(kind, str) else None
    return items if items in CLASSES else None


def held(cls: str | None, key: str) -> str | None:
    """Return how a dotted key is held in the map of ``cls``, or None for a key the format does not have."""
    for part in (parts := key.split("."))[:-1]:
        how = CLASSES.get(cls or "", {}).get(part, "")
        if not how.startswith("object "):
            return None
        cls = how.split(" ")[1]
    return CLASSES.get(cls or "", {}).get(parts[-1])
