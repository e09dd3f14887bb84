"""The page about the builder names every key of the format: what writes it, or that nothing does."""

import re
from pathlib import Path

import pytest

from nbreports.definition import blocks, fields, groups, page, parameters, report, rules, sources, theme
from nbreports.definition.base import Definition

PAGE = (Path(__file__).parents[2] / "docs" / "builder.md").read_text("utf-8")
SECTION = PAGE.partition("## What each control writes")[2].partition("\n## ")[0]
MODULES = (blocks, fields, groups, page, parameters, report, rules, sources, theme)
CLASSES = {
    each.__name__: each
    for module in MODULES
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, Definition) and each is not Definition
}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_key_is_named(name):
    named = set(re.findall(r"`([a-z_]+)`", SECTION))
    keys = {field.alias or key for key, field in CLASSES[name].model_fields.items()}
    assert keys - named == set()
