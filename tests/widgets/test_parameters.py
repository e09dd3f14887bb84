"""The form of parameters as a front end is told of it."""

from __future__ import annotations

import pandas as pd
import pytest

from nbreports import Field, Param, Report, Table
from nbreports.definition.parameters import ParamValues

PLACES = pd.DataFrame(
    {
        "region": ["North", "North", "South", "South"],
        "city": ["Bern", "Basel", "Lugano", "Chur"],
        "street": ["A", "B", "C", "D"],
        "since": pd.to_datetime(["2024-01-31", "2024-03-01", "2024-01-31", "2024-05-01"]).date,
    }
)
REGION = Param("region", values=ParamValues(source="places", field="region"))
CITY = Param("city", values=ParamValues(source="places", field="city"), depends_on="region")
STREET = Param("street", values=ParamValues(source="places", field="street"), depends_on="city", multi=True)


@pytest.fixture
def form(opened):
    """Open a report with these parameters; what is returned asks for the form."""

    def make(*params, frame=PLACES, **keys):
        report = Report("Places", "places", [Table("city", "region")], params=list(params), **keys)
        session, line = opened(report, {"places": frame})
        asked = iter(range(1, 99))

        def ask(kind="params.describe", **content):
            ident = f"a.{next(asked)}"
            line.ask(ident, kind, **content)
            answer, _ = line.answer(ident)
            return answer

        ask.session = session
        return ask

    return make


def texts(field):
    return [each["text"] for each in field["choices"]]


def test_a_form_lists_what_fits_the_parent(form):
    ask = form(CITY, REGION)
    city, region = ask(params={})["fields"]
    assert [field["name"] for field in (city, region)] == ["city", "region"]
    assert texts(region) == ["North", "South"]
    assert texts(city) == ["Basel", "Bern", "Chur", "Lugano"]
    assert city["depends_on"] == ["region"]
    assert texts(ask(params={"region": "South"})["fields"][0]) == ["Chur", "Lugano"]


def test_what_fits_no_more_is_dropped_down_the_whole_cascade(form):
    ask = form(REGION, CITY, STREET)
    given = {"region": "South", "city": "Bern", "street": ["A"]}
    answer = ask(params=given, changed="region")
    assert answer["params"] == {"region": "South"}
    region, city, street = answer["fields"]
    assert (region["dropped"], city["dropped"], street["dropped"]) == ([], ["Bern"], ["A"])
    assert (city["value"], city["error"]) == (None, None)
    # what the parent depends on narrows too
    assert texts(street) == ["C", "D"]


def test_what_still_fits_is_kept(form):
    both = CITY.model_copy(update={"multi": True})
    ask = form(REGION, both)
    answer = ask(params={"region": "South", "city": ["Chur", "Bern"]}, changed="region")
    assert answer["params"] == {"region": "South", "city": ["Chur"]}
    assert answer["fields"][1]["dropped"] == ["Bern"]
    answer = ask(params={"region": "South", "city": ["Chur"]}, changed="region")
    assert answer["params"] == {"region": "South", "city": ["Chur"]}


def test_what_a_program_set_is_refused_at_its_field_and_stays(form):
    ask = form(REGION, CITY)
    answer = ask(params={"region": "South", "city": "Bern"})
    assert answer["params"]["city"] == "Bern"
    assert "region is 'South'" in answer["fields"][1]["error"]
    assert answer["fields"][1]["value"] == "Bern"


def test_a_default_that_does_not_fit_gives_way(form):
    city = CITY.model_copy(update={"default": "Bern"})
    ask = form(REGION, city)
    answer = ask(params={"region": "South"}, changed="region")
    assert answer["params"] == {"region": "South", "city": "all"}
    assert answer["fields"][1]["value"] is None
    # and is there again where it fits
    assert ask(params={"region": "North", "city": "Basel"}, changed="region")["params"]["city"] == "Basel"
    answer = ask(params={"region": "North", "city": "Chur"}, changed="region")
    assert answer["params"] == {"region": "North"}
    assert answer["fields"][1]["value"] == "Bern"


def test_many_values_are_searched(form):
    many = pd.DataFrame({"city": [f"City {n:04d}" for n in range(1000)], "region": "North"})
    ask = form(REGION, CITY, frame=many)
    city = ask(params={"city": "City 0999"})["fields"][1]
    assert city["more"]
    # what is chosen is always among them
    assert texts(city)[0] == "City 0999"
    assert len(texts(city)) == 201
    found = ask("param.search", params={"region": "North"}, name="city", text="CITY 099")
    assert [each["text"] for each in found["choices"]] == [f"City 099{n}" for n in range(10)]
    assert not found["more"]
    hostile = ask("param.search", params={}, name="city", text="'; DROP TABLE places --%_")
    assert hostile["choices"] == []
    assert ask("param.search", params={}, name="nobody", text="")["kind"] == "refused"


def test_values_read_as_the_report_formats_them(form):
    since = Param("since", "date", values=ParamValues(source="places", field="since"))
    ask = form(since, locale="de-CH", fields={"since": Field(format="date:short")})
    (field,) = ask(params={"since": "2024-03-01"})["fields"]
    assert field["value"] == "2024-03-01"
    assert field["choices"][1] == {"value": "2024-03-01", "text": "01.03.24"}


def test_values_that_cannot_be_had_say_so_at_their_field(form):
    ask = form(REGION, Param("town", values=ParamValues(source="places", field="town")))
    region, town = ask(params={})["fields"]
    assert texts(region) == ["North", "South"]
    assert town["choices"] is None
    assert "no field 'town'" in town["error"]


def test_changed_data_changes_the_list(form):
    ask = form(REGION)
    assert texts(ask(params={})["fields"][0]) == ["North", "South"]
    ask.session.data = {"places": PLACES.assign(region="West")}
    assert texts(ask(params={})["fields"][0]) == ["West"]
