"""What is wrong is refused before anything is asked, at its own place, with what to do about it."""

import pytest
from asking import asked

from nbreports import Chart, Column, Crosstab, Group, Metric, Page, PageText, Rule, Table, Text
from nbreports.errors import DefinitionError

T = "/body/0"
C = "/body/0/columns/0"

WRONG = [
    # a value of each row where one of all rows is needed
    (lambda: Table("qty", visible="qty > 1"), f"{T}/visible"),
    (lambda: Table(Column("qty", visible="qty > 1")), f"{C}/visible"),
    (lambda: Table(Column("qty", visible="count()")), f"{C}/visible"),
    (lambda: Table(Column("qty", total="amount")), f"{C}/total"),
    (lambda: Table(Column("qty", total="summ(qty)")), f"{C}/total"),
    (lambda: Table(Column("city", total="sum")), f"{C}/total"),
    (lambda: Table("qty", totals="any"), f"{T}/totals"),
    (lambda: Table("qty / sum(qty)"), f"{C}/value"),
    (lambda: Table("rank(qty)", group_by="region", detail=False), f"{C}/value"),
    (lambda: Table("running(qty)"), f"{C}/value"),
    (lambda: Table("running(sum(qty), reset='nope')", group_by="region"), f"{C}/value"),
    (lambda: Table("run.rows"), f"{C}/value"),
    (lambda: Table("qty", title="{{ qty }}"), f"{T}/title"),
    (lambda: Table("qty", title="{{ group.key }}"), f"{T}/title"),
    (lambda: Table("qty", note="{{ qty }}"), f"{T}/note"),
    (lambda: Table("qty", no_data="{{ qty }}"), f"{T}/no_data"),
    (lambda: Text("{{ qty }}"), f"{T}/md"),
    (lambda: Table("qty", group_by=Group("region", header="{{ qty }}")), f"{T}/group_by/0/header"),
    (lambda: Table("qty", group_by=Group("region", header="{{ run.rows }}")), f"{T}/group_by/0/header"),
    (lambda: Table("qty", group_by=Group("region", sort="qty")), f"{T}/group_by/0/sort"),
    (lambda: Table("qty", group_by=Group("region", sort="qty + sum(qty)")), f"{T}/group_by/0/sort"),
    (lambda: Table("qty", order_by="sum(qty)"), f"{T}/order_by/0"),
    # what is neither true nor false
    (lambda: Table("qty", where="qty"), f"{T}/where"),
    (lambda: Table("qty", where="sum(qty) > 1"), f"{T}/where"),
    (lambda: Table("qty", where="qty > run.rows"), f"{T}/where"),
    (lambda: Table(Column("qty", style=[Rule(when="qty", bold=True)])), f"{C}/style/0/when"),
    # formats and types that do not fit
    (lambda: Table(Column("city", format="currency")), f"{C}/format"),
    (
        lambda: Table("qty", group_by=Group("city", footer="{{ group.key | currency }}")),
        f"{T}/group_by/0/footer",
    ),
    (lambda: Table(Column("qty", link="qty")), f"{C}/link"),
    (lambda: Table(Column("city", style=[Rule(bar=True)])), f"{C}/style/0"),
    (
        lambda: Table("city", "qty", style=[Rule(when="qty > 1", bold=True), Rule(bar=True, on="city")]),
        f"{T}/style/1",
    ),
    (lambda: Metric("qty"), f"{T}/value"),
    (lambda: Metric("sum(qty)", compare="first(city)"), f"{T}/compare"),
    (lambda: Metric("sum(qty)", target="'x'"), f"{T}/target"),
    (lambda: Metric("sum(qty)", spark="sum(qty)"), f"{T}/spark"),
    (lambda: Metric("first(city)", spark="day"), f"{T}/spark"),
    (lambda: Chart("bar", x="region", y="first(city)"), f"{T}/y"),
    (lambda: Chart("bar", x="region", y="qty + sum(qty)"), f"{T}/y"),
    (lambda: Chart("histogram", x="city"), f"{T}/x"),
    (lambda: Chart("histogram", x="day"), f"{T}/x"),
    (lambda: Crosstab(rows="region", columns="ok", values="qty"), f"{T}/values/0"),
    (lambda: Crosstab(rows="sum(qty)", columns="ok", values="count()"), f"{T}/rows/0"),
    (
        lambda: Crosstab(
            rows="region", columns="ok", values="sum(qty)", style=[Rule(when="qty > 3", bold=True)]
        ),
        f"{T}/style/0/when",
    ),
]


@pytest.mark.parametrize(
    ("block", "where"), WRONG, ids=[f"{n} {where}" for n, (_, where) in enumerate(WRONG)]
)
def test_the_place_is_named(block, where):
    with pytest.raises(DefinitionError) as caught:
        asked(block())
    assert caught.value.where == where
    assert caught.value.remedy


def test_places_outside_of_the_body():
    with pytest.raises(DefinitionError) as caught:
        asked(Text("x"), page=Page(header=PageText(left="{{ qty }}")))
    assert caught.value.where == "/page/header/left"
    with pytest.raises(DefinitionError) as caught:
        asked(Text("x"), currency="ZZZ")
    assert caught.value.where == "/currency"


UNFILLED = [
    (lambda: Table("qty", group_by=Group("region", other=True)), f"{T}/group_by/0/other"),
    (lambda: Table(Column("sum(qty)", link="'http://x'"), group_by="region", detail=False), f"{C}/link"),
    (lambda: Table(Column("qty", style=[Rule(bar=True, color="positive")])), f"{C}/style/0/color"),
    (
        lambda: Table(Column("qty", style=[Rule(when="qty > 1", on="city", bold=True)]), "city"),
        f"{C}/style/0/on",
    ),
    (lambda: Table(Column("qty", style=[Rule(when="qty > 1", text="x")])), f"{C}/style/0/text"),
    (lambda: Chart("bar", x="region", other=True), f"{T}/other"),
    (lambda: Chart("bar", x="region", bins=3), f"{T}/bins"),
    (lambda: Chart("bar", x="region", size="count()"), f"{T}/size"),
    (lambda: Chart("line", x="day", horizontal=True), f"{T}/horizontal"),
    (lambda: Chart("pie", x="region", stack=True), f"{T}/stack"),
    (lambda: Chart("histogram", x="qty", sort="-y"), f"{T}/sort"),
    (lambda: Chart("scatter", x="qty", y="amount", top=3), f"{T}/top"),
    (
        lambda: Crosstab(rows="region", columns="ok", values="count()", order_by=["-sum(qty)", "count()"]),
        f"{T}/order_by/1",
    ),
    (
        lambda: Crosstab(
            rows="region",
            columns="ok",
            values="count()",
            style=[Rule(when="count() > 1", bold=True, target="row")],
        ),
        f"{T}/style/0/target",
    ),
    (lambda: Text("{{ run.stamp | upper }}"), f"{T}/md"),
]


@pytest.mark.parametrize(
    ("block", "where"), UNFILLED, ids=[f"{n} {where}" for n, (_, where) in enumerate(UNFILLED)]
)
def test_a_key_without_effect_is_refused(block, where):
    with pytest.raises(DefinitionError) as caught:
        asked(block())
    assert (caught.value.where, caught.value.code) == (where, "unfilled")


def test_a_report_is_checked_before_its_sources_are_opened():
    with pytest.raises(DefinitionError) as caught:
        asked(Table("qty", group_by=["region", "region"], source="nothing bound"))
    assert caught.value.where == "/body/0/group_by/1"
