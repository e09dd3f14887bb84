"""The zip file around the parts, written from parts that are deflated already.

``zipfile`` deflates what it is given; rows here are deflated while they arrive, so that the end of a large
report is a copy. Sizes and checksums are known before a part is written, hence no data descriptors, and a
fixed date makes equal reports equal files.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbreports.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEVEL = 1
MAX_PART = 0xFFFF_FFFF
_EPOCH = (0, (1 << 5) | 1)
"""1980-01-01 00:00, the first moment a zip file knows."""

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")


@dataclass(frozen=True, slots=True)
class Deflated:
    """A run of raw deflate data: its length, and the length and CRC-32 of what it stands for."""

    packed: int
    size: int
    crc: int

    def __add__(self, other: Deflated) -> Deflated:
        return Deflated(
            self.packed + other.packed, self.size + other.size, combine_crc(self.crc, other.crc, other.size)
        )


def deflate(data: bytes, *, last: bool) -> tuple[Deflated, bytes]:
    """Return ``data`` as raw deflate that can be followed by more, or is the ``last`` run of its part."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return Deflated(len(packed), len(data), zlib.crc32(data)), packed


class ZipContainer:
    """Yields a zip file part by part."""

    def __init__(self) -> None:
        self._offset = 0
        self._central: list[bytes] = []

    def part(self, name: str, about: Deflated, data: Iterable[bytes]) -> Iterator[bytes]:
        """Yield one part: its header, then ``data``, the deflated runs that ``about`` sums up."""
        if max(about.size, about.packed, self._offset) > MAX_PART:
            raise LimitError(
                "the workbook is larger than 4 GB",
                remedy="Write such a report as CSV or Parquet, or limit its rows.",
            )
        path = name.encode("ascii")
        common = (20, 0x0000, zlib.DEFLATED, *_EPOCH, about.crc, about.packed, about.size, len(path), 0)
        self._central.append(_CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0o600 << 16, self._offset) + path)
        header = _LOCAL.pack(b"PK\3\4", *common) + path
        self._offset += len(header) + about.packed
        yield header
        yield from data

    def end(self) -> bytes:
        """Return the directory that closes the file."""
        directory = b"".join(self._central)
        count = len(self._central)
        return directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), self._offset, 0)


def combine_crc(first: int, second: int, second_size: int) -> int:
    """Return the CRC-32 of two runs of bytes, one after the other, from the CRC-32 of each."""
    power = 1 << 31
    factor = 1 << 30
    bits = second_size * 8
    while bits:
        if bits & 1:
            power = _multiply(power, factor)
        factor = _multiply(factor, factor)
        bits >>= 1
    return _multiply(first, power) ^ second


def _multiply(left: int, right: int) -> int:
    """Multiply two polynomials over GF(2), bits reflected, modulo that of CRC-32."""
    product = 0
    for shift in range(31, -1, -1):
        if left >> shift & 1:
            product ^= right
        right = right >> 1 ^ 0xEDB8_8320 if right & 1 else right >> 1
    return product
