"""An edit asks the engine what it changes and nothing else; a source that changed is read again."""

import sqlite3

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from previewing import CHART, CHARTED, TABLE, asked_since, block, catalog_of, sales

from nbreports import Catalog, Chart, FileSource, Image, Metric, Report, Table


def with_body(*body, **keys):
    return Report("Sales", "sales", body=list(body), **keys).definition


async def test_the_same_question_is_not_asked_twice(previews):
    service = previews(CHARTED)
    first = await service.preview(rev=1)
    asked = len(service.engine.asked)
    again = await service.preview(rev=2)
    assert asked_since(service, asked) == []
    assert again.cached and again.rev == 2 and again.output == first.output and again.svgs == first.svgs


async def test_an_edit_asks_for_its_own_block_only(previews):
    service = previews()
    await service.preview(with_body(CHART, TABLE))
    asked = len(service.engine.asked)
    changed = Chart("line", x="region", y="sum(amount)", id="chart")
    await service.preview(with_body(changed, TABLE))
    assert {label for label in asked_since(service, asked) if "details" in label or "group" in label} == set()
    asked = len(service.engine.asked)
    await service.preview(with_body(changed, Metric("max(amount)", id="most"), TABLE))
    assert asked_since(service, asked) == ["totals of sales"]


async def test_taking_a_column_away_reads_no_rows_again(previews):
    service = previews()
    await service.preview(with_body(CHART, TABLE))
    asked = len(service.engine.asked)
    await service.preview(
        with_body(CHART, Table("customer", "amount", group_by="region", totals="sum", id="lines"))
    )
    labels = asked_since(service, asked)
    assert "rows of sales" not in labels and "attach sales" not in labels
    assert sorted(labels) == ["details of lines", "group region", "totals of sales"]


async def test_a_filter_of_the_source_reads_the_rows_again_and_is_right(previews):
    service = previews()
    for least in (10, 20, 10):
        source = {"sales": {"kind": "frame", "name": "sales", "where": f"amount >= {least}"}}
        result = await service.preview(with_body(Metric("min(amount)", id="least"), TABLE, sources=source))
        assert block(result.output, "least")["value"] == least


async def test_titles_and_looks_ask_nothing(previews):
    service = previews()
    await service.preview(Report("One", "sales", [TABLE]).definition)
    asked = len(service.engine.asked)
    result = await service.preview(Report("Two", "sales", [TABLE], theme={"base": "corporate"}).definition)
    assert asked_since(service, asked) == []
    assert result.output["report"]["title"] == "Two"


async def test_another_source_is_attached_beside_the_first(previews):
    service = previews(catalog=catalog_of(sales=sales(), other=sales(7)))
    await service.preview()
    definition = with_body(TABLE, Metric("count()", source="other", id="others"))
    result = await service.preview(definition)
    assert block(result.output, "others")["value"] == 7
    assert (await service.preview()).rows == 300


CHANGES = {
    "pandas": lambda frame: frame.loc.__setitem__((150, "amount"), -1.0),
    "pandas text": lambda frame: frame.loc.__setitem__((150, "region"), "West"),
    "polars": lambda frame: frame.__setitem__((150, "amount"), -1.0),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_frame_changed_in_place_is_noticed(previews, change):
    frame = sales().to_pandas() if change.startswith("pandas") else pl.from_arrow(sales())
    service = previews(catalog=catalog_of(sales=frame))
    before = await service.preview()
    assert (await service.preview()).cached
    CHANGES[change](frame)
    after = await service.preview()
    assert not after.cached
    assert block(after.output, "sum") != block(before.output, "sum") or "West" in after.text


async def test_a_cell_run_again_binds_a_new_frame_to_the_name(previews):
    bound = {"sales": sales()}
    service = previews(catalog=lambda: catalog_of(**bound))
    assert (await service.preview()).rows == 300
    assert (await service.preview()).cached
    bound["sales"] = sales(40)
    assert (await service.preview()).rows == 40


async def test_a_file_written_again_is_noticed(previews, tmp_path):
    path = tmp_path / "sales.csv"
    sales().to_pandas().to_csv(path, index=False)
    report = Report("File", "sales", [TABLE], sources={"sales": FileSource("sales.csv")})
    service = previews(report, Catalog(tmp_path), tmp_path)
    assert (await service.preview()).rows == 300
    assert (await service.preview()).cached
    sales(20).to_pandas().to_csv(path, index=False)
    assert (await service.preview()).rows == 20


async def test_rows_a_database_keeps_beside_its_file_are_noticed(previews, tmp_path):
    database = sqlite3.connect(tmp_path / "shop.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE sales (amount INTEGER)")
    database.execute("INSERT INTO sales VALUES (1)")
    report = Report(
        "File", "sales", [Table("amount")], sources={"sales": FileSource("shop.sqlite", table="sales")}
    )
    service = previews(report, Catalog(tmp_path), tmp_path)
    assert (await service.preview()).rows == 1
    before = (tmp_path / "shop.sqlite").stat()
    database.execute("INSERT INTO sales VALUES (2)")
    after = (tmp_path / "shop.sqlite").stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert (await service.preview()).rows == 2
    database.close()


async def test_a_picture_written_again_is_noticed(previews, tmp_path):
    picture = tmp_path / "logo.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    report = Report("Picture", "sales", [Image("logo.svg", alt="", id="picture")])
    service = previews(report, None, tmp_path)
    first = await service.preview()
    assert (await service.preview()).cached
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')
    second = await service.preview()
    assert block(first.output, "picture")["src"] != block(second.output, "picture")["src"]


async def test_what_its_owner_keeps_back_is_part_of_the_source(previews):
    bound = {"where": "amount < 10"}

    def catalog():
        made = Catalog()
        made.register("sales", frame, **bound)
        return made

    frame = sales()
    service = previews(catalog=catalog)
    assert (await service.preview()).rows == 40
    bound["where"] = "amount < 5"
    assert (await service.preview()).rows == 20


async def test_refresh_reads_everything_again(previews):
    service = previews()
    await service.preview()
    old = service.engine
    service.refresh()
    result = await service.preview()
    assert not result.cached and service.engine is not old and old.closed
    assert result.rows == 300


async def test_only_so_many_results_are_remembered(previews):
    service = previews(results=2)
    definitions = [Report(f"Sales {n}", "sales", [TABLE]).definition for n in range(3)]
    for definition in definitions:
        await service.preview(definition)
    assert (await service.preview(definitions[2])).cached
    assert not (await service.preview(definitions[0])).cached


FRAMES = {
    "pandas": lambda: sales().to_pandas(),
    "objects": lambda: sales().to_pandas().astype({"region": object}),
    "nullable": lambda: sales().to_pandas().convert_dtypes(),
    "categories": lambda: sales().to_pandas().astype({"region": "category"}),
    "dates": lambda: pd.DataFrame({"amount": pd.date_range("2026-01-01", periods=300, tz="UTC")}),
    "periods": lambda: pd.DataFrame({"amount": pd.period_range("2026-01", periods=300, freq="M")}),
    "arrow": sales,
    "batch": lambda: sales().to_batches()[0],
    "polars": lambda: pl.from_arrow(sales()),
    "lazy": lambda: pl.from_arrow(sales()).lazy(),
    "empty": lambda: sales(0).to_pandas(),
    "no columns": lambda: pd.DataFrame(index=range(3)),
    "sliced": lambda: pa.Table.from_pandas(sales().to_pandas()).slice(7, 40),
    "strided": lambda: pd.DataFrame(sales().to_pandas()[["amount"]].to_numpy()[::-1], columns=["amount"]),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_left_alone_stays_what_it_was(kind):
    frame = FRAMES[kind]()
    entry = catalog_of(sales=frame).get("sales")
    assert entry.source.fingerprint() == entry.source.fingerprint()
    assert hash(entry.source.fingerprint()) is not None


@pytest.mark.parametrize("kind", ["pandas", "objects", "nullable", "categories", "dates", "periods"])
@pytest.mark.parametrize("row", [0, 123, 299])
def test_every_cell_of_a_frame_counts(kind, row):
    frame = FRAMES[kind]()
    source = catalog_of(sales=frame).get("sales").source
    before = source.fingerprint()
    column = "amount" if kind in {"dates", "periods"} else "region"
    others = [value for value in frame[column].unique() if value != frame.loc[row, column]]
    frame.loc[row, column] = others[0]
    if kind == "periods":
        assert row != 0 or source.fingerprint() != before  # only some rows are looked at
    else:
        assert source.fingerprint() != before
