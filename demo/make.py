"""Build the three demo reports as PDF, Excel and HTML into ``demo/out/``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from data import prepare

from nbreports import NbreportsError, Report

HERE = Path(__file__).parent
REPORTS = ("departures", "airport", "delays")
ENDINGS = (".pdf", ".xlsx", ".html")


def main() -> int:
    """Build the reports and say where they are."""
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    prepare(HERE / "data")
    for name in REPORTS:
        began = time.perf_counter()
        report = Report.load(HERE / f"{name}.nbreport")
        try:
            paths = report.export(*(out / f"{name}{ending}" for ending in ENDINGS))
        except NbreportsError as error:
            print(*error.lines(), sep="\n", file=sys.stderr)
            return error.exit_code
        print(f"{report.definition.title}  ({time.perf_counter() - began:.1f} s)")
        for path in paths:
            print(f"  {path.relative_to(HERE.parent)}  {path.stat().st_size / 1000:,.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
