"""The structure tree of a tagged PDF: what is a heading, a paragraph, a cell, a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .file import string

if TYPE_CHECKING:
    from .file import PdfFile


class Element:
    """One element of the structure tree, open until it is closed."""

    __slots__ = ("attributes", "kids", "kind", "number", "parent")

    def __init__(self, number: int, kind: str, parent: int, attributes: str) -> None:
        self.number = number
        self.kind = kind
        self.parent = parent
        self.attributes = attributes
        self.kids: list[str] = []


class Tags:
    """Writes elements as they close and remembers what page content belongs to whom."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self.root = file.reserve()
        self.document = Element(file.reserve(), "Document", self.root, "")
        self._keys: list[int] = []

    def open(self, kind: str, parent: Element | None = None, attributes: str = "") -> Element:
        """Return a new element, the last child of ``parent``; ``attributes`` are raw dictionary entries."""
        parent = parent or self.document
        element = Element(self._file.reserve(), kind, parent.number, attributes)
        parent.kids.append(f"{element.number} 0 R")
        return element

    def empty(self, kind: str, parent: Element, attributes: str = "") -> None:
        """Add an element that holds nothing, such as a cell without text."""
        number = self._file.reserve()
        parent.kids.append(f"{number} 0 R")
        self._file.add(number, f"<</S/{kind}/P {parent.number} 0 R{attributes}>>".encode())

    def close(self, element: Element) -> None:
        """Write an element that gets no more children."""
        kids = " ".join(element.kids)
        self._file.add(
            element.number,
            f"<</S/{element.kind}/P {element.parent} 0 R{element.attributes}/K[{kids}]>>".encode("latin-1"),
        )
        element.kids = []

    def key(self, owner: int) -> int:
        """Return the next key of the parent tree, belonging to object ``owner``."""
        self._keys.append(owner)
        return len(self._keys) - 1

    def page_key(self, parents: list[str]) -> int:
        """Return the key of a page whose marked content belongs to the elements ``parents``, by number."""
        number = self._file.reserve()
        self._file.add(number, f"[{' 0 R '.join(parents)}{' 0 R' if parents else ''}]".encode())
        return self.key(number)

    def end(self) -> int:
        """Write the document element, the parent tree and the root; return the root's number."""
        self.close(self.document)
        kids: list[str] = []
        for start in range(0, len(self._keys), 500):
            part = self._keys[start : start + 500]
            number = self._file.reserve()
            pairs = " ".join(f"{start + i} {owner} 0 R" for i, owner in enumerate(part))
            self._file.add(number, f"<</Limits[{start} {start + len(part) - 1}]/Nums[{pairs}]>>".encode())
            kids.append(f"{number} 0 R")
        tree = self._file.reserve()
        self._file.add(tree, f"<</Kids[{' '.join(kids)}]>>".encode() if kids else b"<</Nums[]>>")
        self._file.add(
            self.root,
            f"<</Type/StructTreeRoot/K[{self.document.number} 0 R]/ParentTree {tree} 0 R"
            f"/ParentTreeNextKey {len(self._keys)}>>".encode(),
        )
        return self.root


def alternative(text: str) -> str:
    """Return the entry that says a figure in words."""
    return "/Alt" + string(text).decode()
