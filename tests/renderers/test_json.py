"""``nbreport-output/1``: the shape the format promises, and raw values without a loss."""

from __future__ import annotations

import base64
import datetime as dt
import json
from decimal import Decimal
from math import isnan

import documents
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import HOSTILE, render

from nbreports.document import nodes
from nbreports.document.formatting import FormatSpec
from nbreports.errors import RenderError
from nbreports.renderers.json import JsonRenderer, encode


def read(document, **options):
    return json.loads(render(JsonRenderer, document, **options), parse_float=Decimal)


@pytest.fixture(scope="module")
def whole():
    return read(documents.whole())


def blocks(whole):
    for block in whole["body"]:
        yield from block["blocks"] if block["kind"] == "row" else [block]


def block(whole, ident):
    (found,) = [each for each in blocks(whole) if each["id"] == ident]
    return found


def test_the_object_begins_with_what_it_is(whole):
    assert list(whole) == ["schema", "report", "stamp", "body", "warnings"]
    assert whole["schema"] == "nbreport-output/1"
    assert whole["report"] == {"title": "Sales by region", "name": "sales"}
    assert whole["stamp"] == {
        "source": "orders",
        "rows": 30,
        "sampled": False,
        "params": {"quarter": "Q3"},
        "filters": ["status = 'paid'"],
        "version": "0.1.0",
        "started": "2026-10-02T09:30:00+00:00",
    }


def test_warnings_of_both_ends_are_there(whole):
    assert whole["warnings"] == [
        {"code": "join_multiplies", "message": "Joining customers multiplied 2 rows.", "block": "orders"},
        {"code": "gap", "message": "Two days have no orders.", "block": None},
    ]


def test_every_block_says_its_kind_id_and_title(whole):
    shown = [(each["kind"], each["id"], each["title"]) for each in blocks(whole)]
    assert shown == [
        ("text", "intro", None),
        ("metric", "m1", None),
        ("metric", "m2", None),
        ("metric", "m3", None),
        ("chart", "bars", "Amount by region and month"),
        ("table", "orders", "Orders"),
        ("pagebreak", "break", None),
        ("table", "regions", "Regions"),
        ("crosstab", "cross", "Channels"),
        ("image", "logo", "A picture"),
    ]


def test_the_rows_of_a_table_are_its_nodes_one_by_one(whole):
    table = block(whole, "orders")
    assert table["columns"][4] == {
        "name": "amount",
        "label": "Amount",
        "type": "decimal",
        "format": "currency:EUR",
    }
    names = [column.name for column in documents.COLUMNS]
    expected = []
    for node in documents.table():
        if isinstance(node, nodes.BandRow):
            filled = {name: cell for name, cell in zip(names, node.cells, strict=True) if cell}
            expected.append(
                {
                    "band": node.band,
                    "level": node.level,
                    "group": dict(node.group),
                    "values": {name: plain(cell.value) for name, cell in filled.items()},
                    "text": {name: cell.text for name, cell in filled.items()},
                }
            )
        elif isinstance(node, nodes.DetailRows):
            for at in range(node.height):
                expected.append(
                    {
                        "band": "detail",
                        "level": 2,
                        "group": dict(node.group),
                        "values": {
                            n: plain(c.values[at].as_py()) for n, c in zip(names, node.columns, strict=True)
                        },
                        "text": {n: c.text[at] for n, c in zip(names, node.columns, strict=True)},
                    }
                )
    assert table["rows"] == expected


def plain(value):
    """Return a value as a reader of JSON with exact numbers sees it."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return value.isoformat() if isinstance(value, dt.date) else value


def test_lines_for_readers_of_json_only_are_there(whole):
    rows = block(whole, "regions")["rows"]
    assert [(row["band"], row["level"]) for row in rows] == [("group_header", 1), ("group_footer", 1)] * 4 + [
        ("summary", 0)
    ]


def test_a_null_is_null_and_a_missing_value_is_missing(whole):
    rows = block(whole, "orders")["rows"]
    (row,) = [row for row in rows if row["values"].get("order_id") == 1022]
    assert row["values"]["customer"] is None
    assert row["text"]["customer"] == ""
    assert rows[0] == {
        "band": "group_header",
        "level": 1,
        "group": {"region": "North"},
        "values": {},
        "text": {},
    }
    assert rows[-1]["group"] == {}


def test_a_chart_is_its_points_in_order(whole):
    chart = block(whole, "bars")
    assert chart["type"] == "bar"
    assert chart["color"] == {"name": "region", "label": "Region", "type": "text", "format": "text"}
    assert chart["points"][0] == {"x": "July", "y": Decimal("17407.74"), "color": "North"}
    assert len(chart["points"]) == 9


def test_a_histogram_has_both_edges_of_its_bins():
    number = nodes.Channel("amount", "Amount", "float", FormatSpec("float"))
    count = nodes.Channel("count()", "Count", "integer", documents.COUNT)
    points = [documents.RawPoint(float(n), n + 1, x_end=float(n + 1)) for n in range(3)]
    node = documents.chart(type="histogram", x=number, y=count, color=None, points=points)
    (chart,) = read([documents.start(), node, nodes.DocumentEnd()])["body"]
    assert chart["points"] == [{"x": n, "y": n + 1, "x_end": n + 1} for n in range(3)]
    assert chart["color"] is None


def test_a_crosstab_leaves_the_keys_out_of_its_margins(whole):
    cells = block(whole, "cross")["cells"]
    assert len(cells) == 6 * 3
    assert cells[0] == {
        "row": {"region": "North", "month": "July"},
        "column": {"channel": "Web"},
        "values": {"sum(amount)": Decimal(250), "count()": 0},
        "text": {"sum(amount)": "€250.00", "count()": "0"},
    }
    assert cells[4]["values"] == {}, "no value in that cell"
    assert (cells[6]["row"], cells[8]["column"]) == ({"region": "North"}, {})
    assert cells[-1]["row"] == {}


def test_a_figure_and_a_picture(whole):
    assert block(whole, "m1") == {
        "kind": "metric",
        "id": "m1",
        "title": None,
        "value": Decimal("1234567.80"),
        "text": "€1,234,567.80",
        "label": "Revenue",
        "compare": {"value": Decimal("0.123"), "text": "12.3%"},
        "target": None,
        "spark": [
            Decimal("3.0"),
            Decimal("4.5"),
            None,
            Decimal("4.0"),
            Decimal("6.5"),
            Decimal("6.0"),
            Decimal("8.0"),
        ],
    }
    head, _, data = block(whole, "logo")["src"].partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(data) == documents.PIXEL


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (float("nan"), "null"),
        (Decimal("NaN"), "null"),
        (float("inf"), '"Infinity"'),
        (float("-inf"), '"-Infinity"'),
        (Decimal("-Infinity"), '"-Infinity"'),
        (True, "true"),
        (2**80, "1208925819614629174706176"),
        (Decimal("10.50"), "10.50"),
        (Decimal("1E-10"), "0.0000000001"),
        (Decimal("12345678901234567890.123456789012345678"), "12345678901234567890.123456789012345678"),
        (0.1, "0.1"),
        (dt.date(2026, 2, 3), '"2026-02-03"'),
        (dt.datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=dt.UTC), '"2026-02-03T04:05:06.000007+00:00"'),
        (dt.time(4, 5), '"04:05:00"'),
        (dt.timedelta(days=1, microseconds=10), "86400.00001"),
        (dt.timedelta(microseconds=-1), "-0.000001"),
        (dt.timedelta(0), "0"),
        (b"\x00\xff", '"AP8="'),
        (("a", 1), '["a", 1]'),
        ('\u2028<"', '"\u2028<\\""'),
    ],
)  # fmt: skip
def test_raw_values(value, written):
    assert encode(value) == written


def test_a_value_no_cell_has_is_refused():
    with pytest.raises(RenderError, match="object"):
        encode(object())


@pytest.mark.parametrize(
    "array",
    [
        pa.array([dt.timedelta(seconds=90), None], pa.duration("ns")),
        pa.array([dt.datetime(2026, 1, 2, 3, 4, 5), None], pa.timestamp("ns")),
        pa.array([1.5, float("nan")]),
        pa.array(["a", None]).dictionary_encode(),
        pa.array([2**63, None], pa.uint64()),
    ],
    ids=str,
)
def test_columns_of_every_kind(array):
    spec = FormatSpec("text")
    out = read(documents.flat_table({"x": (array, spec)}))
    first, second = (row["values"]["x"] for row in out["body"][0]["rows"])
    assert first in {90, "2026-01-02T03:04:05", Decimal("1.5"), "a", 2**63}
    assert second is None


def test_hostile_text_is_data():
    for text in HOSTILE:
        out = json.loads(render(JsonRenderer, documents.hostile(text)).decode())
        assert out["report"]["title"] == text
        assert out["body"][0]["md"] == text


raw = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.text()
)


@given(st.recursive(raw, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=8))
def test_what_is_written_reads_back(value):
    data = encode(value).encode("utf-8", "backslashreplace")
    assert json.loads(data, parse_float=Decimal) == value


@given(
    st.lists(
        st.tuples(st.floats() | st.none(), st.text(st.characters(codec="utf-8"))), min_size=1, max_size=20
    )
)
def test_columns_read_back(rows):
    numbers, words = zip(*rows, strict=True)
    out = json.loads(
        render(
            JsonRenderer,
            documents.flat_table(
                {
                    "n": (pa.array(numbers, pa.float64()), FormatSpec("float")),
                    "t": (pa.array(words), documents.TEXT),
                }
            ),
        )
    )
    read_back = [(row["values"]["n"], row["values"]["t"]) for row in out["body"][0]["rows"]]
    wanted = [
        (None if n is None or isnan(n) else {"inf": "Infinity", "-inf": "-Infinity"}.get(str(n), n), t)
        for n, t in rows
    ]
    assert read_back == wanted
