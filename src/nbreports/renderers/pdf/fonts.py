"""Which font file shows which character: the package's family, given files, then the machine's fonts."""

from __future__ import annotations

import os
import sys
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REGULAR, BOLD, ITALIC, BOLD_ITALIC = 0, 1, 2, 3
"""Styles as bits: 1 is bold, 2 is italic."""

_OWN = Path(__file__).parent / "fonts"
_OWN_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf")
_STYLES = {
    **dict.fromkeys(("regular", "book", "roman", "normal", ""), REGULAR),
    "bold": BOLD,
    **dict.fromkeys(("italic", "oblique"), ITALIC),
    **dict.fromkeys(("bold italic", "bold oblique"), BOLD_ITALIC),
}
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_SLANTED_OR_HEAVY = ("bold", "italic", "oblique", "black", "thin", "light", "heavy", "mono", "condensed")

IGNORABLE = frozenset(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0x2060, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2061, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE1000),
    ]
)
"""Characters that need no glyph of their own: joiners, marks of direction, variation selectors, tags."""


@lru_cache(maxsize=512)
def _open(path: str, number: int, _changed: float) -> Any:
    """Return the HarfBuzz face of a font file; shared by all documents of the process."""
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(path), number)


class Face:
    """One font of a document: its characters, advances in 1/1000 em, and the glyphs used so far.

    Attributes
    ----------
    key
        The name in the page's resources, such as ``F1``.
    used
        Glyph number to the text it stands for, filled while pages are written.
    made
        Glyphs added to the font, numbered on from its own: their parts (glyph, x, y) and advance in font units.
    """

    def __init__(self, key: str, path: Path, number: int = 0, *, heavy: bool = False) -> None:
        import uharfbuzz as hb

        self.key = key
        self.path = path
        self.heavy = heavy
        self.face = _open(str(path), number, path.stat().st_mtime)
        self.font = hb.Font(self.face)
        self.scale = 1000 / self.face.upem
        self.characters = self.face.unicodes
        self.used: dict[int, str] = {}
        self.made: list[tuple[tuple[tuple[int, int, int], ...], int]] = []
        self._recipes: dict[tuple[tuple[tuple[int, int, int], ...], int, str], int] = {}
        self._advances: dict[int, int] = {}

    def has(self, code: int) -> bool:
        """Return whether the font has a glyph for the character."""
        return code in self.characters

    def name(self, *, family: bool) -> str:
        """Return the name of the font's family or style."""
        import uharfbuzz as hb

        ids = hb.OTNameIdPredefined
        first, second = (
            (ids.TYPOGRAPHIC_FAMILY, ids.FONT_FAMILY)
            if family
            else (ids.TYPOGRAPHIC_SUBFAMILY, ids.FONT_SUBFAMILY)
        )
        return str(self.face.get_name(first) or self.face.get_name(second) or "")

    def glyph(self, code: int) -> int:
        """Return the glyph number of a character the font has."""
        return int(self.font.get_nominal_glyph(code) or 0)

    def advance(self, glyph: int) -> int:
        """Return a glyph's advance in 1/1000 em, as the document's width table will say it."""
        found = self._advances.get(glyph)
        if found is None:
            found = self._advances[glyph] = round(self.font.get_glyph_h_advance(glyph) * self.scale)
        return found

    def compose(self, parts: tuple[tuple[int, int, int], ...], advance: int, text: str) -> int | None:
        """Return a glyph made of others that stands for ``text``; None where the font's kind has no such."""
        key = (parts, advance, text)
        found = self._recipes.get(key)
        if found is None:
            number = self.face.glyph_count + len(self.made)
            if number > 0xFFFF or "glyf" not in self.face.table_tags:
                return None
            self.made.append((parts, advance))
            self.used[number] = text
            for glyph, _, _ in parts:
                self.used.setdefault(glyph, "")
            self._advances[number] = round(advance * self.scale)
            found = self._recipes[key] = number
        return found


class FontBook:
    """All fonts of one document, opened when a character first asks for them.

    Parameters
    ----------
    files
        Fallback font files, tried in order after the package's own.
    system
        Whether the machine's fonts may be tried last.
    family
        A family to set everything in, looked for among both; the package's own where it is not there.
    """

    def __init__(self, files: Sequence[Path] = (), *, system: bool = True, family: str | None = None) -> None:
        self._files = tuple(files)
        self._family = family
        self._system = system
        self._styles: list[Face | None] = [None] * 4
        self._behind: dict[int, Face] = {}
        self._fallbacks: list[Face] = []
        self._waiting: Iterator[tuple[Path, int]] | None = None
        self._missing: set[int] = set()

    def base(self, style: int) -> Face:
        """Return the package's own face of a style."""
        face = self._styles[style]
        if face is None:
            path, number = self._chosen.get(style, (_OWN / _OWN_FILES[style], 0))
            face = Face(f"F{style + 1}", path, number, heavy=bool(style & BOLD))
            self._styles[style] = face
        return face

    @cached_property
    def _chosen(self) -> dict[int, tuple[Path, int]]:
        """The files of the family asked for, by style."""
        found: dict[int, tuple[Path, int]] = {}
        if self._family is None:
            return found
        wanted = self._family.casefold()
        for path, number in self._candidates():
            face = self._load(path, number)
            if face is not None and wanted == face.name(family=True).casefold():
                style = _STYLES.get(face.name(family=False).casefold())
                if style is not None:
                    found.setdefault(style, (path, number))
                    if len(found) == len(self._styles):
                        break
        return found

    @property
    def missing(self) -> str | None:
        """The family asked for where no font at hand is of it."""
        return self._family if self._family is not None and REGULAR not in self._chosen else None

    def used(self) -> list[Face]:
        """Return the faces with at least one glyph on a page."""
        return [
            face
            for face in (*self._styles, *self._behind.values(), *self._fallbacks)
            if face is not None and face.used
        ]

    def find(self, cluster: str, style: int) -> Face | None:
        """Return the first face that has every character of a grapheme cluster, or None."""
        codes = [code for code in map(ord, cluster) if code not in IGNORABLE]
        own = self.base(style)
        if all(own.has(code) for code in codes):
            return own
        for face in (*self._own(style), *self._fallbacks):
            if all(face.has(code) for code in codes):
                return face
        if not self._missing.isdisjoint(codes):
            return None
        return self._search(codes)

    def _own(self, style: int) -> list[Face]:
        """Return the package's own face where another family is asked for."""
        if style not in self._chosen:
            return []
        face = self._behind.get(style)
        if face is None:
            face = self._behind[style] = Face(
                f"N{style + 1}", _OWN / _OWN_FILES[style], heavy=bool(style & BOLD)
            )
        return [face]

    def _search(self, codes: list[int]) -> Face | None:
        if self._waiting is None:
            self._waiting = self._candidates()
        kept: Face | None = None
        tried: list[tuple[Path, int]] = []
        for path, number in self._waiting:
            face = self._load(path, number)
            if face is None:
                continue
            if all(face.has(code) for code in codes):
                kept = face
                break
            tried.append((path, number))
        if kept is None:
            self._waiting = iter(tried)
            self._missing.update(codes if len(codes) == 1 else ())
            return None
        self._fallbacks.append(kept)
        self._waiting = _chain(tried, self._waiting)
        return kept

    def _candidates(self) -> Iterator[tuple[Path, int]]:
        for path in self._files:
            yield from _numbers(path)
        if self._system:
            for path in machine_fonts():
                yield from _numbers(path)

    def _load(self, path: Path, number: int) -> Face | None:
        try:
            face = Face(f"F{5 + len(self._fallbacks)}", path, number)
            tables = set(face.face.table_tags)
        except Exception:  # noqa: BLE001 - a broken font file on the machine is no reason to fail
            return None
        return face if {"glyf", "CFF "} & tables else None


def _chain(first: list[tuple[Path, int]], rest: Iterator[tuple[Path, int]]) -> Iterator[tuple[Path, int]]:
    yield from first
    yield from rest


def _numbers(path: Path) -> Iterator[tuple[Path, int]]:
    count = 1
    if path.suffix.lower() in {".ttc", ".otc"}:
        try:
            with path.open("rb") as file:
                head = file.read(12)
        except OSError:
            return
        count = int.from_bytes(head[8:12], "big") if head[:4] == b"ttcf" else 1
    for number in range(min(count, 64)):
        yield path, number


@lru_cache(maxsize=1)
def machine_fonts() -> tuple[Path, ...]:
    """Return the machine's font files, upright sans faces of wide coverage first."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for root, folders, names in os.walk(folder):
            folders.sort()
            for name in names:
                if name.lower().endswith(_ENDINGS):
                    path = Path(root) / name
                    found[str(path)] = path
    return tuple(sorted(found.values(), key=_preference))


def _preference(path: Path) -> tuple[int, str, str]:
    name = path.name.lower().replace("-", "").replace("_", "")
    rank = 0 if name.startswith("notosans") else 1 if name.startswith("dejavusans") else 2
    if "serif" in name:
        rank += 4
    if any(word in name for word in _SLANTED_OR_HEAVY):
        rank += 8
    return rank, name, str(path)


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        return [
            home / "Library/Fonts",
            Path("/Library/Fonts"),
            Path("/System/Library/Fonts"),
            Path("/System/Library/Fonts/Supplemental"),
        ]
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        local = os.environ.get("LOCALAPPDATA")
        return [windows, *([Path(local) / "Microsoft/Windows/Fonts"] if local else [])]
    data = [Path(part) for part in os.environ.get("XDG_DATA_DIRS", "").split(":") if part]
    return [
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path(sys.prefix) / "share/fonts",
        *(folder / "fonts" for folder in data),
    ]
