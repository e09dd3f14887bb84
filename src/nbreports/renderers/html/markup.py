"""Text as markup. Every text of a document passes `escape`; nothing else makes markup of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.document.nodes import Icon

_ACTIVE = re.compile("[&<>\"'\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;"}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)


def escape(text: str) -> str:
    """Return ``text`` as HTML text, also for a quoted attribute; what HTML cannot hold becomes U+FFFD."""
    return _ACTIVE.sub(_entity, text) if _ACTIVE.search(text) else text


def _entity(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], "\ufffd")


class EscapeCache(dict[str, str]):
    """Escaped texts by text, for columns whose values repeat; forgets when it grows large."""

    def __missing__(self, text: str) -> str:
        if len(self) > 50_000:
            self.clear()
        made = self[text] = escape(text)
        return made


def escape_all(texts: list[str], cache: EscapeCache) -> list[str]:
    """Escape a column: one search where nothing needs it."""
    if _ACTIVE.search("\n".join(texts)) is None:
        return texts
    return [cache[text] for text in texts]


def anchor(ident: str) -> str:
    """Return a block's id as an escaped attribute value that cannot be one of the page's own."""
    return "b-" + escape(re.sub(r"\s+", "-", ident))


def link(inner: str, address: str | None) -> str:
    """Return a link around markup, or the markup where the address is not one a report may give."""
    if address is None or not _ADDRESS.fullmatch(address):
        return inner
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{inner}</a>'


def classes(names: Iterable[str]) -> str:
    """Return a class attribute with its leading space, or nothing."""
    joined = " ".join(name for name in names if name)
    return f' class="{joined}"' if joined else ""


def mask_classes(mask: int) -> str:
    """Return the classes of a style mask: ``s0 s3``."""
    return " ".join(f"s{bit}" for bit in range(mask.bit_length()) if mask >> bit & 1)


ICON_WORDS: dict[Icon, str] = {
    "up": "up",
    "flat": "unchanged",
    "down": "down",
    "green": "green",
    "amber": "amber",
    "red": "red",
    "star0": "0 of 3",
    "star1": "1 of 3",
    "star2": "2 of 3",
    "star3": "3 of 3",
}


def icon(name: Icon) -> str:
    """Return an icon: a use of one of the page's own symbols."""
    return (
        f'<svg class="ic ic-{name}" role="img" aria-label="{ICON_WORDS[name]}"><use href="#i-{name}"/></svg>'
    )


_STAR = "M7 1.2l1.8 3.7 4 .6-2.9 2.8.7 4L7 10.4l-3.6 1.9.7-4L1.2 5.5l4-.6z"


def symbols() -> str:
    """Return the page's symbols, drawn in 14 by 14."""
    shapes = {
        "up": '<path d="M7 2.5l4.6 8H2.4z"/>',
        "down": '<path d="M7 11.5l-4.6-8h9.2z"/>',
        "flat": '<path d="M2 5.8h10v2.4H2z"/>',
        **dict.fromkeys(("green", "amber", "red"), '<circle cx="7" cy="7" r="4.6"/>'),
    }
    made = [f'<symbol id="i-{name}" viewBox="0 0 14 14">{shape}</symbol>' for name, shape in shapes.items()]
    for count in range(4):
        stars = "".join(
            f'<path class="{"on" if at < count else "off"}" transform="translate({at * 14} 0)" d="{_STAR}"/>'
            for at in range(3)
        )
        made.append(f'<symbol id="i-star{count}" viewBox="0 0 42 14">{stars}</symbol>')
    return f'<svg class="defs" width="0" height="0" aria-hidden="true">{"".join(made)}</svg>'
