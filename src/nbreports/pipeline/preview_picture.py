"""One page of a PDF as a picture."""

from __future__ import annotations

import io
import threading

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
            bitmap = page.render(scale=scale)
            # a copy, which outlives the page
            drawn = bitmap.to_pil().convert("RGB")
            bitmap.close()
            page.close()
        finally:
            document.close()
    png = io.BytesIO()
    drawn.save(png, "PNG", compress_level=3)
    return PagePicture(count, number, png.getvalue())
