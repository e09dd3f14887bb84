"""What goes into a cell comes back from it, as the type it had."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbreports.document.formatting import FormatSpec
from nbreports.document.nodes import Cell, ColumnChunk, TextNode
from nbreports.errors import RenderError
from nbreports.renderers.xlsx.book import code_of
from nbreports.renderers.xlsx.cell_values import CellValues
from nbreports.renderers.xlsx.number_format import NumberFormat
from nbreports.renderers.xlsx.xml_text import MAX_TEXT, escape, shortened, utf16_length

from . import parts, sample

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
HOSTILE = [
    "=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "|cmd", "_x0041_", "_x000D_x",
    "internal:Sheet1!A1", "external:c:\\x.xlsx", "http://example.org", "mailto:a@b.c", "file:///etc/passwd", "\\\\host\\share",
    "true", "TRUE", "001", "1e5", "#N/A", "#REF!", "{=1}", "<b>&amp;", "]]>", "a\nb", " lead", "trail ", "\x00\x01\x1f", "\ufffe\uffff",
    "👩‍👩‍👧", "é é", "\u202eevil", "'quoted", "",
]  # fmt: skip

KINDS: dict[str, tuple[Any, pa.DataType, st.SearchStrategy[Any]]] = {
    "text": ("text", pa.string(), TEXTS | st.sampled_from(HOSTILE)),
    "large_text": ("text", pa.large_string(), TEXTS),
    "category": ("text", pa.dictionary(pa.int32(), pa.string()), st.sampled_from(HOSTILE)),
    "int64": ("integer", pa.int64(), st.integers(-(2**63), 2**63 - 1) | st.integers(-1000, 1000)),
    "uint64": ("integer", pa.uint64(), st.integers(0, 2**64 - 1)),
    "int8": ("integer", pa.int8(), st.integers(-128, 127)),
    "float64": ("float", pa.float64(), st.floats(allow_nan=True, allow_infinity=True)),
    "float32": ("float", pa.float32(), st.floats(width=32, allow_nan=False)),
    "small_decimal": (
        "decimal",
        pa.decimal128(9, 2),
        st.decimals(-9999999, 9999999, places=2, allow_nan=False),
    ),
    "decimal": ("decimal", pa.decimal128(38, 10), st.decimals(-(10**20), 10**20, places=10, allow_nan=False)),
    "huge": ("integer", pa.decimal128(38, 0), st.integers(-(10**37), 10**37).map(Decimal)),
    "boolean": ("boolean", pa.bool_(), st.booleans()),
    "date": ("date", pa.date32(), st.dates()),
    "datetime": ("datetime", pa.timestamp("us"), st.datetimes()),
    "seconds": (
        "datetime",
        pa.timestamp("s"),
        st.datetimes().map(lambda value: value.replace(microsecond=0)),
    ),
    "time": ("time", pa.time64("us"), st.times()),
    "duration": (
        "duration",
        pa.duration("us"),
        st.timedeltas(timedelta(days=-10_000), timedelta(days=10_000)),
    ),
}


def serial(value: datetime | date) -> float:
    whole = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    return (whole - datetime(1899, 12, 30)) / timedelta(days=1)


def assert_says(cell: parts.Raw | None, value: Any) -> None:
    """The cell says what the value is: typed where Excel can hold it, else as text with every digit."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        assert cell is None or cell.value is None
        return
    assert cell is not None
    match value:
        case bool():
            assert (cell.kind, cell.value) == ("b", str(int(value)))
        case str():
            assert (cell.kind, cell.value) == ("inlineStr", value)
        case float() if math.isinf(value):
            assert (cell.kind, cell.value) == ("inlineStr", "∞" if value > 0 else "-∞")
        case float():
            assert float(cell.value or "") == value
        case int() | Decimal():
            assert Decimal(cell.value or "") == value
            if cell.kind == "n" and value:
                digits = "".join(map(str, Decimal(value).as_tuple().digits)).strip("0")
                assert len(digits) <= 15
        case datetime() if value >= datetime(1900, 3, 1):
            assert cell.kind == "n"
            assert abs(float(cell.value or "") - serial(value)) < 1e-9
        case datetime():
            assert cell.kind == "inlineStr"
            assert datetime.fromisoformat(cell.value or "") == value
        case date() if value >= date(1900, 3, 1):
            assert (cell.kind, float(cell.value or "")) == ("n", serial(value))
        case date():
            assert (cell.kind, cell.value) == ("inlineStr", value.isoformat())
        case time():
            assert abs(float(cell.value or "") - serial(datetime.combine(date(1899, 12, 30), value))) < 1e-12
        case timedelta() if value >= timedelta(0):
            assert abs(float(cell.value or "") - value / timedelta(days=1)) < 1e-8
        case timedelta():
            assert cell.kind == "inlineStr"
            assert (cell.value or "").startswith("-")
        case _:
            raise AssertionError(value)


@st.composite
def frames(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5))
    height = draw(st.integers(1, 8))
    columns = [draw(st.lists(st.none() | KINDS[kind][2], min_size=height, max_size=height)) for kind in kinds]
    return kinds, columns


@settings(max_examples=120, deadline=None)
@given(frames())
def test_every_value_of_any_frame_is_in_its_cell(
    tmp_path_factory: pytest.TempPathFactory, frame: Any
) -> None:
    kinds, lists = frame
    columns = [sample.column(f"c{at}", KINDS[kind][0]) for at, kind in enumerate(kinds)]
    chunks = [
        ColumnChunk(pa.array(values, KINDS[kind][1]), of.spec)
        for kind, values, of in zip(kinds, lists, columns, strict=True)
    ]
    data = sample.render(
        sample.document(sample.flat(columns, chunks), show_stamp=False),
        tmp_path_factory.getbasetemp() / "frames",
    )
    found = parts.cells(data)
    for at, chunk in enumerate(chunks):
        for row, value in enumerate(chunk.values.to_pylist()):
            assert_says(found.get(f"{'ABCDE'[at]}{row + 4}"), value)
    assert "<f>" not in parts.part(data, "xl/worksheets/sheet1.xml")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_one_value_reads_as_it_would_in_a_column(kind: str, data: st.DataObject) -> None:
    """Band rows take values one by one, detail rows by the column; both must write the same."""
    type_, arrow, strategy = KINDS[kind]
    values = pa.array(data.draw(st.lists(st.none() | strategy, min_size=1, max_size=6)), arrow)
    chunk = ColumnChunk(values, FormatSpec(type_))
    together = CellValues()
    bodies = together.chunk(values, chunk.spec, lambda: chunk.text)
    alone = CellValues()
    singles = [alone.one(v, chunk.spec, text) for v, text in zip(values.to_pylist(), chunk.text, strict=True)]
    assert [number(body) for body in bodies] == [number(body) for body in singles]
    assert together.kept_as_text == alone.kept_as_text


def number(body: str | None) -> Any:
    if body is None or not body.startswith("><v>"):
        return body
    return round(float(body[4:-8]), 9)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(tmp_path: Path, text: str) -> None:
    column = sample.column("c", "text", label=text or "c")
    nodes = sample.document(
        sample.flat([column], [sample.chunk([text], column, pa.string())], title=text or "t"),
        TextNode("x", text, text, text.replace("\x00", "")),
        sample.chart("bar", [sample.RawPoint(text, 1.0)], title=text),
        title=text or "t",
        description=text,
    )
    data = sample.render(nodes, tmp_path / "s")
    for name in parts.names(data):
        if name.startswith("xl/worksheets/sheet"):
            xml = parts.part(data, name)
            assert "<f>" not in xml
            assert "<f " not in xml
        if name.startswith("xl/worksheets/_rels"):
            assert "TargetMode" not in parts.part(data, name)
        if name.endswith(".xml") and name.startswith("xl/charts"):
            assert "<c:tx><c:strRef>" not in parts.part(data, name)
    assert text in {cell.value for cell in parts.cells(data, 2).values()}
    book = sample.read(data)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_digits_that_excel_would_round_away_stay_as_text_and_the_sheet_says_so(tmp_path: Path) -> None:
    ids = sample.column("id", "integer")
    exact = sample.column("exact", "decimal")
    chunks = [
        sample.chunk([2**53 + 1, 4111_1111_1111_1111, 10**18, 12], ids, pa.int64()),
        sample.chunk(
            [Decimal("0.1234567890123456"), Decimal("1.5"), None, Decimal(0)], exact, pa.decimal128(20, 16)
        ),
    ]
    data = sample.render(sample.document(sample.flat([ids, exact], chunks)), tmp_path / "s")
    found = parts.cells(data)
    assert found["A4"] == parts.Raw("inlineStr", "9007199254740993", found["A4"].style)
    assert found["A5"].value == "4111111111111111"
    assert (found["A6"].kind, found["A6"].value) == ("n", "1000000000000000000")
    assert found["B4"].value == "0.1234567890123456"
    book = sample.read(data)
    assert book.worksheets[0]["A4"].alignment.horizontal == "right"
    sentence = (
        "Orders: 3 values with more digits than Excel's 15, or too large or small for it; kept as text."
    )
    assert sentence in {cell.value for cell in found.values()}
    assert sentence in {cell.value for cell in parts.cells(data, 2).values()}


def test_moments_stand_on_the_clock_of_the_report(tmp_path: Path) -> None:
    at = sample.column("at", "datetime", timezone="America/New_York")
    moments = [datetime(2026, 7, 1, 3, 0, tzinfo=UTC), datetime(2026, 1, 1, 3, 0, tzinfo=UTC)]
    data = sample.render(
        sample.document(sample.flat([at], [sample.chunk(moments, at, pa.timestamp("us", "UTC"))])),
        tmp_path / "s",
    )
    sheet = sample.read(data).worksheets[0]
    assert sheet["A4"].value == datetime(2026, 6, 30, 23, 0)
    assert sheet["A5"].value == datetime(2025, 12, 31, 22, 0)


def test_days_before_march_1900_are_words(tmp_path: Path) -> None:
    day = sample.column("day", "date")
    days = [date(1, 1, 1), date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31)]
    found = parts.cells(
        sample.render(
            sample.document(sample.flat([day], [sample.chunk(days, day, pa.date32())])), tmp_path / "s"
        )
    )
    assert [found[f"A{row}"].value for row in range(4, 9)] == [
        "0001-01-01",
        "1899-12-31",
        "1900-02-28",
        "61",
        "2958465",
    ]


def test_seconds_with_the_format_of_a_duration_become_days() -> None:
    spec = FormatSpec("integer", "duration")
    chunk = ColumnChunk(pa.array([43_200, None]), spec)
    assert CellValues().chunk(chunk.values, spec, lambda: chunk.text) == ["><v>0.5</v></c>", None]


def test_a_text_longer_than_a_cell_is_cut_in_the_open(tmp_path: Path) -> None:
    column = sample.column("c", "text")
    long = "x" * 40_000
    emoji = "😀" * 20_000
    data = sample.render(
        sample.document(sample.flat([column], [sample.chunk([long, emoji, "y" * MAX_TEXT], column)])),
        tmp_path / "s",
    )
    found = parts.cells(data)
    assert found["A4"].value == "x" * (MAX_TEXT - 1) + "…"
    assert utf16_length(found["A5"].value or "") <= MAX_TEXT
    assert (found["A5"].value or "").endswith("😀…")
    assert found["A6"].value == "y" * MAX_TEXT
    assert any("2 texts longer than" in (cell.value or "") for cell in parts.cells(data, 2).values())


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="surrogate"):
        sample.render(sample.document(title="\ud800"), tmp_path / "s")
    with pytest.raises(RenderError):
        escape("a\udfffb")


@given(TEXTS)
def test_what_is_short_enough_is_not_touched(text: str) -> None:
    assert shortened(text) == text
    assert utf16_length(shortened(text, 10)) <= 10


def test_lists_and_bytes_are_written_as_the_report_shows_them() -> None:
    values = CellValues()
    for array, type_ in ((pa.array([[1, 2], None]), "text"), (pa.array([b"\x01\x02", None]), "bytes")):
        chunk = ColumnChunk(array, FormatSpec(type_))
        bodies = values.chunk(array, chunk.spec, lambda chunk=chunk: chunk.text)
        assert bodies[1] is None
        assert f"<t>{chunk.text[0]}</t>" in (bodies[0] or "")


def test_a_whole_value_drops_decimals_that_are_optional() -> None:
    made = NumberFormat("#,##0.###", whole="#,##0", decimals=3)
    assert code_of(5.0, made) == "#,##0"
    assert code_of(5.0001, made) == "#,##0"
    assert code_of(5.25, made) == "#,##0.###"
    assert code_of(Decimal("1E+40"), made) == "#,##0"
    assert code_of(0.125, NumberFormat("0.##%", whole="0%", decimals=2, percent=True)) == "0.##%"
    assert code_of(0.12, NumberFormat("0.##%", whole="0%", decimals=2, percent=True)) == "0%"


def test_a_metric_without_a_format_is_still_a_number(tmp_path: Path) -> None:
    from nbreports.document.nodes import MetricNode

    nodes = sample.document(MetricNode("m", None, None, "Count", Cell(1234, "1,234")))
    found = parts.cells(sample.render(nodes, tmp_path / "s"))
    assert parts.Raw("n", "1234", 0).value in {cell.value for cell in found.values() if cell.kind == "n"}
