"""One line of any script as glyphs in visual order: bidi, runs by font and script, HarfBuzz."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from nbreports.errors import GlyphError

from .fonts import IGNORABLE

if TYPE_CHECKING:
    from .fonts import Face, FontBook

_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff\u202a-\u202e\u2066-\u2069]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_STAND_INS = {0x2011: "-", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2007: " ", 0x2212: "-"}


class Run(NamedTuple):
    """A line ready for a page.

    Attributes
    ----------
    ops
        What stands between ``[<`` and ``>]TJ`` while the style's own face is current and the font size is 1.
    width
        Its advance in 1/1000 em.
    """

    ops: str
    width: int


LINE_END = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
"""What ends a line in a cell's text."""


def clean(text: str) -> str:
    """Return text without control characters: tabs are spaces, others show as U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\x85", "\n").replace("\t", " ")
    return _CONTROL.sub("\ufffd", text)


def shape_line(text: str, style: int, book: FontBook) -> Run:
    """Shape one cleaned line.

    Raises
    ------
    GlyphError
        No font at hand has one of its characters; the message names them all.
    """
    own = book.base(style)
    parts: list[str] = []
    width = 0
    for piece, face, rtl in _pieces(text, style, book):
        ops, advance = _shape(piece, face, rtl=rtl)
        if face is not own:
            heavy = style & 1 and not face.heavy
            # a fallback face has no bold of its own: its outlines are drawn a little thicker
            before = f">]TJ/{face.key} 1 Tf 2 Tr .25 w[<" if heavy else f">]TJ/{face.key} 1 Tf[<"
            after = f">]TJ 0 Tr/{own.key} 1 Tf[<" if heavy else f">]TJ/{own.key} 1 Tf[<"
            ops = f"{before}{ops}{after}"
        parts.append(ops)
        width += advance
    return Run("".join(parts), width)


def _pieces(text: str, style: int, book: FontBook) -> list[tuple[str, Face, bool]]:
    """Return the runs of one face, script and direction in visual order, each in logical order."""
    faces = _faces(text, style, book)
    scripts = _scripts(text)
    order = _visual(text) if _RTL.search(text) else [(i, False) for i in range(len(text))]
    pieces: list[tuple[list[int], Face, bool]] = []
    last: tuple[int, str, bool] | None = None
    for index, rtl in order:
        kind = (id(faces[index]), scripts[index], rtl)
        if kind != last:
            pieces.append(([], faces[index], rtl))
            last = kind
        pieces[-1][0].append(index)
    return [("".join(text[i] for i in sorted(where)), face, rtl) for where, face, rtl in pieces]


def _faces(text: str, style: int, book: FontBook) -> list[Face]:
    """Return the face of each character; a grapheme cluster is never split."""
    own = book.base(style)
    clusters: list[str]
    if all(own.has(ord(c)) for c in text):
        return [own] * len(text)
    from uniseg.graphemecluster import grapheme_clusters

    clusters = list(grapheme_clusters(text))
    faces: list[Face] = []
    missing: list[str] = []
    for cluster in clusters:
        face = book.find(cluster, style)
        if face is None and len(cluster) > 1:
            # no font has the whole cluster: each character on its own, which loses the join but no text
            for char in cluster:
                single = faces[-1] if ord(char) in IGNORABLE and faces else book.find(char, style)
                if single is None:
                    missing.append(char)
                faces.append(single or own)
            continue
        if face is None:
            missing.append(cluster)
        faces.extend([face or own] * len(cluster))
    if missing:
        raise _missing(missing)
    return faces


def _missing(chars: list[str]) -> GlyphError:
    unique = list(dict.fromkeys(chars))
    named = ", ".join(f"{c} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in unique[:8])
    more = f" and {len(unique) - 8} more" if len(unique) > 8 else ""
    return GlyphError(
        f"no font at hand can show {named}{more}",
        remedy="Install a font that has these characters, or name one in font_files.",
    )


def _scripts(text: str) -> list[str]:
    if text.isascii():
        return ["Latn"] * len(text)
    from fontTools.unicodedata import script

    found: list[str] = []
    last = ""
    for char in text:
        kind = script(char)
        if kind in {"Zyyy", "Zinh", "Zzzz"}:
            kind = last
        found.append(kind)
        last = kind
    first = next((kind for kind in found if kind), "Latn")
    return [kind or first for kind in found]


def _visual(text: str) -> list[tuple[int, bool]]:
    """Return a line's characters from left to right: their indices and whether they run right to left."""
    from bidi import algorithm as bidi

    storage: dict[str, Any] = bidi.get_empty_storage()
    level = bidi.get_base_level(text)
    storage["base_level"], storage["base_dir"] = level, "LR"[level]
    bidi.get_embedding_levels(text, storage)
    for index, char in enumerate(storage["chars"]):
        char["index"] = index
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    bidi.reorder_resolved_levels(storage, False)
    return [(char["index"], bool(char["level"] % 2)) for char in storage["chars"]]


def _shape(text: str, face: Face, *, rtl: bool) -> tuple[str, int]:
    """Return the operators and advance of one run of one face, script and direction."""
    import uharfbuzz as hb

    if not all(face.has(ord(c)) or ord(c) in IGNORABLE for c in text):
        text = "".join(c if face.has(ord(c)) else _STAND_INS.get(ord(c), c) for c in text)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(face.font, buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    if not infos:
        return "", 0
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    ops: list[str] = []
    width = 0
    for cluster, members in groupby(
        zip(infos, positions, strict=True), key=lambda pair: int(pair[0].cluster)
    ):
        glyphs = [(info.codepoint, position) for info, position in members]
        shown, advance = _cluster(glyphs, text[cluster : ends[cluster]], face)
        ops.append(shown)
        width += advance
    return "".join(ops), width


def _cluster(glyphs: list[tuple[int, Any]], said: str, face: Face) -> tuple[str, int]:
    """Return the operators and advance of the glyphs that together stand for ``said``.

    A letter drawn from several glyphs (a body and its dots), or with one that also stands for another text,
    becomes a glyph of its own: readers gather text by glyph, and would lose or reorder it otherwise.
    """
    first, place = glyphs[0]
    advance = round(sum(position.x_advance for _, position in glyphs) * face.scale)
    if len(glyphs) == 1 and not place.x_offset and not place.y_offset:
        known = face.used.setdefault(first, said)
        if known == said or (said.isspace() and known.isspace()):
            kern = face.advance(first) - advance
            return (f"{first:04x}>{kern}<" if kern else f"{first:04x}"), advance
    pen = 0
    parts: list[tuple[int, int, int]] = []
    for glyph, position in glyphs:
        parts.append((glyph, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    made = face.compose(tuple(parts), pen, said)
    if made is not None:
        return f"{made:04x}", advance
    raw = said.encode("utf-16-be").hex()
    return f">]TJ/Span<</ActualText<FEFF{raw}>>>BDC[<{_placed(parts, advance, face)}>]TJ EMC[<", advance


def _placed(parts: list[tuple[int, int, int]], advance: int, face: Face) -> str:
    """Return the operators of glyphs at their places, for fonts that cannot be given new glyphs."""
    pen = 0
    ops: list[str] = []
    for glyph, x, y in parts:
        face.used.setdefault(glyph, "")
        place, up = round(x * face.scale), round(y * face.scale)
        if place != pen:
            ops.append(f">{pen - place}<")
        ops.append(f">]TJ {up / 1000:g} Ts[<{glyph:04x}>]TJ 0 Ts[<" if up else f"{glyph:04x}")
        pen = place + face.advance(glyph)
    if pen != advance:
        ops.append(f">{pen - advance}<")
    return "".join(ops)
