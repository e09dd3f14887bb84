"""Paper, margins, headers and footers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nbreports.definition.base import Definition
from nbreports.definition.values import Margin


class PageText(Definition):
    """A page's header or footer: three texts, each may hold ``{{ … }}``."""

    left: str = ""
    center: str = ""
    right: str = ""


class FirstPage(Definition):
    """What differs on page 1: null for none, ``"same"`` (the default) for the other pages' own."""

    header: PageText | Literal["same"] | None = "same"
    footer: PageText | Literal["same"] | None = "same"


class Page(Definition):
    """The page of paged outputs. ``margin`` is one, two or four lengths, clockwise from the top."""

    positional = ("size",)
    unfilled = frozenset({"columns"})

    size: Literal["A3", "A4", "A5", "letter", "legal"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    margin: Margin = "20mm 18mm"
    header: PageText | None = None
    footer: PageText | None = None
    first: FirstPage | None = None
    columns: int = 1

    if TYPE_CHECKING:

        def __init__(self, size: str = ..., /, **keys: Any) -> None: ...

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """Top, right, bottom and left, in millimetres."""
        sides = [float(part.removesuffix("mm")) for part in self.margin.split(" ")]
        top, right, *rest = sides * 4 if len(sides) == 1 else sides * 2 if len(sides) == 2 else sides
        return top, right, rest[0], rest[1]
