"""What JSON allows and a report does not."""

from __future__ import annotations

import json

import pytest

from nbreports.definition import definition_from_dict, load, loads
from nbreports.errors import DefinitionError

HEAD = '"schema": "nbreport/1", "title": "t", "source": "s"'


def refused(text):
    with pytest.raises(DefinitionError) as caught:
        loads(text)
    assert caught.value.remedy
    return caught.value


def nested(depth):
    block = {"kind": "text", "md": "x"}
    for _ in range(depth):
        block = {"kind": "row", "blocks": [block]}
    return json.dumps({"schema": "nbreport/1", "title": "t", "source": "s", "body": [block]})


def test_the_smallest_report_loads():
    report = loads(f"{{{HEAD}}}")
    assert (report.title, report.source, report.body, report.locale) == ("t", "s", (), "en-US")
    assert loads(f"\ufeff{{{HEAD}}}") == loads(f"{{{HEAD}}}".encode("utf-8-sig")) == report


def test_a_key_that_is_there_twice_is_refused_where_it_is():
    error = refused(f'{{{HEAD}, "body": [{{"kind": "text", "md": "a", "md": "b"}}]}}')
    assert error.where == "/body/0/md"
    assert "twice" in error.message


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "1e999", "9223372036854775808", "-9223372036854775809", "1" * 5000],
)
def test_numbers_that_no_report_can_hold(number):
    error = refused(f'{{{HEAD}, "body": [{{"kind": "metric", "value": "a", "target": {number}}}]}}')
    assert error.where == "/body/0/target"


@pytest.mark.parametrize("number", ["9223372036854775807", "-9223372036854775808", "1e308", "0.1"])
def test_numbers_at_the_edge_are_kept(number):
    report = loads(f'{{{HEAD}, "body": [{{"kind": "metric", "value": "a", "target": {number}}}]}}')
    assert report.body[0].target == json.loads(number)


def test_depth_is_counted_before_anything_is_built():
    assert loads(nested(30)).body
    assert refused(nested(31)).code == "depth"
    for opening in ("[", '{"a":'):
        assert refused(opening * 1_000_000).code == "depth"
    # brackets in texts are not depth
    assert loads(f'{{{HEAD}, "description": "{"[" * 500}"}}').description == "[" * 500
    data = deep = {}
    for _ in range(100_000):
        deep["body"] = deep = {}
    with pytest.raises(DefinitionError, match="deeper than 64"):
        definition_from_dict({"schema": "nbreport/1", "body": data})


def test_a_report_holds_five_megabytes_and_no_more():
    text = f'{{{HEAD}, "description": "%s"}}'
    room = 5_000_000 - len(text) + 2
    assert len(loads(text % ("a" * room)).description) == room
    assert refused(text % ("a" * (room + 1))).code == "too_large"
    assert refused(text % ("é" * 3_000_000)).code == "too_large"


def test_too_large_a_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.nbreport"
    with path.open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(DefinitionError) as caught:
        load(path)
    assert caught.value.code == "too_large"
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"title": "\xff"}', "encoding"),
        ('{"schema": "nbreport/1", "title": "\\ud800", "source": "s"}', "encoding"),
        ('{"schema": "nbreport/1", "title": "t", "source": "s", "formats": {"\\udfff": "0"}}', "encoding"),
        ("", "json"),
        ("[]", "json"),
        ('"text"', "json"),
        ("{", "json"),
        ('{"a": 1,}', "json"),
        ("{'a': 1}", "json"),
        ('{"a": 1} x', "json"),
        ("{}", "schema"),
    ],
)
def test_other_damage(data, code):
    assert refused(data).code == code


def test_a_surrogate_pair_is_one_character():
    assert loads(f'{{{HEAD}, "description": "\\ud83d\\ude00"}}').description == "\N{GRINNING FACE}"


def test_syntax_errors_say_line_and_column():
    error = refused('{\n  "schema": "nbreport/1"\n  "title": "t"\n}')
    assert error.where == "line 3, column 3"


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.nbreport", tmp_path, str(tmp_path / "none.nbreport"), "a\0b"):
        with pytest.raises(DefinitionError) as caught:
            load(path)
        assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "data", [{1: 2}, {"body": {1, 2}}, {"title": b"x"}, {"body": [object()]}, [], None, "x"]
)
def test_objects_that_are_no_json(data):
    with pytest.raises(DefinitionError):
        definition_from_dict(data)


def test_reading_leaves_the_given_object_as_it_is():
    data = {"schema": "nbreport/1", "title": "t", "source": "s", "body": [{"kind": "text", "md": "x"}]}
    before = json.dumps(data)
    definition_from_dict(data)
    assert json.dumps(data) == before
