"""Measures the builder in a real JupyterLab and writes ``results.md``: ``make bench``, ``make bench-check``.

With ``--check`` nothing is written, and a figure over its hard limit is a failure. It is no part of CI: what is
measured depends on how busy the machine is.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from .keys import keys
from .mounting import mounts
from .notebook import desk
from .previews import previews

RESULTS = Path(__file__).parent / "results.md"
PACKAGES = ("nbreports", "jupyterlab", "anywidget", "ipykernel", "duckdb", "pandas")
HEAD = """\
# Results

Milliseconds, in a real JupyterLab and Chromium. `make bench` writes this page anew, `make bench-check` fails over
a hard limit.

| what | n | p50 | p95 | worst | budget | hard limit |
|---|--:|--:|--:|--:|--:|--:|
"""


def main() -> int:
    """Measure, then write or judge."""
    began = os.getloadavg()
    with desk() as (place, chromium):
        figures = [*mounts(place), *keys(place), *previews(place)]
    ended = os.getloadavg()
    for figure in figures:
        print(figure.row(), "  OVER" if figure.over else "")
    if "--check" in sys.argv[1:]:
        return int(any(figure.over for figure in figures))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    RESULTS.write_text(
        HEAD
        + "\n".join(figure.row() for figure in figures)
        + f"\n\n{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), "
        f"load {began[0]:.1f} before and {ended[0]:.1f} after; "
        f"Python {platform.python_version()}, {versions}, Chromium {chromium}.\n",
        "utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
