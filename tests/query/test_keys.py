"""Keys of blocks and columns do what the format says, alone and together."""

from decimal import Decimal

import pytest
from asking import asked, column, page, rows

from nbreports import Chart, Column, Crosstab, Group, Metric, Row, Rule, Table, Text


def test_visible_hides_blocks_and_columns():
    output = asked(
        Text("gone", visible="count() > 100"),
        Row(Metric("count()"), Text("gone", visible="false")),
        Table("region", Column("qty", visible="sum(qty) > 1000"), limit=1),
    )
    row, table = output["body"]
    assert [block["kind"] for block in row["blocks"]] == ["metric"]
    assert [one["name"] for one in table["columns"]] == ["region"]


def test_a_rank_looks_at_the_lines_that_are_named():
    group = Group("region", sort="-sum(qty)", top=2, other=True)
    output = asked(
        Table("sum(qty)", "rank()", "rank(sum(qty))", "rank(-sum(qty))", group_by=group, detail=False)
    )
    assert column(output, "group_footer", "sum(qty)") == [12, 10, 14]
    assert column(output, "group_footer", "rank()") == [1, 2, None]
    assert column(output, "group_footer", "rank(sum(qty))") == [1, 2, None]
    assert column(output, "group_footer", "rank(-sum(qty))") == [2, 1, None]
    assert rows(output, "summary")[0]["values"] == {"sum(qty)": 36}


def test_a_rank_of_totals_stands_on_group_lines_beside_details():
    output = asked(
        Table("city", "rank(sum(qty))", "rank(qty)", "lag(qty)", group_by="region", where="region != 'S'")
    )
    assert column(output, "group_footer", "rank(sum(qty))") == [1, 2]
    assert column(output, "detail", "rank(qty)") == [2, 1, 3, 2, 1]
    assert column(output, "detail", "lag(qty)") == [None, 4, None, 1, 3]


def test_running_totals_where_groups_are_sorted_by_a_measure():
    """The line of the report reads the ranks of the groups, too."""
    groups = [
        Group("region", sort="-sum(qty)", top=2, other=True),
        Group("city", sort="-sum(qty)", top=1, other=True),
    ]
    output = asked(
        Table(
            "sum(qty)", "running(sum(qty))", "running(sum(qty), reset=region)", group_by=groups, detail=False
        )
    )
    lines = [row for row in rows(output, "group_footer") if row["level"] == 2]
    assert [row["values"]["running(sum(qty))"] for row in lines] == [8, 12, 19, 22]
    assert [row["values"]["running(sum(qty), reset=region)"] for row in lines] == [8, 12, 7, 10]
    assert rows(output, "summary")[0]["values"]["running(sum(qty))"] == 36


def test_first_and_last_are_in_print_order():
    output = asked(
        Table("first(city)", "last(city)", group_by=Group("region", sort="-sum(qty)"), detail=False)
    )
    assert column(output, "group_footer", "first(city)") == ["d", "a", "b", "z"]
    assert rows(output, "summary")[0]["values"] == {"first(city)": "d", "last(city)": "z"}


def test_a_count_is_not_written_as_money():
    output = asked(Table("region", Column("amount", total="count", format="currency"), "qty", limit=1))
    assert rows(output, "detail")[0]["text"]["amount"] == "$10.50"
    assert rows(output, "summary")[0]["text"]["amount"] == "7"


def test_a_table_of_measures_alone_prints_its_rows():
    output = asked(Table("sum(qty)", group_by="ok"))
    assert len(rows(output, "detail")) == 8
    assert column(output, "group_footer", "sum(qty)") == [16, 17, 3]


def test_texts_of_groups_take_formats_of_their_own():
    group = Group(
        "day",
        header="{{ group.label }} {{ group.key | date:short }} {{ group.level | decimal:1 }} {{ sum(qty) }}",
    )
    printed = page(Table("city", group_by=group, where="qty in [3, 8]"))
    assert "Day 2/3/24 1.0 3" in printed
    assert "Day (none) 1.0 8" in printed


def test_run_rows_in_a_text():
    output = asked(Text("{{ run.rows }} {{ run.rows | decimal:1 }} {{ run.started | date:short }}"))
    assert output["body"][0]["md"] == "8 8.0 1/5/24"


def test_a_metric_keeps_the_digits_of_what_it_is_held_against():
    metric = asked(Metric("sum(qty)", compare="sum(amount)", target=3.5))["body"][0]
    assert (metric["value"], metric["compare"]["value"], metric["target"]["value"]) == (
        36,
        Decimal("45.75"),
        Decimal("3.5"),
    )


def test_nothing_left_by_a_filter():
    output = asked(
        Table("qty", totals="sum", where="qty > 100", no_data="nothing", group_by="region"),
        Chart("bar", x="region", y="sum(qty)", where="qty > 100"),
        Chart("histogram", x="qty", where="qty > 100"),
        Crosstab(
            rows="region", columns="ok", values="sum(qty)", totals=True, where="qty > 100", no_data="nothing"
        ),
        Metric("sum(qty)", compare="count()", spark="day", where="qty > 100"),
    )
    table, bars, histogram, crosstab, metric = output["body"]
    assert (
        table["rows"] == bars["points"] == histogram["points"] == crosstab["cells"] == metric["spark"] == []
    )
    assert metric["value"] is None
    assert metric["compare"]["value"] == 0


@pytest.mark.parametrize(("x", "first"), [("order_id", "8"), ("day", None), ("region", "E")])
def test_the_rest_of_a_chart_stands_beside_any_x(x, first):
    points = asked(Chart("bar", x=x, y="sum(qty)", top=2, other=True))["body"][0]["points"]
    assert points[0]["x"] == first
    assert points[-1]["x"] == "Other"
    assert sum(point["y"] for point in points) == 36


def test_infinities_have_no_place_on_scales_and_in_bins():
    rules = [Rule(scale="blues"), Rule(bar=True), Rule(icons="stars")]
    output = asked(Table(Column("f", style=rules)), Chart("histogram", x="f", bins=3))
    assert column(output, "detail", "f")[6] == "Infinity"
    assert sum(point["y"] for point in output["body"][1]["points"]) == 6


def test_rules_look_at_the_lines_a_table_has():
    ranked = Table(
        "sum(qty)", group_by="region", detail=False, style=[Rule(when="rank(sum(qty)) <= 1", bold=True)]
    )
    plain = Table("sum(qty)", group_by="region", detail=False)
    assert page(ranked) != page(plain)
