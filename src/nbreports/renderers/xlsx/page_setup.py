"""How sheets print: paper, margins, headers and footers, the head of the table on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.document.nodes import PageNumber
from nbreports.renderers.xlsx.xml_text import attribute, printable, utf16_length

if TYPE_CHECKING:
    from nbreports.document.nodes import PageBand, PageSetup, RunningText
    from nbreports.renderers.xlsx.sheet_stream import SheetStream

_PAPERS = {(297, 420): 8, (210, 297): 9, (148, 210): 11, (216, 279): 1, (216, 356): 5}
"""Excel's paper numbers by short and long side in millimetres: A3, A4, A5, letter, legal."""
_MM = 25.4
_LONGEST = 255
_CODES = {"number": "&P", "count": "&N"}


def set_up_pages(sheet: Any, stream: SheetStream, page: PageSetup) -> None:
    """Give an XlsxWriter worksheet the report's page: one page wide, as many high as it takes."""
    if page.width > page.height:
        sheet.set_landscape()
    sides = sorted((page.width, page.height))
    for (short, long), paper in _PAPERS.items():
        if abs(sides[0] - short) < 2 and abs(sides[1] - long) < 2:
            sheet.set_paper(paper)
    sheet.set_margins(
        left=page.margin_left / _MM,
        right=page.margin_right / _MM,
        top=page.margin_top / _MM,
        bottom=page.margin_bottom / _MM,
    )
    sheet.fit_to_pages(1, 0)
    if stream.repeated is not None:
        sheet.repeat_rows(stream.repeated[0] - 1, stream.repeated[1] - 1)
    if stream.page_breaks:
        sheet.set_h_pagebreaks(stream.page_breaks[:1023])


def header_footer(page: PageSetup) -> str:
    """Return the sheet's ``<headerFooter>``, or nothing."""
    parts = [("oddHeader", page.header), ("oddFooter", page.footer)]
    if page.first_differs:
        parts += [("firstHeader", page.first_header), ("firstFooter", page.first_footer)]
    texts = [(tag, running_texts(band)) for tag, band in parts if band is not None]
    body = "".join(f"<{tag}>{attribute(text)}</{tag}>" for tag, text in texts if text)
    if not body and not page.first_differs:
        return ""
    first = ' differentFirst="1"' if page.first_differs else ""
    return f"<headerFooter{first}>{body}</headerFooter>"


def running_texts(band: PageBand) -> str:
    """Return three running texts in Excel's notation, each cut to its part of the 255 characters."""
    texts = [("&L", band.left), ("&C", band.center), ("&R", band.right)]
    written = [(code, _coded(text)) for code, text in texts if text]
    room = _LONGEST - 2 * len(written)
    made = ""
    for left, (code, pieces) in enumerate(written):
        share = room // (len(written) - left)
        text = _within(pieces, share)
        room -= utf16_length(text)
        made += code + text
    return made


def _coded(text: RunningText) -> list[str]:
    """Return the smallest pieces that must not be cut: characters, doubled ``&``, page codes."""
    pieces: list[str] = []
    for part in text:
        if isinstance(part, PageNumber):
            pieces.append(_CODES[part.what])
        else:
            pieces += ["&&" if letter == "&" else letter for letter in printable(part)]
    return pieces


def _within(pieces: list[str], room: int) -> str:
    made = ""
    used = 0
    for piece in pieces:
        used += utf16_length(piece)
        if used > room:
            break
        made += piece
    return made
