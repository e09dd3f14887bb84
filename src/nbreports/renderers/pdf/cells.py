"""One row of cells drawn one by one: wrapped text, spans, bands, heads; and the shapes of bars and icons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from .shaping import Run
from .stream import Ink, Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .look import Look
    from .press import Press
    from .stream import Canvas
    from .tags import Element
    from .text import Typesetter

ICON_ROOM = {"up": 1150, "flat": 1150, "down": 1150, "green": 1150, "amber": 1150, "red": 1150}
"""What an icon takes from its cell, in 1/1000 em; stars take three times a star."""
STAR_ROOM = 2700


def icon_room(icon: str | None) -> int:
    """Return what an icon takes from its cell, in 1/1000 em."""
    return 0 if icon is None else ICON_ROOM.get(icon, STAR_ROOM)


@dataclass(frozen=True, slots=True)
class RowType:
    """How the rows of a table are set, in points."""

    size: float
    leading: float

    @property
    def line_height(self) -> float:
        """The height of a row of one line."""
        return self.leading + 2.4

    @property
    def baseline(self) -> float:
        """Where the first baseline stands below a row's top."""
        return self.line_height / 2 + self.size * 0.35

    def height(self, lines: int) -> float:
        """Return the height of a row of so many lines."""
        return self.line_height + (lines - 1) * self.leading


class Area(NamedTuple):
    """Where a row stands: its left edge and top on the page, and its height."""

    x: float
    y: float
    height: float


@dataclass(slots=True)
class Box:
    """A cell ready to draw: its inner edges in points from the row's left, and its lines."""

    left: float
    right: float
    align: str
    lines: Sequence[str]
    style: int = 0
    color: str | None = None
    background: str | None = None
    link: str | None = None
    bar: float | None = None
    icon: str | None = None
    kind: Literal["TD", "TH"] = "TD"
    scope: Literal["Row", "Column"] = "Column"
    span: int = 1


def squeezed(run: Run, limit: float) -> Run:
    """Return a line made narrower to fit ``limit`` (1/1000 em): a number is never cut or broken."""
    if run.width <= limit or not run.width:
        return run
    share = max(limit, 1) / run.width * 100
    return Run(f">]TJ {share:.2f} Tz[<{run.ops}>]TJ 100 Tz[<", int(limit))


def _narrow(box: Box, line: str, size: float, setter: Typesetter) -> Run:
    room = (box.right - box.left) / size * 1000 + 1 - icon_room(box.icon)
    return squeezed(setter.run(line, box.style), room)


def _start(box: Box, width: float, shift: float) -> float:
    """Return where a line begins; ``shift`` is the icon's room before it."""
    if box.align == "right":
        return box.right - width
    return (box.left + box.right + shift - width) / 2 if box.align == "center" else box.left + shift


def draw_row(
    press: Press, canvas: Canvas, boxes: Sequence[Box], area: Area, rows: RowType, *, row: Element | None
) -> None:
    """Draw one row; without ``row`` it is decoration, as a head repeated on a page is."""
    look, tags = press.look, press.tags
    x, y, height = area
    size = rows.size
    for box in boxes:
        if box.background:
            canvas.fill(x + box.left - 3, y, box.right - box.left + 6, height, box.background)
        if box.bar is not None:
            canvas.draw(
                bar(x + box.left, x + box.right, canvas.height - y - height, height, share=box.bar, look=look)
            )
    for box in boxes:
        if not box.lines and not box.icon:
            if row is not None:
                tags.empty(box.kind, row, _attributes(box))
            continue
        cell = tags.open(box.kind, row, _attributes(box)) if row is not None else None
        owner = tags.open("Link", cell) if box.link and cell is not None else None
        shift = icon_room(box.icon) * size / 1000
        if cell is None:
            canvas.artifact()
        runs = [_narrow(box, line, size, press.setter) for line in box.lines]
        if box.icon:
            start = _start(box, runs[0].width * size / 1000 if runs else 0.0, shift) - shift
            canvas.draw(icon_at(box.icon, x + start, canvas.height - y - rows.baseline, size, look))
        for index, run in enumerate(runs):
            if not run.ops:
                continue
            inside = owner or cell
            if inside is not None:
                canvas.mark(inside)
            width = run.width * size / 1000
            left = x + _start(box, width, shift)
            base = y + rows.baseline + index * rows.leading
            color = box.color or (look.primary if box.link else look.text)
            canvas.text(left, base, run, Ink(size, box.style, color))
            if inside is not None:
                canvas.unmark()
            if box.link:
                canvas.links.append(
                    Link(left, base - size, left + width, base + size * 0.25, box.link, owner)
                )
                owner = None
        if cell is None:
            canvas.unmark()
        else:
            tags.close(cell)


def _attributes(box: Box) -> str:
    scope = f"/Scope/{box.scope}" if box.kind == "TH" else ""
    span = f"/ColSpan {box.span}" if box.span > 1 else ""
    return f"/A<</O/Table{scope}{span}>>" if scope or span else ""


def bar(left: float, right: float, foot: float, height: float, *, share: float, look: Look) -> str:
    """Return the operators of a data bar behind a number; ``foot`` is measured from the page's foot."""
    width = max(abs(share), 0.004) * (right - left + 2)
    color = look.bar_negative if share < 0 else look.bar
    return f"{color} rg {left - 1:.2f} {foot + 1.4:.2f} {width:.2f} {height - 2.8:.2f} re f"


def icon_at(name: str, left: float, base: float, size: float, look: Look) -> str:
    """Return the operators of an icon with its left edge and baseline at a point from the page's foot."""
    half, middle = size * 0.36, base + size * 0.34
    x = left + half
    if name in {"up", "down"}:
        way = 1 if name == "up" else -1
        color = look.positive if way > 0 else look.negative
        return (
            f"{color} rg {x - half:.2f} {middle - way * half * 0.8:.2f} m {x + half:.2f} "
            f"{middle - way * half * 0.8:.2f} l {x:.2f} {middle + way * half * 0.9:.2f} l f"
        )
    if name == "flat":
        return (
            f"{look.muted} rg {x - half:.2f} {middle - half * 0.28:.2f} {2 * half:.2f} {half * 0.56:.2f} re f"
        )
    if name.startswith("star"):
        count = int(name[4:])
        return " ".join(
            _star(
                left + half + index * size * 0.82,
                middle,
                half * 1.05,
                look.warn if index < count else look.line,
            )
            for index in range(3)
        )
    color = {"green": look.positive, "amber": look.warn}.get(name, look.negative)
    return f"{color} rg {_circle(x, middle, half * 0.92)} f"


def _circle(x: float, y: float, r: float) -> str:
    k = r * 0.5523
    return (
        f"{x + r:.2f} {y:.2f} m {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c"
    )


_STAR = (
    (0, 1), (0.235, 0.323), (0.951, 0.309), (0.38, -0.124), (0.588, -0.809),
    (0, -0.4), (-0.588, -0.809), (-0.38, -0.124), (-0.951, 0.309), (-0.235, 0.323),
)  # fmt: skip


def _star(x: float, y: float, r: float, color: str) -> str:
    points = [f"{x + r * a:.2f} {y + r * b:.2f}" for a, b in _STAR]
    return f"{color} rg {points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " f"
