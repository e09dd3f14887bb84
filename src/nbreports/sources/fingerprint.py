"""What changes when a source does: cheap to take again before each preview, and to be compared only.

A frame is known by its identity, its shape and a digest of its buffers: all of them up to ``MOST_BYTES``, pieces
evenly spaced beyond. So a cell that is run again and gives a new frame is noticed, and so is a frame changed in
place. A file is known by its path, size and time of change.
"""

from __future__ import annotations

import ctypes
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from nbreports.sources.catalog import Entry

Fingerprint = tuple[Any, ...]

MOST_BYTES = 128 * 1024 * 1024
"""Bytes of one frame that are read whole, in some 40 ms."""
PIECES = 256
PIECE_BYTES = 4096
SAMPLED_ROWS = 64


def entry_fingerprint(entry: Entry) -> Fingerprint:
    """Return the fingerprint of a catalog's entry: its source, and what its owner keeps back of it."""
    return (entry.where, tuple(sorted(entry.hidden)), fingerprint(entry.base or entry.source))


def fingerprint(source: Any) -> Fingerprint:
    """Return a source's fingerprint; a source without one of its own is known by its identity."""
    own = getattr(source, "fingerprint", None)
    return (type(source).__name__, own()) if callable(own) else (type(source).__name__, id(source))


def frame_fingerprint(frame: Any, kind: str) -> Fingerprint:
    """Return the fingerprint of a frame of that kind, as ``frames.frame_kind`` names them.

    A LazyFrame, a reader and a relation are questions yet to be asked: they are known by their identity.
    """
    identity = (kind, id(frame))
    if kind == "pandas":
        return (*identity, *_pandas(frame))
    if kind == "polars":
        # the newest layout is polars' own, so nothing is copied
        import polars as pl

        table = frame.to_arrow(compat_level=pl.CompatLevel.newest())
        return (*identity, *_arrow(table))
    if kind == "table":
        return (*identity, *_arrow(frame))
    if kind == "dataset":
        files = getattr(frame, "files", ())
        return (*identity, str(frame.schema), tuple(map(file_fingerprint, files)))
    return identity


def file_fingerprint(path: Any) -> Fingerprint:
    """Return a file's path, size, time of change in nanoseconds and inode; only the path where it is not there."""
    from pathlib import Path

    try:
        known = Path(path).stat()
    except (OSError, ValueError):
        return (str(path),)
    return str(path), known.st_size, known.st_mtime_ns, known.st_ino


def _arrow(table: Any) -> Fingerprint:
    chunks = [chunk for column in table.columns for chunk in _chunks(column)]
    return str(table.schema), table.num_rows, _digest(_buffers(chunks), _sized(_buffers(chunks)))


def _chunks(column: Any) -> Iterable[pa.Array]:
    chunks: Iterable[pa.Array] = getattr(column, "chunks", None) or ([column] if len(column) else [])
    return chunks


def _buffers(chunks: Iterable[Any]) -> Iterator[memoryview]:
    for chunk in chunks:
        for buffer in chunk.buffers():
            if buffer is not None and buffer.is_cpu:
                yield memoryview(buffer)


def _sized(buffers: Iterable[Any]) -> int:
    return sum(buffer.nbytes for buffer in buffers)


def _digest(buffers: Iterable[Any], total: int) -> tuple[int, ...]:
    """Return a checksum a buffer: of all its bytes, or of evenly spaced pieces where there are too many."""
    if total <= MOST_BYTES:
        return tuple(zlib.crc32(buffer) for buffer in buffers)
    found = []
    for buffer in buffers:
        flat = (
            buffer
            if isinstance(buffer, memoryview) and buffer.format == "B"
            else memoryview(buffer).cast("B")
        )
        step = max(PIECE_BYTES, len(flat) // PIECES)
        checksum = 0
        for start in range(0, len(flat), step):
            checksum = zlib.crc32(flat[start : start + PIECE_BYTES], checksum)
        found.append(zlib.crc32(flat[-PIECE_BYTES:], checksum))
    return tuple(found)


def _pandas(frame: Any) -> Fingerprint:
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    plain: list[memoryview] = []
    sampled: list[Any] = []
    for column in columns:
        found = _pandas_buffers(column)
        if found is None:
            sampled.append(_some_rows(column))
        else:
            plain += found
    return (
        frame.shape,
        id(frame.index),
        id(frame.columns),
        tuple(map(str, frame.columns)),
        tuple(map(str, frame.dtypes)),
        _digest(plain, _sized(plain)),
        tuple(sampled),
    )


def _pandas_buffers(series: Any) -> list[memoryview] | None:
    """Return what holds a column's values, without a copy; None where there is no way but to look at rows."""
    import numpy as np

    array = series.array
    codes = getattr(array, "codes", None)
    if codes is not None:
        return [
            _bytes_of(codes),
            memoryview(repr(list(array.categories)).encode("utf-8", "backslashreplace")),
        ]
    whole = getattr(array, "asi8", None)
    if whole is None and isinstance(series.dtype, np.dtype):
        whole = series.to_numpy()
    if isinstance(whole, np.ndarray):
        return [_bytes_of(whole)] if whole.ndim == 1 else None
    if hasattr(array, "__arrow_array__"):
        try:
            return list(_buffers(_chunks(array.__arrow_array__())))
        except (TypeError, ValueError, ArithmeticError):
            return None
    return None


def _bytes_of(array: Any) -> memoryview:
    """Return the bytes of a numpy array; those of Python objects are their addresses, which change with them."""
    import numpy as np

    flat = np.ascontiguousarray(array)
    if flat.dtype.hasobject:
        # the array itself stays alive as long as the frame or, copied, as this view
        held = (ctypes.c_char * flat.nbytes).from_address(flat.ctypes.data)
        return memoryview(bytes(held))
    return memoryview(flat.view("u1")) if flat.nbytes else memoryview(b"")


def _some_rows(series: Any) -> str:
    step = max(1, len(series) // SAMPLED_ROWS)
    return repr(series.iloc[::step].tolist())
