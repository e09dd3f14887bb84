"""The fonts of a document as PDF objects: subset to the glyphs used, numbers kept, text to read back."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .file import PdfFile
    from .fonts import Face

_DROPPED = (
    "GSUB",
    "GPOS",
    "GDEF",
    "STAT",
    "kern",
    "DSIG",
    "BASE",
    "JSTF",
    "MATH",
    "name",
    "meta",
    "vhea",
    "vmtx",
    "SVG ",
    "COLR",
)


def write_fonts(number: int, faces: list[Face], file: PdfFile) -> None:
    """Write all faces used and the resource dictionary ``number`` that names them."""
    entries = b""
    for face in faces:
        entries += b"/%s %d 0 R" % (face.key.encode(), _write(face, file))
    file.add(number, b"<<" + entries + b">>")


def subset(face: Face) -> bytes:
    """Return the font file with only the used glyphs, under their own numbers."""
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    count = face.face.glyph_count
    wanted.glyph_set.update({0, *(glyph for glyph in face.used if glyph < count)})
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )  # fmt: skip
    wanted.drop_table_tag_set.update(_tag(table) for table in _DROPPED)
    if face.face.has_var_data:
        wanted.pin_all_axes_to_default(face.face)
    result = hb.subset(face.face, wanted)
    data = bytes(result.blob.data)
    return _extended(data, face) if face.made else data


def _extended(data: bytes, face: Face) -> bytes:
    """Return the font with the glyphs made of others added after its own."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    names = list(font.getGlyphOrder())
    known = len(names)
    names += [f"pad{number}" for number in range(known, face.face.glyph_count)]
    names += [f"made{number}" for number in range(len(face.made))]
    font.setGlyphOrder(names)
    outlines, advances = font["glyf"], font["hmtx"]
    outlines.setGlyphOrder(names)
    for name in names[known : face.face.glyph_count]:
        outlines[name] = TTGlyphPen(None).glyph()
        advances[name] = (0, 0)
    for number, (parts, advance) in enumerate(face.made):
        pen = TTGlyphPen(outlines)
        for glyph, x, y in parts:
            pen.addComponent(names[glyph], (1, 0, 0, 1, x, y))
        name = f"made{number}"
        outlines[name] = pen.glyph()
        advances[name] = (advance, 0)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("latin-1"), "big")


def _write(face: Face, file: PdfFile) -> int:
    first = file.reserve(5)
    program, descriptor, child, unicode, font = range(first, first + 5)
    glyphs = sorted(face.used)
    tag = hashlib.sha256(repr(glyphs).encode()).digest()
    name = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + _name(face)
    data = subset(face)
    truetype = "glyf" in face.face.table_tags
    head = b"/Length1 %d" % len(data) if truetype else b"/Subtype/OpenType"
    file.stream(program, zlib.compress(data, 6), head + b"/Filter/FlateDecode", level=0)
    file.add(descriptor, _descriptor(face, name, program, truetype=truetype))
    mapping = "/CIDToGIDMap/Identity" if truetype else ""
    file.add(
        child,
        f"<</Type/Font/Subtype/CIDFontType{2 if truetype else 0}/BaseFont/{name}{mapping}/DW 1000"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {descriptor} 0 R/W[{_widths(face, glyphs)}]>>".encode(),
    )
    file.stream(unicode, _to_unicode(face))
    file.add(
        font,
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{child} 0 R]/ToUnicode {unicode} 0 R>>".encode(),
    )
    return font


def _name(face: Face) -> str:
    import uharfbuzz as hb

    said = face.face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or face.path.stem
    return re.sub(r"[^A-Za-z0-9-]", "", said) or "Font"


def _descriptor(face: Face, name: str, program: int, *, truetype: bool) -> bytes:
    extents: Any = face.font.get_font_extents("ltr")
    scale = face.scale
    italic = "Italic" in name
    key = "FontFile2" if truetype else "FontFile3"
    up, down = round(extents.ascender * scale), round(extents.descender * scale)
    return (
        f"<</Type/FontDescriptor/FontName/{name}/Flags {68 if italic else 4}"
        f"/FontBBox[-600 {down - 100} 2500 {up + 100}]/ItalicAngle {-12 if italic else 0}"
        f"/Ascent {up}/Descent {down}/CapHeight 714/StemV {140 if face.heavy else 80}/{key} {program} 0 R>>"
    ).encode()


def _widths(face: Face, glyphs: list[int]) -> str:
    parts: list[str] = []
    run: list[int] = []
    for glyph in glyphs:
        if run and glyph != run[-1] + 1:
            parts.append(f"{run[0]}[{' '.join(str(face.advance(g)) for g in run)}]")
            run = []
        run.append(glyph)
    if run:
        parts.append(f"{run[0]}[{' '.join(str(face.advance(g)) for g in run)}]")
    return "".join(parts)


def _to_unicode(face: Face) -> bytes:
    lines = [
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
        "1 begincodespacerange<0000><FFFF>endcodespacerange",
    ]
    pairs = [(glyph, text) for glyph, text in sorted(face.used.items()) if text]
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{glyph:04X}><{text.encode('utf-16-be').hex().upper()}>" for glyph, text in part]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return "\n".join(lines).encode()
