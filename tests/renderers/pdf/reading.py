"""Reading a PDF back: text by page and line, boxes of characters, objects."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import pikepdf
import pypdfium2 as pdfium


class Char(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float


def texts(data: bytes) -> list[str]:
    """The text of each page."""
    with pdfium.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def lines(data: bytes) -> list[list[str]]:
    """The lines of each page as read, without spaces at their ends."""
    return [[line.strip() for line in text.splitlines() if line.strip()] for text in texts(data)]


def chars(data: bytes) -> list[list[Char]]:
    """The characters of each page with their boxes in points from the page's foot."""
    found: list[list[Char]] = []
    with pdfium.PdfDocument(data) as pdf:
        for page in pdf:
            text = page.get_textpage()
            line = []
            for index in range(text.count_chars()):
                char = text.get_text_range(index, 1)
                if char.strip():
                    line.append(Char(char, *text.get_charbox(index)))
            found.append(line)
    return found


def open_pdf(data: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(data))
    assert not pdf.check_pdf_syntax()
    return pdf


def outline(data: bytes) -> list[tuple[int, str, int]]:
    """Bookmarks: level, title, page from 0."""
    with pdfium.PdfDocument(data) as pdf:
        return [(item.level, item.get_title(), item.get_dest().get_index()) for item in pdf.get_toc()]


def structure(pdf: pikepdf.Pdf) -> Any:
    """The structure tree as nested (kind, children), with how many marks each element holds."""

    def read(element: Any) -> tuple[str, list[Any]]:
        kids = element.get("/K", pikepdf.Array())
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        inner = []
        for kid in kids:
            if isinstance(kid, int):
                inner.append("mark")
            elif "/S" in kid:
                inner.append(read(kid))
            else:
                inner.append(str(kid["/Type"])[1:])
        return str(element["/S"])[1:], inner

    return read(pdf.Root.StructTreeRoot.K[0])


def find(tree: Any, kind: str) -> list[Any]:
    """All elements of a kind."""
    if isinstance(tree, str):
        return []
    own = [tree] if tree[0] == kind else []
    return own + [found for child in tree[1] for found in find(child, kind)]
