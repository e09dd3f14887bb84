"""The theme in the paper's terms: sizes in points, colours as operands of content streams."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbreports.document.nodes import CellStyle, Theme

MM = 72 / 25.4
_DEFAULTS = {
    "primary": "#1764c0",
    "positive": "#1a7f37",
    "negative": "#b42318",
    "warn": "#b7791f",
    "muted": "#5b6470",
}


@lru_cache(maxsize=4096)
def rgb(color: str) -> str:
    """Return ``#rrggbb`` as three operands."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)


@lru_cache(maxsize=4096)
def tint(color: str, share: float) -> str:
    """Return the operands of a colour mixed with white; ``share`` 1 is the colour itself."""
    parts = (1 - share * (1 - int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the bits of a style mask come to; colours are operands."""

    color: str | None = None
    background: str | None = None
    style: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """Everything the eye sees: colours as operands, sizes in points."""

    primary: str
    positive: str
    negative: str
    warn: str
    text: str
    muted: str
    line: str
    rule: str
    band: str
    bar: str
    bar_negative: str
    head: str | None
    head_text: str
    zebra: bool
    row_rules: bool
    group_fill: str | None
    title_color: str
    title_bar: bool
    size: float = 8.5
    small: float = 7.25
    title: float = 19.0
    heading: float = 11.5
    leading: float = 1.27

    @classmethod
    def of(cls, theme: Theme) -> Look:
        """Return the look of a theme."""
        colors = {**_DEFAULTS, **theme.colors}
        base = theme.base
        primary = colors["primary"]
        return cls(
            primary=rgb(primary),
            positive=rgb(colors["positive"]),
            negative=rgb(colors["negative"]),
            warn=rgb(colors["warn"]),
            text=rgb(theme.text),
            muted=rgb(theme.muted),
            line=rgb(theme.line),
            rule=rgb(theme.text if base == "plain" else primary if base != "minimal" else theme.muted),
            band=rgb(theme.band),
            bar=tint(primary, 0.22),
            bar_negative=tint(colors["negative"], 0.24),
            head={"corporate": rgb(theme.band), "vibrant": rgb(primary)}.get(base),
            head_text={"vibrant": "1 1 1", "minimal": rgb(theme.muted)}.get(base, rgb(theme.text)),
            zebra=base == "vibrant",
            row_rules=base in {"plain", "corporate"},
            group_fill=tint(primary, 0.10) if base == "vibrant" else None,
            title_color=rgb(primary) if base in {"vibrant", "corporate"} else rgb(theme.text),
            title_bar=base != "minimal",
        )


class Styles:
    """Resolves style masks against the styles of the report; later bits win."""

    def __init__(self, styles: tuple[CellStyle, ...]) -> None:
        self._styles = styles
        self._known: dict[int, Appearance] = {}

    def of(self, mask: int) -> Appearance:
        """Return what a mask of rules comes to."""
        found = self._known.get(mask)
        if found is None:
            color = background = None
            style = 0
            for bit, rule in enumerate(self._styles):
                if mask >> bit & 1:
                    color = rule.color or color
                    background = rule.background or background
                    style |= (1 if rule.bold else 0) | (2 if rule.italic else 0)
            found = Appearance(rgb(color) if color else None, rgb(background) if background else None, style)
            self._known[mask] = found
        return found

    def both(self, row: int, cell: int) -> Appearance:
        """Return what a cell shows whose row has styles too: the cell's own win."""
        if not row:
            return self.of(cell)
        outer, inner = self.of(row), self.of(cell)
        return Appearance(inner.color or outer.color, inner.background, outer.style | inner.style)
