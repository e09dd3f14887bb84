"""A key that nobody knows is refused where it stands, and the right one is named: in every object of the format."""

from __future__ import annotations

import pytest

from definition.whole import whole
from nbreports.definition import ReportDefinition, blocks, definition_from_dict
from nbreports.definition.base import Definition
from nbreports.definition.code_reader import CLASSES
from nbreports.definition.walking import objects
from nbreports.errors import DefinitionError

REPORT = definition_from_dict(whole())
PLACES = {}
for _place, _each in objects(REPORT):
    PLACES.setdefault(type(_each), _place)
MADE = [cls for cls in CLASSES.values() if "kind" not in cls.unfilled]
KEYS = [(cls, key) for cls in MADE for key in cls.format_keys() if len(key) > 2]


def at(data, place):
    for part in place:
        data = data[part]
    return data


def misspelt(key):
    # the last two letters change places, which no other key is nearer to
    return f"{key[:-2]}{key[-1]}{key[-2]}" if key[-1] != key[-2] else f"{key}s"


def test_the_report_holds_every_kind_of_object():
    assert set(MADE) <= set(PLACES)


@pytest.mark.parametrize(("cls", "key"), KEYS, ids=[f"{cls.__name__}.{key}" for cls, key in KEYS])
def test_every_key_misspelt_is_refused_by_its_right_name(cls, key):
    data = whole()
    place = PLACES[cls]
    wrong = misspelt(key)
    assert wrong not in cls.format_keys()
    at(data, place)[wrong] = 1
    with pytest.raises(DefinitionError) as caught:
        definition_from_dict(data)
    assert caught.value.code == "unknown_key"
    assert caught.value.where == "".join(f"/{part}" for part in (*place, wrong))
    assert f'"{wrong}"' in caught.value.message
    assert caught.value.remedy == f"Did you mean {key!r}?"


@pytest.mark.parametrize("cls", MADE, ids=lambda cls: cls.__name__)
def test_a_wrong_keyword_in_python_is_refused_alike(cls):
    key = next(key for key in cls.format_keys() if len(key) > 2 and key != "kind")
    with pytest.raises(DefinitionError) as caught:
        cls(**{misspelt(key): 1})
    assert caught.value.remedy == f"Did you mean {key!r}?"
    assert caught.value.where == f"{cls.__name__}/{misspelt(key)}"


def test_kind_stands_on_blocks_and_sources_and_nowhere_else():
    for cls, place in PLACES.items():
        data = whole()
        if "kind" in cls.model_fields:
            continue
        at(data, place)["kind"] = "table"
        with pytest.raises(DefinitionError) as caught:
            definition_from_dict(data)
        assert caught.value.where == "".join(f"/{part}" for part in (*place, "kind"))


def test_what_this_release_does_not_fill_is_refused_by_name():
    for place, key, value in [
        (("body", 1), "page_totals", True),
        (("page",), "columns", 2),
        (("sources", "rates"), "connection", "warehouse"),
    ]:
        data = whole()
        at(data, place)[key] = value
        with pytest.raises(DefinitionError, match="not filled by this release") as caught:
            definition_from_dict(data)
        assert caught.value.code == "unfilled"
        assert key in caught.value.message
        assert caught.value.where == "".join(f"/{part}" for part in (*place, key))
    data = whole()
    data["sources"]["rates"] = {"kind": "sql", "connection": "w", "query": "select 1"}
    with pytest.raises(DefinitionError, match="'sql' is not filled") as caught:
        definition_from_dict(data)
    assert caught.value.where == "/sources/rates"


def test_an_unknown_kind_names_the_nearest():
    for wrong, right in [
        ("tabel", "table"),
        ("cross-tab", "crosstab"),
        ("Chart", "chart"),
        ("page_break", "pagebreak"),
    ]:
        data = whole()
        data["body"][2] = {"kind": wrong}
        with pytest.raises(DefinitionError) as caught:
            definition_from_dict(data)
        assert caught.value.where == "/body/2"
        assert caught.value.remedy == f"Did you mean {right!r}?"


def test_every_class_of_the_format_can_be_called_from_python():
    made = {cls for cls in vars(blocks).values() if isinstance(cls, type) and issubclass(cls, Definition)}
    assert made - {Definition, blocks.BlockBase} <= set(CLASSES.values())
    assert CLASSES["Report"] is ReportDefinition
