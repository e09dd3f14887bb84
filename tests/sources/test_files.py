"""Files: types from the whole file, nothing guessed in silence, and errors that say what there is instead."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nbreports.errors import FrameRefused, LimitError, SourceError, SourceNotFound, UsageError
from nbreports.sources import csv, xlsx
from nbreports.sources.base import ForeignKey
from nbreports.sources.engine import Engine
from nbreports.sources.files import open_file

FIXTURES = Path(__file__).parent.parent / "fixtures"


def rows_of(path, table=None):
    source = open_file(path, table)
    described = source.describe()
    with Engine() as engine:
        relation = source.attach(engine)
        engine.lock()
        rows = engine.fetch(f"SELECT * FROM {relation}", label="read")
    assert rows.schema.equals(described.schema)
    assert described.rows in {None, rows.num_rows}
    return rows, described


def csv_of(tmp_path, text, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return rows_of(path)


COLUMNS = {
    "integers": ("1\n-2\n0\n", "int64", [1, -2, 0]),
    "a leading zero keeps all text": ("10001\n00501\n", "string", ["10001", "00501"]),
    "a leading zero in the last of many": ("1\n" * 30000 + "007\n", "string", ["1"] * 30000 + ["007"]),
    "NA is text": ("NA\nnull\nN/A\n", "string", ["NA", "null", "N/A"]),
    "a plus sign is text": ("+49\n+1\n", "string", ["+49", "+1"]),
    "floats": ("1\n2.5\n-.5\n1e3\n", "double", [1.0, 2.5, -0.5, 1000.0]),
    "spaces around numbers": (" 1\n2 \n", "int64", [1, 2]),
    "NaN is NULL": ("1.5\nNaN\nnan\n", "double", [1.5, None, None]),
    "a column of nan is text": ("nan\nnan\n", "string", ["nan", "nan"]),
    "too large for a float": ("1e400\n1\n", "string", ["1e400", "1"]),
    "integers over 64 bits": ("9223372036854775808\n1\n", "decimal128(38, 0)", [Decimal(2**63), Decimal(1)]),
    "over 38 digits": ("1" * 39 + "\n", "string", ["1" * 39]),
    "booleans": ("true\nFALSE\n", "bool", [True, False]),
    "yes and no are text": ("yes\nno\n", "string", ["yes", "no"]),
    "T and F are text": ("T\nF\n", "string", ["T", "F"]),
    "dates": ("2024-02-29\n1899-12-31\n", "date32[day]", [dt.date(2024, 2, 29), dt.date(1899, 12, 31)]),
    "no such day": ("2024-02-29\n2023-02-29\n", "string", ["2024-02-29", "2023-02-29"]),
    "moments": (
        "2024-01-01 10:00\n2024-01-01T10:00:01.5\n2024-01-02\n",
        "timestamp[us]",
        [dt.datetime(2024, 1, 1, 10), dt.datetime(2024, 1, 1, 10, 0, 1, 500000), dt.datetime(2024, 1, 2)],
    ),
    "instants": (
        "2024-01-01T10:00:00Z\n2024-01-01 10:00:00+02:00\n",
        "timestamp[us, tz=UTC]",
        [dt.datetime(2024, 1, 1, 10, tzinfo=dt.UTC), dt.datetime(2024, 1, 1, 8, tzinfo=dt.UTC)],
    ),
    "with and without a zone": (
        "2024-01-01T10:00:00Z\n2024-01-01 10:00:00\n",
        "string",
        ["2024-01-01T10:00:00Z", "2024-01-01 10:00:00"],
    ),
    "times": ("10:00\n23:59:59\n", "time64[us]", [dt.time(10), dt.time(23, 59, 59)]),
    "day first": ("01/02/2024\n31/12/2024\n", "date32[day]", [dt.date(2024, 2, 1), dt.date(2024, 12, 31)]),
    "month first": ("01/02/2024\n12/31/2024\n", "date32[day]", [dt.date(2024, 1, 2), dt.date(2024, 12, 31)]),
    "either first": ("01/02/2024\n03/04/2024\n", "string", ["01/02/2024", "03/04/2024"]),
    "both first": ("31/12/2024\n12/31/2024\n", "string", ["31/12/2024", "12/31/2024"]),
    "empty is NULL": ('"a"\n""\n', "string", ["a", None]),
    "nothing but empty": ('""\n""\n', "string", [None, None]),
    "commas in one column": ("hello; world\nfoo\n", "string", ["hello; world", "foo"]),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_types_come_from_the_whole_file(tmp_path, case):
    text, kind, expected = COLUMNS[case]
    rows, _ = csv_of(tmp_path, "x\n" + text)
    assert (str(rows.schema.field("x").type), rows["x"].to_pylist()) == (kind, expected)


DIALECTS = {
    "comma": 'a,b\n1,"x, ""y""\nz"\n',
    "semicolon": 'a;b\n1;"x, ""y""\nz"\n',
    "tab": 'a\tb\n1\t"x, ""y""\nz"\n',
    "bar": 'a|b\n1|"x, ""y""\nz"\n',
    "byte order mark": '\ufeffa,b\n1,"x, ""y""\nz"\n',
    "Windows": 'a,b\r\n1,"x, ""y""\nz"\r\n',
    "no last newline": 'a,b\n1,"x, ""y""\nz"',
}


@pytest.mark.parametrize("case", DIALECTS)
def test_dialects(tmp_path, case):
    rows, _ = csv_of(tmp_path, DIALECTS[case])
    assert rows.to_pylist() == [{"a": 1, "b": 'x, "y"\nz'}]


def test_decimal_commas_stay_text(tmp_path):
    assert csv_of(tmp_path, "a;b\n1,5;2\n")[0].to_pylist() == [{"a": "1,5", "b": 2}]


def test_the_fixture_reads_as_the_contract_says():
    rows, _ = rows_of(FIXTURES / "sales.csv")
    assert rows.num_rows > 0
    assert not any(name.startswith("column_") for name in rows.schema.names)


def test_what_was_decided_about_dates_is_told(tmp_path):
    assert "d: dates are read as %d/%m/%Y" in csv_of(tmp_path, "d\n31/12/2024\n")[1].notes
    assert "kept as text" in csv_of(tmp_path, "d\n01/02/2024\n")[1].notes[0]


def test_names_are_made_usable(tmp_path):
    rows, described = csv_of(tmp_path, "a,a,A,\n1,2,3,4\n")
    assert rows.to_pylist() == [{"a": 1, "a_2": 2, "A_3": 3, "column_4": 4}]
    assert len(described.notes) == 3


BROKEN_CSV = {
    "empty": (b"", FrameRefused, "empty"),
    "too few cells": (b"a,b\n1,2\n3\n", SourceError, "Line: 3"),
    "too many cells": (b"a,b\n1,2\n3,4,5\n", SourceError, "Line: 3"),
    "ragged from the first line": (b"a,b,c\n1,2\n3\n4,5,6,7\n", SourceError, "Line: 2"),
    "an open quote": (b'a,b\n1,"x\n', SourceError, "Line: 2"),
    "Latin-1": ("a,b\nx,é\n".encode("latin-1"), SourceError, "line 2 is not UTF-8 (byte 0xe9)"),
    "Latin-1 far below": (b"a\n" + b"x\n" * 400_000 + b"\xe9\n", SourceError, "utf-8"),
    "UTF-16": ("a,b\n1,2\n".encode("utf-16"), SourceError, "UTF-16"),
}


@pytest.mark.parametrize("case", BROKEN_CSV)
def test_a_broken_csv_says_where(tmp_path, case):
    content, kind, message = BROKEN_CSV[case]
    with pytest.raises(kind) as caught:
        csv_of(tmp_path, content)
    assert message in caught.value.message
    assert caught.value.where == str(tmp_path / "t.csv")
    assert caught.value.remedy


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6), min_size=1, max_size=8
    )
)
def test_text_survives(tmp_path, cells):
    """What Python's own writer writes comes back, cell by cell."""
    import csv as writer

    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = writer.writer(file, quoting=writer.QUOTE_ALL)
        out.writerow(["n", "x"])
        # one cell that is nothing but text keeps the column text
        out.writerows([str(i), cell] for i, cell in enumerate([*cells, "text"]))
    rows, _ = rows_of(path)
    assert rows["x"].to_pylist() == [cell or None for cell in cells] + ["text"]


def test_a_file_that_changes_is_read_anew(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x\n1\n")
    source = open_file(path)
    assert source.describe().schema.field("x").type == pa.int64()
    path.write_text("x\nlater\n")
    assert source.describe().schema.field("x").type == pa.string()


def test_archives(tmp_path):
    path = tmp_path / "two.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x\n1\n")
        archive.writestr("b.csv", "x\n2\n")
        archive.writestr("__MACOSX/a.csv", "junk")
    assert rows_of(path, "b.csv")[0].to_pylist() == [{"x": 2}]
    assert rows_of(f"{path}::a.csv")[0].to_pylist() == [{"x": 1}]
    with pytest.raises(SourceNotFound, match="holds 2 CSV files") as caught:
        rows_of(path)
    assert "a.csv, b.csv" in caught.value.remedy
    with pytest.raises(SourceNotFound, match=r"holds no 'c\.csv'"):
        rows_of(path, "c.csv")


def test_an_archive_unpacks_no_further_than_its_limit_and_nowhere_else(tmp_path, monkeypatch):
    path = tmp_path / "t.csv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.csv", "x\n" + "0\n" * 2_000_000)
    assert rows_of(path)[0].num_rows == 2_000_000
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["t.csv.zip"]
    assert not (tmp_path.parent.parent / "evil.csv").exists()
    monkeypatch.setattr(csv, "UNPACKED_BYTES", 1_000_000)
    with pytest.raises(LimitError, match="unpacks to more than"):
        rows_of(path)


@pytest.mark.parametrize(
    "name", ["t.csv.zip", "t.csv.gz", "t.parquet", "t.xlsx", "t.duckdb", "t.sqlite", "t.arrow", "t.json"]
)
def test_what_is_not_what_its_ending_says(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"this is no such file\n" * 500)
    with pytest.raises(SourceError) as caught:
        open_file(path, "t" if name in {"t.duckdb", "t.sqlite"} else None).describe()
    assert caught.value.where == str(path)
    assert caught.value.remedy
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("make", ["zip", "gzip"])
def test_what_was_cut_short(tmp_path, make):
    text = b"x\n" + os.urandom(200_000).hex().encode() + b"\n"
    path = tmp_path / f"t.csv.{'zip' if make == 'zip' else 'gz'}"
    if make == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t.csv", text)
        broken = bytearray(path.read_bytes())
        broken[50_000] ^= 0xFF
        path.write_bytes(broken)
    else:
        path.write_bytes(gzip.compress(text)[:-100_000])
    with pytest.raises(SourceError) as caught:
        rows_of(path)
    assert caught.value.where == str(path)


def test_names_that_are_patterns_to_the_engine(tmp_path):
    for name in ("a*.csv", "b?.csv", "[c].csv", 'it\'s; "d".csv', "ü 👩.csv"):
        (tmp_path / "axx.csv").write_text("x\nwrong\n")
        assert csv_of(tmp_path, "x\n1\n", name)[0].to_pylist() == [{"x": 1}]


MISSING = {
    "a name nearly right": ("sale.csv", SourceNotFound, "Did you mean 'sales.csv'?"),
    "another name": ("quarterly-numbers.parquet", SourceNotFound, "The folder holds 'sales.csv'"),
    "no such folder": ("nowhere/sales.csv", SourceNotFound, "no folder"),
    "a folder": ("folder.csv", SourceError, "Name a file inside it"),
    "an unknown ending": ("sales.docx", UsageError, ".csv"),
    "no ending": ("sales", UsageError, ".csv"),
    "a table where there is none": ("sales.csv::t", UsageError, "Leave out ::t"),
    "a null byte": ("sa\0les.csv", SourceError, "Check the path"),
}


@pytest.mark.parametrize("case", MISSING)
def test_missing(tmp_path, case):
    path, kind, remedy = MISSING[case]
    (tmp_path / "sales.csv").write_text("x\n1\n")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(kind) as caught:
        open_file(f"{tmp_path}/{path}").describe()
    assert type(caught.value) is kind
    assert remedy in caught.value.remedy


def test_opening_touches_nothing(tmp_path):
    for name in ("a.csv", "a.parquet", "a.xlsx", "a.duckdb", "a.sqlite", "a.json", "a.db"):
        open_file(tmp_path / name)


# --- JSON ------------------------------------------------------------------------------------------------------


def test_json_types(tmp_path):
    path = tmp_path / "t.json"
    path.write_text(
        '[{"id": "001", "n": 1, "f": 1, "wide": 12345678901234567890123, "d": "2024-01-01", "l": [1], "m": 1},'
        ' {"f": 2.5, "b": true, "o": {"k": null}, "none": null, "m": "x", "empty": ""}]'
    )
    rows, described = rows_of(path)
    assert rows.to_pylist()[0] == {
        "id": "001",
        "n": 1,
        "f": 1.0,
        "wide": Decimal(12345678901234567890123),
        "d": dt.date(2024, 1, 1),
        "l": "[1]",
        "m": "1",
        "b": None,
        "o": None,
        "none": None,
        "empty": None,
    }
    assert {note.partition(":")[0] for note in described.notes} == {"wide", "l", "m", "o"}


@pytest.mark.parametrize("text", ["", "[]", "[1, 2]", "5", '"x"', '[{"a": 1}, 5]'])
def test_json_that_is_no_list_of_objects(tmp_path, text):
    path = tmp_path / "t.json"
    path.write_text(text)
    with pytest.raises(FrameRefused, match="no list of objects"):
        rows_of(path)


# --- workbooks -------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    first = made.active
    first.title = "Sales"
    first.append(["id", "amount", "day", "at", "ok", "mixed", None, "gone"])
    first.append([1, 1.5, dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, 10), True, 5, None, "#N/A"])
    first.append([2, None, None, None, None, "n/a", "note", None])
    made.create_sheet("Empty")
    apart = made.create_sheet("Apart")
    apart["C3"], apart["C4"] = "h", 5
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_the_first_sheet_of_a_workbook(book):
    rows, described = rows_of(book)
    assert rows.to_pylist() == [
        {
            "id": 1,
            "amount": 1.5,
            "day": dt.date(2024, 1, 1),
            "at": dt.datetime(2024, 1, 1, 10),
            "ok": True,
            "mixed": "5",
            "column_7": None,
            "gone": None,
        },
        {
            "id": 2,
            "amount": None,
            "day": None,
            "at": None,
            "ok": None,
            "mixed": "n/a",
            "column_7": "note",
            "gone": None,
        },
    ]
    assert {note.partition(":")[0] for note in described.notes} == {"mixed", "column_7"}


def test_another_sheet_of_a_workbook(book, monkeypatch):
    assert rows_of(f"{book}::Apart")[0].to_pylist() == [{"h": 5}]
    with pytest.raises(FrameRefused, match="empty"):
        rows_of(book, "Empty")
    with pytest.raises(SourceNotFound, match="no sheet 'sales'") as caught:
        rows_of(book, "sales")
    assert "'Sales', 'Empty', 'Apart'" in caught.value.remedy
    monkeypatch.setattr(xlsx, "UNPACKED_BYTES", 1000)
    with pytest.raises(LimitError, match="unpacks"):
        rows_of(book, "Apart")


# --- databases -------------------------------------------------------------------------------------------------

TABLES = """
    CREATE TABLE airlines (id INTEGER PRIMARY KEY, name VARCHAR);
    CREATE TABLE flights (no INTEGER, airline INTEGER REFERENCES airlines (id), PRIMARY KEY (no, airline));
    INSERT INTO airlines VALUES (1, 'Blue'), (2, 'Red');
    INSERT INTO flights VALUES (7, 1), (8, 2);
    CREATE VIEW late AS SELECT * FROM flights WHERE no > 7;
"""


@pytest.fixture(params=["duckdb", "sqlite"])
def database(request, tmp_path):
    path = tmp_path / f"air.{request.param}"
    if request.param == "duckdb":
        with duckdb.connect(path) as con:
            con.execute(TABLES)
    else:
        con = sqlite3.connect(path)
        con.executescript(TABLES)
        con.close()
    return path


def test_tables_and_views_of_a_database(database):
    assert rows_of(database, "airlines")[0].to_pylist() == [
        {"id": 1, "name": "Blue"},
        {"id": 2, "name": "Red"},
    ]
    assert rows_of(f"{database}::late")[0].to_pylist() == [{"no": 8, "airline": 2}]


def test_declared_keys(database):
    described = open_file(database, "flights").describe()
    assert described.primary_key == ("no", "airline")
    assert described.foreign_keys == (ForeignKey(("airline",), "airlines", ("id",)),)
    assert open_file(database, "airlines").describe().primary_key == ("id",)


def test_a_database_names_the_tables_it_has(database):
    with pytest.raises(SourceNotFound, match="3 tables and none is named") as caught:
        rows_of(database)
    assert "'airlines', 'flights', 'late'" in caught.value.remedy
    with pytest.raises(SourceNotFound, match="no table 'flight'") as caught:
        rows_of(database, "flight")
    assert "Did you mean 'flights'?" in caught.value.remedy


def test_a_database_is_not_written_to(database):
    before = database.read_bytes()
    with Engine() as engine:
        one, two = (open_file(database, table).attach(engine) for table in ("flights", "airlines"))
        engine.lock()
        joined = engine.fetch(f"SELECT name FROM {one} JOIN {two} ON airline = id ORDER BY 1", label="join")
        assert joined["name"].to_pylist() == ["Blue", "Red"]
        with Engine() as other:
            assert open_file(database, "flights").attach(other)
    assert database.read_bytes() == before
    assert sorted(entry.name for entry in database.parent.iterdir()) == [database.name]


def test_a_duckdb_file_open_for_writing_here(tmp_path):
    path = tmp_path / "busy.duckdb"
    with duckdb.connect(path) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS a")
        with pytest.raises(SourceError, match="open for writing in this program") as caught:
            rows_of(path)
        assert "relation" in caught.value.remedy
    assert rows_of(path)[0].to_pylist() == [{"a": 1}]


def test_types_of_duckdb(tmp_path):
    path = tmp_path / "types.duckdb"
    with duckdb.connect(path) as con:
        con.execute(
            "CREATE TABLE t AS SELECT 1::UTINYINT AS small, 5::HUGEINT AS huge, 'x'::ENUM('x', 'y') AS e,"
            " '101'::BIT AS bits, uuid() AS u, INTERVAL 2 DAY AS span, 'nan'::FLOAT AS n, [1] AS l, {'a': 1} AS s,"
            " 'infinity'::DATE AS never, TIMESTAMPTZ '2024-01-01 00:00:00+02' AS at, 5::BIGNUM AS big, NULL AS none"
        )
    row = rows_of(path)[0].to_pylist()[0]
    assert row.pop("u").count("-") == 4
    assert row == {
        "small": 1,
        "huge": Decimal(5),
        "e": "x",
        "bits": "101",
        "span": dt.timedelta(days=2),
        "n": None,
        "l": "[1]",
        "s": '{"a":1}',
        "never": None,
        "at": dt.datetime(2023, 12, 31, 22, tzinfo=dt.UTC),
        "big": "5",
        "none": None,
    }


def test_types_of_sqlite_come_from_its_values(tmp_path):
    path = tmp_path / "t.db"
    con = sqlite3.connect(path)
    con.executescript(
        "CREATE TABLE t (i, r, m, d DATE, at TIMESTAMP, odd DATE, b BLOB, ok BOOLEAN, n NUMERIC);"
        "INSERT INTO t VALUES (1, 1.5, 1, '2024-01-01', '2024-01-01 10:00:00', 'soon', x'00ff', 1, 2);"
        "INSERT INTO t VALUES (NULL, 2, 'x', NULL, '2024-01-02', NULL, NULL, 0, 2.5);"
    )
    con.close()
    rows, described = rows_of(path)
    assert rows.to_pylist()[0] == {
        "i": 1,
        "r": 1.5,
        "m": "1",
        "d": dt.date(2024, 1, 1),
        "at": dt.datetime(2024, 1, 1, 10),
        "odd": "soon",
        "b": b"\x00\xff",
        "ok": True,
        "n": 2.0,
    }
    assert [note.partition(":")[0] for note in described.notes] == ["m"]


def test_bytes_among_other_values_of_sqlite(tmp_path):
    path = tmp_path / "t.db"
    con = sqlite3.connect(path)
    con.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1), (x'00')")
    con.close()
    with pytest.raises(FrameRefused, match="column 'x' mixes bytes"):
        rows_of(path)


def test_words_among_numbers_are_told_and_kept(tmp_path):
    rows, described = csv_of(tmp_path, "delay,zip,state\n5,00501,NA\nNA,501,BW\n")
    assert rows.to_pylist()[1] == {"delay": "NA", "zip": "501", "state": "BW"}
    assert [note.partition(":")[0] for note in described.notes] == ["delay"]
