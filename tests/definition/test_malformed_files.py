"""Twenty thousand damaged files: each loads or is refused as a definition, never anything else."""

# ruff: noqa: PT017 - a damaged report is refused well, or it loads
from __future__ import annotations

import copy
import json
import random
import re

import pytest

from definition.whole import whole
from nbreports.definition import ReportDefinition, dumps, loads
from nbreports.errors import DefinitionError

SMALL = {
    "schema": "nbreport/1",
    "title": "Sales",
    "source": "sales",
    "params": ["region"],
    "body": [
        {"kind": "table", "columns": ["a", {"value": "b", "total": True}], "group_by": "c"},
        {"kind": "row", "blocks": [{"kind": "metric", "value": "count()", "target": 0.5}]},
    ],
}
ODD = [
    None, True, False, 0, -1, 5, 2**63, -(2**70), 0.5, 1e308, "", "x", "5", "true", "table", "all", "../x", "#12", "é",
    "\ud800", "\0", [], {}, [[]], [None], {"": ""}, {"kind": "table"}, {"kind": None}, {"kind": []}, ["a", 5], "a" * 3000,
]  # fmt: skip
SNIPPETS = [
    b"NaN", b"Infinity", b"-Infinity", b"1e999", b"99999999999999999999", b'"\\ud800"', b"\xff", b"\xc3", b"\x00", b"{", b"}",
    b"[", b"]", b'"', b",", b":", b"//", b"'", b'"a":1,"a":2,', b"[" * 70, b'{"a":' * 70, b"\xef\xbb\xbf", b"01", b"\\",
]  # fmt: skip


def containers(value, found):
    if isinstance(value, dict | list) and value:
        found.append(value)
        for each in value.values() if isinstance(value, dict) else value:
            containers(each, found)
    return found


def change_values(source, chance):
    data = copy.deepcopy(source)
    for _ in range(chance.randint(1, 3)):
        held = chance.choice(containers(data, []))
        key = chance.choice(list(held)) if isinstance(held, dict) else chance.randrange(len(held))
        match chance.randrange(5):
            case 0:
                held[key] = copy.deepcopy(chance.choice(ODD))
            case 1:
                del held[key]
            case 2 if isinstance(held, dict):
                held[key[:-1] or "x"] = held.pop(key)
            case 3 if isinstance(held, dict):
                held[chance.choice(["kind", "id", "where", "value", "__class__", "schema", "body"])] = (
                    chance.choice(ODD)
                )
            case _:
                other = chance.choice(containers(data, []))
                held[key] = copy.deepcopy(other)
        if not data:
            break
    return json.dumps(data).encode()


def change_bytes(text, chance):
    data = bytearray(text)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                del data[at : at + chance.randint(1, 4)]
            case 1:
                data[at:at] = chance.choice(SNIPPETS)
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                marks = [found.start() for found in re.finditer(rb"[\[\]{},:\"0-9]", data)]
                if marks:
                    place = chance.choice(marks)
                    data[place : place + 1] = chance.choice(SNIPPETS)
    return bytes(data)


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_file_is_refused_as_a_definition_or_loads(seed):
    chance = random.Random(seed)
    small, large = json.dumps(SMALL).encode(), json.dumps(whole()).encode()
    refused = loaded = 0
    codes = set()
    for number in range(2000):
        big = number % 10 == 0
        if number % 2:
            text = change_bytes(large if big else small, chance)
        else:
            text = change_values(whole() if big else SMALL, chance)
        try:
            report = loads(text)
        except DefinitionError as error:
            refused += 1
            codes.add(error.code)
            assert error.where
            assert error.remedy
            assert error.message
            "".join(error.lines()).encode("utf-8")
        else:
            loaded += 1
            assert isinstance(report, ReportDefinition)
            assert loads(dumps(report)) == report
    # the damage is real, and not every change is damage
    assert refused > 1000
    assert loaded > 50
    assert {"json", "encoding", "unknown_key", "unknown_kind", "definition", "depth"} <= codes
