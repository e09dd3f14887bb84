"""What is wrong with a report can be told before there is data, each at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from definition.strategies import reports
from definition.whole import whole
from nbreports.definition import (
    Chart,
    Column,
    Crosstab,
    Field,
    FileSource,
    Group,
    Join,
    Measure,
    Metric,
    PageBreak,
    Param,
    ParamValues,
    QuerySource,
    ReportDefinition,
    Row,
    Rule,
    Slot,
    Table,
    Text,
    definition_from_dict,
    load,
)
from nbreports.definition.check import check, problems
from nbreports.errors import DefinitionError, ExpressionError

FIXTURES = Path(__file__).parent.parent / "fixtures"


def found(*body, **keys):
    return [
        (problem.where, problem.code) for problem in problems(ReportDefinition("t", "s", list(body), **keys))
    ]


@pytest.mark.parametrize("name", ["simple", "flights"])
def test_the_fixtures_are_clean(name):
    assert list(problems(load(FIXTURES / f"{name}.nbreport"))) == []


def test_a_template_is_whole_but_for_its_slots():
    report = definition_from_dict(whole())
    assert [problem.where for problem in problems(report)] == ["/slots/when"]


def test_names_that_are_there_twice():
    assert found(Table("a", "b", "a")) == [("/body/0/columns/2", "duplicate_name")]
    assert found(Table("a", Column("a", name="again"))) == []
    assert found(Table("a", group_by=["r", Group("r", label="R")])) == [
        ("/body/0/group_by/1", "duplicate_name")
    ]
    assert found(params=["p", Param("p", "integer")]) == [("/params/1/name", "duplicate_name")]
    joins = [Join("b", on={"x": "y"}), Join("c", on={"x": "y"}, as_="b")]
    assert found(sources={"q": QuerySource("a", joins=joins)}) == [("/sources/q/joins/1", "duplicate_name")]


def test_names_that_lead_back_to_themselves():
    circle = {
        "a": Measure("b + sum(x)"),
        "b": Measure("c * 2"),
        "c": Measure("a"),
        "free": Measure("a + sum(x)"),
    }
    (problem,) = problems(ReportDefinition("t", "s", measures=circle))
    assert problem.code == "cycle"
    assert "a -> b -> c -> a" in problem.message
    assert found(fields={"a": Field(expr="b"), "b": Field(expr="a")}) == [("/fields/a/expr", "cycle")]
    assert found(fields={"a": Field(expr="a + 1")}) == [("/fields/a/expr", "cycle")]
    assert found(measures={"amount": Measure("sum(amount)")}) == []
    sources = {"a": QuerySource("b"), "b": QuerySource("c", joins=[Join("a", on={"x": "y"})])}
    assert found(sources=sources) == [("/sources/a", "cycle")]
    assert found(sources={"a": QuerySource("b"), "b": FileSource("b.csv")}) == []


def test_a_long_chain_of_measures_is_no_circle():
    chain = {f"m{number}": Measure(f"m{number + 1}") for number in range(3000)} | {
        "m3000": Measure("count()")
    }
    assert found(measures=chain) == []


def test_expressions_are_read_wherever_they_stand():
    wrong = "amount >"
    body = [
        Table(
            Column("a", total=wrong, visible=wrong, link=wrong, style=[Rule(wrong, bold=True)]),
            group_by=[Group(wrong, name="g", sort=f"-{wrong}")],
            order_by=[f"-{wrong}"],
            where=wrong,
            visible=wrong,
        ),
        Crosstab(rows=[wrong], columns=[wrong], values=[wrong]),
        Chart("bar", x=wrong, y=wrong, color=wrong, size=wrong, sort=wrong),
        Metric(wrong, compare=wrong, target=wrong, spark=wrong),
    ]
    report = ReportDefinition(
        "t",
        "s",
        body,
        fields={"f": Field(expr=wrong)},
        measures={"m": Measure(wrong)},
        sources={"s": FileSource("s.csv", where=wrong)},
    )
    places = [problem.where for problem in problems(report)]
    assert set(places) == {
        "/sources/s/where",
        "/fields/f/expr",
        "/measures/m/expr",
        "/body/0/order_by/0",
        "/body/0/where",
        "/body/0/visible",
        "/body/0/columns/0/total",
        "/body/0/columns/0/link",
        "/body/0/columns/0/visible",
        "/body/0/columns/0/style/0/when",
        "/body/0/group_by/0/by",
        "/body/0/group_by/0/sort",
        "/body/1/rows/0",
        "/body/1/columns/0",
        "/body/1/values/0",
        "/body/2/x",
        "/body/2/y",
        "/body/2/color",
        "/body/2/size",
        "/body/2/sort",
        "/body/3/value",
        "/body/3/compare",
        "/body/3/target",
        "/body/3/spark",
    }
    assert len(places) == 24
    assert all(isinstance(problem, ExpressionError) for problem in problems(report))


def test_words_of_the_format_are_no_expressions():
    assert (
        found(
            Table(Column("a", total="first"), group_by=[Group("g", sort="desc")]),
            Chart("bar", x="a", sort="-y"),
        )
        == []
    )


def test_texts_are_read_too():
    body = [
        Text("{{ amount > }}"),
        Table("a", group_by=[Group("g", header="{{ 1 + }}")], note="{{ x", no_data="{{ param.p }}"),
    ]
    page = {"header": {"left": "{{ param.q }} {{ page.number }}"}}
    assert [place for place, _ in found(*body, page=page)] == [
        "/page/header/left",
        "/body/0/md",
        "/body/1/no_data",
        "/body/1/note",
        "/body/1/group_by/0/header",
    ]


def test_names_of_the_run_stand_where_they_are_known():
    assert found(Text("{{ report.title }} {{ run.started }}")) == []
    assert found(Text("{{ report.titel }}")) == [("/body/0/md", "expression_name")]
    assert found(Text("{{ page.number }}")) == [("/body/0/md", "definition")]
    assert found(Text("{{ group.key }}")) == [("/body/0/md", "definition")]
    assert found(Table("a", group_by=[Group("g", footer="{{ group.key }}")])) == []


def test_unknown_parameters_are_named():
    offered = ParamValues(source="s", field="region")
    report = ReportDefinition(
        "t",
        "s",
        [Table("a", where="region in param.regoin")],
        params=[Param("region", multi=True, values=offered, depends_on=["yaer"])],
    )
    where, depends = problems(report)
    assert (where.where, where.remedy) == ("/body/0/where", "Did you mean 'region'?")
    assert depends.where == "/params/0/depends_on/0"
    assert found(params=[Param("p", values=offered, depends_on=["p"])]) == [
        ("/params/0/depends_on/0", "unknown_param")
    ]


def test_defaults_of_dates_are_dates_or_expressions():
    assert (
        found(
            params=[
                Param("d", "date", default="today()"),
                Param("e", "date", default="date_trunc('month', today())"),
            ]
        )
        == []
    )
    assert found(params=[Param("d", "date", default="yesterday")]) == [("/params/0/default", "default")]
    ((place, _),) = found(params=[Param("d", "date", default="31.01.2024")])
    assert place == "/params/0/default"


def test_rows_and_totals_are_not_mixed_up():
    assert found(Table("a", where="sum(x) > 5")) == [("/body/0/where", "aggregate")]
    assert found(Table("a", group_by="sum(x)")) == [("/body/0/group_by/0/by", "aggregate")]
    assert found(fields={"f": Field(expr="sum(x)")}) == [("/fields/f/expr", "aggregate")]
    assert found(measures={"m": Measure("x + 1")}) == [("/measures/m/expr", "not_aggregate")]
    assert found(measures={"m": Measure("sum(x)"), "n": Measure("m / 2")}) == []
    assert found(Table(Column("amount", total=True))) == [("/body/0/columns/0/total", "not_aggregate")]
    assert found(Table(Column("m", total=True)), measures={"m": Measure("sum(x)")}) == []
    assert found(Metric("amount")) == [("/body/0/value", "not_aggregate")]
    assert found(Metric("amount"), measures={"amount": Measure("sum(amount)")}) == []


def test_what_would_show_nothing_or_change_nothing():
    assert found(Table()) == [("/body/0", "definition")]
    assert [place for place, _ in found(Crosstab(rows="a"))] == ["/body/0", "/body/0"]
    assert found(Row(PageBreak())) == [("/body/0/blocks/0", "definition")]
    assert found(Table(Column("a", style=["a > 1"]))) == [("/body/0/columns/0/style/0", "definition")]
    assert found(Table("a", style=[Rule("a > 1", on="b", bold=True)])) == [
        ("/body/0/style/0/on", "unknown_column")
    ]
    assert found(slots={"d": Slot(role="date")}) == [("/slots/d", "unbound_slot")]
    assert found(locale="qq-QQ") == [("/locale", "definition")]


def test_check_raises_the_first():
    check(ReportDefinition("t", "s", [Table("a")]))
    with pytest.raises(DefinitionError) as caught:
        check(ReportDefinition("t", "s", [Table("a", "a")]))
    assert caught.value.where == "/body/0/columns/1"


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_checking_never_fails_itself(report):
    for problem in problems(report):
        assert isinstance(problem, DefinitionError)
        assert problem.where
        assert problem.remedy
