"""JSON in, with everything refused that JSON allows and a report does not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.faults import pointer, quote, refuse

if TYPE_CHECKING:
    from typing import NoReturn

MAX_BYTES = 5_000_000
MAX_DEPTH = 64

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_MAX_DIGITS = 20


@dataclass(frozen=True, slots=True)
class _Refused:
    """Something found while parsing, told once its place is known."""

    message: str
    remedy: str
    key: str | None = None


def parse_json(text: str | bytes) -> dict[str, Any]:
    """Return the object in ``text``.

    Raises
    ------
    DefinitionError
        For text that is not UTF-8 or not JSON, nested deeper than 64, with a key twice, NaN, Infinity or an
        integer beyond 64 bits.
    """
    text = _decoded(text)
    _check_depth(text)
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=lambda name: _Refused(f"{name} is not allowed", "Use a finite number, or null."),
        )
    except json.JSONDecodeError as error:
        near = text[error.pos : error.pos + 20].split("\n")[0]
        refuse(
            f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            + (f", at {quote(near)}" if near else ", at the end"),
            where=f"line {error.lineno}, column {error.colno}",
            remedy="Check the brackets, commas and quotes before this place.",
            code="json",
        )
    if not isinstance(found, dict | _Refused):
        refuse(
            f"a report is an object, not {quote(found)}",
            where="/",
            remedy='Write { "schema": "nbreport/1", … }.',
            code="json",
        )
    return checked(found)


def checked(value: Any) -> Any:
    """Return a copy of JSON data in plain dicts and lists, every value one that a report can hold.

    Raises
    ------
    DefinitionError
        With the place of what it cannot.
    """
    return _checked(value, ())


def _checked(value: Any, place: tuple[str | int, ...]) -> Any:  # noqa: RET503 - refuse never returns
    match value:
        case _Refused():
            where = place if value.key is None else (*place, value.key)
            refuse(value.message, where=pointer(where) or "/", remedy=value.remedy, code="json")
        case str():
            _check_text(value, place)
            return value
        case None | bool():
            return value
        case int():
            if not -(2**63) <= value < 2**63:
                refuse(
                    f"{quote(value)} does not fit 64 bits",
                    where=pointer(place),
                    remedy="Use a smaller number.",
                    code="json",
                )
            return value
        case float():
            if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124
                refuse(
                    "NaN and Infinity are not allowed",
                    where=pointer(place),
                    remedy="Use a finite number, or null.",
                    code="json",
                )
            return value
    if len(place) >= MAX_DEPTH:
        _too_deep(pointer(place[:8]))
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                refuse(f"the key {key!r} is not a text", where=pointer(place), remedy="Use texts as keys.")
            _check_text(key, place)
        return {key: _checked(item, (*place, key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item, (*place, index)) for index, item in enumerate(value)]
    refuse(
        f"a {type(value).__name__} is nothing that JSON can hold",
        where=pointer(place) or "/",
        remedy="Use objects, lists, texts, numbers, true, false and null.",
    )


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        too_large(len(text))
    if isinstance(text, bytes):
        try:
            # editors on Windows begin UTF-8 with a mark
            return text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            refuse(
                f"not UTF-8: byte {text[error.start : error.start + 1].hex()} at offset {error.start}",
                where="/",
                remedy="Save the file as UTF-8.",
                code="encoding",
            )
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "replace")) > MAX_BYTES:
        too_large(len(text.encode("utf-8", "replace")))
    return text.removeprefix("\ufeff")


def too_large(size: int, where: str = "/") -> NoReturn:
    """Refuse a report of ``size`` bytes."""
    refuse(
        f"the report has {size:,} bytes and {MAX_BYTES:,} are allowed",
        where=where,
        remedy="Keep data in sources and pictures in files; a report only says how they are shown.",
        code="too_large",
    )


def _too_deep(where: str) -> NoReturn:
    refuse(
        f"nested deeper than {MAX_DEPTH}",
        where=where or "/",
        remedy="Use fewer rows inside rows.",
        code="depth",
    )


def _check_depth(text: str) -> None:
    # before parsing: the parser itself recurses
    depth = 0
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
                if depth > MAX_DEPTH:
                    _too_deep(f"line {text.count(chr(10), 0, token.start()) + 1}")
            case "]" | "}":
                depth -= 1


def _check_text(text: str, place: tuple[str | int, ...]) -> None:
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        refuse(
            f"{quote(text)} holds half a character",
            where=pointer(place) or "/",
            remedy="Write both halves of the surrogate pair, or the character itself.",
            code="encoding",
        )


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return _Refused(f"the key {quote(key)} is there twice", "Keep one of them.", key)
        seen.add(key)
    return found


def _integer(text: str) -> Any:
    if len(text) <= _MAX_DIGITS and -(2**63) <= int(text) < 2**63:
        return int(text)
    return _Refused(f"{quote(text)[1:-1]} does not fit 64 bits", "Use a smaller number.")


def _float(text: str) -> Any:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return _Refused(f"{quote(text)[1:-1]} is too large a number", "Use a smaller number.")
    return value
