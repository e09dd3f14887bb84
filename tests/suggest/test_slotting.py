"""A report saved as a template makes the same report again of the same data."""

from pathlib import Path

import pandas as pd
from tests.suggest.frames import check, facts, sales

from nbreports.definition import definition_from_dict, load
from nbreports.definition.dump import dumps
from nbreports.suggest.instances import instance, instantiate
from nbreports.suggest.slotting import as_template
from nbreports.templates import Template, builtin_templates

FIXTURES = Path(__file__).parent.parent / "fixtures"


def own(definition):
    return Template("own/x", Path("x.nbreport"), own=True, definition=definition)


def test_every_built_in_template_comes_back():
    frame = sales()
    known = facts(frame)
    for template in builtin_templates():
        first = instantiate(template, "data", known)
        again = instance(own(as_template(first, known)), "data", known)
        assert again.left_out == ()
        assert dumps(again.definition) == dumps(first), template.key


def test_odd_names_measures_rules_and_parameters():
    frame = pd.DataFrame({"a b": ["x", "y"], "amount": [1.0, 2.0], "Σ": [3, 4]})
    first = definition_from_dict(
        {
            "schema": "nbreport/1",
            "title": "T",
            "source": "data",
            "params": [{"name": "least", "type": "integer", "default": 0}],
            "fields": {"amount": {"label": "Sales"}, "net": {"expr": "amount * 0.9"}},
            "measures": {"amount_all": {"expr": "sum(amount)"}},
            "body": [
                {"kind": "text", "md": "{{ sum(amount) | decimal:1 }} of **all**"},
                {
                    "kind": "table",
                    "where": "net > param.least",
                    "columns": [
                        "amount_all",
                        {"value": "sum(Σ)", "style": [{"when": "sum(Σ) > 1", "bold": True}]},
                    ],
                    "group_by": [{"by": "col('a b')", "sort": "-amount_all"}],
                    "detail": False,
                },
            ],
        }
    )
    template = as_template(first, facts(frame))
    assert set(template.slots) == {"a_b", "amount", "σ"}
    assert template.slots["a_b"].required
    assert template.slots["amount"].label == "Sales"
    assert template.slots["amount"].role == "measure"
    assert template.fields["slot.amount"].label == "Sales"
    made = instantiate(own(template), "data", facts(frame))
    assert dumps(made) == dumps(first)
    check(made, frame)


def test_of_the_flights_without_their_data():
    template = as_template(load(FIXTURES / "flights.nbreport"))
    assert template.sources == {}
    assert template.slots["airline_name"].label == "Airline"
    assert template.slots["origin"].required
    assert [param.name for param in template.params] == ["month"], "the other one only filtered the source"
