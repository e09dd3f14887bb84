"""What closes a document: warnings and stamp, outline, metadata, catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from .file import ascii_string, string
from .fonts import BOLD, REGULAR
from .headings import BLOCK_GAP
from .stream import Ink
from .wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nbreports.document.nodes import DocumentStart
    from nbreports.document.nodes import Warning as ReportWarning

    from .file import PdfFile
    from .pages import Flow, Sheets
    from .press import Press


_SPARE = 6.0
"""How far the stamp may reach into the space above the footer, in points."""


def print_warnings(warnings: Sequence[ReportWarning], flow: Flow, press: Press) -> None:
    """Print what the reader should know, in a box after the last block."""
    if not warnings:
        return
    look, size = press.look, 8.0
    lead = size * 1.35
    texts = [wrap(w.message, REGULAR, (flow.width - 20) / size * 1000, press.setter) for w in warnings]
    height = 14 + lead * (1 + sum(map(len, texts)))
    flow.gap(BLOCK_GAP)
    flow.need(min(height, flow.height()))
    boxed = height <= flow.room
    if boxed:
        flow.canvas.fill(flow.x, flow.y, flow.width, height, look.band)
        flow.canvas.fill(flow.x, flow.y, 2.2, height, look.warn)
    flow.y += 7
    inner = flow.part(flow.x + 12, flow.width - 20)
    inner.outer = flow.outer
    element = flow.element("P")
    press.lines(inner, [press.words.warnings], size, BOLD, look.text, element=element, leading=lead)
    press.tags.close(element)
    for lines in texts:
        element = flow.element("P")
        press.lines(inner, lines, size, REGULAR, look.text, element=element, leading=lead)
        press.tags.close(element)
    flow.page, flow.y = inner.page, inner.y + 7


def on_every_page(start: DocumentStart) -> bool:
    """Return whether the page's header or footer already says the stamp."""
    bands = [band for band in (start.page.header, start.page.footer) if band is not None]
    parts = [part for band in bands for text in (band.left, band.center, band.right) for part in text]
    return any(
        isinstance(part, str) and bool(start.stamp.text) and start.stamp.text in part for part in parts
    )


def print_stamp(text: str, flow: Flow, press: Press) -> None:
    """Print the stamp, small, after everything else."""
    if not text:
        return
    look, size = press.look, 7.0
    lines = wrap(text, REGULAR, flow.width / size * 1000, press.setter)
    height = 6 + len(lines) * size * look.leading
    if height <= flow.room + _SPARE:
        # a page with nothing but the stamp is a waste: it may stand close
        flow.gap(max(min(BLOCK_GAP, flow.room - height), 3.0))
    else:
        flow.advance()
    flow.canvas.rule(flow.x, flow.right, flow.y, 0.5, look.line)
    flow.y += 5
    element = flow.element("P")
    for line in lines:
        flow.canvas.mark(element)
        run = press.setter.prose(line, REGULAR)
        flow.canvas.text(flow.x, flow.y + size * 0.98, run, Ink(size, REGULAR, look.muted))
        flow.canvas.unmark()
        flow.y += size * look.leading
    press.tags.close(element)


def write_outline(sheets: Sheets, file: PdfFile) -> int | None:
    """Write the bookmarks as a tree and return its root's number; levels may skip."""
    marks = sheets.bookmarks
    if not marks:
        return None
    root = file.reserve()
    first = file.reserve(len(marks))
    parents: list[int] = []
    children: dict[int, list[int]] = {-1: []}
    path: list[tuple[int, int]] = []
    for index, (level, *_) in enumerate(marks):
        while path and path[-1][0] >= level:
            path.pop()
        parent = path[-1][1] if path else -1
        parents.append(parent)
        children.setdefault(parent, []).append(index)
        path.append((level, index))
    place = {index: spot for siblings in children.values() for spot, index in enumerate(siblings)}
    for index, (_, text, page, top) in enumerate(marks):
        siblings = children[parents[index]]
        spot = place[index]
        parent = root if parents[index] < 0 else first + parents[index]
        body = b"<</Title%s/Parent %d 0 R/Dest[%d 0 R/XYZ null %.2f null]" % (string(text), parent, page, top)
        if spot:
            body += b"/Prev %d 0 R" % (first + siblings[spot - 1])
        if spot + 1 < len(siblings):
            body += b"/Next %d 0 R" % (first + siblings[spot + 1])
        inner = children.get(index)
        if inner:
            body += b"/First %d 0 R/Last %d 0 R/Count -%d" % (first + inner[0], first + inner[-1], len(inner))
        file.add(first + index, body + b">>")
    roots = children[-1]
    file.add(
        root,
        b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        % (first + roots[0], first + roots[-1], len(roots)),
    )
    return root


def write_catalog(start: DocumentStart, file: PdfFile, *, pages: int, tags: int, outline: int | None) -> None:
    """Write metadata and catalog and end the file; every date is the run's own."""
    info, meta, root = file.reserve(3), 0, 0
    meta, root = info + 1, info + 2
    when = _pdf_date(start.stamp.started)
    maker = f"nbreports {start.stamp.version}"
    author = b"/Author" + string(start.author) if start.author else b""
    subject = b"/Subject" + string(start.description) if start.description else b""
    file.add(
        info,
        b"<</Title%s%s%s/Creator%s/Producer%s/CreationDate(%s)/ModDate(%s)>>"
        % (string(start.title), author, subject, string(maker), string(maker), when, when),
    )
    file.stream(meta, _xmp(start, maker), b"/Type/Metadata/Subtype/XML", level=0)
    body = (
        b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>" % (pages, meta, ascii_string(start.locale), tags)
    )
    if outline is not None:
        body += b"/Outlines %d 0 R/PageMode/UseOutlines" % outline
    file.add(root, body + b">>")
    file.end(root, info)


def _pdf_date(when: datetime) -> bytes:
    zone = when.strftime("%z")
    return (when.strftime("D:%Y%m%d%H%M%S") + (f"{zone[:3]}'{zone[3:5]}'" if zone else "Z")).encode()


def _xmp(start: DocumentStart, maker: str) -> bytes:
    when = start.stamp.started.replace(microsecond=0).isoformat()
    if start.stamp.started.tzinfo is None:
        when += "Z"

    def plain(text: str) -> str:
        return escape("".join(c for c in text if c >= " " and not 0xD800 <= ord(c) < 0xE000))

    author = (
        f"<dc:creator><rdf:Seq><rdf:li>{plain(start.author)}</rdf:li></rdf:Seq></dc:creator>"
        if start.author
        else ""
    )
    about = (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{plain(start.description)}</rdf:li></rdf:Alt>'
        "</dc:description>"
        if start.description
        else ""
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{plain(start.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{plain(start.locale)}</rdf:li></rdf:Bag></dc:language>{author}{about}"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{plain(maker)}</xmp:CreatorTool><pdf:Producer>{plain(maker)}</pdf:Producer>"
        '<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
