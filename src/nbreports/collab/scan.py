"""What a Y update holds, looked over byte by byte before any library takes it.

Deep values and deep chains of shared types end the process that applies or prints them, and no ``except`` helps.
So the bytes are read here without recursion, and every limit stands before the memory is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_DEEP = 64
"""Lists and objects inside each other, in one value."""
MOST_SHARED = 8
"""Shared types inside each other; a report needs three."""
MOST_STRUCTS = 50_000
MOST_CLIENTS = 500

_SAFE = 2**53
_ARRAY, _MAP, _TEXT = 0, 1, 2
_GC, _DELETED, _JSON, _BINARY, _STRING, _EMBED, _FORMAT, _TYPE, _ANY, _SKIP = 0, 1, 2, 3, 4, 5, 6, 7, 8, 10

Id = tuple[int, int]


class Unsafe(ValueError):
    """Bytes that are no update, or one that no report needs."""


@dataclass(frozen=True, slots=True)
class Span:
    """Clocks of one client that stand in the same place.

    ``beside`` names a struct with the same parent, ``inside`` the struct of the type it is in; neither is given in
    a map by name, or where the struct is gone.
    """

    client: int
    clock: int
    length: int
    beside: Id | None = None
    inside: Id | None = None
    gone: bool = False


@dataclass(slots=True)
class Update:
    """The spans of an update, the clocks it leaves out and those it deletes."""

    spans: list[Span] = field(default_factory=list)
    skipped: list[Span] = field(default_factory=list)
    deleted: list[Span] = field(default_factory=list)


def scan(data: bytes) -> Update:
    """Return what an update (version 1) holds.

    Raises
    ------
    Unsafe
        For bytes that are none, values deeper than 64, kinds of content a report has not, and too many of
        anything.
    """
    reader = _Reader(data)
    try:
        found = reader.update()
    except (IndexError, UnicodeDecodeError) as error:
        raise Unsafe("the bytes end too early or are no text") from error
    if reader.at != len(data):
        raise Unsafe("bytes are left after the update")
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.structs = 0

    def update(self) -> Update:
        found = Update()
        for _ in range(self._few(MOST_CLIENTS, "clients")):
            count = self._number()
            self.structs += count
            if self.structs > MOST_STRUCTS:
                raise Unsafe(f"more than {MOST_STRUCTS:,} structs")
            client, clock = self._number(), self._number()
            for _ in range(count):
                clock += self._struct(found, client, clock)
        for _ in range(self._few(MOST_CLIENTS, "clients")):
            client = self._number()
            for _ in range(self._few(MOST_STRUCTS, "deletions")):
                clock, length = self._number(), self._number()
                found.deleted.append(Span(client, clock, length))
        return found

    def _struct(self, found: Update, client: int, clock: int) -> int:
        info = self._byte()
        kind = info & 0x1F
        if info in (_GC, _SKIP):
            length = self._number()
            span = Span(client, clock, length, gone=True)
            (found.skipped if info == _SKIP else found.spans).append(span)
            return length
        left = (self._number(), self._number()) if info & 0x80 else None
        right = (self._number(), self._number()) if info & 0x40 else None
        inside: Id | None = None
        if left is None and right is None:
            if self._number() == 1:
                self._text()
            else:
                inside = (self._number(), self._number())
            if info & 0x20:
                self._text()
        length = self._content(kind)
        if length < 1:
            raise Unsafe("a struct of no length")
        found.spans.append(Span(client, clock, length, left or right, inside))
        return length

    def _content(self, kind: int) -> int:
        match kind:
            case 1:
                return self._number()
            case 2:
                count = self._few(MOST_STRUCTS, "values")
                for _ in range(count):
                    self._json()
                return count
            case 3:
                self._skip(self._number())
                return 1
            case 4:
                return len(self._text().encode("utf-16-le")) // 2
            case 5:
                self._json()
                return 1
            case 6:
                self._text()
                self._json()
                return 1
            case 7:
                if self._number() not in (_ARRAY, _MAP, _TEXT):
                    raise Unsafe("a shared type that no report has")
                return 1
            case 8:
                count = self._few(MOST_STRUCTS, "values")
                for _ in range(count):
                    self._value()
                return count
        raise Unsafe(f"content of kind {kind}, which no report has")

    def _value(self) -> None:
        """Pass over one value; how many are still to come at each depth is kept in a list."""
        waiting: list[tuple[int, bool]] = [(1, False)]
        while waiting:
            left, keyed = waiting.pop()
            if left == 0:
                continue
            waiting.append((left - 1, keyed))
            if keyed:
                self._text()
            kind = self._byte()
            match kind:
                case 127 | 126 | 121 | 120:
                    pass
                case 125:
                    self._signed()
                case 124:
                    self._skip(4)
                case 123 | 122:
                    self._skip(8)
                case 119:
                    self._text()
                case 118 | 117:
                    if len(waiting) > MOST_DEEP:
                        raise Unsafe(f"a value nested deeper than {MOST_DEEP}")
                    waiting.append((self._few(len(self.data), "values"), kind == 118))
                case 116:
                    self._skip(self._number())
                case _:
                    raise Unsafe(f"a value of kind {kind}")

    def _json(self) -> None:
        depth = 0
        for each in self._text():
            if each in "[{":
                depth += 1
                if depth > MOST_DEEP:
                    raise Unsafe(f"a value nested deeper than {MOST_DEEP}")
            elif each in "]}":
                depth -= 1

    def _byte(self) -> int:
        value = self.data[self.at]
        self.at += 1
        return value

    def _number(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if value >= _SAFE or shift > 63:
                raise Unsafe("a number beyond 53 bits")
            if byte < 0x80:
                return value

    def _signed(self) -> None:
        if self._byte() < 0x80:
            return
        for _ in range(9):
            if self._byte() < 0x80:
                return
        raise Unsafe("a number beyond 53 bits")

    def _few(self, most: int, what: str) -> int:
        value = self._number()
        if value > most:
            raise Unsafe(f"more than {most:,} {what}")
        return value

    def _skip(self, count: int) -> None:
        if count > len(self.data) - self.at:
            raise IndexError
        self.at += count

    def _text(self) -> str:
        count = self._number()
        start = self.at
        self._skip(count)
        return self.data[start : self.at].decode("utf-8")
