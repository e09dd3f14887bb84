"""What the columns of a table ask for, seen from its labels, hints and first rows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from .bands import INDENT
from .fonts import BOLD, REGULAR
from .layout import Need
from .wrap import longest_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.document.nodes import BandRow, TableColumn, TableStart

    from .batch import Batch
    from .text import Typesetter

_SAMPLE = 200
_LONGEST = 12_000
_WIDEST = 42_000


def head_text(column: TableColumn) -> str:
    """Return what stands above a column."""
    return f"{column.label} ({column.unit})" if column.unit else column.label


def needs(
    start: TableStart, batch: Batch | None, bands: Sequence[BandRow], setter: Typesetter
) -> tuple[list[Need], list[str]]:
    """Return each column's need and alignment, the stub's first where there is one."""
    found: list[Need] = []
    aligns: list[str] = []
    stub = start.stub is not None
    if stub:
        found.append(_stub(start, bands, setter))
        aligns.append("left")
    for place, column in enumerate(start.columns):
        found.append(_column(place, column, batch, bands, setter))
        aligns.append(column.align)
    return found, aligns


def _head(text: str, setter: Typesetter) -> tuple[float, float]:
    """Return the least and best width of a column's head, which may take several lines."""
    return longest_unit(text, BOLD, setter), min(setter.width(text, BOLD), _LONGEST)


def _stub(start: TableStart, bands: Sequence[BandRow], setter: Typesetter) -> Need:
    inner = len(start.groups)
    widest: float = max(setter.width(start.stub_wide, BOLD), setter.width(start.stub or "", BOLD))
    least: float = longest_unit(start.stub or "", BOLD, setter)
    for band in bands:
        if band.shown and any(cell is not None for cell in band.cells):
            style = REGULAR if band.level == inner and not start.detail else BOLD
            indent = INDENT * max(band.level - 1, 0) / 8.5 * 1000
            widest = max(widest, setter.width(band.label, style) + indent)
            least = max(least, min(longest_unit(band.label, style, setter) + indent, _LONGEST))
    return Need(least, min(widest, _WIDEST), text=True)


def _column(
    place: int, column: TableColumn, batch: Batch | None, bands: Sequence[BandRow], setter: Typesetter
) -> Need:
    text = column.type == "text"
    head_least, head_best = _head(head_text(column), setter)
    best = float(setter.width(column.wide, BOLD)) if column.wide else 0.0
    least = best
    for band in bands:
        cell = band.cells[place] if place < len(band.cells) else None
        if cell is not None and band.shown:
            width = setter.width(cell.text, BOLD) + (1200 if cell.icon else 0)
            best = max(best, width)
            least = max(least, width)
    if batch is not None and batch.count:
        best = max(best, float(batch.widths[place].max()))
        least = max(least, best)
    if text:
        texts = list(dict.fromkeys(islice(batch.texts[place], 4000)))[:_SAMPLE] if batch is not None else []
        texts += [band.cells[place].text for band in bands[:_SAMPLE] if band.cells[place] is not None]  # type: ignore[union-attr]
        texts.append(column.wide)
        words = max((longest_unit(each, REGULAR, setter) for each in texts), default=0)
        least = min(max(words * 1.04, min(best, 5000.0)), _LONGEST)
        best = min(best, _WIDEST)
    return Need(least, best, head_least, head_best, text=text, width=column.width)
