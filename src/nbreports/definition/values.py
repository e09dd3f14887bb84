"""The checked texts of a report: colours, lengths, widths, ids and paths inside the report's folder."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

from nbreports.definition.faults import fault, nearest, quote

ColorName = Literal["primary", "positive", "negative", "warn", "muted"]
COLOR_NAMES: tuple[str, ...] = get_args(ColorName)
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_NUMBER = r"(?:0|[1-9]\d{0,4})(?:\.\d{1,4})?"
_WIDTH = re.compile(rf"({_NUMBER})(mm|%|fr)\Z", re.ASCII)
_LENGTH = re.compile(rf"({_NUMBER})mm\Z", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}\Z")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?\Z", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}\Z")


def _hex_color(value: str) -> str:
    if _HEX.match(value):
        return value
    raise fault(f"{quote(value)} is not a colour", "Write it as #rrggbb.")


def _color(value: str) -> str:
    if value in COLOR_NAMES or _HEX.match(value):
        return value
    near = nearest(value, COLOR_NAMES)
    hint = f"Did you mean {near!r}?" if near else f"Use one of {', '.join(COLOR_NAMES)}, or #rrggbb."
    raise fault(f"{quote(value)} is not a colour", hint)


def _width(value: str) -> str:
    found = _WIDTH.match(value)
    if found and float(found[1]) > 0 and not (found[2] == "%" and float(found[1]) > 100):
        return value
    raise fault(f"{quote(value)} is not a width", "Write it as 20mm, 12% or 2fr.")


def _length(value: str) -> str:
    found = _LENGTH.match(value)
    if found and 0 < float(found[1]) <= 2000:
        return value
    raise fault(f"{quote(value)} is not a length", "Write it in millimetres: 20mm.")


def _margin(value: str) -> str:
    parts = value.split(" ")
    if len(parts) in (1, 2, 4) and all(_LENGTH.match(part) and float(part[:-2]) <= 200 for part in parts):
        return value
    raise fault(
        f"{quote(value)} is not a margin",
        "Write one length (15mm), two (top and bottom, left and right) or four (clockwise from the top).",
    )


def _id(value: str) -> str:
    if _ID.match(value):
        return value
    raise fault(f"{quote(value)} is not an id", "Use letters, digits, and _ . : - after the first.")


def inside_folder(value: str) -> str:
    """Return a path that stays inside the report's folder, whatever system reads it."""
    parts = value.replace("\\", "/").split("/")
    if not value or value.startswith(("/", "\\", "~")) or ":" in value or ".." in parts or "\0" in value:
        raise fault(
            f"{quote(value)} leaves the report's folder",
            "Put the file beside the report and name it by a relative path without '..'.",
            code="path",
        )
    return value


def _image_source(value: str) -> str:
    return inside_folder(value) if is_image_file(value) or "/" in value or "\\" in value else value


def is_image_file(value: str) -> bool:
    """Say whether an image's ``src`` names a file; otherwise it names a field."""
    return value.casefold().endswith(IMAGE_ENDINGS)


def _logo(value: str) -> str:
    if not is_image_file(value):
        raise fault(
            f"{quote(value)} is not an image file", f"Use a file ending in {', '.join(IMAGE_ENDINGS)}."
        )
    return inside_folder(value)


def _locale(value: str) -> str:
    if _LOCALE.match(value):
        return value
    raise fault(f"{quote(value)} is not a locale", "Write language and territory: en-US, de-CH.")


def _currency(value: str) -> str:
    if _CURRENCY.match(value):
        return value
    raise fault(f"{quote(value)} is not a currency", "Write the three letters of ISO 4217: EUR.")


def _timezone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise fault(f"{quote(value)} is not a time zone", "Write it as Europe/Zurich or UTC.") from None
    return value


def _number(value: object) -> object:
    """Refuse what JSON cannot hold and fold integral floats, so that Python and file mean the same value."""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN alone differs from itself
            raise fault("NaN and Infinity cannot stand in a report", "Use a finite number.")
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        raise fault(f"{quote(value)} does not fit 64 bits", "Use a smaller number.")
    return value


HexColor = Annotated[str, AfterValidator(_hex_color)]
Color = Annotated[str, AfterValidator(_color)]
Width = Annotated[str, AfterValidator(_width)]
Length = Annotated[str, AfterValidator(_length)]
Margin = Annotated[str, AfterValidator(_margin)]
BlockId = Annotated[str, AfterValidator(_id)]
FilePath = Annotated[str, AfterValidator(inside_folder)]
ImageSource = Annotated[str, AfterValidator(_image_source)]
Logo = Annotated[str, AfterValidator(_logo)]
Locale = Annotated[str, AfterValidator(_locale)]
Currency = Annotated[str, AfterValidator(_currency)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Number = Annotated[int | float, BeforeValidator(_number)]
Scalar = Annotated[bool | int | float | str, BeforeValidator(_number)]
