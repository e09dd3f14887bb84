"""What goes through the pipes: a header of two lengths, a JSON object, bytes. Never a pickle."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = struct.Struct(">IQ")
MAX_HEAD = 1 << 20
MAX_BODY = 1 << 30


class FrameError(Exception):
    """Bytes that are no frame: the other side speaks another language, or printed into the pipe."""


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    if len(text) > MAX_HEAD or len(body) > MAX_BODY:
        raise FrameError(f"a frame of {len(text)} + {len(body)} bytes is too large")
    return HEADER.pack(len(text), len(body)) + text + body


class Unpacker:
    """Collects bytes as they come until they are one frame."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> tuple[dict[str, Any], bytes] | None:
        """Take more bytes; return head and body once the frame is whole.

        Raises
        ------
        FrameError
            Where the bytes are no frame.
        """
        self._bytes += data
        if len(self._bytes) < HEADER.size:
            return None
        head_size, body_size = _sizes(self._bytes)
        end = HEADER.size + head_size + body_size
        if len(self._bytes) < end:
            return None
        text = bytes(self._bytes[HEADER.size : HEADER.size + head_size])
        body = bytes(self._bytes[HEADER.size + head_size : end])
        del self._bytes[:end]
        return _head(text), body


def read(read_exactly: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame from a blocking stream; None at its end.

    Parameters
    ----------
    read_exactly
        Returns that many bytes, fewer only where the stream ends.
    """
    start = read_exactly(HEADER.size)
    if len(start) < HEADER.size:
        return None
    head_size, body_size = _sizes(start)
    text, body = read_exactly(head_size), read_exactly(body_size)
    if len(text) < head_size or len(body) < body_size:
        return None
    return _head(text), body


def _sizes(data: bytes | bytearray) -> tuple[int, int]:
    head_size, body_size = HEADER.unpack_from(data)
    if head_size > MAX_HEAD or body_size > MAX_BODY:
        raise FrameError("these bytes are no frame")
    return head_size, body_size


def _head(text: bytes) -> dict[str, Any]:
    try:
        head = json.loads(text)
    except ValueError as error:
        raise FrameError("the head of a frame is no JSON") from error
    if not isinstance(head, dict):
        raise FrameError("the head of a frame is no object")
    return head
