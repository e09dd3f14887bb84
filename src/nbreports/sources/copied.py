"""A source's rows as an Arrow file: copied by one process, read by another as if it were the source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from nbreports.errors import NbreportsError, OutputError
from nbreports.sources.arrow_file import ArrowFileSource
from nbreports.sources.engine import Engine
from nbreports.storage.atomic import AtomicFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbreports.sources.base import Description, Source


def copy_source(
    source: Source, path: Path, *, stopped: Callable[[], bool] = lambda: False
) -> Description | None:
    """Write the rows of ``source``, in its order and in the engine's own types, to ``path``.

    Parameters
    ----------
    stopped
        Asked between batches whether to give up.

    Returns
    -------
    Description
        The source as it was described once its rows were read; None where it was stopped.

    Raises
    ------
    SourceError
        Where it cannot be read.
    OutputError
        Where the copy cannot be written; nothing is left of it.
    """
    with Engine() as engine, AtomicFile(path) as file:
        relation = source.attach(engine)
        description = source.describe()
        # a registered frame is seen on the main connection only, so its rows are read as one table
        rows = engine.fetch(f"SELECT * FROM {relation}", label=f"copy {source.name}")
        try:
            with pa.ipc.new_file(file, rows.schema) as writer:
                for batch in rows.to_batches():
                    if stopped():
                        return None
                    writer.write_batch(batch)
        except NbreportsError:
            raise
        except (pa.ArrowException, OSError) as error:
            raise OutputError(
                f"the rows of {source.name!r} cannot be copied: {error}",
                where=str(path),
                remedy="Free space on its disk, or set NBREPORTS_STATE to another folder.",
            ) from error
        file.commit()
    return description


class CopiedSource(ArrowFileSource):
    """What ``copy_source`` wrote; it says what the source itself said of its columns.

    Parameters
    ----------
    path, name
        The copy, and what the source is called.
    notes
        What was renamed or converted when it was copied.
    """

    def __init__(self, path: Path, name: str, notes: tuple[str, ...]) -> None:
        super().__init__(path, name=name)
        self._notes = notes

    def describe(self) -> Description:
        """Return the shape."""
        return replace(super().describe(), notes=self._notes)
