"""A path holds the old file or the complete new one, whatever happens in between."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import textwrap
import zipfile
from functools import partialmethod
from pathlib import Path

import pytest

from nbreports.errors import OutputError, UsageError
from nbreports.storage.atomic import AtomicFile, create_file, move_file, remove_file

OLD = b"the old file\n" * 1000
NEW = b"the new file\n" * 400_000
"""Larger than the buffer several times over, so that parts of it reach the disk early."""


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_old_file_stays_until_the_new_one_is_whole(target):
    with AtomicFile(target) as file:
        file.write(NEW[:2_000_000])
        assert target.read_bytes() == OLD
        file.write(NEW[2_000_000:])
        assert file.tell() == len(NEW)
        file.commit()
        assert target.read_bytes() == NEW
    assert names(target.parent) == ["report.pdf"]


def test_leaving_without_commit_changes_nothing(target):
    with AtomicFile(target) as file:
        file.write(NEW)
    assert target.read_bytes() == OLD
    with pytest.raises(ZeroDivisionError), AtomicFile(target) as file:
        file.write(NEW)
        1 / 0  # noqa: B018
    assert target.read_bytes() == OLD
    assert names(target.parent) == ["report.pdf"]


def test_the_part_stands_beside_the_target(target):
    with AtomicFile(target) as file:
        assert file.part.parent == target.parent
        assert file.part.name.startswith(".report.pdf.")
        assert file.part.name.endswith(".part")


def test_a_committed_or_abandoned_file_takes_no_more(target):
    with AtomicFile(target) as file:
        file.commit()
        with pytest.raises(UsageError):
            file.write(b"x")
        with pytest.raises(UsageError):
            file.commit()
    assert target.read_bytes() == b""


def test_archives_can_be_written_to_it(target):
    with AtomicFile(target) as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.txt", "x" * 100_000)
        file.commit()
    assert zipfile.ZipFile(target).read("a.txt") == b"x" * 100_000


def test_the_mode_of_the_former_file_is_kept(target):
    target.chmod(0o640)
    with AtomicFile(target) as file:
        file.commit()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_of_the_process(tmp_path):
    before = os.umask(0o027)
    try:
        with AtomicFile(tmp_path / "new.csv") as file:
            file.commit()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640


def test_a_link_is_followed_and_stays(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.csv").symlink_to("real/data.csv")
    for content in (b"one", b"two"):
        with AtomicFile(tmp_path / "link.csv") as file:
            assert file.part.parent == tmp_path / "real"
            file.write(content)
            file.commit()
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "real" / "data.csv").read_bytes() == content


def test_names_as_long_as_the_system_allows(tmp_path):
    for name in ("x" * 251 + ".csv", "é" * 120 + ".csv"):
        with AtomicFile(tmp_path / name) as file:
            file.write(b"a")
            file.commit()
        assert (tmp_path / name).read_bytes() == b"a"


REFUSED = {
    "a missing folder": ("nowhere/report.pdf", "No such file or directory", "Create the folder"),
    "a folder": ("folder", "Is a directory", "Name a file"),
    "a folder that is not there yet": ("folder/sub/", "Is a directory", "Name a file"),
    "a file for a folder": ("file.txt/report.pdf", "Not a directory", "is a file"),
    "a name too long": ("x" * 300, "File name too long", "shorter"),
    "links in a circle": ("circle", "symbolic links", "circle"),
    "a link to nowhere": ("dangling", "No such file or directory", "Create the folder"),
    "a pipe": ("pipe", "a device or a pipe", "ordinary file"),
    "a null byte": ("a\0b", "null byte", "Check the path"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path, case):
    path, message, remedy = REFUSED[case]
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "dangling").symlink_to("nowhere/at/all")
    os.mkfifo(tmp_path / "pipe")
    before = names(tmp_path)
    with pytest.raises(OutputError) as caught:
        AtomicFile(str(tmp_path) + "/" + path)
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert caught.value.exit_code == 6
    assert names(tmp_path) == before


def test_a_device_is_not_replaced():
    with pytest.raises(OutputError, match="a device or a pipe"):
        AtomicFile("/dev/null")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_file_that_grows_too_large(target):
    """The system itself refuses here: a limit on the size of files, as a full disk or quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, hard))
    try:
        with pytest.raises(OutputError, match="File too large") as caught, AtomicFile(target) as file:
            file.write(NEW)
            file.commit()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "output_efbig"
    assert target.read_bytes() == OLD
    assert names(target.parent) == ["report.pdf"]


def test_a_full_disk():
    """The device that is always full, behind the file's own handle."""
    with pytest.raises(OutputError, match="No space left on device") as caught:
        file = AtomicFile.__new__(AtomicFile)
        file.path = Path("/dev/full")
        file._target = Path("/dev/full")
        file._part = None
        file._file = Path("/dev/full").open("w+b", buffering=1 << 20)  # noqa: SIM115
        file.write(NEW)
    assert caught.value.code == "output_enospc"
    assert "Free space" in caught.value.remedy


FAULTS = [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE]


class Faulty:
    """Fails the chosen system call the n-th time it is made."""

    def __init__(self, real, number, at):
        self.real, self.number, self.at, self.calls = real, number, at, 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        if self.calls == self.at:
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*args, **kwargs)


@pytest.mark.parametrize("number", FAULTS)
@pytest.mark.parametrize("step", ["open", "fsync", "replace", "chmod"])
def test_every_step_may_fail(target, monkeypatch, step, number):
    place = {
        "open": (os, "open"),
        "fsync": (os, "fsync"),
        "replace": (Path, "replace"),
        "chmod": (Path, "chmod"),
    }
    owner, name = place[step]
    real = getattr(owner, name)
    fault = Faulty(real, number, 1)
    monkeypatch.setattr(owner, name, fault if owner is os else partialmethod(fault))
    with pytest.raises(OutputError) as caught, AtomicFile(target) as file:
        file.write(NEW)
        file.commit()
    monkeypatch.undo()
    assert fault.calls == 1
    assert os.strerror(number) in caught.value.message
    assert caught.value.code == f"output_{errno.errorcode[number].lower()}"
    assert caught.value.where == str(target)
    assert caught.value.remedy
    assert target.read_bytes() == OLD
    assert names(target.parent) == ["report.pdf"]


def test_no_handle_is_left_open(target):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with AtomicFile(target) as file:
            file.write(b"x")
        with pytest.raises(OutputError):
            AtomicFile(target.parent / "nowhere" / "x")
        with AtomicFile(target) as file:
            file.commit()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


CHILD = """
    import os, signal, sys
    from pathlib import Path
    from nbreports.storage import atomic

    at, target, size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    calls = 0

    def counted(owner, name):
        real = getattr(owner, name)
        def call(*args, **kwargs):
            global calls
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)
            done = real(*args, **kwargs)
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return done
        setattr(owner, name, call)

    for owner, name in ((os, "open"), (os, "fsync"), (Path, "replace"), (Path, "chmod"), (Path, "unlink"),
                        (atomic.fcntl, "flock"), (atomic.AtomicFile, "write")):
        counted(owner, name)
    with atomic.AtomicFile(target) as file:
        for _ in range(4):
            file.write(b"N" * (size // 4))
        file.commit()
    print(calls)
"""


def _child(at: int, target: Path, size: int) -> subprocess.CompletedProcess[str]:
    code = textwrap.dedent(CHILD)
    return subprocess.run(
        [sys.executable, "-c", code, str(at), str(target), str(size)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_at_every_step(target):
    """Kill before and after each system call in turn, until a run gets through: the loop SQLite tests itself with."""
    size = 4_000_000
    whole = b"N" * size
    seen = set()
    at = 0
    while True:
        at += 1
        target.write_bytes(OLD)
        done = _child(at, target, size)
        content = target.read_bytes()
        assert content in (OLD, whole), f"torn at step {at}"
        seen.add("old" if content == OLD else "new")
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert at < 60
    assert seen == {"old", "new"}
    assert at > 20
    # the last run swept what the killed ones left
    assert names(target.parent) == ["report.pdf"]


def test_a_part_that_is_being_written_is_not_swept(target):
    with AtomicFile(target) as one, AtomicFile(target) as two:
        one.write(b"one")
        two.write(b"two")
        assert len(names(target.parent)) == 3
        two.commit()
        one.commit()
    assert target.read_bytes() == b"one"
    assert names(target.parent) == ["report.pdf"]


def test_only_parts_of_the_same_file_are_swept(target):
    other = target.with_name(".other.pdf.0123456789ab.part")
    mine = target.with_name(".report.pdf.0123456789ab.part")
    kept = target.with_name(".report.pdf.backup.part")
    for path in (other, mine, kept):
        path.write_text("left")
    with AtomicFile(target) as file:
        file.commit()
    assert names(target.parent) == sorted([other.name, kept.name, "report.pdf"])


def test_a_sweep_does_not_follow_links(target, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "precious"
    elsewhere.write_text("kept")
    target.with_name(".report.pdf.0123456789ab.part").symlink_to(elsewhere)
    with AtomicFile(target) as file:
        file.commit()
    assert elsewhere.read_text() == "kept"


def test_a_new_file_takes_no_name_that_is_taken(target):
    assert create_file(target, NEW[:100]) is False
    assert target.read_bytes() == OLD
    fresh = target.with_name("fresh.pdf")
    assert create_file(fresh, NEW[:100]) is True
    assert fresh.read_bytes() == NEW[:100]
    assert names(target.parent) == ["fresh.pdf", "report.pdf"]


def test_a_dangling_link_is_a_name_that_is_taken(target):
    target.with_name("link.pdf").symlink_to(target.with_name("gone.pdf"))
    assert create_file(target.with_name("link.pdf"), b"x") is False
    assert names(target.parent) == ["link.pdf", "report.pdf"]


def test_a_moved_file_takes_no_name_that_is_taken(target):
    other = target.with_name("other.pdf")
    other.write_bytes(NEW[:10])
    assert move_file(target, other) is False
    assert (target.read_bytes(), other.read_bytes()) == (OLD, NEW[:10])
    remove_file(other)
    remove_file(other)
    assert move_file(target, other) is True
    assert names(target.parent) == ["other.pdf"]
