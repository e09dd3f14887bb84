"""What stands before the report's content: the document's data, its paper, its type, its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nbreports.document.nodes import PageNumber
from nbreports.renderers.typst.code import array, call, color, content, number, picture, string

if TYPE_CHECKING:
    from nbreports.document.nodes import DocumentStart, PageBand, PageSetup, RunningText

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Z]{2}))?(?:[-_].*)?")
_RUNNING = """#let page-number = context counter(page).display("1")
#let page-count = context str(counter(page).final().first())
#let on-page(first, rest) = context if here().page() == 1 { first } else { rest }
"""


def head(start: DocumentStart) -> str:
    """Return the source up to the first block."""
    at = start.stamp.started
    moment = call(
        "datetime",
        year=str(at.year),
        month=str(at.month),
        day=str(at.day),
        hour=str(at.hour),
        minute=str(at.minute),
        second=str(at.second),
    )
    author = array([string(start.author)]) if start.author else None
    said = _LANGUAGE.fullmatch(start.locale)
    text = call(
        "text",
        size="9pt",
        fill=color(start.theme.text),
        lang=string(said[1]) if said else None,
        region=string(said[2]) if said and said[2] else None,
    )
    made = [
        f"// Made by nbreports {re.sub(r'[^0-9A-Za-z.+-]', '', start.stamp.version)}\n",
        f"#set {call('document', title=content(start.title), author=author, date=moment)}\n",
        _RUNNING,
        f"#set {_page(start.page)}\n",
        f"#set {text}\n",
        "#set par(justify: false)\n",
        f"#show heading: set text(fill: {color(start.theme.colors.get('primary')) or 'black'})\n\n",
    ]
    if start.theme.logo is not None:
        made.append(f"#{picture(start.theme.logo, '', height='12mm')}\n")
    made.append(f"#{call('heading', content(start.title), level='1')}\n")
    if start.description:
        made.append(f"#{call('par', content(start.description))}\n")
    return "".join(made)


def _page(page: PageSetup) -> str:
    sides = ("top", "right", "bottom", "left")
    margins = ", ".join(f"{side}: {number(getattr(page, f'margin_{side}'))}mm" for side in sides)
    return call(
        "page",
        width=f"{number(page.width)}mm",
        height=f"{number(page.height)}mm",
        margin=f"({margins})",
        header=_band(page.header, page.first_header, differs=page.first_differs),
        footer=_band(page.footer, page.first_footer, differs=page.first_differs),
    )


def _band(band: PageBand | None, first: PageBand | None, *, differs: bool) -> str:
    rest = _places(band)
    return call("on-page", _places(first), rest) if differs else rest


def _places(band: PageBand | None) -> str:
    if band is None:
        return "none"
    texts = [_running(text) for text in (band.left, band.center, band.right)]
    return call("grid", *texts, columns="(1fr, 1fr, 1fr)", align="(left, center, right)")


def _running(text: RunningText) -> str:
    parts = [
        {"number": "page-number", "count": "page-count"}[part.what]
        if isinstance(part, PageNumber)
        else content(part)
        for part in text
    ]
    return " + ".join(parts) or '""'
