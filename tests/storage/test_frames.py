"""Frames: what was written before the writer died is read, and nothing else is."""

import errno
import os
import resource
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import OutputError, SpoolError, UsageError
from nbreports.storage import frames
from nbreports.storage.frames import FrameWriter, read_frames

PAYLOADS = [b"one", b"", b"three" * 9, bytes(range(256))]


def written(path, payloads=PAYLOADS):
    with FrameWriter(path) as writer:
        for payload in payloads:
            writer.write(payload)
        writer.finish()
    return path.read_bytes()


def read(path):
    """Return the payloads that could be read, and the code of the error that ended them."""
    found = []
    try:
        found.extend(read_frames(path))
    except SpoolError as error:
        return found, error.code if error.remedy and error.where == str(path) else "not explained"
    return found, None


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("frames") / "f"


@given(payloads=st.lists(st.binary(max_size=20), max_size=5))
def test_what_is_written_is_read(path, payloads):
    written(path, payloads)
    assert read(path) == (payloads, None)


def test_a_file_cut_anywhere_gives_the_frames_before(path):
    whole = written(path)
    ends = [8]
    for payload in PAYLOADS:
        ends.append(ends[-1] + 12 + len(payload))
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        found, code = read(path)
        assert found == PAYLOADS[: sum(end <= cut for end in ends[1:])]
        # a file that ends with a frame lacks nothing that frames could know of
        assert code == (None if cut in ends else "spool_cut")


def test_a_bit_that_flipped_is_found_before_its_frame_is_given(path):
    whole = written(path)
    for at in range(len(whole)):
        for bit in range(8):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
            found, code = read(path)
            assert code in ("spool_damaged", "spool_cut")
            assert found == PAYLOADS[: len(found)]


def test_frames_out_of_order_or_missing_are_found(path):
    whole = written(path, [b"aa", b"bb", b"cc"])
    head, pieces = whole[:8], [whole[8 + i * 14 : 22 + i * 14] for i in range(3)]
    for order in ([1], [0, 2], [0, 0], [1, 0, 2], [0, 2, 1]):
        path.write_bytes(head + b"".join(pieces[i] for i in order))
        found, code = read(path)
        assert code == "spool_damaged"
        assert found == [b"aa"][: int(order[0] == 0)]


def test_a_file_is_read_while_it_is_written(path):
    with FrameWriter(path) as writer:
        assert read(path) == ([], None)
        writer.write(b"a" * 100_000)
        assert read(path) == ([b"a" * 100_000], None)
        # a reader that is ahead of the writer sees half a frame, and no more than that
        os.truncate(path, path.stat().st_size - 1)
        assert read(path) == ([], "spool_cut")


def test_the_file_is_its_owners_alone(tmp_path):
    written(tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


def test_a_former_file_gives_way_whole(path):
    written(path, [b"long" * 1000])
    written(path, [b"short"])
    assert read(path) == ([b"short"], None)


def test_two_writers_of_one_file_are_one_too_many(path):
    with FrameWriter(path) as first:
        first.write(b"a")
        with pytest.raises(OutputError) as caught:
            FrameWriter(path)
        assert caught.value.code == "output_in_use"
        first.write(b"b")
    assert read(path) == ([b"a", b"b"], None)


def test_files_that_are_none_are_named(tmp_path):
    assert read(tmp_path / "none") == ([], "spool_missing")
    assert read(tmp_path) == ([], "spool_unreadable")
    with pytest.raises(OutputError, match="No such file") as caught:
        FrameWriter(tmp_path / "none" / "f")
    assert caught.value.remedy.startswith("Create the folder")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError):
        FrameWriter(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_is_a_typed_error_and_leaves_what_was_written(path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with FrameWriter(path) as writer:
            writer.write(b"first")
            resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
            with pytest.raises(OutputError) as caught:
                writer.write(b"x" * 60_000)
            with pytest.raises(UsageError):
                writer.write(b"more")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "output_efbig" and caught.value.remedy
    assert read(path) == ([b"first"], "spool_cut")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_disk_that_refuses_at_the_end(path, monkeypatch, number):
    def refuse(handle):
        raise OSError(number, os.strerror(number))

    writer = FrameWriter(path)
    writer.write(b"a")
    monkeypatch.setattr(frames.os, "fsync", refuse)
    with pytest.raises(OutputError) as caught:
        writer.finish()
    assert caught.value.code == f"output_{errno.errorcode[number].lower()}"
    monkeypatch.undo()
    FrameWriter(path).close()  # the lock is gone
