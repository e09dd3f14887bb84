"""The theme: the report's look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.definition.base import Definition, Many
from nbreports.definition.values import HexColor, Logo


class Theme(Definition):
    """A base look and what differs from it; ``logo`` is a file inside the report's folder."""

    positional = ("base",)

    base: Literal["plain", "corporate", "minimal", "vibrant"] = "plain"
    primary: HexColor | None = None
    font: str | None = None
    logo: Logo | None = None
    palette: Many[HexColor] = ()

    if TYPE_CHECKING:

        def __init__(self, base: str = ..., /, **keys: Any) -> None: ...
