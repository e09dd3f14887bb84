"""Which field a slot is bound to, and why."""

import pandas as pd
import pytest
from tests.suggest.frames import check, facts, sales

from nbreports.definition.dump import dumps, to_dict
from nbreports.definition.fields import Slot
from nbreports.errors import DefinitionError
from nbreports.sources.engine import Engine
from nbreports.sources.frames import open_frame
from nbreports.sources.profile import profile
from nbreports.suggest.facts import FieldFacts, role_of
from nbreports.suggest.instances import instance, instantiate
from nbreports.suggest.slots import bind
from nbreports.templates import builtin_templates

BUILT_IN = {template.key: template for template in builtin_templates()}


def bound(slots, fields, choices=None):
    return {each.slot: each for each in bind(slots, fields, choices)}


def field(name, kind="text", role="category", **more):
    return FieldFacts(expr=name, name=name, label=name, type=kind, role=role, **more)


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("amount", "float", "measure"),
        ("order_id", "integer", "id"),
        ("id", "text", "id"),
        ("customerId", "integer", "id"),
        ("year", "integer", "category"),
        ("Month", "integer", "category"),
        ("paid", "boolean", "category"),
        ("when", "date", "date"),
        ("created_at", "datetime", "date"),
        ("zip", "integer", "id"),
    ],
)
def test_roles_from_name_and_type(name, kind, role):
    assert role_of(name, kind) == role


def test_text_of_many_values_is_no_category():
    assert role_of("note", "text", 100, 100) == "text"
    assert role_of("town", "text", 100, 8) == "category"


def test_sales_are_bound_by_role_type_and_name():
    found = bound(BUILT_IN["summary"].definition.slots, facts(sales()))
    assert {slot: each.field and each.field.name for slot, each in found.items()} == {
        "group": "region",
        "subgroup": "customer",
        "amount": "amount",
        "second": "discount_rate",
    }
    assert found["group"].reason == "a category of 3 values"
    assert found["amount"].reason == "has the slot's name"


def test_the_only_number_that_is_no_id():
    frame = pd.DataFrame({"order_id": [1, 2], "town": ["Bern", "Bern"], "price": [2.5, 3.5]})
    found = bound({"amount": Slot(role="measure")}, facts(frame))["amount"]
    assert (found.field.name, found.reason) == ("price", "the only number that is no id")


def test_a_joined_name_goes_before_its_code():
    known = [
        field("carrier", distinct=16, rows=900),
        FieldFacts("airlines.name", "airlines.name", "Airline", "text", "category", distinct=16, rows=16),
    ]
    assert bound({"group": Slot(role="category")}, known)["group"].field.label == "Airline"


def test_ids_are_never_totalled():
    found = bound({"amount": Slot(role="measure", required=True)}, [field("order_id", "integer", "id")])[
        "amount"
    ]
    assert (found.field, found.reason) == (None, "the source has no number")


def test_dates_written_as_text_are_dates():
    frame = pd.DataFrame({"day": ["2024-01-05", "2024-05-01"], "amount": [1.0, 2.0]})
    made = instance(BUILT_IN["trend"], "data", facts(frame))
    assert made.bindings[0].reason == "the only date, written as text"
    assert to_dict(made.definition)["fields"] == {"day": {"type": "date"}}
    check(made.definition, frame)


def test_dates_that_were_declared_keep_their_span():
    from nbreports.definition.fields import Field
    from nbreports.suggest.facts import facts_of
    from nbreports.suggest.rewriting import step_of

    frame = pd.DataFrame({"day": ["2024-01-05", "2024-01-09"], "n": ["1", "2"]})
    with Engine() as engine:
        profiles = profile(engine, open_frame(frame, "x").attach(engine))
    day, n = facts_of(profiles, {"day": Field(type="date"), "n": Field(type="integer")})
    assert (day.type, day.written, step_of(day)) == ("date", False, "day")
    assert (n.low, n.high) == (None, None)


def test_a_choice_counts_and_is_checked():
    known = facts(sales())
    slots = BUILT_IN["summary"].definition.slots
    found = bound(slots, known, {"group": "customer", "second": None})
    assert found["group"].field.name == "customer"
    assert found["group"].chosen
    assert found["second"].field is None
    for choices, code in (
        ({"grup": "region"}, "unknown_slot"),
        ({"group": "nowhere"}, "unknown_field"),
        ({"amount": "region"}, "slot_type"),
    ):
        with pytest.raises(DefinitionError) as error:
            bind(slots, known, choices)
        assert error.value.code == code
        assert error.value.remedy


def test_one_field_for_two_slots_by_choice_stays_valid():
    frame = sales()
    choices = {"group": "region", "subgroup": "region", "amount": "amount", "second": "amount"}
    check(instantiate(BUILT_IN["summary"], "data", facts(frame), choices), frame)


def test_what_an_empty_slot_needs_is_left_out_and_told():
    made = instance(
        BUILT_IN["trend"], "data", facts(pd.DataFrame({"town": ["Bern", "Basel"], "amount": [1, 2]}))
    )
    assert made.missing == ("date",)
    assert made.left_out == ("the chart", "the table")
    assert [block.kind for block in made.definition.body] == ["table"]


def test_what_does_not_add_up_is_averaged():
    frame = pd.DataFrame({"town": ["Bern", "Basel", "Bern"], "temperature": [10.0, 20.0, 30.0]})
    text = dumps(instantiate(BUILT_IN["top-ten"], "data", facts(frame)))
    assert "mean(temperature)" in text
    assert "sum(temperature)" not in text


def test_steps_of_time_follow_the_span_of_the_dates():
    frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=20), "amount": range(20)})
    made = instance(BUILT_IN["trend"], "data", facts(frame))
    assert "date_trunc('day', day)" in dumps(made.definition)
    assert made.bindings[0].reason == "the only date; by day, as its dates span"


def test_a_name_of_the_template_gives_way_to_a_field():
    from nbreports.definition import definition_from_dict

    template = definition_from_dict(
        {
            "schema": "nbreport/1",
            "title": "T",
            "source": "data",
            "slots": {"amount": {"role": "measure"}},
            "measures": {"total": {"expr": "sum(slot.amount)"}},
            "body": [{"kind": "metric", "value": "total"}],
        }
    )
    frame = pd.DataFrame({"amount": [1.5, 2.5], "total": ["x", "y"]})
    made = instantiate(template, "data", facts(frame))
    assert list(made.measures) == ["total_2"]
    assert made.body[0].value == "total_2"
    check(made, frame)


def test_a_wide_crosstab_is_left_out():
    frame = pd.DataFrame({"a": [f"a{i}" for i in range(90)], "b": [f"b{i}" for i in range(90)]})
    made = instance(BUILT_IN["crosstab"], "data", facts(frame))
    assert "the crosstab" in made.left_out
    check(made.definition, frame)


def test_no_field_is_known_yet():
    made = instance(BUILT_IN["blank"], "data", ())
    assert made.definition.body == ()
    assert (
        instance(BUILT_IN["listing"], "data", ()).bindings[0].reason
        == "the source's fields are not known yet"
    )
