"""Names of sheets by Excel's rules: 31 UTF-16 units, no brackets, colons or slashes, unique without case."""

from __future__ import annotations

import re

MAX_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
_RESERVED = "history"


class SheetNames:
    """Gives every sheet a lawful name that no other sheet has."""

    def __init__(self) -> None:
        self._taken: set[str] = {_RESERVED}

    def take(self, *wishes: str | None, part: int = 1) -> str:
        """Return a free name after the first wish that has letters left; ``part`` 2 gives "Orders (2)"."""
        wish = next((clean for one in wishes if (clean := cleaned(one or ""))), "Sheet")
        number = part
        while True:
            suffix = f" ({number})" if number > 1 else ""
            name = _cut(wish, MAX_NAME - len(suffix)) + suffix
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name
            number += 1


def cleaned(text: str) -> str:
    """Return ``text`` without what a sheet's name may not hold, at most 31 units long."""
    plain = " ".join(_FORBIDDEN.sub(" ", text).split())
    return _cut(plain.strip("' "), MAX_NAME)


def quoted(name: str) -> str:
    """Return a sheet's name as it stands in a reference."""
    return "'" + name.replace("'", "''") + "'"


def _cut(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore").rstrip("' ")
