"""What a preview shows is what an export says, but for the rows it leaves out and says so."""

import asyncio
import json
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from previewing import (
    CHARTED,
    ENDLESS,
    PLAIN,
    REPORT,
    Endless,
    Previews,
    bands,
    block,
    catalog_of,
    details,
    exported,
    sales,
)

from nbreports import Column, Crosstab, Group, Report, Row, Table
from nbreports.errors import DefinitionError, NbreportsError, ParameterError, SourceUnbound


async def results_of(service, *args, **keys):
    return [result async for result in service.stream(*args, **keys)]


async def test_a_small_report_is_the_export_itself(previews):
    service = previews()
    (result,) = await results_of(service, rev=7)
    expected = await asyncio.to_thread(exported, REPORT, catalog_of(sales=sales()))
    assert result.output == expected
    assert (result.rev, result.sampled, result.rows, result.cached) == (7, False, 300, False)
    assert json.loads(result.text) == result.output


async def test_its_charts_are_drawn_and_its_style_sheet_is_the_pages(previews):
    result = await previews(CHARTED).preview()
    assert list(result.svgs) == ["chart"]
    assert result.svgs["chart"].startswith("<svg") and "North" in result.svgs["chart"]
    assert ".nbr .tbl" in result.styles() and result.styles().startswith("@page")


async def test_parameters_are_those_of_the_request(previews):
    service = previews()
    catalog = catalog_of(sales=sales())
    result = await service.preview(params={"least": Decimal(50)})
    expected = await asyncio.to_thread(exported, REPORT, catalog, {"least": Decimal(50)})
    assert result.output == expected
    assert block(result.output, "least") != block((await service.preview()).output, "least")
    with pytest.raises(ParameterError):
        await service.preview(params={"lest": 1})


async def test_rows_are_the_first_ones_and_totals_count_all(previews):
    result = await previews(rows=20).preview()
    whole = block(await asyncio.to_thread(exported, REPORT, catalog_of(sales=sales())), "lines")
    shown = block(result.output, "lines")
    assert len(details(shown)) == 20
    assert details(shown) == details(whole)[:20]
    assert bands(shown) == bands(whole)
    assert not result.sampled
    (warning,) = result.output["warnings"]
    assert warning["code"] == "preview_rows" and warning["block"] == "lines"
    assert "first 20 of 300 rows" in warning["message"]


async def test_a_limit_of_the_report_is_no_bound_of_the_preview(previews):
    limited = Report("Few", "sales", [Table("customer", "amount", limit=5, totals="sum", id="lines")])
    result = await previews(limited, rows=20).preview()
    assert result.output["warnings"] == []
    assert len(details(block(result.output, "lines"))) == 5
    wide = Report("More", "sales", [Table("customer", "amount", limit=50, totals="sum", id="lines")])
    result = await previews(wide, rows=20).preview()
    assert "first 20 of 50 rows" in result.output["warnings"][0]["message"]


async def test_many_groups_are_cut_and_said_so_and_the_summary_still_counts_all(previews):
    report = Report(
        "Groups", "sales", [Table("pieces", "amount", group_by=["customer", "amount"], totals="sum", id="t")]
    )
    whole = block(await asyncio.to_thread(exported, report, catalog_of(sales=sales())), "t")
    result = await previews(report, lines=10).preview()
    shown = block(result.output, "t")
    assert sum(row["band"] == "group_footer" for row in shown["rows"]) == 10
    assert shown["rows"][-1] == whole["rows"][-1] and shown["rows"][-1]["band"] == "summary"
    assert all(row in whole["rows"] for row in bands(shown))
    assert [one["code"] for one in result.output["warnings"]] == ["preview_lines"]


async def test_a_large_crosstab_is_cut_but_for_its_total(previews):
    report = Report(
        "Cross",
        "sales",
        [Crosstab(rows=["amount"], columns=["region"], values=["sum(amount)"], totals=True, id="x")],
    )
    whole = block(await asyncio.to_thread(exported, report, catalog_of(sales=sales())), "x")
    result = await previews(report, cells=40).preview()
    shown = block(result.output, "x")
    assert 0 < len(shown["cells"]) < len(whole["cells"])
    assert all(cell in whole["cells"] for cell in shown["cells"])
    assert shown["cells"][-1] == whole["cells"][-1]
    assert [one["code"] for one in result.output["warnings"]] == ["preview_lines"]


async def test_without_time_a_labelled_sample_comes_first_and_the_exact_figures_behind(previews):
    sample, exact = await results_of(previews(seconds=0, sample=60), rev=3)
    assert sample.sampled and sample.output["stamp"]["sampled"]
    assert 0 < sample.rows < 300
    assert not exact.sampled and not exact.output["stamp"]["sampled"]
    assert exact.output == await asyncio.to_thread(exported, REPORT, catalog_of(sales=sales()))
    assert (sample.rev, exact.rev) == (3, 3)


async def test_a_sample_has_rows_from_all_over_the_source_in_its_order(previews):
    service = previews(PLAIN, catalog_of(sales=sales(10_000)), seconds=0, sample=500, rows=10_000)
    sample, exact = await results_of(service)
    rows = [row["values"]["amount"] for row in details(block(sample.output, "lines"))]
    assert 350 < len(rows) < 650
    assert min(rows) < 250 and max(rows) > 2250
    every = [row["values"]["amount"] for row in details(block(exact.output, "lines"))]
    assert rows == [amount for amount in every if amount in set(rows)]


async def test_what_is_smaller_than_a_sample_is_never_sampled(previews):
    (only,) = await results_of(previews(seconds=0, sample=300))
    assert not only.sampled


async def test_a_source_without_end_shows_its_sample_meanwhile(previews):
    service = previews(ENDLESS, catalog_of(endless=Endless("endless")), seconds=0.01, sample=100)
    result = await service.preview()
    assert result.sampled and result.rows == 101
    assert block(result.output, "lines")["rows"][-1]["values"] == {"n": sum(range(101))}


@pytest.mark.parametrize(
    ("table", "where"),
    [
        (Table("customer", "amont"), "/body/0/columns/1/value"),
        (Table("customer", group_by="sum(amount)"), "/body/0/group_by/0/by"),
    ],
)
async def test_an_edit_that_says_nothing_sensible_is_told_at_its_place_and_the_next_goes_on(
    previews, table, where
):
    service = previews()
    with pytest.raises(DefinitionError) as caught:
        await service.preview(Report("Wrong", "sales", [table]).definition)
    assert caught.value.where == where
    assert (await service.preview()).rows == 300


async def test_what_fails_in_the_engine_is_told_at_its_block(previews):
    huge = pa.table({"n": pa.array([2**62] * 4, pa.int64())})
    report = Report("Huge", "sales", [Row(Table("n", Column("n * 4", name="four")))])
    with pytest.raises(NbreportsError) as caught:
        await previews(report, catalog_of(sales=huge)).preview()
    assert caught.value.where == "/body/0/blocks/0"


async def test_an_unbound_source_is_told_and_is_there_once_it_is_bound(previews):
    catalog = catalog_of()
    service = previews(REPORT, catalog)
    with pytest.raises(SourceUnbound):
        await service.preview()
    catalog.register("sales", sales())
    assert (await service.preview()).rows == 300


NAMES = ("region", "customer", "pieces")


@st.composite
def reports(draw):
    groups = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))
    group_by = [
        Group(
            name,
            top=draw(st.none() | st.integers(1, 3)),
            totals_at=draw(st.sampled_from(["header", "footer", "both"])),
        )
        for name in groups
    ]
    columns = [
        Column("amount", total=draw(st.sampled_from(["sum", "mean", "median", "max"]))),
        Column("pieces", total="nunique"),
    ]
    keys = {"detail": draw(st.booleans()), "limit": draw(st.none() | st.integers(1, 9))}
    return Report("Any", "sales", [Table(*columns, group_by=group_by, id="lines", **keys)])


@settings(max_examples=20, deadline=None)
@given(report=reports(), rows=st.integers(1, 40), lines=st.integers(1, 12), data=st.integers(0, 60))
def test_no_figure_of_a_preview_differs_from_the_exports(report, rows, lines, data):
    catalog = catalog_of(sales=sales(data))
    previews = Previews()
    try:
        result = asyncio.run(previews(report, catalog, rows=rows, lines=lines).preview())
    finally:
        previews.close()
    assert not result.sampled
    whole, shown = block(exported(report, catalog), "lines")["rows"], block(result.output, "lines")["rows"]
    told = {one["code"] for one in result.output["warnings"]}
    left = iter(whole)
    assert all(any(row == other for other in left) for row in shown), (
        "a line that is not the export's, or not in its order"
    )
    if "preview_lines" not in told:
        assert [row for row in shown if row["band"] != "detail"] == [
            row for row in whole if row["band"] != "detail"
        ]
    if not told:
        assert shown == whole
