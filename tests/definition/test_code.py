"""Python out is what a person would write; Python in is read and never run."""

# ruff: noqa: PT017 - a damaged report is refused well, or it loads
from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from definition.strategies import reports
from definition.whole import whole
from nbreports.definition import (
    Column,
    Metric,
    Page,
    Param,
    ReportDefinition,
    Row,
    Rule,
    Table,
    Text,
    definition_from_dict,
)
from nbreports.definition.code import literal, to_code
from nbreports.definition.code_reader import CLASSES, from_code
from nbreports.errors import DefinitionError

IMPORTS = "from nbreports import *\n"


def refused(code):
    with pytest.raises(DefinitionError) as caught:
        from_code(code)
    assert caught.value.remedy
    assert "line" in caught.value.where
    return caught.value


def test_a_report_of_every_kind_reads_as_a_person_writes_it():
    report = definition_from_dict(whole())
    code = to_code(report)
    assert from_code(code) == report
    assert all(len(line) <= 100 for line in code.splitlines())
    assert "    body=[\n        Row(\n" in code
    assert 'page=Page(\n        "A5",\n        margin="10mm 12mm",\n' in code
    assert '"people": FrameSource("people_df", where="active"),' in code
    assert 'first={"header": None},' in code
    assert "id=" not in code


def test_imports_are_sorted_and_hold_what_is_used():
    code = to_code(
        ReportDefinition(
            "t",
            "s",
            [Row(Text("a"), Metric("count()"))],
            page=Page("A3"),
            params=["p", Param("q", "integer")],
        )
    )
    assert code.splitlines()[0] == "from nbreports import Metric, Page, Param, Report, Row, Text"
    assert '    params=["p", Param("q", "integer")],\n' in code
    many = to_code(definition_from_dict(whole()))
    head = many[: many.index(")")].splitlines()
    assert head[0] == "from nbreports import ("
    assert head[1:] == sorted(head[1:])


def test_a_line_is_broken_at_a_hundred_characters():
    def code(length):
        return to_code(ReportDefinition("t", "s", [Table("a" * length, group_by="region", totals="sum")]))

    room = 100 - len('    Table("", group_by="region", totals="sum"),')
    fits, broken = code(room), code(room + 1)
    assert max(map(len, fits.splitlines())) == 100
    assert len(broken.splitlines()) == len(fits.splitlines()) + 4
    assert '        group_by="region",\n        totals="sum",\n    ),\n' in broken


def test_ids_are_written_only_where_they_would_change():
    code = to_code(ReportDefinition("t", "s", [Text("a"), Text("b", id="b2"), Text("c", id="total")]))
    assert '    Text("a"),\n    Text("b"),\n    Text("c", id="total"),\n' in code


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_quoted_so_that_they_come_back(text):
    source = literal(text)
    assert ast.literal_eval(source) == text
    assert source.isprintable()


def test_direction_marks_cannot_hide_code():
    assert literal("a\u202eb\u2066") == '"a\\u202eb\\u2066"'
    assert literal('col("a b")') == "'col(\"a b\")'"
    assert literal('it\'s "x"') == '"it\'s \\"x\\""'


def test_a_person_s_own_python_is_read():
    code = '''"""My report."""

from __future__ import annotations

import nbreports as nb
from nbreports import Column as C, Report

# a comment
columns = ["a", C("b", total=True)]
LIMIT = -5
title = (
    "two "
    "parts"
)
made = nb.Table(C("x", label=title), *()) if False else None
'''
    assert "only literals" in refused(code).message
    code = code[: code.index("made =")] + (
        'table = nb.Table(columns=columns, group_by=("r", "s"), style=[nb.Rule(bar=True)])\n'
        'Report(title, "s", [table, nb.Metric("n", target=LIMIT)], page={"size": "A3"})\n'
    )
    report = from_code(code)
    assert report.title == "two parts"
    assert report.body[0].columns == (Column("a"), Column("b", total=True))
    assert report.body[0].style == (Rule(bar=True),)
    assert report.body[1].target == -5
    assert report.page == Page("A3")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import os", "'os' is imported"),
        ("from os import system", "'os' is imported"),
        ("from nbreports import system", "nothing of a report"),
        ("from . import x", "is imported"),
        ("__import__('os').system('touch pwned')", "only the classes"),
        ("eval('1')", "nothing of a report"),
        ("open('pwned', 'w')", "nothing of a report"),
        ("x = [n for n in 'abc']", "only literals"),
        ("x = 1 + 1", "only literals"),
        ("x = f'{1}'", "only literals"),
        ("x = b'a'", "only literals"),
        ("x = lambda: 1", "only literals"),
        ("x = unknown", "not known here"),
        ("x = {1: 2}", "not a text"),
        ("x = {**{}}", "not a text"),
        ("x = {'a': 1, 'a': 2}", "twice"),
        ("x = Table(**{})", "'**' is not read"),
        ("x = Table(*['a'])", "only literals"),
        ("x = y = 1", "only imports"),
        ("x += 1", "only imports"),
        ("def f(): pass", "only imports"),
        ("if True: pass", "only imports"),
        ("del x", "only imports"),
        ("Table('a')", "keeps nothing"),
        ("x = Tabel('a')", "nothing of a report"),
        ("x = Table('a').model_copy()", "only the classes"),
        ("x = Table.model_construct", "only literals"),
        ("x = -'a'", "only literals"),
        ("x = --1", "only literals"),
        ("x = ...", "only literals"),
        ("x = 1j", "only literals"),
    ],
)
def test_everything_else_is_refused_and_nothing_runs(line, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = refused(f"{IMPORTS}{line}\nReport('t', 's', [])\n")
    assert said in error.message
    assert error.where.startswith("line 2")
    assert list(tmp_path.iterdir()) == []


def test_errors_of_the_report_name_line_and_place():
    error = refused(f"{IMPORTS}report = Report('t', 's', [\n    Table('a', grup_by='b'),\n])")
    assert error.where == "line 3, Table/grup_by"
    assert error.remedy == "Did you mean 'group_by'?"
    error = refused(f"{IMPORTS}Report('t', 's', page={{'size': 'A9'}})")
    assert error.where == "line 2, ReportDefinition/page/size"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x = 1",
        "report = Report('t', 's')",
        f"{IMPORTS}Report('t', 's')\nReport('t', 's')",
        "x = (",
        "x = '\\ud800",
        "a\0b",
        "\ud800",
        "(" * 5000,
        f"{IMPORTS}x = " + "[" * 90 + "]" * 90,
        f"{IMPORTS}x = " + "-" * 100_000 + "1",
        "x" * 5_000_001,
    ],
    ids=range(12),
)
def test_code_without_one_report_is_refused(code):
    with pytest.raises(DefinitionError) as caught:
        from_code(code)
    assert caught.value.remedy


def test_a_frame_is_named_by_its_name():
    assert refused(f"{IMPORTS}Report('t', df, [])").remedy == 'Name a frame by a text: "df".'


def test_damaged_python_is_a_definition_error():
    chance = random.Random(7)
    text = to_code(definition_from_dict(whole()))
    snippets = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        ",",
        "=",
        "\n",
        " ",
        "None",
        "0x",
        "é",
        "\\",
        "\0",
        "*",
        "lambda",
        "\ud800",
        "1" * 5000,
    ]
    read = 0
    for _ in range(1500):
        place = chance.randrange(len(text))
        damaged = text[:place] + chance.choice(snippets) + text[place + chance.randint(0, 3) :]
        try:
            from_code(damaged)
        except DefinitionError as error:
            assert error.remedy
        else:
            read += 1
    assert 0 < read < 1500


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_code_is_python_that_runs_to_the_same_report(report):
    # the same source, run for once, with the names that the package offers
    space = {}
    source = to_code(report).partition("report = ")[2]
    exec(f"report = {source}", dict(CLASSES), space)  # noqa: S102 - our own output
    assert space["report"] == report
    compile(to_code(report), "report.py", "exec")


def test_the_fixture_is_formatted_as_written():
    code = (Path(__file__).parent.parent / "fixtures" / "simple.py").read_text("utf-8")
    assert to_code(from_code(code)) == code
    assert to_code(from_code(code), name="sales") == code.replace("report = ", "sales = ")
