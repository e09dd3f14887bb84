"""Rules as hidden columns: style masks, bars and icons worked out by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.expressions.nodes import Expression

ICONS: dict[str, tuple[str, ...]] = {
    "arrows": ("down", "flat", "up"),
    "lights": ("red", "amber", "green"),
    "stars": ("star0", "star1", "star2", "star3"),
}


@dataclass(frozen=True, slots=True)
class Decoration:
    """One rule of one column.

    Attributes
    ----------
    column
        The column's number, or None where the rule styles the row.
    kind
        ``when``, ``bar``, ``scale`` or ``icons``.
    detail, band
        What it looks at in a detail row and in a band row; None where it has nothing to look at there.
    masks
        One style mask for ``when``; one a step, low to high, for ``scale``.
    icons
        The icons' set.
    """

    column: int | None
    kind: str
    detail: Expression | None
    band: Expression | None
    masks: tuple[int, ...] = ()
    icons: str | None = None
    diverging: bool = False


def figures(decorations: Sequence[Decoration], place: str) -> dict[str, Expression]:
    """Return the figures the rules need in ``place`` (``detail`` or ``band``), by column name."""
    found = {f"x{number}": getattr(decoration, place) for number, decoration in enumerate(decorations)}
    return {name: expression for name, expression in found.items() if expression is not None}


def hidden_columns(decorations: Sequence[Decoration], place: str) -> dict[int | None, frozenset[str]]:
    """Return for each column number (None for the row) which of ``s``, ``b``, ``i`` it has in ``place``."""
    letters = {"when": "s", "scale": "s", "bar": "b", "icons": "i"}
    found: dict[int | None, set[str]] = {}
    for decoration in decorations:
        if getattr(decoration, place) is not None:
            found.setdefault(decoration.column, set()).add(letters[decoration.kind])
    return {column: frozenset(kinds) for column, kinds in found.items()}


def decorate(table: Any, decorations: Sequence[Decoration], place: str) -> Any:
    """Return ``table`` with the looked-at columns ``x…`` replaced by masks ``s…``, bars ``b…`` and icons ``i…``."""
    added: dict[str, Any] = {}
    looked = figures(decorations, place)
    for number, decoration in enumerate(decorations):
        name = f"x{number}"
        if name not in looked:
            continue
        suffix = "" if decoration.column is None else str(decoration.column)
        if decoration.kind in ("when", "scale"):
            mask = (
                _when(table, name, decoration)
                if decoration.kind == "when"
                else _scale(table, name, decoration)
            )
            key = f"s{suffix}"
            added[key] = added[key] | mask if key in added else mask
        elif decoration.kind == "bar":
            added[f"b{suffix}"] = _bar(table, name)
        else:
            added[f"i{suffix}"] = _icon(table, name, decoration)
    return table.mutate(**added).drop(*looked) if looked else table


def _when(table: Any, name: str, decoration: Decoration) -> Any:
    import ibis

    mask, none = ibis.literal(decoration.masks[0], "int64"), ibis.literal(0, "int64")
    return ibis.ifelse(table[name].fill_null(False), mask, none)


def _extent(table: Any, name: str) -> tuple[Any, Any, Any]:
    import ibis

    value = table[name].cast("float64")
    # what is infinite has no place between the smallest and the largest
    value = ibis.ifelse(value.isinf(), ibis.null("float64"), value)
    whole = ibis.window()
    return value, value.min().over(whole), value.max().over(whole)


def _share(table: Any, name: str, *, diverging: bool = False) -> Any:
    """Return where each value lies between the smallest and the largest, 0 to 1."""
    import ibis

    value, low, high = _extent(table, name)
    if diverging:
        reach = ibis.greatest(low.abs(), high.abs())
        low, high = -reach, reach
    return ibis.ifelse(high == low, 0.5, (value - low) / (high - low).nullif(0))


def _bar(table: Any, name: str) -> Any:
    import ibis

    value, low, high = _extent(table, name)
    return value / ibis.greatest(low.abs(), high.abs()).nullif(0)


def _steps(share: Any, count: int) -> Any:
    import ibis

    return ibis.least((share * count).floor().cast("int64"), count - 1)


def _scale(table: Any, name: str, decoration: Decoration) -> Any:
    import ibis

    step = _steps(_share(table, name, diverging=decoration.diverging), len(decoration.masks))
    cases = [(step == number, ibis.literal(mask, "int64")) for number, mask in enumerate(decoration.masks)]
    return ibis.cases(*cases, else_=ibis.literal(0, "int64"))


def _icon(table: Any, name: str, decoration: Decoration) -> Any:
    import ibis

    icons = ICONS[decoration.icons or "arrows"]
    if decoration.icons == "arrows":
        sign = table[name].cast("float64").sign().cast("int64") + 1
        return ibis.cases(
            *[(sign == number, icon) for number, icon in enumerate(icons)], else_=ibis.null("string")
        )
    step = _steps(_share(table, name), len(icons))
    return ibis.cases(
        *[(step == number, icon) for number, icon in enumerate(icons)], else_=ibis.null("string")
    )


SCALES: Mapping[str, tuple[str, ...]] = {
    "blues": ("#f5f8fc", "#e8f0f9", "#dae7f5", "#cbddf1", "#bad2ec", "#a8c6e6", "#95b9e0"),
    "greens": ("#f4f9f5", "#e5f2e8", "#d5ebd9", "#c3e2ca", "#b0d9ba", "#9dcfa9", "#88c497"),
    "reds": ("#fdf6f5", "#fae9e6", "#f7dad5", "#f3cac3", "#eeb9b0", "#e8a79c", "#e19587"),
    "greys": ("#f8f9f9", "#eff0f2", "#e5e7ea", "#dadde1", "#ced2d8", "#c1c7ce", "#b4bbc3"),
    "diverging": ("#e8a79c", "#f3cac3", "#fae9e6", "#f8f9f9", "#e8f0f9", "#cbddf1", "#a8c6e6"),
}
"""Steps from low to high, all light enough to stand behind dark text."""
