"""The list of sabotages cannot rot: each line to be broken is there once, and what must catch it exists."""

import ast
import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def loaded():
    spec = importlib.util.spec_from_file_location("sabotage_list", HERE / "list.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.SABOTAGES


SABOTAGES = loaded()


def test_there_are_enough_and_each_has_a_name_of_its_own():
    assert len({sabotage.name for sabotage in SABOTAGES}) == len(SABOTAGES) >= 12


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_the_line_is_there_once_and_stays_python_when_broken(sabotage):
    text = (ROOT / "src" / "nbreports" / sabotage.file).read_text(encoding="utf-8")
    assert text.count(sabotage.old) == 1
    broken = text.replace(sabotage.old, sabotage.new)
    assert ast.dump(ast.parse(broken)) != ast.dump(ast.parse(text))


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_its_tests_exist(sabotage):
    assert sabotage.tests
    for test in sabotage.tests:
        assert (ROOT / test.partition("::")[0]).exists()
