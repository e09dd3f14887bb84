"""Pages and the columns of space on them: where the next thing stands, and when a page is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .file import ascii_string, string
from .look import MM
from .stream import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.document.nodes import PageSetup

    from .file import PdfFile
    from .running import Running
    from .tags import Element, Tags

_FAN = 200


class Sheets:
    """All pages of a document; those behind the current one are written and forgotten.

    Attributes
    ----------
    bookmarks
        ``(level, text, page object, height from the page's foot)`` in printed order.
    """

    def __init__(
        self,
        setup: PageSetup,
        file: PdfFile,
        tags: Tags,
        running: Running,
        told: Callable[[int, int | None], None] = lambda _made, _total: None,
    ) -> None:
        self._told = told
        self.file = file
        self.tags = tags
        self.running = running
        self.width, self.height = setup.width * MM, setup.height * MM
        self.left = setup.margin_left * MM
        self.right = self.width - setup.margin_right * MM
        self.bookmarks: list[tuple[int, str, int, float]] = []
        self.fonts = file.reserve()
        self.tree = file.reserve()
        self._branches: list[tuple[int, list[int]]] = []
        self._open: dict[int, Canvas] = {}
        self._done = 0
        self._made = 0
        self._heads: list[int] = []

    def top(self, index: int) -> float:
        """Return where the content of a page begins, in points from its top."""
        return self.running.top(index)

    def bottom(self, index: int) -> float:
        """Return where the content of a page ends."""
        return self.running.bottom(index)

    def canvas(self, index: int) -> Canvas:
        """Return an open page, made when first asked for."""
        while self._made <= index:
            self._open[self._made] = Canvas(self.file.reserve(), self.height)
            self._made += 1
        return self._open[index]

    def finish_before(self, index: int) -> None:
        """Write the pages before ``index``; nothing may be added to them."""
        while self._done < min(index, self._made):
            self._write(self._open.pop(self._done))
            self._done += 1
            self._told(self._done, None)

    def _write(self, canvas: Canvas) -> None:
        file = self.file
        head, body, foot = range(first := file.reserve(3), first + 3)
        self._heads.append(head)
        file.stream(body, canvas.content(), level=1)
        if not self._branches or len(self._branches[-1][1]) >= _FAN:
            self._branches.append((file.reserve(), []))
        branch, kids = self._branches[-1]
        kids.append(canvas.number)
        entries = [
            f"<</Type/Page/Parent {branch} 0 R/MediaBox[0 0 {self.width:.2f} {self.height:.2f}]"
            f"/Contents[{head} 0 R {body} 0 R {foot} 0 R]/Resources<</Font {self.fonts} 0 R".encode()
        ]
        if canvas.forms:
            forms = "".join(f"/{name} {number} 0 R" for name, number in canvas.forms.items())
            entries.append(f"/XObject<<{forms}>>".encode())
        entries.append(f">>/StructParents {self.tags.page_key(canvas.parents)}/Tabs/S".encode())
        if canvas.links:
            numbers = [self._link(canvas, index) for index in range(len(canvas.links))]
            entries.append(("/Annots[" + " ".join(f"{n} 0 R" for n in numbers) + "]").encode())
        file.add(canvas.number, b"".join(entries) + b">>")

    def _link(self, canvas: Canvas, index: int) -> int:
        link = canvas.links[index]
        number = self.file.reserve()
        box = f"{link.left:.2f} {self.height - link.bottom:.2f} {link.right:.2f} {self.height - link.top:.2f}"
        entry = b""
        if link.owner is not None:
            entry = b"/StructParent %d" % self.tags.key(link.owner.number)
            link.owner.kids.append(f"<</Type/OBJR/Obj {number} 0 R/Pg {canvas.number} 0 R>>")
            self.tags.close(link.owner)
        self.file.add(
            number,
            b"<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]/F 4/Contents%s/A<</S/URI/URI%s>>%s>>"
            % (box.encode(), string(link.url), ascii_string(link.url), entry),
        )
        return number

    def end(self) -> int:
        """Write the last pages, all headers and footers and the page tree; return the count of pages."""
        if not self._made:
            self.canvas(0)
        self.finish_before(self._made)
        count = self._done
        for index, number in enumerate(self._heads):
            self._told(index, count)
            head, foot = self.running.content(index, count)
            self.file.stream(number, head)
            self.file.stream(number + 2, foot)
        for branch, kids in self._branches:
            refs = " ".join(f"{kid} 0 R" for kid in kids)
            self.file.add(
                branch, f"<</Type/Pages/Parent {self.tree} 0 R/Count {len(kids)}/Kids[{refs}]>>".encode()
            )
        refs = " ".join(f"{branch} 0 R" for branch, _ in self._branches)
        self.file.add(self.tree, f"<</Type/Pages/Count {count}/Kids[{refs}]>>".encode())
        return count


class Flow:
    """A column of space that runs on from page to page.

    Attributes
    ----------
    page, y
        Where the next thing stands: a page's index and points from its top.
    """

    def __init__(
        self,
        sheets: Sheets,
        x: float,
        width: float,
        *,
        page: int = 0,
        y: float | None = None,
        outer: bool = True,
    ) -> None:
        self.sheets = sheets
        self.x = x
        self.width = width
        self.page = page
        self.y = sheets.top(page) if y is None else y
        self.outer = outer
        self.on_page: Callable[[], None] | None = None

    @property
    def canvas(self) -> Canvas:
        """The page that stands under ``y``."""
        return self.sheets.canvas(self.page)

    @property
    def right(self) -> float:
        """The column's right edge."""
        return self.x + self.width

    @property
    def room(self) -> float:
        """What is left of the page, in points."""
        return self.sheets.bottom(self.page) - self.y

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page's column yet."""
        return self.y <= self.sheets.top(self.page) + 0.01

    def height(self, page: int | None = None) -> float:
        """Return the height of the space of a page (the next one by default)."""
        page = self.page + 1 if page is None else page
        return self.sheets.bottom(page) - self.sheets.top(page)

    def advance(self) -> None:
        """Go to the next page's top."""
        self.page += 1
        self.y = self.sheets.top(self.page)
        self.canvas  # noqa: B018 - the page exists from here on, even if nothing is drawn on it
        if self.outer:
            self.sheets.finish_before(self.page)

    def need(self, height: float) -> bool:
        """Go to the next page unless ``height`` fits here or would fit nowhere; return whether it went."""
        if self.room + 0.01 >= height or self.fresh:
            return False
        self.advance()
        return True

    def gap(self, height: float) -> None:
        """Leave space before what follows, but not at a page's top."""
        if not self.fresh:
            self.y += height

    def bookmark(self, level: int, text: str) -> None:
        """Let the outline lead here."""
        top = self.sheets.height - self.y + 4
        self.sheets.bookmarks.append((level, text, self.canvas.number, top))

    def part(self, x: float, width: float) -> Flow:
        """Return a narrower column that begins here."""
        return Flow(self.sheets, x, width, page=self.page, y=self.y, outer=False)

    def element(self, kind: str, parent: Element | None = None, attributes: str = "") -> Element:
        """Open a structure element."""
        return self.sheets.tags.open(kind, parent, attributes)
