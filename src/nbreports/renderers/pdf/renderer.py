"""The PDF renderer: document nodes in, the bytes of a tagged PDF out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.nodes import DocumentEnd, DocumentStart
from nbreports.document.nodes import Warning as ReportWarning
from nbreports.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import Node
    from nbreports.renderers.base import RenderContext

    from .blocks import Blocks
    from .file import PdfFile
    from .fonts import FontBook
    from .pages import Flow, Sheets
    from .press import Press


class PdfRenderer:
    """Paginates and writes a document as PDF, page by page.

    Every page's bytes are given out as soon as nothing can be added to it; headers, footers, fonts, bookmarks
    and the cross-reference follow at the end, so memory grows by a few bytes an object only.

    Parameters
    ----------
    context
        The chart drawer, a scratch folder and options: ``font_files`` and ``system_fonts`` say which fonts
        may show what the package's own cannot, ``stamp`` whether the stamp is printed.
    """

    def __init__(self, context: RenderContext) -> None:
        self._context = context
        self._start: DocumentStart | None = None
        self._file: PdfFile | None = None
        self._book: FontBook | None = None
        self._sheets: Sheets | None = None
        self._flow: Flow | None = None
        self._press: Press | None = None
        self._blocks: Blocks | None = None
        self._warnings: tuple[ReportWarning, ...] = ()

    def feed(self, node: Node) -> Iterable[bytes]:
        """Take the next node and return the bytes of the pages that are done.

        Raises
        ------
        GlyphError
            Text that no font at hand can show; the message names its characters.
        RenderError
            A block that cannot be printed, such as a table wider than the page.
        """
        if isinstance(node, DocumentStart):
            self._begin(node)
        elif self._blocks is None or self._file is None:
            raise RenderError("a document begins with DocumentStart", code="document")
        elif isinstance(node, DocumentEnd):
            self._warnings += node.warnings
        else:
            self._blocks.feed(node)
        return self._file.take() if self._file is not None else ()

    def _begin(self, start: DocumentStart) -> None:
        from nbreports.renderers.words import words

        from .blocks import Blocks
        from .file import PdfFile
        from .fonts import FontBook
        from .forms import Forms
        from .headings import report_title
        from .look import Look, Styles
        from .pages import Flow, Sheets
        from .press import Press
        from .running import Running
        from .tags import Tags
        from .text import Typesetter

        options = self._context.options
        file = PdfFile()
        book = FontBook(options.font_files, system=options.system_fonts, family=start.theme.font)
        setter = Typesetter(book)
        look = Look.of(start.theme)
        tags = Tags(file)
        running = Running(start.page, look, setter)
        sheets = Sheets(start.page, file, tags, running, self._context.pages)
        press = Press(
            setter,
            look,
            Styles(start.styles),
            tags,
            file,
            Forms(file),
            self._context.charts,
            words(start.locale),
        )
        flow = Flow(sheets, sheets.left, sheets.right - sheets.left)
        self._start, self._file, self._book = start, file, book
        self._sheets, self._flow, self._press = sheets, flow, press
        self._blocks = Blocks(flow, press)
        self._warnings = start.warnings
        if book.missing is not None:
            text = f"The font {book.missing!r} is not on this machine; Noto Sans stands in for it."
            self._warnings += (ReportWarning("font", text),)
        report_title(flow, press, start)

    def finish(self) -> Iterable[bytes]:
        """Return the remaining bytes: the last pages, headers and footers, fonts, structure, bookmarks."""
        from .embed import write_fonts
        from .ending import on_every_page, print_stamp, print_warnings, write_catalog, write_outline

        start, file, book, sheets = self._start, self._file, self._book, self._sheets
        flow, press = self._flow, self._press
        if start is None or file is None or book is None or sheets is None or flow is None or press is None:
            raise RenderError("a document begins with DocumentStart", code="document")
        print_warnings(self._warnings, flow, press)
        if start.show_stamp and self._context.options.stamp and not on_every_page(start):
            print_stamp(start.stamp.text, flow, press)
        sheets.end()
        press.setter.settle()
        write_fonts(sheets.fonts, book.used(), file)
        outline = write_outline(sheets, file)
        write_catalog(start, file, pages=sheets.tree, tags=press.tags.end(), outline=outline)
        return file.take()

    def close(self) -> None:
        """Release fonts and pages; safe to call twice."""
        if self._file is not None:
            self._file.close()
        self._file = self._book = self._sheets = self._flow = self._press = self._blocks = None
