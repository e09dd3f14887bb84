"""``nbreports doctor``: what works on this machine."""

from __future__ import annotations

import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nbreports.errors import NbreportsError

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGES = (
    "nbreports",
    "duckdb",
    "ibis-framework",
    "sqlglot",
    "pyarrow",
    "pandas",
    "polars",
    "pikepdf",
    "uharfbuzz",
    "vl-convert-python",
    "xlsxwriter",
    "babel",
)


def command() -> None:
    """Tell what works on this machine.

    Tries the engine, the drawing of charts, the disk and the making of a report, checks the audit log, and lists
    versions.

    Example: nbreports doctor
    """
    typer.echo(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in _PACKAGES:
        typer.echo(f"  {name} {_version(name)}")
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("engine", _engine),
        ("charts", _charts),
        ("disk", _disk),
        ("report", _report),
        ("audit log", _audit),
    )
    failed = 0
    for label, check in checks:
        try:
            said = check()
        except (NbreportsError, OSError, ImportError) as error:
            failed += 1
            remedy = getattr(error, "remedy", None) or "Reinstall nbreports."
            typer.echo(f"{label}: does not work: {error}. {remedy}")
        else:
            typer.echo(f"{label}: {said}")
    if failed:
        raise typer.Exit(1)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _engine() -> str:
    from nbreports.pipeline.limits import memory_limit
    from nbreports.sources.engine import Engine

    limit = memory_limit()
    with Engine(memory_limit=limit) as engine:
        engine.lock()
        engine.fetch("SELECT 42 AS answer", label="doctor")
    return f"works, up to {limit / 2**30:.1f} GiB before it spills"


def _charts() -> str:
    from nbreports.document.chart import RawPoint, resolve_chart
    from nbreports.document.formatting import FormatSpec
    from nbreports.document.nodes import Channel, Theme
    from nbreports.renderers.charts.drawer import WorkerChartDrawer, chart_pool

    x = Channel("x", "x", "text", FormatSpec("text"))
    y = Channel("y", "y", "integer", FormatSpec("integer"))
    chart = resolve_chart(
        id="c",
        title=None,
        note=None,
        type="bar",
        x=x,
        y=y,
        color=None,
        size=None,
        points=[RawPoint("a", 1)],
        theme=Theme(),
    )
    with chart_pool() as pool:
        drawn = WorkerChartDrawer(pool).svg(chart, 200, 100)
    return f"drawn in a worker, {len(drawn):,} characters of SVG"


def _disk() -> str:
    with tempfile.NamedTemporaryFile(prefix="nbreports-") as file:
        file.write(b"x")
        file.flush()
        return f"{Path(file.name).parent} can be written"


def _report() -> str:
    import pyarrow as pa

    from nbreports.report import Report

    with tempfile.TemporaryDirectory(prefix="nbreports-doctor-") as folder:
        definition = {
            "source": "rows",
            "body": [{"kind": "table", "columns": ["name", "amount"], "totals": "sum"}],
        }
        report = Report("Doctor", str(definition["source"]), definition["body"])
        rows = pa.table({"name": ["a", "b"], "amount": [1, 2]})
        paths = report.export(
            *(Path(folder) / f"doctor{ending}" for ending in (".pdf", ".xlsx", ".html")),
            data={"rows": rows},
            progress=False,
        )
        sizes = ", ".join(f"{path.suffix[1:].upper()} {path.stat().st_size:,} bytes" for path in paths)
    return f"made in every main format: {sizes}"


def _audit() -> str:
    from nbreports.storage.audit_check import check_audit
    from nbreports.storage.state import state_folder

    folder = state_folder()
    found = check_audit(folder)
    generations = "1 generation" if found.lines == 1 else f"{found.lines:,} generations"
    said = f"{generations} in {folder}, none changed or missing"
    if found.first > 1:
        said += f" from number {found.first:,} on; older files are not there"
    if found.torn:
        said += f"; {found.torn:,} unfinished set aside in audit.torn"
    return said
