"""A report means the same in Python and in its file, there and back, whatever it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from definition.strategies import ids, reports, single_blocks
from nbreports.definition import ReportDefinition, dumps, load, loads, to_dict
from nbreports.definition.code import to_code
from nbreports.definition.code_reader import from_code
from nbreports.errors import DefinitionError

FIXTURES = Path(__file__).parent.parent / "fixtures"
thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(reports)
def test_file_and_python_are_two_spellings_of_one_report(report):
    file = dumps(report)
    assert loads(file) == report
    assert dumps(loads(file)) == file

    code = to_code(report)
    assert from_code(code) == report
    assert to_code(from_code(code)) == code
    assert dumps(from_code(to_code(loads(file)))) == file


@thorough
@given(reports)
def test_the_file_is_canonical(report):
    file = dumps(report)
    assert file.endswith("}\n")
    assert not file.endswith("\n\n")
    assert "\t" not in file
    found = json.loads(file)
    keys = ["schema", *ReportDefinition.format_keys()]
    assert list(found) == [key for key in keys if key in found]
    assert file == json.dumps(found, indent=2, ensure_ascii=False) + "\n"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(single_blocks, st.none() | ids | st.sampled_from(["b1", "b2", "b3"])), max_size=5))
def test_every_block_has_an_id_of_its_own_that_survives(pairs):
    formats = {"chf": "0.00"}
    body = [block.model_copy(update={"id": name}) for block, name in pairs]
    given_ids = [name for _, name in pairs if name is not None]
    if len(set(given_ids)) < len(given_ids):
        with pytest.raises(DefinitionError) as caught:
            ReportDefinition("t", "s", body, formats=formats)
        assert caught.value.code == "duplicate_id"
        return
    report = ReportDefinition("t", "s", body, formats=formats)
    found = [block.id for block in report.body]
    assert len(set(found)) == len(found)
    assert all(name == kept for (_, name), kept in zip(pairs, found, strict=True) if name is not None)
    assert from_code(to_code(report)) == report


@pytest.mark.parametrize("name", ["simple", "flights"])
def test_the_fixtures_load_and_keep_their_meaning(name):
    path = FIXTURES / f"{name}.nbreport"
    report = load(path)
    assert load(path.read_text("utf-8")) == load(path.read_bytes()) == report
    canonical = dumps(report)
    assert loads(canonical) == report
    assert dumps(loads(canonical)) == canonical
    # every value of the hand-written file is there, or is the default it would have anyway
    _assert_kept(json.loads(path.read_text("utf-8")), report)


def _assert_kept(written, definition):
    for key, value in written.items():
        if key == "schema":
            continue
        _assert_same(value, getattr(definition, definition.attribute_of(key)))


def _assert_same(value, held):
    if isinstance(value, dict) and isinstance(held, dict):
        assert list(value) == list(held)
        for key, each in value.items():
            _assert_same(each, held[key])
    elif isinstance(value, dict):
        _assert_kept(value, held)
    elif isinstance(value, list):
        assert len(value) == len(held)
        for each, item in zip(value, held, strict=True):
            _assert_same(each, item)
    elif isinstance(value, str) and not isinstance(held, str):
        alone = held[0] if isinstance(held, tuple) else held
        assert getattr(alone, alone.short) == value
    else:
        assert type(value) is type(held)
        assert value == held


def test_the_simple_report_is_its_python_letter_by_letter():
    code = (FIXTURES / "simple.py").read_text("utf-8")
    report = load(FIXTURES / "simple.nbreport")
    assert to_code(report) == code
    assert from_code(code) == report
    assert to_dict(report) == json.loads((FIXTURES / "simple.nbreport").read_text("utf-8"))


def test_integral_floats_become_integers_wherever_a_number_stands():
    report = loads(
        '{"schema": "nbreport/1", "title": "t", "source": "s", "body": ['
        '{"kind": "metric", "value": "a", "target": 3.0},'
        '{"kind": "row", "widths": [2.0, 0.5], "blocks": ["a", "b"]}]}'
    )
    text = dumps(report)
    assert '"target": 3\n' in text
    assert json.loads(text)["body"][1]["widths"] == [2, 0.5]
    assert type(report.body[0].target) is int
