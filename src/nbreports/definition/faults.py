"""From a failed validation to an error that teaches: what, where as a JSON pointer, and what to do."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic_core import PydanticCustomError

from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "a text",
    "string_sub_type": "a text",
    "string_unicode": "a text that UTF-8 can hold",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "an object",
    "mapping_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "none_required": "null",
}
_TAGGED = frozenset({"body", "blocks", "sources"})


def fault(
    message: str, remedy: str, *, code: str = "definition", key: str | tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """Return the error a validator raises: told as it stands, at ``key`` below the validated value."""
    place = (key,) if isinstance(key, str) else key
    detail = {"message": message, "remedy": remedy, "code": code, "key": place}
    return PydanticCustomError("fault", "{message}", detail)


def quote(value: object) -> str:
    """Return ``value`` as a message quotes it: as JSON, at most 60 characters."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=lambda item: type(item).__name__)
    except (TypeError, ValueError, RecursionError):
        text = repr(type(value).__name__)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= 60 else f"{text[:57]}..."


def nearest(name: object, known: Iterable[str]) -> str | None:
    """Return the name of ``known`` that ``name`` most likely means, or None."""
    choices = list(known)
    if not isinstance(name, str):
        return None
    # two letters that changed places: closer than one letter too few
    found = [choice for choice in choices if sorted(choice) == sorted(name)]
    found = found or get_close_matches(name, choices, n=1, cutoff=0.5)
    if found:
        return found[0]
    folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.5)
    return folded[close[0]] if close else None


def suggestion(name: object, known: Iterable[str]) -> str:
    """Return the remedy for a wrong name: the nearest right one, or all there are."""
    choices = list(known)
    near = nearest(name, choices)
    if near is not None:
        return f"Did you mean {near!r}?"
    return f"Use one of: {', '.join(choices)}." if choices else "Leave it out."


def unknown_key(owner: str, key: object, known: Iterable[str]) -> PydanticCustomError:
    """Return the error of a key that the format does not have."""
    return fault(f"{owner} has no key {quote(key)}", suggestion(key, known), code="unknown_key", key=str(key))


def pointer(parts: Iterable[object]) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def definition_error(error: ValidationError, data: Any, *, root: str = "") -> DefinitionError:
    """Turn pydantic's error into ours.

    Parameters
    ----------
    error
        What validation raised.
    data
        What was validated; the pointer is found by walking it.
    root
        What the pointer starts with: empty for a file, the class's name for an object made in Python.
    """
    details = error.errors(include_url=False)
    place, value = _walk(details[0]["loc"], data)
    same = details[:1]
    # where a value may be several things, the error deepest inside it says the most
    for item in details[1:]:
        other, inner = _walk(item["loc"], data)
        if other == place:
            same.append(item)
        elif other[: len(place)] == place:
            place, value, same = other, inner, [item]
    message, remedy, code, key = _describe(same, value)
    place = (*place, *key)
    text = _clean(f"{root}{pointer(place)}")
    return DefinitionError(_clean(message), where=text or "/", remedy=_clean(remedy), code=code)


def refuse(message: str, *, where: str, remedy: str, code: str = "definition") -> NoReturn:
    """Raise a definition error at a pointer."""
    raise DefinitionError(_clean(message), where=_clean(where), remedy=_clean(remedy), code=code)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _walk(loc: tuple[int | str, ...], data: Any) -> tuple[tuple[object, ...], Any]:
    """Follow pydantic's location through the data, without the names of union members in between."""
    place: list[object] = []
    current: Any = data
    tag_may_follow = False
    for part in loc:
        if tag_may_follow and isinstance(part, str) and _kind(current) == part:
            tag_may_follow = False
            continue
        tag_may_follow = False
        if not _holds(current, part):
            continue
        current = current[part]
        above = place[-1] if place else None
        place.append(part)
        tag_may_follow = above in _TAGGED
    return tuple(place), current


def _holds(value: Any, part: int | str) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)


def _kind(value: Any) -> object:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


def _describe(details: list[ErrorDetails], value: Any) -> tuple[str, str, str, tuple[str | int, ...]]:
    faults = [item for item in details if item["type"] == "fault"]
    if faults:
        context = faults[0]["ctx"]
        return context["message"], context["remedy"], context["code"], context["key"]
    first = next((item for item in details if item["type"] == "missing"), details[0])
    kind = first["type"]
    context = first.get("ctx", {})
    last = first["loc"][-1] if first["loc"] else ""
    if kind == "missing":
        return f"{quote(str(last))} is missing", f"Add {quote(str(last))}.", "definition", ()
    if kind == "union_tag_invalid":
        known = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        return (
            f"{quote(_kind(value))} is not a kind that stands here",
            suggestion(_kind(value), known),
            "unknown_kind",
            (),
        )
    if kind == "union_tag_not_found":
        return f"{quote(value)} has no 'kind'", "Add 'kind'.", "definition", ()
    expected = list(dict.fromkeys(_expected(item) for item in details))
    remedy = f"Give {' or '.join(expected)}."
    if kind == "literal_error" and len(details) == 1:
        known = [item.strip(" '") for item in context["expected"].replace(" or ", ", ").split(",")]
        remedy = suggestion(value, known)
    return f"{quote(value)} is not {' or '.join(expected)}", remedy, "definition", ()


def _expected(item: ErrorDetails) -> str:
    kind = item["type"]
    context = item.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind == "literal_error":
        return (
            f"one of {context['expected']}"
            if "," in context["expected"] or " or " in context["expected"]
            else str(context["expected"])
        )
    if kind == "string_too_long":
        return f"a text of at most {context['max_length']} characters"
    if kind in ("string_too_short", "too_short"):
        return "something that is not empty"
    if kind == "greater_than_equal":
        return f"{context['ge']} or more"
    if kind == "greater_than":
        return f"more than {context['gt']}"
    if kind == "less_than_equal":
        return f"{context['le']} or less"
    return item["msg"].removeprefix("Input should be ")
