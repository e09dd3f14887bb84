"""The PDF file itself: numbered objects written as they are finished, so memory does not grow with pages.

pikepdf would hold every object: a tagged table of 100,000 rows has 900,000 of them, seven seconds and a gigabyte.
Here small objects go into compressed object streams, and three numbers an object stay in memory.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PACK = 4000
_AHEAD = 12
_ROWS = 200_000


class PdfFile:
    """Writes objects and the cross-reference stream; bytes are taken away with ``take``.

    Streams are compressed on a thread beside the one that lays out pages, and written in their order.
    """

    def __init__(self) -> None:
        self._out: list[bytes] = []
        self._position = 0
        self._digest = hashlib.sha256()
        self._kinds = array("B", [0])
        self._places = array("Q", [0])
        self._slots = array("H", [0])
        self._numbers: list[int] = []
        self._bodies: list[str] = []
        self._pool = ThreadPoolExecutor(1, "nbreports-pdf")
        self._queue: deque[tuple[int, bytes, Future[bytes]]] = deque()
        self._put(_HEAD)

    def reserve(self, count: int = 1) -> int:
        """Return the first of ``count`` new object numbers in a row."""
        first = len(self._kinds)
        if count == 1:
            self._kinds.append(0)
            self._places.append(0)
            self._slots.append(0)
            return first
        self._kinds.frombytes(bytes(count))
        self._places.frombytes(bytes(8 * count))
        self._slots.frombytes(bytes(2 * count))
        return first

    def take(self) -> list[bytes]:
        """Return the bytes written since the last call."""
        self._drain(_AHEAD)
        out, self._out = self._out, []
        return out

    def stream(self, number: int, data: bytes, entries: bytes = b"", *, level: int = 6) -> None:
        """Write a stream object; ``level`` 0 means that ``data`` is written as it is."""
        if level:
            entries += b"/Filter/FlateDecode"
            packed = self._pool.submit(zlib.compress, data, level)
        else:
            packed = Future()
            packed.set_result(data)
        self._queue.append((number, entries, packed))
        self._drain(_AHEAD)

    def _drain(self, left: int) -> None:
        """Write streams that are ready, in order; wait until at most ``left`` are not."""
        queue = self._queue
        while queue and (len(queue) > left or queue[0][2].done()):
            number, entries, packed = queue.popleft()
            data = packed.result()
            self._kinds[number] = 1
            self._places[number] = self._position
            self._put(
                b"%d 0 obj\n<<%s/Length %d>>stream\n" % (number, entries, len(data)),
                data,
                b"\nendstream\nendobj\n",
            )

    def close(self) -> None:
        """Stop the thread; nothing can be written afterwards."""
        self._queue.clear()
        self._pool.shutdown(cancel_futures=True)

    def add(self, number: int, body: bytes) -> None:
        """Write a small object that is no stream."""
        self._numbers.append(number)
        self._bodies.append(body.decode("latin-1"))
        if len(self._bodies) >= _PACK:
            self._flush()

    def add_many(self, first: int, bodies: Sequence[str]) -> None:
        """Write many small ASCII objects with numbers in a row from ``first``."""
        self._numbers.extend(range(first, first + len(bodies)))
        self._bodies.extend(bodies)
        if len(self._bodies) >= _PACK:
            self._flush()

    def _flush(self) -> None:
        """Write the small objects that wait as one object stream."""
        import numpy as np

        numbers, bodies = self._numbers, self._bodies
        if not bodies:
            return
        self._numbers, self._bodies = [], []
        holder = self.reserve()
        count = len(bodies)
        offsets = accumulate(map((1).__add__, map(len, bodies)), initial=0)
        head = ("%d %d " * count) % tuple(chain.from_iterable(zip(numbers, offsets, strict=False)))
        where = np.array(numbers)
        np.frombuffer(self._kinds, np.uint8)[where] = 2
        np.frombuffer(self._places, np.uint64)[where] = holder
        np.frombuffer(self._slots, np.uint16)[where] = np.arange(count)
        data = (head + "\n".join(bodies)).encode("latin-1")
        self.stream(holder, data, b"/Type/ObjStm/N %d/First %d" % (count, len(head)), level=1)

    def end(self, root: int, info: int) -> None:
        """Write what is left, the cross-reference stream and the trailer."""
        self._flush()
        self._drain(0)
        number = self.reserve()
        self._kinds[number], self._places[number] = 1, self._position
        count = len(self._kinds)
        name = self._digest.hexdigest()[:32].encode()
        start = self._position
        self.stream(
            number,
            self._cross_reference(),
            b"/Type/XRef/Size %d/W[1 5 2]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 8>>"
            b"/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (count, root, info, name, name),
            level=0,
        )
        self._drain(0)
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)

    def _cross_reference(self) -> bytes:
        """Return all entries compressed, each as its difference to the one before."""
        import numpy as np

        count = len(self._kinds)
        packer = zlib.compressobj(6)
        out: list[bytes] = []
        before: Any = np.zeros((1, 8), np.uint8)
        for first in range(0, count, _ROWS):
            last = min(first + _ROWS, count)
            rows: Any = np.zeros((last - first, 8), np.uint8)
            rows[:, 0] = np.frombuffer(self._kinds, np.uint8)[first:last]
            places = np.frombuffer(self._places, np.uint64)[first:last]
            for byte in range(5):
                rows[:, 5 - byte] = (places >> np.uint64(8 * byte)) & np.uint64(0xFF)
            slots = np.frombuffer(self._slots, np.uint16)[first:last]
            rows[:, 6], rows[:, 7] = slots >> 8, slots & 0xFF
            if first == 0:
                rows[0] = (0, 0, 0, 0, 0, 0, 0xFF, 0xFF)
            steps: Any = np.full((last - first, 9), 2, np.uint8)
            steps[:, 1:] = rows - np.concatenate([before, rows[:-1]])
            out.append(packer.compress(steps.tobytes()))
            before = rows[-1:]
        return b"".join([*out, packer.flush()])

    def _put(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._out.append(piece)
            self._position += len(piece)
            self._digest.update(piece)


def string(text: str) -> bytes:
    """Return a text string object."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().encode() + b">"


def ascii_string(text: str) -> bytes:
    """Return a string object of plain bytes, such as an address or a date."""
    raw = text.encode("ascii", "replace")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
