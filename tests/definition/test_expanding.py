"""What a short report means when everything is written out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from definition.strategies import reports
from nbreports.definition import (
    Chart,
    Column,
    Crosstab,
    Field,
    Group,
    Measure,
    Metric,
    ReportDefinition,
    Row,
    Rule,
    Style,
    Table,
    load,
)
from nbreports.definition.bands import Band, bands
from nbreports.definition.expand import expand
from nbreports.definition.labels import humanise

FIXTURES = Path(__file__).parent.parent / "fixtures"
SALES = {
    "order_id": "integer",
    "customer": "text",
    "region": "text",
    "amount": "decimal",
    "day": "date",
    "qty": "integer",
    "price": "float",
}


def expanded(*body, **keys):
    return expand(ReportDefinition("t", "sales", list(body), **keys), SALES).body


def totals(*columns, **keys):
    fields = keys.pop("fields", {})
    measures = keys.pop("measures", {})
    return [
        column.total
        for column in expanded(Table(*columns, **keys), fields=fields, measures=measures)[0].columns
    ]


def test_the_simple_report_becomes_its_classical_bands():
    table, chart = expand(load(FIXTURES / "simple.nbreport"), SALES).body
    none = (None, None, None)
    assert bands(table) == (
        Band("column_header", 0, ("Order id", "Customer", "Amount"), repeat=True),
        Band("group_header", 1, none, "region", "{{ group.key }}", repeat=True),
        Band("detail", 1, ("order_id", "customer", "amount")),
        Band("group_footer", 1, (None, None, "sum(amount)"), "region"),
        Band("summary", 0, (None, None, "sum(amount)")),
    )
    assert (chart.x_title, chart.y_title, chart.format) == ("Region", "Total amount", "decimal:2")


def test_totals_go_to_numbers_that_are_no_ids():
    columns = ("order_id", "customer", "amount", "day", "qty", "price", "qty * price", "id")
    assert totals(*columns, totals="sum") == [
        False,
        False,
        "sum(amount)",
        False,
        "sum(qty)",
        "sum(price)",
        "sum(qty * price)",
        False,
    ]
    assert totals("qty", "amount", totals="mean") == ["mean(qty)", "mean(amount)"]
    assert totals("qty", "amount") == [False, False]
    roles = {"order_id": Field(role="measure"), "qty": Field(role="id")}
    assert totals("order_id", "qty", totals="sum", fields=roles) == ["sum(order_id)", False]


def test_a_column_s_own_total_stands():
    columns = (
        Column("amount", total=False),
        Column("qty", total="max"),
        Column("customer", total="nunique"),
        Column("price", total="sum(price) / count()"),
    )
    assert totals(*columns, totals="sum") == [False, "max(qty)", "nunique(customer)", "sum(price) / count()"]


def test_a_measure_is_its_own_total():
    measures = {"sales": Measure("sum(amount)")}
    assert totals("sales", Column("sales", name="again", total=True), measures=measures) == ["sales", "sales"]
    assert totals("sum(amount)", "pct_of(sum(amount), 'report')", detail=False) == [
        "sum(amount)",
        "pct_of(sum(amount), 'report')",
    ]
    assert totals("running(sum(amount))") == [False]
    assert totals("running(sum(amount))", detail=False) == ["running(sum(amount))"]


def test_labels_and_formats_come_from_the_nearest_that_says():
    fields = {"amount": Field(label="Sales", format="currency"), "net": Field(expr="amount * 2")}
    measures = {
        "rate": Measure("sum(amount) / count()", label="Rate", format="percent:1"),
        "n": Measure("count()"),
    }
    columns = (
        "amount",
        Column("amount", name="x", label="", format="text"),
        "rate",
        "n",
        "net",
        "mean(amount)",
        "day",
        "order_id",
        "year(day)",
        "?",
    )
    table, *_ = expanded(Table(*columns), fields=fields, measures=measures)
    assert [(column.label, column.format) for column in table.columns] == [
        ("Sales", "currency"),
        ("", "text"),
        ("Rate", "percent:1"),
        ("N", "integer"),
        ("Net", "decimal:2"),
        ("Mean sales", "currency"),
        ("Day", "date:medium"),
        ("Order id", "integer"),
        ("Year", "0"),
        ("?", None),
    ]
    assert [column.align for column in table.columns][-4:] == ["left", "right", "right", "left"]


def test_words_for_names():
    assert [humanise(name) for name in ("order_id", "airline.name", "a b", "KPI", "_x", "")] == [
        "Order id",
        "Airline name",
        "A b",
        "KPI",
        "X",
        "",
    ]


def test_every_block_is_reached():
    styles = {"loud": Style(bold=True)}
    row, crosstab = expanded(
        Row(Metric("sum(qty)"), Chart("bar", x="region"), Table(Column("qty", style=["loud"]))),
        Crosstab(rows="region", columns="day", values="sum(qty)", totals=True, style=["loud"]),
        styles=styles,
    )
    metric, chart, table = row.blocks
    assert (metric.label, metric.format) == ("Total qty", "integer")
    assert (chart.y, chart.y_title) == ("count()", "Count")
    assert table.columns[0].style == crosstab.style == (Rule("true", bold=True),)
    assert (crosstab.totals.rows, crosstab.totals.columns) == (True, True)
    assert row.widths == (1, 1, 1)


def test_a_block_s_own_source_has_its_own_fields():
    report = ReportDefinition(
        "t", "sales", [Table("amount", totals="sum", source="other"), Table("amount", totals="sum")]
    )
    one, two = expand(report, SALES, others={"other": {"amount": "text"}}).body
    assert (one.columns[0].total, two.columns[0].total) == (False, "sum(amount)")


def test_bands_follow_what_the_groups_say():
    groups = [
        Group("region", totals_at="header", header="R"),
        Group("day", totals_at="none"),
        Group("customer", totals_at="both", repeat_header=False),
    ]
    (table,) = expanded(Table("amount", group_by=groups, totals="sum", grand_total="All"))
    total, none = ("sum(amount)",), (None,)
    assert bands(table) == (
        Band("column_header", 0, ("Amount",), repeat=True),
        Band("group_header", 1, total, "region", "R", repeat=True),
        Band("group_header", 2, none, "day", "{{ group.key }}", repeat=True),
        Band("group_header", 3, total, "customer", "{{ group.key }}"),
        Band("detail", 3, ("amount",)),
        Band("group_footer", 3, total, "customer"),
        Band("summary", 0, total, text="All"),
    )
    (table,) = expanded(Table("sum(amount)", group_by="region", detail=False, grand_total=False))
    assert [band.type for band in bands(table)] == ["column_header", "group_header", "group_footer"]
    (table,) = expanded(Table("customer", group_by="region"))
    assert [band.type for band in bands(table)] == ["column_header", "group_header", "detail"]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_expanding_twice_is_expanding_once(report):
    once = expand(report, SALES)
    assert expand(once, SALES) == once
    assert [block.id for block in once.body] == [block.id for block in report.body]
