"""``nbreports sources``: what files and a report's sources hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nbreports.cli.reading import read_catalog, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.sources.base import ColumnProfile, Source

WIDEST = 28


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Data files, or a .nbreport file for its sources.")
    ],
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="NAME=PATH[::TABLE]: bind a report's source to a file."),
    ] = None,
) -> None:
    """List and profile sources: rows, columns, types, empty and distinct values, samples.

    Example: nbreports sources sales.csv
    """
    from rich.console import Console

    from nbreports.sources.engine import Engine
    from nbreports.sources.profile import profile

    console = Console(highlight=False)
    for name, found in _sources(files, source or []):
        with Engine() as engine:
            description = found.describe()
            relation = found.attach(engine)
            columns = profile(engine, relation)
        rows = columns[0].rows if columns else description.rows or 0
        _print(console, name, rows, columns)
        for note in description.notes:
            console.print(f"  note: {note}", markup=False)


def _sources(files: list[Path], bindings: list[str]) -> Iterator[tuple[str, Source]]:
    from nbreports.report.binding import source_names
    from nbreports.sources.files import open_file

    for file in files:
        if file.suffix not in (".nbreport", ".py"):
            path, _, table = str(file).partition("::")
            yield str(file), open_file(Path(path), table or None)
            continue
        report = read_report(file)
        catalog = read_catalog(report, bindings)
        _, frames = source_names(report.definition)
        for name in sorted({*frames, *report.definition.sources}):
            known: Any = report.definition.sources.get(name)
            if name in catalog.names():
                yield name, catalog.get(name).source
            elif known is not None and known.kind == "file":
                yield name, catalog.file(known.path, known.table).source
            elif known is None or known.kind == "frame":
                yield name, catalog.get(name).source


def _print(console: Any, name: str, rows: int, columns: tuple[ColumnProfile, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", title=None)
    for label, right, least in (
        ("column", False, max((len(column.name) for column in columns), default=0)),
        ("type", False, 8),
        ("empty", True, 7),
        ("distinct", True, 8),
        ("from", False, 4),
        ("to", False, 4),
        ("values", False, 4),
    ):
        table.add_column(
            label,
            justify="right" if right else "left",
            overflow="ellipsis",
            no_wrap=True,
            min_width=min(least, WIDEST),
        )
    for column in columns:
        samples = ", ".join(_short(value) for value in column.samples[:3])
        cells = (
            column.name,
            column.type,
            f"{column.nulls:,}",
            f"{column.distinct:,}",
            _short(column.minimum),
            _short(column.maximum),
            samples,
        )
        table.add_row(*(Text(_plain(cell)) for cell in cells))
    console.print(Text(f"{_plain(name)}: {rows:,} rows, {len(columns):,} columns", style="bold"))
    console.print(table)


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
