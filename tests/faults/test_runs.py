"""What fails in the middle of a run: one typed error, every output as it was."""

import pyarrow as pa
import pytest

from nbreports import Chart, Column, Group, Report, Table, Text
from nbreports.errors import GlyphError, NbreportsError, SourceError

ENDINGS = (".pdf", ".xlsx", ".html", ".csv", ".json", ".parquet", ".md")
SCHEMA = pa.schema([("n", pa.int64()), ("g", pa.string())])


@pytest.fixture
def kept(tmp_path):
    """Former outputs, one of every format, still there in the end, alone."""
    paths = [tmp_path / f"x{ending}" for ending in ENDINGS]
    for path in paths:
        path.write_text("as it was")
    yield paths
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert {path.read_text() for path in paths} == {"as it was"}


def dying(after, error):
    def batches():
        for start in range(0, after, 10_000):
            yield pa.RecordBatch.from_pydict(
                {"n": list(range(start, start + 10_000)), "g": ["a"] * 10_000}, SCHEMA
            )
        raise error

    return pa.RecordBatchReader.from_batches(SCHEMA, batches())


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_source_that_dies_midway(kept, ending):
    report = Report("Rows", "rows", [Table("n", group_by="g", totals="sum")])
    (path,) = (path for path in kept if path.suffix == ending)
    with pytest.raises(SourceError, match="the line went dead") as caught:
        report.export(
            path, data={"rows": dying(30_000, ConnectionError("the line went dead"))}, progress=False
        )
    assert caught.value.exit_code == 3
    assert caught.value.remedy


def test_a_source_that_dies_midway_takes_all_outputs_with_it(kept):
    report = Report("Rows", "rows", [Chart("bar", x="g", y="sum(n)"), Table("n")])
    with pytest.raises(SourceError, match="the line went dead"):
        report.export(*kept, data={"rows": dying(50_000, OSError("the line went dead"))}, progress=False)


@pytest.mark.parametrize(
    "content",
    [b"", b"n,g\n1,a\n2\n", b"n,g\n1,a,b\n", b"n,g\n\xff\xfe,a\n", b'n,g\n1,"a\n', b"n\x00,g\n1,a\n"],
)
def test_a_broken_csv_file_is_refused_or_read_whole(tmp_path, content):
    (tmp_path / "rows.csv").write_bytes(content)
    out = tmp_path / "x.json"
    error = None
    try:
        Report("Rows", "rows", [Table("n", "g")]).export(
            out, data={"rows": tmp_path / "rows.csv"}, progress=False
        )
    except NbreportsError as found:
        error = found
    assert out.exists() == (error is None)
    assert error is None or (error.exit_code in {2, 3} and error.remedy)


@pytest.mark.parametrize(
    "ending", [".parquet", ".xlsx", ".sqlite", ".arrow", ".json", ".duckdb", ".csv.gz", ".csv.zip"]
)
def test_a_file_that_is_not_what_its_name_says(tmp_path, kept, ending):
    liar = tmp_path.parent / f"liar{ending}"
    liar.write_bytes(b"PK\x03\x04 this is none of it")
    with pytest.raises(SourceError) as caught:
        Report("Rows", "rows", [Table("n")]).export(*kept, data={"rows": liar}, progress=False)
    assert caught.value.remedy
    assert "liar" in str(caught.value)


def test_a_file_cut_in_the_middle(tmp_path, kept):
    import pyarrow.parquet as pq

    whole = tmp_path.parent / "cut.parquet"
    pq.write_table(pa.table({"n": list(range(50_000)), "g": [str(i) for i in range(50_000)]}), whole)
    data = whole.read_bytes()
    # the end, where its index stands, is there; the rows before are not
    whole.write_bytes(data[:200] + b"\x00" * (len(data) - 20_200) + data[-20_000:])
    with pytest.raises(SourceError):
        Report("Rows", "rows", [Table("n", "g")]).export(*kept, data={"rows": whole}, progress=False)


RUNES = "\U00013000\ue000"  # a hieroglyph and a private character: in none of the package's fonts


@pytest.mark.parametrize(
    "report",
    [
        Report("Rows", "rows", [Table("g")]),
        Report("Rows", "rows", [Table("n", group_by="g")]),
        Report("Rows", "rows", [Table("n", group_by=Group("g", header="{{ group.key }}"))]),
        Report("Rows", "rows", [Table(Column("n", label=RUNES))]),
        Report("Rows " + RUNES, "rows", [Table("n")]),
        Report("Rows", "rows", [Text("So **it** is: " + RUNES), Table("n")]),
    ],
)
def test_text_that_no_font_can_show(kept, report):
    frame = pa.table({"n": [1, 2], "g": ["plain", RUNES]})
    with pytest.raises(GlyphError) as caught:
        report.export(*kept, data={"rows": frame}, options={"system_fonts": False}, progress=False)
    assert caught.value.exit_code == 6
    assert "U+13000" in str(caught.value) or "U+E000" in str(caught.value)
    assert "font" in caught.value.remedy


def test_what_overflows_an_integer_is_an_error_of_the_run(kept):
    frame = pa.table({"n": [2**62, 2**62, 2**62]})
    with pytest.raises(NbreportsError) as caught:
        Report("Rows", "rows", [Table(Column("n * 4", name="m"))]).export(
            *kept, data={"rows": frame}, progress=False
        )
    assert caught.value.exit_code in {2, 3, 4}
