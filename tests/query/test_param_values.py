"""Parameters whose values come from a source: what a run takes, what it refuses, how one narrows another."""

# ruff: noqa: PT017 - a value is refused well, or it is right
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from asking import asked, column
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from nbreports import Field, FrameSource, Param, QuerySource, Report, Table
from nbreports.definition.check import problems
from nbreports.definition.parameters import ParamValues
from nbreports.errors import DefinitionError, ParameterError, SourceUnbound

PLACES = pa.table(
    {
        "region": ["North", "North", "South", "South", None],
        "city": ["Bern", "Basel", "Lugano", "Chur", "Nowhere"],
        "zone": [1, 2, 3, 3, None],
        "rate": [0.1, 0.25, 1.0, float("nan"), 2.5],
        "since": [date(2024, 1, 1), date(2024, 6, 1), None, date(2024, 1, 1), None],
    }
)
SALES = pa.table({"city": ["Bern", "Basel", "Lugano"], "n": [1, 2, 3]})
FRAMES = {"s": SALES, "places": PLACES}
REGION = Param("region", values=ParamValues(source="places", field="region"))
CITY = Param("city", values=ParamValues(source="places", field="city"), depends_on=["region"])


def run(*params, given=None, frames=FRAMES, where="city == param.city", **keys):
    return asked(Table("city", "n", where=where), params=list(params), given=given, frames=frames, **keys)


def refused(*params, **keys):
    with pytest.raises(ParameterError) as caught:
        run(*params, **keys)
    return caught.value


def test_a_value_of_the_source_is_taken_and_another_is_refused_naming_those_there_are():
    city = Param("city", values=ParamValues(source="places", field="city"))
    assert column(run(city, given={"city": "Basel"}), "detail", "city") == ["Basel"]
    assert (
        len(column(run(city), "detail", "city"))
        == len(column(run(city, given={"city": "all"}), "detail", "city"))
        == 3
    )
    error = refused(city, given={"city": "Berne"})
    assert (error.where, error.code, error.exit_code) == ("param.city", "parameter_range", 2)
    assert error.message == "\"Berne\" is not one of the values of 'city'"
    assert error.remedy == "Give one of: Basel, Bern, Chur, Lugano, Nowhere."


def test_what_it_depends_on_narrows_the_values():
    assert column(run(REGION, CITY, given={"region": "North", "city": "Bern"}), "detail", "n") == [1]
    assert column(run(REGION, CITY, given={"city": "Bern"}), "detail", "n") == [1]
    error = refused(REGION, CITY, given={"region": "South", "city": "Bern"})
    assert error.message == "\"Bern\" is not one of the values of 'city' where region is 'South'"
    assert error.remedy == "Give one of: Chur, Lugano."
    several = REGION.model_copy(update={"multi": True})
    assert run(several, CITY, given={"region": ["South", "North"], "city": "Bern"})
    error = refused(several, CITY, given={"region": ["South"], "city": "Bern"})
    assert "where region is 'South'" in error.message


def test_a_default_must_be_among_them_too():
    city = CITY.model_copy(update={"default": "Bern"})
    assert refused(REGION, city, given={"region": "South"}).where == "param.city"


def test_each_of_several_values_is_looked_at():
    city = Param("city", multi=True, values=ParamValues(source="places", field="city"))
    where = "city in param.city"
    assert column(run(city, given={"city": ["Bern", "Lugano"]}, where=where), "detail", "n") == [1, 3]
    assert '"Berne"' in refused(city, given={"city": ["Bern", "Berne"]}, where=where).message
    assert column(run(city, given={"city": []}, where=where), "detail", "n") == []


@pytest.mark.parametrize(
    ("kind", "field", "right", "wrong"),
    [
        ("integer", "zone", "3", 4),
        ("decimal", "zone", "3", "3.5"),
        ("decimal", "rate", "0.1", Decimal("0.11")),
        ("date", "since", "2024-06-01", "2024-06-02"),
    ],
)
def test_values_of_every_type(kind, field, right, wrong):
    param = Param("p", kind, values=ParamValues(source="places", field=field))
    run(param, given={"p": right}, where="n > 0")
    error = refused(param, given={"p": wrong}, where="n > 0")
    assert "None" not in error.remedy
    assert "nan" not in error.remedy


def test_a_filter_of_the_source_may_say_how_it_is_narrowed():
    """A filter that names the parameter says how; parameters it does not depend on restrict nothing there."""
    since = Param("since", "date")
    city = Param("city", values=ParamValues(source="open", field="city"), depends_on="since")
    sources = {"open": FrameSource("places", where="since >= param.since and city == param.city")}
    assert run(since, city, given={"city": "Bern", "since": "2024-01-01"}, sources=sources)
    error = refused(since, city, given={"city": "Bern", "since": "2024-02-01"}, sources=sources)
    assert error.remedy == "Give one of: Basel."
    free = city.model_copy(update={"depends_on": ()})
    assert run(since, free, given={"city": "Bern", "since": "2024-02-01"}, sources=sources)


def test_values_of_a_join_and_of_a_calculated_field():
    sources = {"s2": QuerySource("s", joins=[{"to": "places", "on": {"city": "city"}, "as": "place"}])}
    region = Param("region", values=ParamValues(source="s2", field="place.region"))
    capital = Param("capital", values=ParamValues(source="places", field="shout"), depends_on="region")
    fields = {"shout": Field(expr="upper(city)")}
    given = {"region": "North", "capital": "BERN"}
    assert run(region, capital, given=given, where="n > 0", sources=sources, fields=fields)
    error = refused(
        region,
        capital,
        given={"region": "South", "capital": "BERN"},
        where="n > 0",
        sources=sources,
        fields=fields,
    )
    assert error.remedy.startswith("There are none") or "LUGANO" in error.remedy


@pytest.mark.parametrize(
    ("params", "where", "told"),
    [
        (
            [Param("c", values=ParamValues(source="places", field="town"))],
            "/params/0/values/field",
            "no field",
        ),
        (
            [Param("c", values=ParamValues(source="places", field="zone"))],
            "/params/0/values/field",
            "integer",
        ),
        (
            [Param("what"), Param("c", values=ParamValues(source="places", field="city"), depends_on="what")],
            "/params/1/depends_on/0",
            "could narrow",
        ),
        (
            [Param("zone"), Param("c", values=ParamValues(source="places", field="city"), depends_on="zone")],
            "/params/1/depends_on/0",
            "",
        ),
    ],
)
def test_a_list_that_cannot_be_asked_for_says_why(params, where, told):
    with pytest.raises(DefinitionError) as caught:
        run(*params, given={params[0].name: "x"}, where="n > 0")
    assert caught.value.where == where
    assert told in caught.value.message
    assert caught.value.remedy


def test_a_source_that_is_not_there_is_told():
    with pytest.raises(SourceUnbound) as caught:
        run(REGION, frames={"s": SALES}, where="n > 0")
    assert caught.value.where == "/params/0/values"


def test_circles_and_what_could_not_be_narrowed_are_problems():
    def told(*params):
        report = Report("R", "s", [Table("city")], params=list(params))
        return [(each.where, each.code) for each in problems(report.definition)]

    at = ParamValues(source="places", field="city")
    first, second = Param("a", values=at, depends_on="b"), Param("b", values=at, depends_on="a")
    assert ("/params/0/depends_on", "cycle") in told(first, second)
    assert told(Param("a"), Param("b", values=["x"], depends_on="a")) == [
        ("/params/1/depends_on", "depends_on")
    ]
    assert told(Param("a", values=at), Param("b", values=at, depends_on="a")) == []


def test_a_value_outside_a_sample_is_right():
    city = Param("city", values=ParamValues(source="places", field="city"))
    assert run(city, given={"city": "Lugano"}, sample=1)


@settings(max_examples=25, deadline=None)
@cases(st.data())
def test_against_brute_force(data):
    rows = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y", "Z", None])), max_size=8
        )
    )
    frame = pa.table(
        {"p": pa.array([p for p, _ in rows], pa.string()), "q": pa.array([q for _, q in rows], pa.string())}
    )
    parent = Param("p", values=ParamValues(source="f", field="p"))
    child = Param("q", values=ParamValues(source="f", field="q"), depends_on="p")
    one = data.draw(st.sampled_from(["a", "b", None]))
    other = data.draw(st.sampled_from(["x", "y", "Z"]))
    given = {"q": other} | ({"p": one} if one else {})
    right = other in {q for p, q in rows if one in (None, p)} and one in {None, *(p for p, _ in rows)}
    try:
        run(parent, child, given=given, frames={"s": SALES, "f": frame}, where="n > 0")
    except ParameterError as error:
        assert not right
        assert error.code == "parameter_range"
    else:
        assert right


def test_what_the_owner_keeps_back_is_no_value():
    city = Param("city", values=ParamValues(source="places", field="city"))
    guarded = {"places": {"where": "region == 'North'", "hidden": ["zone"]}}
    assert run(city, given={"city": "Bern"}, guarded=guarded)
    assert refused(city, given={"city": "Lugano"}, guarded=guarded).remedy == "Give one of: Basel, Bern."
    zone = Param("zone", "integer", values=ParamValues(source="places", field="zone"))
    with pytest.raises(DefinitionError, match="no field"):
        run(zone, where="n > 0", guarded=guarded)
