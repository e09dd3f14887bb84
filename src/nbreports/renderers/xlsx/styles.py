"""How cells look, numbered: every look is one cell format of the workbook, made once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nbreports.renderers.xlsx.number_format import GENERAL, with_icon

if TYPE_CHECKING:
    from nbreports.document.nodes import CellStyle, Theme

Role = Literal[
    "detail", "head", "group_header", "group_footer", "line", "summary", "title", "subtitle", "note", "heading",
    "text", "label", "reference", "figure", "good", "bad", "margin", "warning",
]  # fmt: skip
_ICON_COLORS = {
    "up": "positive", "green": "positive", "flat": "muted",
    "amber": "warn", "down": "negative", "red": "negative",
}  # fmt: skip
LINK_COLOR = "#0563C1"


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that tells one cell format from another.

    ``styles`` is the mask of rule styles; ``level`` is the group's, for bands.
    """

    role: Role = "detail"
    number_format: str = GENERAL
    align: str | None = None
    styles: int = 0
    icon: str | None = None
    link: bool = False
    level: int = 0
    wrap: bool = False


class StyleBook:
    """Gives looks their index in the workbook, in order of first use, and their properties."""

    def __init__(self, theme: Theme, styles: tuple[CellStyle, ...]) -> None:
        self._theme = theme
        self._rules = styles
        self._indices: dict[Look, int] = {}
        self._made: dict[tuple[tuple[str, Any], ...], int] = {(): 0}

    def index(self, look: Look) -> int:
        """Return the index of ``look``; 0 is the workbook's own default."""
        known = self._indices.get(look)
        if known is None:
            # looks that come out alike share a format, as they do in XlsxWriter
            key = tuple(sorted(self._properties(look).items()))
            known = self._indices[look] = self._made.setdefault(key, len(self._made))
        return known

    def properties(self) -> list[dict[str, Any]]:
        """Return XlsxWriter's properties of every format, in the order of their indices from 1."""
        return [dict(key) for key in self._made if key]

    def _properties(self, look: Look) -> dict[str, Any]:
        theme = self._theme
        made: dict[str, Any] = dict(self._of_role(look))
        if theme.font:
            made["font_name"] = theme.font
        code = with_icon(look.number_format, look.icon) if look.icon else look.number_format
        if code != GENERAL:
            made["num_format"] = code
        if look.align:
            made["align"] = look.align
        if look.wrap:
            made["text_wrap"] = True
            made["valign"] = "top"
        if look.icon in _ICON_COLORS:
            made["font_color"] = theme.colors.get(_ICON_COLORS[look.icon], theme.text)
        if look.link:
            made["font_color"] = LINK_COLOR
            made["underline"] = 1
        for bit, rule in enumerate(self._rules):
            if look.styles >> bit & 1:
                made.update(_of_rule(rule))
        return {key: value.upper() if key.endswith("color") else value for key, value in made.items()}

    def _of_role(self, look: Look) -> dict[str, Any]:
        theme = self._theme
        primary = theme.colors.get("primary", theme.text)
        match look.role:
            case "head":
                head: dict[str, Any] = {"bold": True, "valign": "top", "text_wrap": True, "bottom": 1}
                if theme.base in {"corporate", "vibrant"}:
                    return {**head, "bg_color": primary, "font_color": "#FFFFFF", "bottom_color": primary}
                return {**head, "bg_color": theme.band, "font_color": theme.text, "bottom_color": theme.text}
            case "group_header":
                indent = {"indent": look.level - 1} if look.level > 1 and look.align == "left" else {}
                return {"bold": True, "bg_color": theme.band, "font_color": theme.text, **indent}
            case "group_footer":
                indent = {"indent": look.level - 1} if look.level > 1 and look.align == "left" else {}
                return {"bold": True, "top": 1, "top_color": theme.line, **indent}
            case "line":
                indent = {"indent": look.level - 1} if look.level > 1 and look.align == "left" else {}
                return {"top": 4, "top_color": theme.line, **indent}
            case "summary":
                return {
                    "bold": True,
                    "top": 1,
                    "bottom": 6,
                    "top_color": theme.text,
                    "bottom_color": theme.text,
                }
            case "title":
                return {"bold": True, "font_size": 16, "font_color": primary}
            case "subtitle":
                return {"bold": True, "font_size": 13, "font_color": theme.text}
            case "heading":
                return {"bold": True, "font_size": 12, "font_color": theme.text}
            case "note":
                return {"italic": True, "font_color": theme.muted}
            case "reference":
                return {"font_color": LINK_COLOR, "underline": 1}
            case "label":
                return {"font_color": theme.muted, "valign": "top"}
            case "margin":
                return {"bold": True, "bg_color": theme.band}
            case "figure":
                return {"bold": True, "font_size": 12}
            case "good" | "bad":
                name = "positive" if look.role == "good" else "negative"
                return {"bold": True, "font_size": 12, "font_color": theme.colors.get(name, theme.text)}
            case "warning":
                return {"font_color": theme.colors.get("warn", theme.text)}
            case _:
                return {}


def _of_rule(rule: CellStyle) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if rule.color:
        made["font_color"] = rule.color
    if rule.background:
        made["bg_color"] = rule.background
    if rule.bold:
        made["bold"] = True
    if rule.italic:
        made["italic"] = True
    return made
