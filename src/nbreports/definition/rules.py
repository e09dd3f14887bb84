"""Rules: how a cell or row looks where a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

from nbreports.definition.base import Definition, Expr, Name
from nbreports.definition.faults import fault
from nbreports.definition.values import Color


class Style(Definition):
    """A named look in the report's ``styles``; a rule's bare string may name it."""

    color: Color | None = None
    background: Color | None = None
    bold: bool = False
    italic: bool = False
    text: str | None = None
    """What is printed in place of the value."""


class Rule(Definition):
    """A conditional style: exactly one of ``when``, ``bar``, ``scale`` and ``icons``.

    ``on`` names the column whose value it looks at, the rule's own column otherwise. A bare string is
    ``when``; where that names one of the report's ``styles``, the style always applies.
    """

    short = "when"
    positional = ("when",)

    when: Expr | None = None
    bar: bool = False
    scale: Literal["blues", "greens", "reds", "greys", "diverging"] | None = None
    icons: Literal["arrows", "lights", "stars"] | None = None
    target: Literal["cell", "row"] = "cell"
    on: Name | None = None
    color: Color | None = None
    background: Color | None = None
    bold: bool = False
    italic: bool = False
    text: str | None = None

    if TYPE_CHECKING:

        def __init__(self, when: str | None = None, /, **keys: Any) -> None: ...

    @model_validator(mode="after")
    def _one(self) -> Rule:
        given = [key for key in ("when", "bar", "scale", "icons") if getattr(self, key)]
        if len(given) != 1:
            raise fault(
                f"a rule has {' and '.join(given) or 'none of when, bar, scale, icons'}",
                "Give exactly one of when, bar, scale and icons.",
            )
        if self.target == "row" and not self.when:
            raise fault(f"{given[0]!r} cannot style a row", "Leave 'target' out, or use 'when'.")
        return self

    @property
    def styled(self) -> bool:
        """Whether the rule says itself how the cell looks."""
        return bool(self.color or self.background or self.bold or self.italic or self.text is not None)
