"""Nodes to bytes and back, exactly, so that a filled document can be kept and rendered again to the same bytes.

One record is one list of nodes. It is a table of lengths, then parts: the first is JSON, the others are what
JSON holds badly, Arrow columns and raw bytes. Every record stands by itself. The node types are those of
``nodes.py``, found there: a node added there can be kept at once, and changes ``schema()``.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from nbreports.document import nodes as document
from nbreports.document.codec_rows import Runs, RunsRead
from nbreports.document.codec_values import DECODERS, ENCODERS, PLAIN, Encoders, refused
from nbreports.document.formatting import FormatSpec
from nbreports.errors import RenderError, SpoolError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbreports.document.nodes import Node

VERSION = 1
"""Of the layout of a record; counted up when the same nodes are written in another way."""

CLASSES: tuple[type, ...] = (
    *sorted(
        (
            kind
            for kind in vars(document).values()
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == document.__name__
        ),
        key=lambda kind: kind.__name__,
    ),
    FormatSpec,
)
"""Every type a document is made of; a record names each by its place here."""

_COUNT = struct.Struct("<I")
_ALIGNED = 8
"""Bytes that parts are aligned to, as Arrow reads them."""

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def schema() -> str:
    """Return the digest of all node types, their fields and the layout: equal only where records read alike."""
    lines = [f"nbreports document codec {VERSION}"]
    for kind in CLASSES:
        lines += [kind.__name__, *(f"  {each.name}: {each.type}" for each in fields(kind))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def encode(nodes: Sequence[Node]) -> bytes:
    """Return a list of nodes as one record.

    Raises
    ------
    RenderError
        For a value of a type that a filled document does not have.
    """
    pack = _Pack()
    made = [pack.node(node) for node in nodes]
    runs = pack.runs.finish(pack)
    try:
        text = _JSON.encode([[_plain(spec) for spec in pack.specs], runs, made])
    except ValueError as error:  # Python writes no integer of more than some 4,300 digits
        raise refused("a number of thousands of digits") from error
    return _join([text.encode("utf-8", "surrogatepass"), *pack.parts])


def decode(record: bytes) -> list[Node]:
    """Return the nodes of a record.

    Raises
    ------
    SpoolError
        For bytes that are no record of this version.
    """
    try:
        return _Unpack(_split(record)).nodes()
    # Arrow raises its errors as these, too
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OSError,
        RuntimeError,
        ArithmeticError,
        struct.error,
        StopIteration,
    ) as error:
        raise SpoolError(
            f"a record of the filled document cannot be read: {error}",
            remedy="Run the report again.",
            code="spool_damaged",
        ) from error


# --- parts ----------------------------------------------------------------------------------------------------


def _join(parts: list[bytes]) -> bytes:
    head = _COUNT.pack(len(parts)) + struct.pack(f"<{len(parts)}Q", *map(len, parts))
    pieces = []
    for piece in (head, *parts):
        pieces += [piece, bytes(-len(piece) % _ALIGNED)]
    return b"".join(pieces)


def _split(record: bytes) -> list[memoryview]:
    (count,) = _COUNT.unpack_from(record)
    lengths = struct.unpack_from(f"<{count}Q", record, _COUNT.size)
    at = _COUNT.size + 8 * count
    at += -at % _ALIGNED
    view = memoryview(record)
    parts = []
    for length in lengths:
        parts.append(view[at : at + length])
        at += length + -length % _ALIGNED
    if at != len(record):
        raise ValueError("its parts are not as long as it says")
    return parts


# --- nodes ----------------------------------------------------------------------------------------------------


class _Pack:
    """A record that is being made."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.specs: dict[FormatSpec, int] = {}
        self.runs = Runs()

    def node(self, node: Node) -> Any:
        try:
            return self.value(node)
        except RenderError as error:
            raise error.at(getattr(node, "id", "") or type(node).__name__) from None

    def value(self, value: Any) -> Any:
        return value if type(value) in PLAIN else _ENCODERS[type(value)](value, self)

    def part(self, data: bytes) -> int:
        self.parts.append(data)
        return len(self.parts)

    def spec(self, spec: FormatSpec) -> list[Any]:
        return [_SPEC, self.specs.setdefault(spec, len(self.specs))]


class _Unpack:
    """A record that is being read."""

    def __init__(self, parts: list[memoryview]) -> None:
        self._parts = parts
        specs, runs, self._made = json.loads(str(parts[0], "utf-8", "surrogatepass"))
        self._specs = [FormatSpec(*spec) for spec in specs]
        self._runs = RunsRead(runs, self)

    def nodes(self) -> list[Node]:
        return [self.value(item) for item in self._made]

    def value(self, value: Any) -> Any:
        if type(value) is not list:
            return value
        tag = value[0]
        if type(tag) is not int:
            return DECODERS[tag](value, self)
        if tag == _SPEC:
            return self._specs[value[1]]
        if tag == _ROWS:
            return self._runs.decode(value[1:], self)
        return CLASSES[tag](*[each if type(each) is not list else self.value(each) for each in value[1:]])

    def part(self, number: int) -> memoryview:
        return self._parts[number]


_SPEC = CLASSES.index(FormatSpec)
_ROWS = CLASSES.index(document.DetailRows)

_plain = attrgetter(*(each.name for each in fields(FormatSpec)))


def _encoder(number: int) -> Callable[[Any, Any], list[Any]]:
    """Return what writes the nodes of one type: its number, then its fields in order."""
    names = [each.name for each in fields(CLASSES[number])]
    read = attrgetter(*names)
    if len(names) == 1:
        return lambda node, pack: [number, pack.value(read(node))]

    def encode_node(node: Any, pack: Any) -> list[Any]:
        return [
            number,
            *[each if type(each) in PLAIN else _ENCODERS[type(each)](each, pack) for each in read(node)],
        ]

    return encode_node


_ENCODERS = Encoders(
    ENCODERS
    | {kind: _encoder(number) for number, kind in enumerate(CLASSES) if kind is not document.ColumnChunk}
    | {
        FormatSpec: lambda spec, pack: cast("_Pack", pack).spec(spec),
        document.DetailRows: lambda node, pack: [_ROWS, *cast("_Pack", pack).runs.encode(node, pack)],
    }
)
