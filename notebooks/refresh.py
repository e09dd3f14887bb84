"""Runs notebooks and keeps what they show as plain output: ``python notebooks/refresh.py [name.ipynb ...]``.

What is committed must read without a kernel and not change by being run again: reports stay as HTML and a
sentence, models of widgets and times of this run do not.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbclient
import nbformat

HERE = Path(__file__).resolve().parent
KEPT = {"text/html", "text/plain", "image/png", "image/svg+xml"}
LARGEST = 1_500_000
"""Bytes of a notebook in the repository."""


def refresh(path: Path) -> int:
    """Run the notebook at ``path``, write it back, and return its size in bytes."""
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.pop("metadata", None)
            if "data" in output:
                output["metadata"] = {}
                output["data"] = {kind: text for kind, text in output["data"].items() if kind in KEPT}
    nbformat.validate(notebook)
    nbformat.write(notebook, path)
    size = path.stat().st_size
    if size > LARGEST:
        sys.exit(f"{path.name} has {size:,} bytes, more than {LARGEST:,}: let it show less")
    return size


if __name__ == "__main__":
    names = sys.argv[1:] or sorted(path.name for path in HERE.glob("*.ipynb"))
    for name in names:
        print(f"{name}: {refresh(HERE / name):,} bytes")
