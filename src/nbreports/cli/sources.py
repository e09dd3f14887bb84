"""``nbreports sources``: what files and a report's sources hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nbreports.cli.reading import SOURCE_HELP, read_catalog, read_report
from nbreports.cli.table import lines, plain, terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbreports.sources.base import ColumnProfile, Source

LONGEST = 28
"""Characters of one value shown."""


def command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Data files, PATH[::TABLE], or a report for its sources."),
    ],
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME=PATH[::TABLE]", help=SOURCE_HELP)
    ] = None,
) -> None:
    """List and profile sources.

    Shows rows, columns, types, empty and distinct values, the least and the greatest, and the most frequent.

    Example: nbreports sources sales.csv
    """
    from nbreports.sources.engine import Engine
    from nbreports.sources.profile import profile

    said: list[str] = []
    for name, found in _sources(files, source or []):
        with Engine() as engine:
            description = found.describe()
            relation = found.attach(engine)
            columns = profile(engine, relation)
        said += ["", *_lines(name, columns), *(f"note: {plain(note)}" for note in description.notes)]
    # all or nothing: a failure of a later source prints no table of an earlier one
    typer.echo("\n".join(said[1:]))


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


def _lines(name: str, columns: tuple[ColumnProfile, ...]) -> list[str]:
    rows = columns[0].rows if columns else 0
    title = f"{plain(name)}: {_counted(rows, 'row')}, {_counted(len(columns), 'column')}"
    cells = [
        (
            column.name,
            column.type,
            f"{column.nulls:,}",
            f"{column.distinct:,}",
            _short(column.minimum),
            _short(column.maximum),
            ", ".join(_short(value) for value in column.samples[:3]),
        )
        for column in columns
    ]
    heads = ("column", "type", "empty", "distinct", "from", "to", "values")
    return [title, *lines(heads, cells, right=(2, 3), shrinking=(6, 5, 4, 0), width=terminal_width())]


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
