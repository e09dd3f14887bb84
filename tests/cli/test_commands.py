"""check, code, sources, doctor, and the help of all of them."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer

from nbreports.cli import commands
from nbreports.report import Report

SALES = ("--source", "sales=sales.csv")
ROOT = Path(__file__).parent.parent.parent
COMMANDS = ("run", "check", "code", "new", "sources", "jobs", "doctor")
STEERING = ("pause", "resume", "cancel", "retry")


def test_without_arguments_it_says_what_there_is(nbreports):
    said = nbreports()
    assert said.code == 0
    assert said == nbreports("--help")
    for name in (*COMMANDS, *STEERING):
        assert re.search(rf"^  {name} .*\.$", said.out, re.MULTILINE), "each on one line, not cut"


def test_the_version(nbreports):
    from importlib.metadata import version

    assert nbreports("--version") == (0, version("nbreports") + "\n", "")


def test_an_unknown_command(refused):
    assert "frobnicate" in refused(2, "frobnicate")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example_that_works(nbreports, folder, name):
    (folder / "simple.nbreport").rename(folder / "sales.nbreport")
    said = nbreports(name, "--help")
    assert said.code == 0
    options = set(re.findall(r"--[a-z]+", said.out)) - {"--help"}
    defined = {
        word
        for param in typer.main.get_command(commands.app).commands[name].params
        for word in param.opts
        if word.startswith("--")
    }
    assert options >= defined
    example = re.search(r"Example: nbreports (.+?)\n\n", said.out, re.DOTALL)
    words = shlex.split(example[1].replace("\n", " ").partition(">")[0])
    assert words[0] == name
    assert nbreports(*words).code == 0


def test_every_command_of_the_readme_works(nbreports, folder):
    (folder / "simple.nbreport").rename(folder / "sales.nbreport")
    shutil.copytree(ROOT / "tests" / "fixtures", folder / "tests" / "fixtures")
    found = re.findall(
        rf"^nbreports ((?:{'|'.join(COMMANDS)})\b.*)$",
        (ROOT / "README.md").read_text(),
        re.MULTILINE,
    )
    assert len(found) >= 4
    for line in found:
        said = nbreports(*shlex.split(line, comments=True))
        assert said.code == 0, (line, said)


def test_check_says_yes_and_makes_nothing(nbreports, folder):
    before = sorted(folder.iterdir())
    said = nbreports("check", "simple.nbreport", *SALES)
    assert said.code == 0
    assert said.out == "simple.nbreport: 2 blocks, nothing to complain of\n"
    assert sorted(folder.iterdir()) == before


REFUSED = [
    (2, {"body": [{"kind": "table", "columns": ["amont"]}]}, "/body/0/columns/0", "Did you mean 'amount'?"),
    (2, {"body": [{"kind": "table", "colums": ["amount"]}]}, "/body/0/colums", "Did you mean 'columns'?"),
    (2, {"body": [{"kind": "tabel", "columns": ["amount"]}]}, "/body/0", "table"),
    (2, {"body": [{"kind": "metric", "value": "sum(customer)"}]}, "/body/0/value", "sum"),
    (
        2,
        {"body": [{"kind": "metric", "value": "__import__('os').system('touch pwned')"}]},
        "/body/0/value",
        None,
    ),
    (2, {"body": [{"kind": "metric", "value": "().__class__.__bases__"}]}, "/body/0/value", None),
    (2, {"body": [{"kind": "metric", "value": "(lambda: 1)()"}]}, "/body/0/value", None),
    (2, {"body": [{"kind": "metric", "value": "open('pwned', 'w')"}]}, "/body/0/value", None),
    (2, {"body": [{"kind": "metric", "value": "sum(amount"}]}, "/body/0/value", None),
    (2, {"body": [{"kind": "text", "md": "{{ exec('1') }}"}]}, "/body/0/md", None),
    (
        2,
        {"body": [{"kind": "table", "columns": ["amount"], "where": "1; DROP TABLE sales"}]},
        "/body/0/where",
        None,
    ),
    (
        2,
        {
            "measures": {"a": {"expr": "b + 1"}, "b": {"expr": "a + 1"}},
            "body": [{"kind": "metric", "value": "a"}],
        },
        "/measures/a",
        None,
    ),
    (
        2,
        {"fields": {"a": {"expr": "b"}, "b": {"expr": "a"}}, "body": [{"kind": "table", "columns": ["a"]}]},
        "/fields/a",
        None,
    ),
    (
        2,
        {"body": [{"kind": "table", "columns": [{"value": "amount", "width": "wide"}]}]},
        "/body/0/columns/0/width",
        None,
    ),
    (2, {"body": [{"kind": "table", "columns": ["amount"], "limit": "ten"}]}, "/body/0/limit", None),
    (2, {"body": [{"kind": "table", "columns": ["amount", "amount"]}]}, "/body/0/columns/1", None),
    (
        2,
        {"body": [{"kind": "table", "columns": [{"value": "amount", "format": "date:short"}]}]},
        "/body/0/columns/0",
        None,
    ),
    (2, {"body": [{"kind": "image", "src": "../logo.png", "alt": "x"}]}, "/body/0/src", "beside the report"),
    (3, {"body": [{"kind": "image", "src": "none.png", "alt": "x"}]}, "b1", None),
    (
        3,
        {"theme": {"logo": "none.png"}, "body": [{"kind": "table", "columns": ["amount"]}]},
        "/theme/logo",
        None,
    ),
    (
        2,
        {"theme": {"logo": "sales.csv"}, "body": [{"kind": "table", "columns": ["amount"]}]},
        "/theme/logo",
        ".png",
    ),
    (
        2,
        {
            "params": [{"name": "m", "type": "integer", "required": True}],
            "body": [{"kind": "table", "columns": ["amount"]}],
        },
        "param.m",
        "--param",
    ),
    (2, {"schema": "nbreport/2", "body": []}, "/schema", "Update"),
    (
        2,
        {"sources": {"q": {"kind": "sql", "connection": "c", "query": "select 1"}}, "body": []},
        "/sources/q",
        None,
    ),
    (3, {"source": "nothing", "body": [{"kind": "table", "columns": ["amount"]}]}, "'nothing'", "--source"),
]


@pytest.mark.parametrize(("code", "keys", "place", "remedy"), REFUSED)
def test_check_refuses_what_run_refuses_with_the_same_words(refused, folder, code, keys, place, remedy):
    (folder / "r.nbreport").write_text(
        json.dumps({"schema": "nbreport/1", "title": "t", "source": "sales"} | keys)
    )
    bound = () if keys.get("source") == "nothing" else SALES
    checked = refused(code, "check", "r.nbreport", *bound)
    assert place in checked[0]
    assert remedy is None or remedy in checked[1]
    assert refused(code, "run", "r.nbreport", *bound, "-o", "x.json", "-o", "x.pdf") == checked
    assert not (folder / "pwned").exists()


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe{}",
    b'{"title": NaN}',
    b'{"title": "a", "title": "b"}',
    b"\x00" * 10,
    b"{" * 5000,
    b'{"a":' * 100 + b"1" + b"}" * 100,
    b'{"title": 18446744073709551616}',
    b"PK\x03\x04",
]


@pytest.mark.parametrize("content", MALFORMED, ids=lambda content: repr(content[:12]))
def test_malformed_files(refused, folder, content):
    (folder / "r.nbreport").write_bytes(content)
    for command in ("check", "code", "sources"):
        refused(2, command, "r.nbreport")
    refused(2, "run", "r.nbreport", "-o", "x.pdf")


def test_a_report_that_is_not_there_or_too_large(refused, folder):
    for command in ("check", "code", "sources"):
        assert "none.nbreport" in refused(2, command, "none.nbreport")[0]
    assert refused(2, "check", "none.py")
    with (folder / "large.nbreport").open("wb") as file:
        file.truncate(5_000_001)
    assert "large.nbreport" in refused(2, "check", "large.nbreport")[0]


def test_code_prints_python_that_is_read_back(nbreports, folder):
    said = nbreports("code", "simple.nbreport")
    assert said == (0, (folder / "simple.py").read_text(), "")
    assert Report.from_code(said.out) == Report.load("simple.nbreport")


def test_sources_profiles_files(nbreports):
    said = nbreports("sources", "sales.csv")
    assert said.code == 0
    lines = [re.split(r"\s{2,}", line) for line in said.out.splitlines()]
    assert said.out.startswith("sales.csv: 6 rows, 4 columns\n")
    assert lines[1] == ["column", "type", "empty", "distinct", "from", "to", "values"]
    assert lines[2][:6] == ["order_id", "integer", "0", "6", "1", "6"]
    assert lines[4][:6] == ["region", "text", "1", "2", "North", "South"]
    assert lines[5][:6] == ["amount", "float", "1", "5", "-2.5", "20.25"]


def test_sources_of_a_report(nbreports, refused, folder):
    said = nbreports("sources", "simple.nbreport", *SALES)
    assert said.code == 0
    assert said.out.startswith("sales: 6 rows, 4 columns\n")
    # nothing is printed of the first where the second fails
    assert "'sales'" in refused(3, "sources", "sales.csv", "simple.nbreport")[0]
    assert "nothere.csv" in refused(3, "sources", "sales.csv", "nothere.csv")[0]


def test_a_narrow_terminal_keeps_names_types_and_counts():
    from nbreports.cli.table import lines

    heads = ("column", "type", "empty", "values")
    row = ("time_hour", "datetime", "1,234", "2013-09-13 12:00:00+00:00, 世界世界世界世界")
    wide = lines(heads, [row], right=(2,), shrinking=(3,))
    assert wide == ["column     type      empty  values", "  ".join(row)]
    narrow = lines(heads, [row], right=(2,), shrinking=(3, 0), width=40)
    assert narrow[1] == "time_hour  datetime  1,234  2013-09-13 1…"[:40].rstrip() or narrow[1].endswith("…")
    assert all(len(line) <= 40 for line in narrow)
    assert narrow[1].startswith("time_hour  datetime  1,234  2013")
    assert lines(heads, [("a\x1b[2Jb", "t", "1", "x\ny")])[1] == "a [2Jb  t     1      x y"


def test_doctor_tries_everything(nbreports):
    said = nbreports("doctor")
    assert said.code == 0
    for part in ("engine", "charts", "disk", "report"):
        assert re.search(rf"^{part}: ", said.out, re.MULTILINE)
    assert "does not work" not in said.out


def test_doctor_tells_what_does_not_work(nbreports, folder, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("tempfile.tempdir", str(folder / "nowhere"))
        said = nbreports("doctor")
    assert said.code == 1
    assert "disk: does not work: " in said.out
    assert "Traceback" not in said.err
