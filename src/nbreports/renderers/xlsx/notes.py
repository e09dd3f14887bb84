"""What the workbook says of its own making: the stamp and the warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import Cell
from nbreports.renderers.xlsx.cell_values import CellValues

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nbreports.renderers.xlsx.book import Book
    from nbreports.renderers.xlsx.sheet_stream import SheetStream

_TIME = "yyyy-MM-dd HH:mm"


def write_notes(book: Book, stream: SheetStream, warnings: Sequence[str], *, stamp: bool) -> None:
    """Write the stamp, where wanted, and the warnings, below what ``stream`` holds."""
    if stream.row > 1:
        stream.skip()
    if warnings:
        stream.write_row({1: book.text("Warnings", "heading")})
        for warning in warnings:
            stream.write_row({1: book.text(warning, "warning")})
        stream.skip()
    if stamp:
        stream.write_row({1: book.text("About this report", "heading")})
        for label, cell in _stamp(book):
            stream.write_row({1: book.text(label, "label"), 2: cell})


def _stamp(book: Book) -> list[tuple[str, str]]:
    start = book.start
    stamp = start.stamp
    values = CellValues(book.texts)

    def typed(value: object, text: str, spec: FormatSpec) -> str:
        return book.cell(values, Cell(value, text), spec, role="text", align="left")

    made = [("Source", book.text(stamp.source))]
    if stamp.rows is not None:
        made.append(("Rows", typed(stamp.rows, str(stamp.rows), FormatSpec("integer", locale=start.locale))))
    if stamp.sampled:
        made.append(("Sample", book.text("The figures come from a sample of the rows.")))
    made += [(f"Parameter {one.label or one.name}", book.text(one.text)) for one in stamp.params]
    made += [("Filter", book.text(one)) for one in stamp.filters]
    made.append(("Version", book.text(stamp.version)))
    spec = FormatSpec("datetime", _TIME, start.locale, timezone=start.timezone)
    made.append(("Made", typed(stamp.started, _clock(stamp.started), spec)))
    return made


def _clock(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds")
