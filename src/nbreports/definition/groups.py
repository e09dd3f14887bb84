"""Groups: the levels at which a table breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field as Key

from nbreports.definition.base import Definition, Expr, Name


class Group(Definition):
    """A level of breaking, with header and footer. A bare string is ``by``.

    ``sort`` is ``asc``, ``desc`` or a measure (``-`` for descending); ``top`` keeps that many groups, and
    ``other`` adds one line for the rest. ``header`` and ``footer`` are Markdown filled in the group's own
    scope.
    """

    short = "by"
    positional = ("by",)

    by: Expr
    name: Name | None = None
    label: str | None = None
    sort: Expr = "asc"
    top: int | None = Key(default=None, ge=1, le=2**63 - 1)
    other: bool = False
    totals_at: Literal["footer", "header", "both", "none"] = "footer"
    header: str | None = None
    footer: str | None = None
    page_break: Literal["before", "after", "between"] | None = None
    keep_together: Literal["none", "whole", "first_rows"] = "first_rows"
    repeat_header: bool = True
    collapsed: bool = False
    bookmark: bool = True

    if TYPE_CHECKING:

        def __init__(self, by: str = ..., /, **keys: Any) -> None: ...

    @property
    def key(self) -> str:
        """The group's name in outputs: its ``name``, else its ``by`` text."""
        return self.name or self.by
