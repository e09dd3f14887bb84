"""The sources of a report handed over to a job: files by their path, all else as a copy of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.jobs.request import GivenSource
from nbreports.sources.catalog import Catalog
from nbreports.sources.copied import CopiedSource, copy_source
from nbreports.sources.files import FileSource, open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path


def hand_over(
    catalog: Catalog,
    names: Collection[str],
    folder: Path,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[GivenSource, ...]:
    """Put what a report reads into a job's folder, and return what its names stand for.

    Rows that lie in memory are copied as they are now; a file is read by the job itself.

    Parameters
    ----------
    names
        Those the report uses; others of the catalog stay where they are.
    stopped
        Asked now and then whether to give up.

    Raises
    ------
    SourceError
        Where a source cannot be read.
    OutputError
        Where its rows cannot be written.
    """
    given = []
    for number, name in enumerate(each for each in catalog.names() if each in names):
        entry = catalog.get(name)
        source = entry.base or entry.source
        opened = catalog.opened(name)
        if isinstance(opened, FileSource):
            given.append(
                GivenSource(
                    name,
                    opened.path.absolute(),
                    opened.table,
                    where=entry.where,
                    hidden=tuple(sorted(entry.hidden)),
                )
            )
            continue
        path = folder / f"source{number}.arrow"
        description = copy_source(source, path, stopped=stopped)
        if description is None:
            break
        given.append(
            GivenSource(
                name,
                path,
                copied=True,
                notes=description.notes,
                where=entry.where,
                hidden=tuple(sorted(entry.hidden)),
            )
        )
    return tuple(given)


def taken_over(sources: Iterable[GivenSource], folder: Path | None) -> Catalog:
    """Return the catalog of a job's worker."""
    catalog = Catalog(folder if folder is not None and folder.is_dir() else None)
    for given in sources:
        source = (
            CopiedSource(given.path, given.name, given.notes)
            if given.copied
            else open_file(given.path, given.table, given.name)
        )
        catalog.register(given.name, source, where=given.where, hidden=given.hidden)
    return catalog
