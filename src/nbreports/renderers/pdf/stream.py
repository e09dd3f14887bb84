"""One page's content as operators: text, rules, fills, shapes, links; y runs down from the page's top."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .forms import Form
    from .shaping import Run
    from .tags import Element

FACES = ("F1", "F2", "F3", "F4")


class Ink(NamedTuple):
    """How a line is set: size in points, style, colour."""

    size: float
    style: int
    color: str


class Link(NamedTuple):
    """A clickable area in points from the top left, where it leads and what it belongs to."""

    left: float
    top: float
    right: float
    bottom: float
    url: str
    owner: Element | None


class Canvas:
    """A page while it is filled.

    Attributes
    ----------
    number
        The page object's number.
    parents
        The structure element of each piece of marked content, by its number.
    """

    def __init__(self, number: int, height: float) -> None:
        self.number = number
        self.height = height
        self.parts: list[str] = []
        self.parents: list[str] = []
        self.links: list[Link] = []
        self.forms: dict[str, int] = {}
        self.used = False
        self._marked = False

    # --- marked content

    def mark(self, element: Element) -> None:
        """Let what follows belong to ``element``, until ``unmark``."""
        number = len(self.parents)
        self.parents.append(str(element.number))
        element.kids.append(f"<</Type/MCR/Pg {self.number} 0 R/MCID {number}>>")
        self.parts.append(f"/{element.kind}<</MCID {number}>>BDC")
        self._marked = True

    def unmark(self) -> None:
        """End what ``mark`` or ``artifact`` began."""
        self.parts.append("EMC")
        self._marked = False

    def artifact(self) -> None:
        """Let what follows be decoration, until ``unmark``."""
        self.parts.append("/Artifact BMC")
        self._marked = True

    def draw(self, operators: str) -> None:
        """Append shapes; outside marked content they are decoration."""
        self.used = True
        if self._marked:
            self.parts.append(operators)
        else:
            self.parts.append(f"/Artifact BMC\n{operators}\nEMC")

    def raw(self, operators: str) -> None:
        """Append operators that mark themselves."""
        self.used = True
        self.parts.append(operators)

    # --- shapes

    def fill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Fill a rectangle."""
        self.draw(f"{color} rg {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def rule(self, x1: float, x2: float, y: float, weight: float, color: str) -> None:
        """Draw a horizontal rule."""
        up = self.height - y
        self.draw(f"{weight:.2f} w {color} RG {x1:.2f} {up:.2f} m {x2:.2f} {up:.2f} l S")

    def upright(self, x: float, y1: float, y2: float, weight: float, color: str) -> None:
        """Draw a vertical rule."""
        self.draw(
            f"{weight:.2f} w {color} RG {x:.2f} {self.height - y1:.2f} m {x:.2f} {self.height - y2:.2f} l S"
        )

    # --- text

    def text(self, x: float, y: float, run: Run, ink: Ink) -> None:
        """Show one line with its baseline at ``y``."""
        size, style, color = ink
        self.used = True
        if " Tr" in run.ops:  # outlines drawn thicker take the stroke colour
            self.parts.append(f"{color} RG")
        self.parts.append(
            f"BT {color} rg/{FACES[style]} 1 Tf {size:.4g} 0 0 {size:.4g} {x:.2f} {self.height - y:.2f} Tm"
            f"[<{run.ops}>]TJ ET"
        )

    def form(self, form: Form, x: float, y: float, width: float, height: float) -> None:
        """Place a form or image with its top left corner at x, y."""
        self.used = True
        self.forms[form.name] = form.number
        across, up = width / form.unit[0], height / form.unit[1]
        self.parts.append(
            f"q {across:.5g} 0 0 {up:.5g} {x:.2f} {self.height - y - height:.2f} cm/{form.name} Do Q"
        )

    def content(self) -> bytes:
        """Return the page's content stream."""
        return "\n".join(self.parts).encode("latin-1")
