"""Parquet: one table's rows with their Arrow types."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import documents
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.errors import RenderError
from nbreports.renderers.parquet import ParquetRenderer


def read(document, **options):
    return pq.read_table(io.BytesIO(render(ParquetRenderer, document, **options)))


def test_types_and_values_are_those_of_the_rows():
    table = read(documents.one_table())
    assert table.schema.remove_metadata() == pa.schema(
        {
            "region": pa.string(),
            "month": pa.int64(),
            "order_id": pa.int64(),
            "customer": pa.string(),
            "day": pa.date32(),
            "units": pa.int32(),
            "amount": pa.decimal128(12, 2),
            "margin": pa.float64(),
        }
    )
    expected = [
        [node.group[0][1], node.group[1][1], *row]
        for node in documents.table()
        if isinstance(node, nodes.DetailRows)
        for row in zip(*(chunk.values.to_pylist() for chunk in node.columns), strict=True)
    ]
    assert [list(row.values()) for row in table.to_pylist()] == expected


@pytest.mark.parametrize(
    "array",
    [
        pa.array([dt.timedelta(seconds=1), None], pa.duration("us")),
        pa.array([dt.datetime(2026, 1, 2), None], pa.timestamp("us", "Europe/Zurich")),
        pa.array(["a", None]).dictionary_encode(),
        pa.array(["a", None], pa.large_string()),
        pa.array([b"a", None]),
        pa.array([Decimal(10) ** 60, None], pa.decimal256(76, 0)),
        pa.array([None, None]),
    ],
    ids=lambda array: str(array.type),
)
def test_arrow_types_are_kept(array):
    table = read(documents.flat_table({"x": (array, documents.TEXT)}))
    assert table["x"].to_pylist() == array.to_pylist()
    assert table.schema.field("x").type == (array.type if not pa.types.is_null(array.type) else pa.string())


def test_subtotals_widen_a_column_to_hold_them():
    table = read(documents.one_table(), subtotals=True)
    assert table.schema.field("units").type == pa.int64()
    assert table.schema.field("amount").type == pa.decimal128(38, 2)
    summary = table.to_pylist()[-1]
    assert summary["band"] == "summary"
    assert (summary["level"], summary["units"], summary["amount"]) == (0, 446, Decimal("207622.73"))


def totalled(value, array, kind="integer"):
    spec = documents.FormatSpec(kind)
    return [
        documents.start(),
        nodes.TableStart("t", None, None, (nodes.TableColumn("x", "x", kind, spec),)),
        nodes.DetailRows(0, (), (nodes.ColumnChunk(array, spec),), len(array)),
        nodes.BandRow("summary", 0, (), "All", "", (nodes.Cell(value, str(value)),)),
        nodes.TableEnd("t"),
        nodes.DocumentEnd(),
    ]


def test_a_mean_of_integers_makes_its_column_one_of_floats():
    assert read(totalled(1.5, pa.array([1, 2])), subtotals=True)["x"].to_pylist() == [1.0, 2.0, 1.5]


def test_a_count_of_texts_is_text_in_their_column():
    assert read(totalled(2, pa.array(["a", "b"]), "text"), subtotals=True)["x"].to_pylist() == ["a", "b", "2"]


def test_a_total_that_does_not_fit_is_an_error_not_a_rounding():
    huge = pa.array([2**60 + 1])
    with pytest.raises(RenderError, match="'x'"):
        read(totalled(0.5, huge), subtotals=True)


def test_a_table_without_details_keeps_numbers_exact():
    table = read([documents.start(), *documents.summary_table(), nodes.DocumentEnd()])
    assert table.column_names == ["region", "count()", "sum(amount)"]
    assert table["sum(amount)"].to_pylist()[0] == Decimal("65218.86")
    assert table["region"].to_pylist() == ["North", "South", "West", "Other"]


def test_the_stamp_is_in_the_files_metadata():
    metadata = read(documents.one_table()).schema.metadata
    assert metadata[b"nbreports.title"] == b"Sales by region"
    assert json.loads(metadata[b"nbreports.stamp"])["params"] == {"quarter": "Q3"}
    assert not read(documents.one_table(), stamp=False).schema.metadata


def test_many_rows_come_as_several_row_groups():
    document = list(documents.flat_table({"x": (pa.array(range(150_000)), documents.COUNT)}))
    (at,) = [i for i, node in enumerate(document) if isinstance(node, nodes.DetailRows)]
    chunks = [
        nodes.DetailRows(0, (), (nodes.ColumnChunk(pa.array(range(n, n + 15_000)), documents.COUNT),), 15_000)
        for n in range(0, 150_000, 15_000)
    ]
    data = render(ParquetRenderer, [*document[:at], *chunks, *document[at + 1 :]])
    assert pq.ParquetFile(io.BytesIO(data)).num_row_groups > 1
    assert pq.read_table(io.BytesIO(data))["x"].to_pylist() == list(range(150_000))


def test_text_is_kept_as_it_is():
    for text in HOSTILE:
        held = text.encode("utf-8", "replace").decode()
        if held == text:
            assert text in read(documents.hostile(text)).columns[2].to_pylist()
