"""What README and docs say is run: every Python block, every command."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(document, language):
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working folder with the fixtures where README looks for them, after its Python block has run there."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "tests" / "fixtures", folder / "tests" / "fixtures")
    python = "\n".join(blocks("README.md", "python"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", python], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_python_example_makes_its_outputs(folder):
    for name in ("sales.pdf", "sales.xlsx", "sales.html", "sales.nbreport"):
        assert (folder / name).stat().st_size > 100
    assert (folder / "sales.pdf").read_bytes().startswith(b"%PDF-")


def commands():
    (shell,) = [block for block in blocks("README.md", "sh") if "nbreports run" in block]
    return [line.partition("#")[0].strip() for line in shell.splitlines()]


def test_the_page_about_the_builder_runs(folder):
    code = "\n".join(blocks("docs/builder.md", "python"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", commands())
def test_every_command_works(folder, command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_two_commands_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    setup = blocks("README.md", "sh")[0]
    targets = re.findall(r"^make (\w+)", setup, re.MULTILINE)
    assert targets == ["demo", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_links_lead_somewhere():
    for document in ("README.md", *(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / document).read_text()):
            assert ((ROOT / document).parent / target).exists(), f"{document}: {target}"


@pytest.mark.parametrize("number", range(len(blocks("docs/format.md", "python"))))
def test_every_example_of_the_format_is_a_report(number, tmp_path):
    import ast

    import pandas as pd

    from nbreports import Report

    code = blocks("docs/format.md", "python")[number]
    tree = ast.parse(code)
    tree.body[-1] = ast.Assign([ast.Name("report", ast.Store())], tree.body[-1].value)
    names = {}
    exec(compile(ast.fix_missing_locations(tree), "docs/format.md", "exec"), names)  # noqa: S102 - our own page
    report = names["report"]
    assert Report.from_code(report.to_code()) == report
    sales = pd.read_csv(ROOT / "tests" / "fixtures" / "sales.csv")
    (path,) = report.export(tmp_path / "x.json", data={"sales": sales}, progress=False)
    assert path.stat().st_size > 300


def test_the_template_of_the_format_makes_a_report(tmp_path):
    from nbreports import Report

    (template,) = [block for block in blocks("docs/format.md", "json") if '"slots"' in block]
    (tmp_path / "mine.nbreport").write_text(template)
    report = Report.from_template(tmp_path / "mine.nbreport", ROOT / "tests" / "fixtures" / "sales.csv")
    assert report.definition.title == "Sales by region"
    assert [column.value for column in report.definition.body[0].columns] == ["customer", "amount"]
