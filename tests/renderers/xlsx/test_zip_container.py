"""The container is a zip file like any other, whatever runs its parts are made of."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import LimitError
from nbreports.renderers.xlsx.zip_container import Deflated, ZipContainer, combine_crc, deflate


@given(st.binary(), st.binary())
def test_checksums_combine(first: bytes, second: bytes) -> None:
    assert combine_crc(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@given(st.lists(st.lists(st.binary(max_size=200), min_size=1, max_size=4), max_size=4))
def test_parts_of_several_runs_read_back(contents: list[list[bytes]]) -> None:
    container = ZipContainer()
    file = b""
    for number, runs in enumerate(contents):
        made = [deflate(run, last=at == len(runs) - 1) for at, run in enumerate(runs)]
        about = made[0][0]
        for other, _ in made[1:]:
            about += other
        file += b"".join(container.part(f"part{number}.xml", about, [packed for _, packed in made]))
    file += container.end()
    with zipfile.ZipFile(io.BytesIO(file)) as read:
        assert read.testzip() is None
        assert [read.read(name) for name in read.namelist()] == [b"".join(runs) for runs in contents]


def test_a_part_too_large_for_a_zip_file_is_refused() -> None:
    with pytest.raises(LimitError, match="4 GB"):
        list(ZipContainer().part("a", Deflated(1, 1 << 32, 0), []))
