"""A folder with the sales and their report, and the command in this process."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from nbreports.cli.main import invoke

FIXTURES = Path(__file__).parent.parent / "fixtures"
SALES = ("--source", "sales=sales.csv")


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("simple.nbreport", "simple.py", "sales.csv"):
        shutil.copy(FIXTURES / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


@pytest.fixture
def nbreports(folder, capfd):
    def call(*arguments):
        code = invoke([str(each) for each in arguments])
        return Said(code, *capfd.readouterr())

    return call


@pytest.fixture
def refused(nbreports, folder):
    """Call the command, see it refuse as it must, and return its two lines."""

    def call(code, *arguments):
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        said = nbreports(*arguments)
        assert said.code == code, said
        assert said.out == ""
        what, remedy, end = said.err.split("\n")
        assert what
        assert remedy
        assert end == ""
        assert "Traceback" not in said.err
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return what, remedy

    return call
