"""Frames of trouble: each is reported right or refused by the name of its column."""

from __future__ import annotations

import datetime as dt
import enum
import math
import subprocess
import sys
import uuid
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbreports.errors import FrameRefused, SourceError
from nbreports.sources.engine import Engine
from nbreports.sources.frames import frame_kind, open_frame
from nbreports.sources.naming import unique_names


def read(frame):
    """The rows a report would see, and the notes."""
    source = open_frame(frame, "sales")
    described = source.describe()
    with Engine() as engine:
        relation = source.attach(engine)
        engine.lock()
        rows = engine.fetch(f"SELECT * FROM {relation}", label="read")
    assert rows.schema.equals(described.schema)
    return rows, described.notes


def column(values, **how):
    rows, notes = read(pd.DataFrame({"x": pd.Series(values, **how)}))
    return str(rows.schema.field("x").type), rows["x"].to_pylist(), notes


UTC = dt.UTC
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")

CONVERTED = {
    "NaN is NULL": (([1.5, math.nan],), "double", [1.5, None]),
    "infinity stays": (([math.inf, -math.inf],), "double", [math.inf, -math.inf]),
    "float16": ((np.array([1.5], "f2"),), "double", [1.5]),
    "small integers are widened": ((np.array([127], "i1"),), "int64", [127]),
    "uint64 that fits": ((np.array([5], "u8"),), "int64", [5]),
    "uint64 that does not": ((np.array([2**64 - 1], "u8"),), "decimal128(38, 0)", [Decimal(2**64 - 1)]),
    "integers over 64 bits": (([2**70, None],), "decimal128(38, 0)", [Decimal(2**70), None]),
    "NaT is NULL": (
        (pd.to_datetime(["2024-01-01", None]),),
        "timestamp[us]",
        [dt.datetime(2024, 1, 1), None],
    ),
    "nanoseconds": (
        (pd.array(["2024-01-01"], "datetime64[ns]"),),
        "timestamp[us]",
        [dt.datetime(2024, 1, 1)],
    ),
    "instants stay instants": (
        (pd.to_datetime(["2024-07-01 12:00"]).tz_localize("Europe/Berlin"),),
        "timestamp[us, tz=UTC]",
        [dt.datetime(2024, 7, 1, 10, tzinfo=UTC)],
    ),
    "timedelta": (
        (pd.to_timedelta(["1 day 2 s", None]),),
        "duration[us]",
        [dt.timedelta(days=1, seconds=2), None],
    ),
    "negative timedelta": ((pd.to_timedelta(["-3 s"]),), "duration[us]", [dt.timedelta(seconds=-3)]),
    "nullable integers": ((pd.array([1, None], "Int64"),), "int64", [1, None]),
    "nullable floats": ((pd.array([1.5, None], "Float64"),), "double", [1.5, None]),
    "nullable booleans": ((pd.array([True, None], "boolean"),), "bool", [True, None]),
    "pandas' own text": ((pd.array(["a", None], "string"),), "string", ["a", None]),
    "category": ((pd.Categorical(["b", None, "a"]),), "string", ["b", None, "a"]),
    "category of numbers": ((pd.Categorical([2, 1]),), "int64", [2, 1]),
    "sparse": ((pd.arrays.SparseArray([0.0, 1.0]),), "double", [0.0, 1.0]),
    "period": ((pd.period_range("2024-01", periods=2, freq="M"),), "string", ["2024-01", "2024-02"]),
    "interval": ((pd.interval_range(0, 2),), "string", ["(0, 1]", "(1, 2]"]),
    "text and None": ((["a", None, math.nan, pd.NA],), "string", ["a", None, None, None]),
    "nothing but None": (([None, None],), "string", [None, None]),
    "decimals": (
        ([Decimal("1.50"), None, Decimal("NaN"), Decimal(3)],),
        "decimal128(3, 2)",
        [Decimal("1.50"), None, None, Decimal("3.00")],
    ),
    "integers among decimals": (
        ([Decimal("0.5"), 12],),
        "decimal128(3, 1)",
        [Decimal("0.5"), Decimal("12.0")],
    ),
    "integers among floats": (([1, 0.5],), "double", [1.0, 0.5]),
    "dates": (([dt.date(2024, 2, 29), None],), "date32[day]", [dt.date(2024, 2, 29), None]),
    "year 1 and 9999": (
        ([dt.date(1, 1, 1), dt.date(9999, 12, 31)],),
        "date32[day]",
        [dt.date(1, 1, 1), dt.date(9999, 12, 31)],
    ),
    "times": (([dt.time(10, 30), None],), "time64[us]", [dt.time(10, 30), None]),
    "bytes": (([b"\x00\xff", None],), "binary", [b"\x00\xff", None]),
    "uuid": (([ID, None],), "string", [str(ID), None]),
    "lists": (([[1, 2], None],), "string", ["[1,2]", None]),
    "dictionaries": (([{"a": 1, "b": [None]}],), "string", ['{"a":1,"b":[null]}']),
    "text with every trouble": (
        (["\x00\t'\"\\é👩‍👧العربية", ""],),
        "string",
        ["\x00\t'\"\\é👩‍👧العربية", ""],
    ),
    "numpy scalars": (([np.int64(1), np.int32(2)],), "int64", [1, 2]),
}


@pytest.mark.parametrize("case", CONVERTED)
def test_converted(case):
    (values,), kind, expected = CONVERTED[case]
    as_object = isinstance(values, list) and any(not isinstance(v, float) for v in values)
    found, cells, _ = column(values, dtype=object) if as_object else column(values)
    assert (found, cells) == (kind, expected)


class Colour(enum.Enum):
    RED = 1


REFUSED = {
    "text among integers": (
        [1, 2, "x"],
        r"column 'x', row 3: 'x' is text where the rows before hold integer",
    ),
    "integer among texts": (
        ["a", None, 5],
        r"column 'x', row 3: 5 is integer where the rows before hold text",
    ),
    "integer among booleans": ([True, 2], r"row 2: 2 is integer where the rows before hold boolean"),
    "float among decimals": (
        [Decimal("0.1"), 0.1],
        r"row 2: 0\.1 is float where the rows before hold decimal",
    ),
    "zoned among plain": (
        [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, tzinfo=UTC)],
        r"row 2: .* is instant where the rows before hold datetime",
    ),
    "complex": ([1 + 2j], r"column 'x'.* complex"),
    "objects": ([object()], r"column 'x', row 1: .* is a object, which no report can hold"),
    "sets": ([{1}], r"row 1: \{1\} is a set"),
    "enum": ([Colour.RED], r"row 1: .* is a Colour"),
    "39 digits": ([10**38], r"row 1: .* has more than 38 digits"),
    "decimals too wide": ([Decimal("1e30"), Decimal("1e-30")], r"needs 61 decimal digits"),
    "infinite decimal": ([Decimal(1), Decimal("Infinity")], r"row 2: .* is an infinite decimal"),
    "lone surrogate": (["ok", "\ud800"], r"column 'x', row 2: '\\ud800' is not valid Unicode"),
    "integer no float holds": ([2**53 + 1, 0.5], r"row 1: 9007199254740993 is an integer no float can hold"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_by_name_and_row(case):
    values, message = REFUSED[case]
    frame = pd.DataFrame({"fine": range(len(values)), "x": pd.Series(values, dtype=object)})
    with pytest.raises(FrameRefused, match=message) as caught:
        open_frame(frame, "sales").describe()
    assert "x" in caught.value.remedy
    with Engine() as engine, pytest.raises(FrameRefused, match=message):
        open_frame(frame, "sales").attach(engine)


def test_complex_numbers_of_numpy_are_refused():
    with pytest.raises(FrameRefused, match="'x' holds complex numbers"):
        read(pd.DataFrame({"x": [1 + 2j]}))


def test_a_frame_without_columns_is_refused():
    for frame in (pd.DataFrame(), pd.DataFrame(index=[1, 2]), pl.DataFrame(), pa.table({})):
        with pytest.raises(FrameRefused, match="no columns"):
            open_frame(frame, "sales").describe()


NAMED = [
    (["a", "a", "a"], ["a", "a_2", "a_3"]),
    (["a", "A"], ["a", "A_2"]),
    (["a", "a", "a_2"], ["a", "a_3", "a_2"]),
    ([0, None, 1.5], ["0", "None", "1.5"]),
    ([("North", 2024), ("North", ""), ("", "")], ["North / 2024", "North", "column_3"]),
    (["", " ", "\0"], ["column_1", "column_2", "column_3"]),
    (["a\0b", "line\nbreak", "\ud800"], ["a b", "line break", "?"]),
    (["É", "é"], ["É", "é_2"]),
]


@pytest.mark.parametrize(("given_names", "expected"), NAMED)
def test_names(given_names, expected):
    names, notes = unique_names(given_names)
    assert list(names) == expected
    changed = [new for old, new in zip(given_names, expected, strict=True) if old != new]
    assert [note.partition(":")[0] for note in notes] == changed


@given(
    st.lists(
        st.one_of(st.text(max_size=3), st.integers(0, 2), st.none(), st.tuples(st.text(max_size=1))),
        max_size=12,
    )
)
def test_names_are_always_usable(raw):
    names, _ = unique_names(raw)
    assert len({name.lower() for name in names}) == len(raw)
    assert all(name and name == name.strip() and not any(ord(c) < 32 for c in name) for name in names)
    assert unique_names(names) == (names, ())


def test_columns_of_the_same_name_keep_their_own_values():
    frame = pd.DataFrame([[1, 2, 3]], columns=["a", "a", "A"])
    rows, notes = read(frame)
    assert rows.to_pylist() == [{"a": 1, "a_2": 2, "A_3": 3}]
    assert len(notes) == 2
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "A"])
    assert read(table)[0].to_pylist() == [{"a": 1, "A_2": 2}]


def test_a_named_index_becomes_columns_and_another_does_not():
    frame = pd.DataFrame({"x": [1, 2]}, index=[7, 8])
    assert read(frame)[0].schema.names == ["x"]
    assert read(frame.rename_axis("key"))[0].to_pylist() == [{"key": 7, "x": 1}, {"key": 8, "x": 2}]
    grouped = pd.DataFrame({"r": ["n", "s"], "c": [1, 2], "x": [3, 4]}).groupby(["r", "c"]).sum()
    assert read(grouped)[0].to_pylist() == [{"r": "n", "c": 1, "x": 3}, {"r": "s", "c": 2, "x": 4}]


def test_columns_of_several_levels_are_flattened():
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("North", 2023), ("North", 2024)]))
    assert read(frame)[0].to_pylist() == [{"North / 2023": 1, "North / 2024": 2}]


def test_polars_types():
    frame = pl.DataFrame(
        {
            "cat": pl.Series(["x", None], dtype=pl.Categorical),
            "enum": pl.Series(["x", "y"], dtype=pl.Enum(["x", "y"])),
            "wide": pl.Series([2**70, 1], dtype=pl.Int128),
            "u8": pl.Series([1, 2], dtype=pl.UInt8),
            "nan": [math.nan, 1.0],
            "list": [[1], None],
            "struct": [{"a": 1}, {"a": 2}],
            "none": [None, None],
            "time": [dt.time(1), None],
            "dec": pl.Series(["1.5", None]).cast(pl.Decimal(10, 3)),
            "span": [dt.timedelta(hours=1), None],
        }
    )
    expected = [
        {
            "cat": "x",
            "enum": "x",
            "wide": Decimal(2**70),
            "u8": 1,
            "nan": None,
            "list": "[1]",
            "struct": '{"a":1}',
            "none": None,
            "time": dt.time(1),
            "dec": Decimal("1.500"),
            "span": dt.timedelta(hours=1),
        },
    ]
    for given_frame in (frame, frame.lazy()):
        rows, notes = read(given_frame)
        assert rows.slice(0, 1).to_pylist() == expected
        assert {note.partition(":")[0] for note in notes} == {"wide", "list", "struct"}


def test_a_lazy_frame_that_fails_is_a_source_error():
    lazy = pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64))
    with Engine() as engine, pytest.raises(SourceError, match="could not be computed"):
        open_frame(lazy, "sales").attach(engine)
    with pytest.raises(SourceError, match="has no schema"):
        open_frame(pl.LazyFrame({"a": [1]}).select("b"), "sales").describe()


def test_arrow_types():
    table = pa.table(
        {
            "half": pa.array([1.5, None], pa.float16()),
            "wide": pa.array([Decimal("1.5"), None], pa.decimal256(50, 2)),
            "dict": pa.array(["x", None]).dictionary_encode(),
            "run": pa.RunEndEncodedArray.from_arrays([2], ["y"]),
            "date64": pa.array([dt.date(2024, 1, 1), None], pa.date64()),
            "uuid": pa.array([ID.bytes, None], pa.uuid()),
            "fixed": pa.array([b"ab", None], pa.binary(2)),
            "u64": pa.array([2**63, None], pa.uint64()),
        }
    )
    assert read(table)[0].to_pylist()[0] == {
        "half": 1.5,
        "wide": Decimal("1.50"),
        "dict": "x",
        "run": "y",
        "date64": dt.date(2024, 1, 1),
        "uuid": str(ID),
        "fixed": b"ab",
        "u64": Decimal(2**63),
    }


def test_a_decimal_no_report_holds_is_refused():
    with pytest.raises(FrameRefused, match="column 'x' holds decimal256"):
        read(pa.table({"x": pa.array([Decimal("9" * 45)], pa.decimal256(45, 0))}))


def test_a_relation_is_read_through_its_own_connection():
    con = duckdb.connect()
    con.execute("CREATE TABLE mine AS SELECT range AS a, 'x' AS \"A\", 'nan'::DOUBLE AS n FROM range(3)")
    rows, notes = read(con.table("mine").order("a DESC"))
    assert rows.to_pylist()[0] == {"a": 2, "A_1": "x", "n": None}
    assert notes == ()
    con.close()
    relation = duckdb.connect().sql("SELECT error('out of paper') AS a")
    with Engine() as engine, pytest.raises(SourceError, match="out of paper"):
        open_frame(relation, "sales").attach(engine)


def test_a_frame_is_read_as_it_is_when_it_is_attached():
    frame = pd.DataFrame({"x": [1]})
    source = open_frame(frame, "sales")
    source.describe()
    frame["x"] = [2]
    with Engine() as engine:
        assert engine.fetch(f"SELECT * FROM {source.attach(engine)}", label="t")["x"].to_pylist() == [2]


def test_the_frame_given_is_not_changed():
    frame = pd.DataFrame({"x": [1, None], ("a", 1): ["y", "z"]}, index=pd.Index([3, 4], name="k"))
    before = frame.copy(deep=True)
    read(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_no_library_is_imported_to_look_at_an_object():
    code = (
        "import sys; from nbreports.sources.frames import frame_kind;"
        "assert frame_kind([1]) is None;"
        "print(sorted({'pandas', 'polars', 'duckdb', 'ibis'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_looking_at_an_object_runs_none_of_its_code():
    class Trap:
        @property
        def __class__(self):
            raise AssertionError

        def __getattr__(self, name):
            raise AssertionError

    assert frame_kind(Trap()) is None
    with pytest.raises(FrameRefused, match="'sales' is a list, not a frame"):
        open_frame([1], "sales")


@pytest.mark.parametrize("year", [-5, 0, 10000, 250000])
def test_dates_python_cannot_hold_are_said(year):
    days = pa.array([(year - 1970) * 366], pa.date32())
    moments = pa.array([(year - 1970) * 366 * 86400], pa.timestamp("s"))
    for values in (days, moments):
        with pytest.raises(SourceError, match="column 'x': a date outside the years 1 to 9999"):
            read(pa.table({"x": values}))
