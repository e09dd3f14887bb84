"""Files handed over by the browser, and files that hold several tables."""

from __future__ import annotations

import sqlite3

import duckdb
import openpyxl
import pytest

from nbreports import Report, Table
from nbreports.definition.sources import FileSource

HOSTILE = "\"'<img src=x onerror=alert(1)> 😀 \u202eabc"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(line, kind, ident="a.1", **content):
    line.ask(ident, kind, **content)
    return line.answer(ident)[0]


def tables(line):
    return {(card["path"], card["table"]): card for card in asked(line, "sources.list")["sources"]}


def test_each_table_of_a_database_and_sheet_of_a_book_may_be_picked(opened, folder):
    connection = sqlite3.connect(folder / "shop.sqlite")
    quoted = HOSTILE.replace('"', '""')
    connection.executescript(f'create table one (a); insert into one values (1); create table "{quoted}" (b)')
    connection.close()
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute("create table first as select 1 as a; create schema s; create table s.t (b int)")
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append([1])
    book.create_sheet("Second half").append(["b"])
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(folder / "book.xlsx")
    (folder / "broken.xlsx").write_bytes(b"no workbook")
    session, line = opened(None, notebook=True)
    found = tables(line)
    assert set(found) == {
        ("shop.sqlite", "one"),
        ("shop.sqlite", HOSTILE),
        ("shop.duckdb", "first"),
        ("shop.duckdb", "s.t"),
        ("book.xlsx", "Sheet"),
        ("book.xlsx", "Second half"),
        ("broken.xlsx", None),
    }
    assert "cannot be read" in found["broken.xlsx", None]["error"]
    assert found["book.xlsx", "Second half"]["name"] == "second_half"
    assert found["shop.sqlite", HOSTILE]["name"].isidentifier()
    read = asked(line, "source.describe", "a.2", path="shop.sqlite", table="one")["source"]
    assert (read["rows"], read["table"], [column["name"] for column in read["columns"]]) == (1, "one", ["a"])
    odd = asked(line, "source.describe", "a.3", path="shop.sqlite", table=HOSTILE)["source"]
    assert odd["rows"] == 0
    source = FileSource("shop.duckdb", table="first")
    session.replace(Report("Shop", "first", [Table("a")], sources={"first": source}).definition)
    assert asked(line, "rows.count", "a.4", rev=1)["after"] == 1


def test_a_file_of_one_table_is_one_thing(opened, folder):
    connection = sqlite3.connect(folder / "shop.db")
    connection.execute("create table one (a)")
    connection.close()
    _, line = opened(None, notebook=True)
    assert list(tables(line)) == [("shop.db", None)]


def upload(line, ident, name, offset, data, last):
    content = {"v": 1, "id": ident, "kind": "file.upload", "name": name, "offset": offset, "last": last}
    line.session._handle_msg(
        {"content": {"data": {"method": "custom", "content": content}}, "buffers": [memoryview(data)]}
    )
    return line.answer(ident)[0]


def test_a_file_comes_in_pieces_and_overwrites_nothing(opened, folder):
    (folder / "new.csv").write_text("mine")
    _, line = opened(None, notebook=True)
    assert upload(line, "u.1", "new.csv", 0, b"a,b\n", False)["received"] == 4
    (only,) = asked(line, "sources.list")["sources"]
    assert only["path"] == "new.csv"
    done = upload(line, "u.2", "new.csv", 4, b"1,2\n", True)
    assert done["path"] == "new (2).csv"
    assert (folder / "new (2).csv").read_text() == "a,b\n1,2\n"
    assert (folder / "new.csv").read_text() == "mine"
    assert not list(folder.glob(".nbreports-*"))


@pytest.mark.parametrize("name", ["../x.csv", "a/b.csv", ".x.csv", "run.py", "c:x.csv"])
def test_a_file_of_no_good_name_is_refused(opened, folder, name):
    _, line = opened(None, notebook=True)
    assert upload(line, "u.1", name, 0, b"x", True)["kind"] == "refused"
    assert list(folder.iterdir()) == []


def test_what_is_half_sent_goes_with_its_view(opened, folder):
    session, line = opened(None, notebook=True)
    upload(line, "u.1", "new.csv", 0, b"a", False)
    assert len(list(folder.iterdir())) == 1
    assert upload(line, "u.2", "new.csv", 7, b"a", True)["kind"] == "refused"
    upload(line, "u.3", "new.csv", 0, b"a", False)
    session.close()
    assert list(folder.iterdir()) == []
