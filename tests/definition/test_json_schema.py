"""The JSON Schema accepts what loads and refuses what does not, as far as a schema can say it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from definition.strategies import reports
from definition.whole import whole
from nbreports.definition import definition_from_dict, to_dict
from nbreports.definition.schema import json_schema
from nbreports.errors import DefinitionError

FIXTURES = Path(__file__).parent.parent / "fixtures"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema() == json_schema()
    assert "SqlSource" not in json.dumps(json_schema())
    assert "page_totals" not in json_schema()["$defs"]["Table"]["properties"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_every_report_is_valid(report):
    VALIDATOR.validate(to_dict(report))


@pytest.mark.parametrize("name", ["simple", "flights"])
def test_the_fixtures_are_valid(name):
    VALIDATOR.validate(json.loads((FIXTURES / f"{name}.nbreport").read_text("utf-8")))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "nbreport/2"),
        (("titel",), "x"),
        (("body", 1, "kind"), "tabel"),
        (("body", 1, "limit"), "5"),
        (("body", 1, "columns", 1, "totl"), True),
        (("body", 1, "page_totals"), True),
        (("body", 4, "type"), "bat"),
        (("sources", "rates"), {"kind": "sql", "connection": "w", "query": "q"}),
        (("page", "size"), "A9"),
        (("params", 0, "multi"), 1),
    ],
)
def test_both_refuse_what_is_wrong(place, value):
    data = whole()
    VALIDATOR.validate(data)
    held = data
    for part in place[:-1]:
        held = held[part]
    held[place[-1]] = value
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(DefinitionError):
        definition_from_dict(data)
