"""The committed notebooks read without a kernel, and hold nothing that only a kernel could revive."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    read = nbformat.read(request.param, as_version=4)
    nbformat.validate(read)
    return read


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_there_are_three():
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03"]


def test_they_are_small():
    assert all(path.stat().st_size < 1_500_000 for path in NOTEBOOKS)


def test_no_state_of_widgets_or_of_a_run_is_kept(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(not cell.metadata for cell in notebook.cells)
    kinds = {kind for output in outputs(notebook) for kind in output.get("data", {})}
    assert kinds <= {"text/html", "text/plain"}


def test_every_cell_was_run_and_none_failed(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for output in outputs(notebook) if output.output_type == "error"]


def test_its_reports_can_be_read(notebook):
    pages = [
        output.data["text/html"] for output in outputs(notebook) if "text/html" in output.get("data", {})
    ]
    assert pages
    for page in pages:
        soup = BeautifulSoup(page, "html.parser")
        assert soup.h1.get_text()
        assert soup.find(["table", "figure"])
        assert not soup(["script", "iframe", "link"])
