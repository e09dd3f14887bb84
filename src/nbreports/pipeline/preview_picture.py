"""One page of a PDF as a picture."""

from __future__ import annotations

import struct
import threading
import zlib

from nbreports.errors import UsageError
from nbreports.pipeline.preview_result import PagePicture

_PDFIUM = threading.Lock()
"""PDFium is not safe to call from several threads."""
MOST_SCALE = 8.0
MOST_PIXELS = 40_000_000


def picture(pdf: bytes, number: int, scale: float) -> PagePicture:
    """Return one page of a PDF, ``scale`` times 72 pixels an inch.

    Raises
    ------
    UsageError
        For a page that is not there, or a picture too large.
    """
    import pypdfium2

    if not 0 < scale <= MOST_SCALE:
        raise UsageError(f"scale is {scale}", remedy=f"Give more than 0, at most {MOST_SCALE:g}.")
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            if not 1 <= number <= count:
                raise UsageError(
                    f"there is no page {number}", remedy=f"The report has {count} pages: 1 to {count}."
                )
            page = document[number - 1]
            width, height = page.get_size()
            if width * height * scale**2 > MOST_PIXELS:
                raise UsageError(f"a page at scale {scale:g} is too large a picture", remedy="Use less.")
            bitmap = page.render(scale=scale, rev_byteorder=True)
            pixels, stride, channels = bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels
            size = bitmap.width, bitmap.height
            bitmap.close()
            page.close()
        finally:
            document.close()
    return PagePicture(count, number, _png(pixels, *size, stride, channels))


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Return rows of bytes, 3 or 4 a pixel and ``stride`` a row, as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
        )

    color = {1: 0, 3: 2, 4: 6}[channels]
    # each row begins with its filter: none
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width * channels] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 3)), (b"IEND", b""))
    )
