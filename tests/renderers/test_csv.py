"""CSV: one table's rows, typed for machines, harmless in spreadsheets."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import documents
import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.document.formatting import FormatSpec
from nbreports.errors import RenderError
from nbreports.renderers.csv import CsvRenderer

BEGINS = set("=+-@\t\r\n＝＋－＠")


def read(document, **options):
    text = render(CsvRenderer, document, **options).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def column(values, kind, spec=documents.TEXT, **options):
    return [row[0] for row in read(documents.flat_table({"x": (pa.array(values, kind), spec)}), **options)][
        1:
    ]


def test_details_with_their_group_keys_and_nothing_else():
    rows = read(documents.one_table())
    assert rows[0] == ["region", "month", "order_id", "customer", "day", "units", "amount", "margin"]
    assert rows[1] == [
        "North",
        "7",
        "1001",
        "Borealis & Sons",
        "2026-07-02",
        "5",
        "2901.29",
        "0.08499999999999999",
    ]
    assert len(rows) == 1 + sum(n.height for n in documents.table() if isinstance(n, nodes.DetailRows))
    assert rows[-1][:2] == ["", "9"], "the group without a key"


def test_a_database_reads_back_types_and_values(tmp_path):
    path = tmp_path / "out.csv"
    path.write_bytes(render(CsvRenderer, documents.one_table()))
    with duckdb.connect() as connection:
        relation = connection.read_csv(str(path))
        assert [str(kind) for kind in relation.types] == [
            "VARCHAR", "BIGINT", "BIGINT", "VARCHAR", "DATE", "BIGINT", "DOUBLE", "DOUBLE",
        ]  # fmt: skip
        read_back = relation.fetchall()
    expected = [
        (node.group[0][1], node.group[1][1], *row[:4], float(row[4]), row[5])
        for node in documents.table()
        if isinstance(node, nodes.DetailRows)
        for row in zip(*(chunk.values.to_pylist() for chunk in node.columns), strict=True)
    ]
    assert read_back == expected


def test_a_group_that_is_a_column_too_is_there_once():
    group = nodes.TableGroup("customer", "Customer", "text")
    column = documents.COLUMNS[1]
    document = [
        documents.start(),
        nodes.TableStart("t", None, None, (column,), (group,)),
        nodes.DetailRows(
            1, (("customer", "Ada"),), (nodes.ColumnChunk(pa.array(["Ada"]), documents.TEXT),), 1
        ),
        nodes.BandRow("group_footer", 1, (("customer", "Ada"),), "Total Ada", "Ada", (None,)),
        nodes.TableEnd("t", 1),
        nodes.DocumentEnd(),
    ]
    assert read(document) == [["customer"], ["Ada"]]


def test_subtotals_come_with_their_band_and_level():
    rows = read(documents.one_table(), subtotals=True)
    assert rows[0][:4] == ["band", "level", "region", "month"]
    lines = [(row[0], row[1], row[2], row[3], row[7], row[8]) for row in rows[1:] if row[0] != "detail"]
    assert lines[0] == ("group_footer", "2", "North", "7", "36", "17407.74")
    assert lines[3] == ("group_footer", "1", "North", "", "144", "65218.86")
    assert lines[-1] == ("summary", "0", "", "", "446", "207622.73")
    assert len(lines) == 4 * 3 + 4 + 1
    assert [row[2:] for row in rows if row[0] == "detail"] == read(documents.one_table())[1:]


def test_a_table_without_details_gives_its_lines():
    rows = read([documents.start(), *documents.summary_table(), nodes.DocumentEnd()])
    assert rows[0] == ["region", "count()", "sum(amount)"]
    assert [row[0] for row in rows[1:]] == ["North", "South", "West", "Other"]


def test_a_second_table_is_refused_by_name_and_may_be_chosen():
    with pytest.raises(RenderError, match=r"orders, regions") as caught:
        render(CsvRenderer, documents.whole())
    assert "table" in caught.value.remedy
    assert read(documents.whole(), table="orders") == read(documents.one_table())
    assert len(read(documents.whole(), table="regions")) == 5
    with pytest.raises(RenderError, match="no table 'nope'") as caught:
        render(CsvRenderer, documents.whole(), table="nope")
    assert caught.value.remedy == "Its tables are orders, regions."


def test_a_report_without_a_table_is_refused():
    with pytest.raises(RenderError, match="no table"):
        render(CsvRenderer, [documents.start(), documents.chart(), nodes.DocumentEnd()])


@pytest.mark.parametrize(
    ("values", "kind", "written"),
    [
        ([-5, None, 2**60], pa.int64(), ["-5", "", "1152921504606846976"]),
        ([1.0, 0.1, -2.5, None, float("inf"), float("-inf"), float("nan")], pa.float64(),
         ["1", "0.1", "-2.5", "", "Infinity", "-Infinity", ""]),
        ([Decimal("10.50"), Decimal("-0.05")], pa.decimal128(10, 2), ["10.50", "-0.05"]),
        ([Decimal("1E-10"), None], pa.decimal128(30, 10), ["0.0000000001", ""]),
        ([True, False, None], pa.bool_(), ["true", "false", ""]),
        ([dt.date(2026, 1, 2)], pa.date32(), ["2026-01-02"]),
        ([dt.datetime(2026, 1, 2, 3, 4, 5), dt.datetime(2026, 1, 2, 3, 4, 5, 60)], pa.timestamp("us"),
         ["2026-01-02T03:04:05", "2026-01-02T03:04:05.00006"]),
        ([dt.datetime(2026, 1, 2, 3, 4, 5, 100, tzinfo=dt.UTC)], pa.timestamp("us", "Asia/Kolkata"),
         ["2026-01-02T08:34:05.0001+05:30"]),
        ([dt.time(1, 2, 3), None], pa.time64("us"), ["01:02:03", ""]),
        ([dt.timedelta(hours=1, milliseconds=5)], pa.duration("ms"), ["3600.005"]),
        ([b"\xfb\xff", None], pa.binary(), ["'+/8=", ""]),
    ],
    ids=str,
)  # fmt: skip
def test_values_are_typed_and_unformatted(values, kind, written):
    rows = documents.flat_table(
        {"x": (pa.array(values, kind), documents.TEXT), "y": (pa.array([0] * len(values)), documents.COUNT)}
    )
    assert [row[0] for row in read(rows)[1:]] == written


def test_empty_text_is_not_null():
    rows = documents.flat_table(
        {"x": (pa.array(["", None, " a "]), documents.TEXT), "y": (pa.array([1, 2, 3]), documents.COUNT)}
    )
    assert render(CsvRenderer, rows) == b'x,y\n"",1\n,2\n" a ",3\n'


def test_a_row_of_one_null_is_still_a_row():
    assert (
        render(CsvRenderer, documents.flat_table({"x": (pa.array([None, "a"]), documents.TEXT)}))
        == b'x\n""\na\n'
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_a_formula(text):
    for row in read(documents.hostile(text), subtotals=True):
        for cell in row:
            bare = re.sub(r"^[\s\"\x00-\x1f\u200b\u2028-\u202f\u2060-\u206f\ufeff]+", "", cell)
            assert not cell or cell[0] not in BEGINS
            assert not bare or bare[0] not in BEGINS or cell[0] == "'"


def test_formulas_are_written_as_they_are_only_when_asked():
    assert column(["=1+1", "-5", "plain"], pa.string()) == ["'=1+1", "'-5", "plain"]
    assert column(["=1+1"], pa.string(), csv_safety="raw") == ["=1+1"]
    with pytest.raises(RenderError, match="csv_safety"):
        column(["a"], pa.string(), csv_safety="maybe")


def test_a_head_is_no_formula_either():
    assert read(documents.flat_table({"=hdr()": (pa.array([1]), documents.COUNT)}))[0] == ["'=hdr()"]


words = st.text(st.characters(codec="utf-8"))
formulas = st.builds(
    lambda a, b, c: a + b + c, st.text(" '\"\t\u200b"), st.sampled_from(sorted(BEGINS)), words
)


@given(
    st.lists(
        st.tuples(words | formulas | st.none(), st.integers(-(2**63), 2**63 - 1) | st.none()), min_size=1
    )
)
def test_text_and_numbers_read_back(rows):
    document = documents.flat_table(
        {
            "t": (pa.array([row[0] for row in rows], pa.string()), documents.TEXT),
            "n": (pa.array([row[1] for row in rows], pa.int64()), documents.COUNT),
        }
    )
    text = render(CsvRenderer, document).decode()
    read_back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert all(not cell or cell[0] not in BEGINS for cell, _ in read_back)
    unescaped = [
        (cell[1:] if cell.startswith("'") and dangerous(cell[1:]) else cell, number)
        for cell, number in read_back
    ]
    assert unescaped == [(t or "", "" if n is None else str(n)) for t, n in rows]


def dangerous(text):
    """Say whether text is a formula once what a spreadsheet skips is skipped."""
    skipped = re.compile(
        "[\x00-\x20\"'\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*"
        "[\t\r\n=+\\-@＝＋－＠﹢﹣﹦﹫−]"
    )
    return skipped.match(text) is not None


def test_details_and_lines_are_escaped_alike():
    """Columns go through Arrow's expressions, single cells through Python's: they must agree."""
    for code in (
        *range(0x300),
        *range(0x2000, 0x2100),
        0x3000,
        *range(0xFE60, 0xFE70),
        *range(0xFEFF, 0xFF61),
    ):
        if 0xD800 <= code < 0xE000:
            continue
        for text in (chr(code) + "1", chr(code) + "=1"):
            renderer = CsvRenderer(documents_context())
            detail = bytes(renderer._details(documents_details(text))).decode()
            assert detail == renderer._cell(text) + "\n", hex(code)


def documents_context():
    from pathlib import Path

    from rendering import context

    return context(Path("unused"))


def documents_details(text):
    from nbreports.renderers.flat import Details

    return Details((pa.array([text]),), 1)


def test_many_rows_come_in_order_over_many_batches():
    count = 40_000
    array = pa.array(range(count))
    assert column(array, pa.int64(), FormatSpec("integer")) == [str(n) for n in range(count)]
