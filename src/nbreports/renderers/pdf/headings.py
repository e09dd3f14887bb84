"""Titles of the report and its blocks, and the notes below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .fonts import BOLD, REGULAR
from .wrap import wrap

if TYPE_CHECKING:
    from nbreports.document.nodes import DocumentStart

    from .pages import Flow
    from .press import Press

BLOCK_GAP = 16.0
"""Space between two blocks, in points."""

_AFTER_TITLE = 4.0


def title_height(flow: Flow, press: Press, text: str | None) -> float:
    """Return what a block's title takes, with the space after it."""
    if not text:
        return 0.0
    look = press.look
    lines = wrap(text, BOLD, flow.width / look.heading * 1000, press.setter)
    return len(lines) * look.heading * look.leading + _AFTER_TITLE


def title(flow: Flow, press: Press, text: str | None, *, level: int = 2) -> None:
    """Print a block's title; who calls has made sure that what follows fits below it."""
    if not text:
        return
    look = press.look
    if flow.outer:
        flow.bookmark(0, text)
    lines = wrap(text, BOLD, flow.width / look.heading * 1000, press.setter)
    element = flow.element(f"H{level}")
    press.lines(flow, lines, look.heading, BOLD, look.text, element=element)
    press.tags.close(element)
    flow.y += _AFTER_TITLE


def note_height(flow: Flow, press: Press, text: str | None) -> float:
    """Return what a note takes, with the space before it."""
    if not text:
        return 0.0
    look = press.look
    lines = wrap(text, REGULAR, flow.width / look.small * 1000, press.setter)
    return 4 + len(lines) * look.small * look.leading


def note(flow: Flow, press: Press, text: str | None) -> None:
    """Print a note below a block, small and muted."""
    if not text:
        return
    look = press.look
    lines = wrap(text, REGULAR, flow.width / look.small * 1000, press.setter)
    flow.y += 4
    element = flow.element("P")
    press.lines(flow, lines, look.small, REGULAR, look.muted, element=element)
    press.tags.close(element)


def report_title(flow: Flow, press: Press, start: DocumentStart) -> None:
    """Print the report's title and description at the top of page 1."""
    look = press.look
    limit = flow.width / look.title * 1000
    logo = start.theme.logo
    if logo is not None and logo.media_type != "image/svg+xml":
        from .pictures import logo_width, place_logo

        limit -= (logo_width(press, logo) + 16) / look.title * 1000
        place_logo(flow, press, logo)
    element = flow.element("H1")
    lines = wrap(start.title, BOLD, limit, press.setter)
    press.lines(flow, lines, look.title, BOLD, look.title_color, element=element, leading=look.title * 1.2)
    press.tags.close(element)
    if start.description:
        flow.y += 2
        lines = wrap(start.description, REGULAR, flow.width / 9.5 * 1000, press.setter)
        element = flow.element("P")
        press.lines(flow, lines, 9.5, REGULAR, look.muted, element=element)
        press.tags.close(element)
    if look.title_bar:
        flow.y += 7
        flow.canvas.rule(flow.x, flow.right, flow.y, 1.4, look.primary)
    flow.y += BLOCK_GAP * 0.9
