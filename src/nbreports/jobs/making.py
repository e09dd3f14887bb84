"""A job's run made ready from its folder, for the first time or after a worker that died."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbreports.jobs.handing import taken_over
from nbreports.outputs.file import FileOutput
from nbreports.pipeline.run import Run
from nbreports.pipeline.spool import complete
from nbreports.sources.fingerprint import entry_fingerprint
from nbreports.storage.atomic import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nbreports.jobs.request import JobRequest
    from nbreports.pipeline.attaching import Attachable
    from nbreports.pipeline.events import Event
    from nbreports.sources.catalog import Entry

SPOOL = "document.spool"
_MARKS = "sources.json"


@dataclass(frozen=True)
class Made:
    """A run, ready to be executed, and its outputs."""

    run: Run
    outputs: tuple[FileOutput, ...]

    def close(self) -> None:
        """Let go of what was not put in place."""
        for output in self.outputs:
            output.close()


def prepared(
    request: JobRequest,
    folder: Path,
    attempt: int,
    memory: int | None,
    tell: Callable[[Event], None],
    note: Callable[[str, Mapping[str, Any]], None],
) -> Made:
    """Return the run of a job.

    Parameters
    ----------
    request, folder
        What is to be made, and where the job keeps its own.
    attempt
        1 for the first.
    memory
        Bytes for the engine, where the job was not given a number itself.
    tell, note
        Take the run's events, and what is to stand in the job's log.

    Raises
    ------
    NbreportsError
        Where the folder or the outputs cannot be used.
    """
    options = request.options
    if options.memory is None and memory is not None:
        options = replace(options, memory=memory)
    spool = folder / SPOOL
    marks = _Marks(folder / _MARKS, note)
    if attempt > 1:
        whole = complete(spool)
        note("resumed", {"from": "document" if whole else "sources"})
    outputs: list[FileOutput] = []
    try:
        outputs += [FileOutput(path) for path in request.targets]
        run = Run(
            request.definition,
            outputs,
            catalog=taken_over(request.sources, request.folder),
            params=request.params,
            folder=request.folder,
            options=options,
            tell=tell,
            on_attach=marks.check,
            spool=spool,
        )
    except BaseException:
        for output in outputs:
            output.close()
        raise
    return Made(run, tuple(outputs))


class _Marks:
    """What each source was when the job first read it: another mark later means other rows, and that is told."""

    def __init__(self, path: Path, note: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._path = path
        self._note = note
        self._known: dict[str, str] = {}
        with suppress(OSError, ValueError):
            self._known = json.loads(path.read_bytes())

    def check(self, name: str, _source: Attachable, entry: Entry) -> None:
        mark = repr(entry_fingerprint(entry))
        before = self._known.get(name)
        if before is not None and before != mark:
            self._note("source_changed", {"source": name})
        if before != mark:
            self._known[name] = mark
            write_file(self._path, json.dumps(self._known).encode())
