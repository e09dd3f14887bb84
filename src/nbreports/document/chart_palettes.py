"""The colours of series: a theme's own palette, else one per theme base.

The built-in palettes differ in lightness as well as in hue, so that their first six colours stay apart for
people with protanopia and deuteranopia; each has a contrast of 2 to 1 at least with white paper.
"""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbreports.document.nodes import Theme

PALETTES: dict[str, tuple[str, ...]] = {
    "plain": ("#1764c0", "#d8a01e", "#00996a", "#8a3071", "#62b0fc", "#5c4711", "#8681bb", "#e6550f"),
    "corporate": ("#1f3a5f", "#e0922f", "#5b8fd0", "#9c4a2b", "#b3adc4", "#4f7f76", "#c9b458", "#6b5b8c"),
    "minimal": ("#2b2f36", "#7fa6dc", "#b3893a", "#2f5fb3", "#b9b3a6", "#66774e", "#a65a8c", "#8a5a3c"),
    "vibrant": ("#5b3df5", "#ff5b0e", "#00aa90", "#ae1191", "#00b0f5", "#7a4800", "#c98bff", "#c2a800"),
}
_ALIKE = 60
"""Colours nearer than this (in weighted RGB) are one colour to the eye."""


def primary_color(theme: Theme) -> str:
    """Return the colour of a single series."""
    return theme.colors.get("primary") or (theme.palette or PALETTES[theme.base])[0]


def series_colors(theme: Theme, count: int) -> tuple[str, ...]:
    """Return ``count`` colours: the theme's palette, else the base's with the theme's primary first.

    Beyond its end the palette repeats in lighter and darker tones.
    """
    palette = theme.palette or _with_primary(PALETTES[theme.base], primary_color(theme))
    colors: list[str] = []
    for index in range(count):
        turn, place = divmod(index, len(palette))
        colors.append(_toned(palette[place], turn))
    return tuple(colors)


def _with_primary(palette: tuple[str, ...], primary: str) -> tuple[str, ...]:
    return (primary, *(color for color in palette if _distance(color, primary) > _ALIKE))


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _distance(one: str, other: str) -> float:
    (r1, g1, b1), (r2, g2, b2) = _rgb(one), _rgb(other)
    red = (r1 + r2) / 512
    return float(((2 + red) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (3 - red) * (b1 - b2) ** 2) ** 0.5)


def _toned(color: str, turn: int) -> str:
    """Return a tone of ``color``: itself, lighter, darker, lighter still."""
    if turn == 0:
        return color
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _rgb(color)))
    step = 0.14 * ((turn + 1) // 2)
    light = min(0.82, light + step) if turn % 2 else max(0.15, light - step)
    parts = colorsys.hls_to_rgb(hue, light, saturation * 0.85)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
