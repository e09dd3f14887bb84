"""What ``import nbreports`` gives, what it costs, and which frames of a program a report may find."""

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbreports

HEAVY = [
    "ibis",
    "duckdb",
    "pandas",
    "polars",
    "pyarrow",
    "numpy",
    "pydantic",
    "rich",
    "typer",
    "sqlglot",
    "babel",
    "vl_convert",
    "xlsxwriter",
    "pikepdf",
    "fontTools",
    "uharfbuzz",
    "pypdfium2",
    "tqdm",
    "asyncio",
]


def run(code, folder):
    (folder / "program.py").write_text(code)
    return subprocess.run(
        [sys.executable, "-W", "error", "program.py"], capture_output=True, text=True, check=False, cwd=folder
    )


def test_all_is_what_can_be_imported():
    assert len(set(nbreports.__all__)) == len(nbreports.__all__)
    for name in nbreports.__all__:
        assert getattr(nbreports, name) is not None
        if name != "__version__":
            assert getattr(nbreports, name).__doc__
    assert set(nbreports.__all__) <= set(dir(nbreports))
    assert nbreports.__version__ == version("nbreports")
    space = {}
    exec("from nbreports import *", space)  # noqa: S102 - the statement itself is tried
    assert space.keys() >= set(nbreports.__all__) - {"__version__"}


def test_a_name_that_is_not_there():
    import pytest

    with pytest.raises(AttributeError, match="Repport"):
        nbreports.Repport  # noqa: B018


def test_every_name_of_a_definition_in_code_is_public():
    # what `to_code` may import is all public
    tree = ast.parse((Path(__file__).parent.parent / "fixtures" / "simple.py").read_text())
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    flights = nbreports.Report.load(Path(__file__).parent.parent / "fixtures" / "flights.nbreport").to_code()
    imported |= {
        alias.name
        for node in ast.walk(ast.parse(flights))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= set(nbreports.__all__)


def test_importing_is_cheap(tmp_path):
    said = run(f"import sys, nbreports\nprint([name for name in {HEAVY} if name in sys.modules])", tmp_path)
    assert (said.stdout.strip(), said.stderr) == ("[]", "")


def test_making_a_report_loads_no_engine(tmp_path):
    heavy = [name for name in HEAVY if name not in {"pydantic", "rich", "asyncio"}]
    code = f"import sys\nfrom nbreports import Report, Table\nReport('t', 's', [Table('a')]).to_json()\nprint([name for name in {heavy} if name in sys.modules])"
    said = run(code, tmp_path)
    assert (said.stdout.strip(), said.stderr) == ("[]", "")


PROGRAM = """
import json
from pathlib import Path
import pandas as pd
from nbreports import Report, Table

class Secret(pd.DataFrame):
    def __getattribute__(self, name):
        raise SystemExit("another frame was inspected: " + name)

class Sly:
    def __getattr__(self, name):
        raise SystemExit("another object was inspected: " + name)

rows = pd.DataFrame({"n": [1, 2]})
other = Secret.__new__(Secret)
sly = Sly()
text = "rows"

def inside():
    local = pd.DataFrame({"n": [5]})
    for name in ("rows", "local", "text", "sly", "nothing"):
        try:
            Report("t", name, [Table("n", totals="sum")]).export("x.json", progress=False)
        except Exception as error:
            print(name, type(error).__name__, error)
        else:
            print(name, json.loads(Path("x.json").read_text())["body"][0]["rows"][-1]["values"])

if __name__ == "__main__":
    inside()
"""


def test_names_are_those_of_frames_in_main_and_no_other_is_looked_at(tmp_path):
    said = run(PROGRAM, tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    lines = dict(line.split(" ", 1) for line in said.stdout.splitlines())
    assert lines.pop("rows") == "{'n': 3}"
    assert lines.keys() == {"local", "text", "sly", "nothing"}
    assert all(line.startswith("SourceUnbound") for line in lines.values()), lines
    assert "str" in lines["text"]


def test_data_given_is_all_that_is_looked_at(tmp_path):
    code = """
import pandas as pd
from nbreports import Report, Table
rows = pd.DataFrame({"n": [1]})
try:
    Report("t", "rows", [Table("n")]).export("x.json", data={}, progress=False)
except Exception as error:
    print(type(error).__name__)
"""
    assert run(code, tmp_path).stdout == "SourceUnbound\n"
