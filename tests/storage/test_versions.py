"""What a file was before is kept beside it: newest first, each state once, never without bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nbreports import Report, Table
from nbreports.errors import OutputError, UsageError
from nbreports.storage.versions import FOLDER, Versions

START = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)


def report(title):
    return Report(title, "sales", [Table("region", "amount")]).to_json().encode()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sales.nbreport"


def kept(versions, count, size=1):
    for number in range(count):
        versions.keep(f"state {number} ".encode() * size, START + timedelta(minutes=number))


def test_the_newest_stands_first_and_each_can_be_read(path):
    versions = Versions(path)
    kept(versions, 3)
    found = versions.list()
    assert [version.when for version in found] == [START + timedelta(minutes=at) for at in (2, 1, 0)]
    assert [versions.read(version.ident) for version in found] == [b"state 2 ", b"state 1 ", b"state 0 "]
    assert [version.size for version in found] == [8, 8, 8]


def test_they_lie_in_a_hidden_folder_beside_the_file(path):
    Versions(path).keep(b"x", START)
    assert [entry.name for entry in path.parent.iterdir()] == [FOLDER]
    assert FOLDER.startswith(".")
    assert [entry.name for entry in (path.parent / FOLDER).iterdir()] == ["sales.nbreport"]


def test_a_report_is_kept_in_canonical_form_and_anything_else_as_it_is(path):
    versions = Versions(path)
    loose = report("Sales").replace(b"\n", b"\n \n")
    assert versions.read(versions.keep(loose, START).ident) == report("Sales")
    assert versions.read(versions.keep(b'{"half', START + timedelta(seconds=1)).ident) == b'{"half'


def test_the_same_state_is_kept_once_as_the_newest(path):
    versions = Versions(path)
    assert versions.keep(report("A"), START) is not None
    assert versions.keep(report("A") + b"\n", START + timedelta(minutes=1)) is None
    versions.keep(report("B"), START + timedelta(minutes=2))
    again = versions.keep(report("A"), START + timedelta(minutes=3))
    assert [version.when for version in versions.list()] == [again.when, START + timedelta(minutes=2)]


def test_the_oldest_give_way_by_number(path):
    versions = Versions(path, most=3)
    kept(versions, 5)
    assert [versions.read(version.ident) for version in versions.list()] == [
        b"state 4 ",
        b"state 3 ",
        b"state 2 ",
    ]


def test_the_oldest_give_way_by_size_and_the_newest_always_stays(path):
    versions = Versions(path, most_bytes=2000)
    kept(versions, 4, size=100)
    assert len(versions.list()) == 2
    versions.keep(b"x" * 5000, START + timedelta(days=1))
    assert [version.size for version in versions.list()] == [5000]


def test_a_clock_set_back_hides_nothing(path):
    versions = Versions(path)
    versions.keep(b"first", START)
    versions.keep(b"second", START - timedelta(hours=3))
    assert [versions.read(version.ident) for version in versions.list()] == [b"second", b"first"]


def test_versions_follow_a_renamed_file(path):
    versions = Versions(path)
    kept(versions, 2)
    Versions(path.with_name("other.nbreport")).keep(b"other", START - timedelta(days=1))
    versions.follow(path.with_name("other.nbreport"))
    assert [versions.read(version.ident) for version in versions.list()] == [
        b"state 1 ",
        b"state 0 ",
        b"other",
    ]
    versions.follow(path.with_name("free.nbreport"))
    assert len(versions.list()) == 3
    assert not Versions(path).list()


@pytest.mark.parametrize("ident", ["", "../../secret", "x", "20261126T193000000000Z-0123456789abcdef", "\0"])
def test_what_is_no_version_is_refused_and_nothing_else_is_read(path, ident):
    (path.parent / "secret").write_text("no")
    Versions(path).keep(b"x", START)
    with pytest.raises(UsageError, match="no version"):
        Versions(path).read(ident)


def test_a_folder_that_leads_elsewhere_is_neither_read_nor_written(path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (path.parent / FOLDER).symlink_to(elsewhere)
    versions = Versions(path)
    assert versions.list() == ()
    with pytest.raises(OutputError, match="a link"):
        versions.keep(b"x", START)
    assert list(elsewhere.iterdir()) == []


def test_files_of_others_are_left_alone(path):
    versions = Versions(path, most=1)
    kept(versions, 1)
    (versions.folder / "notes.txt").write_text("mine")
    kept(versions, 3)
    assert (versions.folder / "notes.txt").read_text() == "mine"
    assert len(versions.list()) == 1


def test_what_the_disk_refuses_leaves_what_was_kept(path, monkeypatch):
    versions = Versions(path)
    kept(versions, 1)
    monkeypatch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OutputError, match="No space"):
        versions.keep(b"more", START + timedelta(hours=1))
    assert [versions.read(version.ident) for version in versions.list()] == [b"state 0 "]
