"""Every schema there ever was still loads; one that is newer is refused and its file untouched."""

# ruff: noqa: PT017 - a damaged report is refused well, or it loads
from __future__ import annotations

import json
from pathlib import Path

import pytest

from nbreports.definition import SCHEMA, definition_from_dict, dumps, load, loads
from nbreports.definition.migrations import CURRENT, STEPS, migrate
from nbreports.errors import DefinitionError

VERSIONS = Path(__file__).parent / "versions"


def test_each_version_has_its_step_and_its_file():
    assert f"nbreport/{CURRENT}" == SCHEMA
    assert sorted(STEPS) == list(range(CURRENT))
    assert sorted(path.stem for path in VERSIONS.iterdir()) == [str(number) for number in range(CURRENT + 1)]


@pytest.mark.parametrize("version", range(CURRENT + 1))
def test_a_file_of_each_version_is_the_current_report(version):
    report = load(VERSIONS / f"{version}.nbreport")
    assert dumps(report) == (VERSIONS / f"{CURRENT}.nbreport").read_text("utf-8")
    assert [group.by for group in report.body[0].group_by] == ["region", "city"]


def test_migrating_changes_nothing_in_place():
    data = json.loads((VERSIONS / "0.nbreport").read_text("utf-8"))
    before = json.dumps(data)
    assert migrate(data)["schema"] == SCHEMA
    assert json.dumps(data) == before
    assert migrate(migrate(data)) == migrate(data)


def test_old_names_are_unknown_to_the_current_schema():
    for key, place in [("blocks", "/blocks"), ("groups", "/body/0/groups")]:
        data = json.loads((VERSIONS / "1.nbreport").read_text("utf-8"))
        if key == "groups":
            data["body"][0]["groups"] = ["x"]
        else:
            data["blocks"] = []
        with pytest.raises(DefinitionError) as caught:
            definition_from_dict(data)
        assert caught.value.where == place


def test_both_names_at_once_are_refused():
    data = json.loads((VERSIONS / "0.nbreport").read_text("utf-8"))
    data["blocks"][0]["group_by"] = []
    with pytest.raises(DefinitionError) as caught:
        definition_from_dict(data)
    assert caught.value.where == "/body/0/groups"


@pytest.mark.parametrize(
    "blocks", [None, 5, [None], ["text"], [{"kind": "row", "blocks": 5}], [{"kind": ["table"]}]]
)
def test_an_odd_old_file_is_no_more_than_a_definition_error(blocks):
    try:
        definition_from_dict({"schema": "nbreport/0", "title": "t", "source": "s", "blocks": blocks})
    except DefinitionError as error:
        assert error.where


def test_a_newer_file_is_refused_and_untouched(tmp_path):
    path = tmp_path / "new.nbreport"
    text = '{"schema": "nbreport/2", "surprise": [1,2]}'
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(path)
    assert caught.value.code == "newer_schema"
    assert caught.value.where == "/schema"
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    "schema",
    [
        1,
        None,
        "",
        "nbreport",
        "nbreport/",
        "nbreport/-1",
        "nbreport/01",
        "nbreport/1.0",
        "vega/1",
        "nbreport/٣",
        "nbreport/1\n",
        ["nbreport/1"],
    ],
)
def test_other_schemas_are_refused(schema):
    with pytest.raises(DefinitionError) as caught:
        loads(json.dumps({"schema": schema, "title": "t", "source": "s"}))
    assert caught.value.where == "/schema"
