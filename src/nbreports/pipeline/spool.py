"""The spool: a filled document kept while it is made, so that it can be rendered again without its sources.

A file of frames (``storage/frames.py``): a header that says who made it, one record (``document/codec.py``) for
each list of nodes, and an end that says how many there were. Without its end a spool is the readable beginning
of a document. It holds all that renderers are given, the run's moment included, so they make the same bytes
of it; that is promised only within one version of what fills, formats and draws, hence the header.
"""

from __future__ import annotations

import json
import secrets
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from nbreports.document.codec import decode, encode, schema
from nbreports.document.nodes import DetailRows, DocumentStart
from nbreports.errors import SpoolError
from nbreports.pipeline.events import PhaseStarted, RowsRead
from nbreports.pipeline.stages import finished
from nbreports.storage.frames import FrameReader, FrameWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from nbreports.document.nodes import Node
    from nbreports.pipeline.events import Event
    from nbreports.pipeline.stages import Nodes, NodeStream

FORMAT = "nbreport-spool/1"
MAKERS = ("nbreports", "babel", "pyarrow")
"""Whose versions must be the same: text is made when a document is rendered, not when it is kept."""

_HEADER, _RECORD, _END = b"H", b"R", b"E"


class SpoolWriter:
    """Writes one document's spool; blocking, for one thread at a time.

    Parameters
    ----------
    path
        The file, opened with the first list; a spool that is there gives way then.

    Raises
    ------
    OutputError
        In every method, whatever the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records = 0
        self.rows = 0
        self._frames: FrameWriter | None = None

    def write(self, nodes: Nodes) -> None:
        """Add a list of nodes.

        Raises
        ------
        RenderError
            For a value that no filled document has.
        """
        self._opened().write(_RECORD + encode(nodes))
        self.records += 1
        self.rows += _rows(nodes)

    def finish(self) -> None:
        """Say that this was all, and bring it to the disk."""
        frames = self._opened()
        frames.write(_END + _json({"records": self.records, "rows": self.rows}))
        frames.finish()

    def close(self) -> None:
        """Close the file as it stands; without ``finish`` it is the beginning of a document."""
        if self._frames is not None:
            self._frames.close()

    def _opened(self) -> FrameWriter:
        if self._frames is None:
            self._frames = FrameWriter(self.path)
            # no two runs begin alike, so that a reader notices another one
            self._frames.write(_HEADER + _json({**_header(), "run": secrets.token_hex(8)}))
        return self._frames


async def spool(stream: NodeStream, writer: SpoolWriter) -> NodeStream:
    """Pass the stream on, each list once it has been kept."""
    async for nodes in stream:
        await finished(writer.write, nodes)
        yield nodes
    await finished(writer.finish)


async def replay(lists: Iterator[Nodes], tell: Callable[[Event], None]) -> NodeStream:
    """Give what was kept as filling gave it, and tell of it likewise."""
    rows = 0
    while (nodes := await finished(next, lists, None)) is not None:
        for node in nodes:
            if isinstance(node, DocumentStart):
                tell(PhaseStarted("filling", node.stamp.rows))
        new = _rows(nodes)
        if new:
            rows += new
            tell(RowsRead(rows))
        yield nodes


def read_spool(path: Path) -> Generator[list[Node], None, None]:
    """Give the lists of nodes as they were written.

    Raises
    ------
    SpoolError
        After the last list that is whole: ``spool_unfinished`` where the end is missing or cut off,
        ``spool_damaged`` where a checksum does not fit, ``spool_version`` where another version made it.
    """
    for payload in _records(path):
        try:
            nodes = decode(payload)
        except SpoolError as error:
            raise error.at(str(path)) from error.__cause__
        yield nodes


def complete(path: Path) -> bool:
    """Return whether a document is there from beginning to end, every frame sound, made by this version.

    Reads the whole file.
    """
    try:
        for _payload in _records(path):
            pass
    except SpoolError:
        return False
    return True


def _rows(nodes: Nodes) -> int:
    return sum(node.height for node in nodes if isinstance(node, DetailRows))


def _records(path: Path) -> Iterator[bytes]:
    """Give the records' bytes, the header before them and the end behind them checked."""
    reading = SpoolReading(path)
    yield from reading.records()
    if not reading.ended:
        raise _unfinished(path)


class SpoolReading:
    """Reads the records of a spool, also while it is being written: each call goes on where the last ended.

    Attributes
    ----------
    ended
        Whether the document's end was read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ended = False
        self._frames = FrameReader(path)
        self._header: bytes | None = None
        self._read = 0

    def replaced(self) -> bool:
        """Return whether another run has begun to write this spool since its header was read."""
        if self._header is None:
            return False
        try:
            return next(FrameReader(self.path).frames(), None) != self._header
        except SpoolError:
            return True

    def records(self) -> Iterator[bytes]:
        """Give the bytes of the records not given yet, up to what is whole.

        Raises
        ------
        SpoolError
            As ``read_spool``, but for an end that is missing.
        """
        try:
            for payload in self._frames.frames():
                kind, body = payload[:1], payload[1:]
                if self.ended:
                    raise _damaged(self.path, "something follows its end")
                if self._header is None:
                    _check_header(self.path, kind, body)
                    self._header = payload
                elif kind == _RECORD:
                    self._read += 1
                    yield body
                elif kind == _END and _object(self.path, body).get("records") == self._read:
                    self.ended = True
                else:
                    raise _damaged(self.path, "its frames are not those of a document")
        except SpoolError as error:
            if error.code != "spool_cut":
                raise
            if self.ended:
                raise _damaged(self.path, "something follows its end") from error


def _header() -> dict[str, Any]:
    return {"format": FORMAT, "nodes": schema(), **{name: version(name) for name in MAKERS}}


def _check_header(path: Path, kind: bytes, body: bytes) -> None:
    if kind != _HEADER:
        raise _damaged(path, "it has no header")
    found, own = _object(path, body), _header()
    other = [name for name, value in own.items() if found.get(name) != value]
    if other:
        name = next((name for name in MAKERS if name in other), other[0])
        raise SpoolError(
            f"the filled document was made by another version: {name} {found.get(name)}, and this is {own[name]}",
            where=str(path),
            remedy="Run the report again.",
            code="spool_version",
        )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _object(path: Path, body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise _damaged(path, "its header or end cannot be read")
    return value


def _damaged(path: Path, why: str) -> SpoolError:
    return SpoolError(
        f"the filled document is damaged: {why}",
        where=str(path),
        remedy="Run the report again.",
        code="spool_damaged",
    )


def _unfinished(path: Path) -> SpoolError:
    return SpoolError(
        "the filled document has no end: its run was stopped",
        where=str(path),
        remedy="Run the report again.",
        code="spool_unfinished",
    )
