"""Outputs asked for: what can be made, and a job begun."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, get_args

from nbreports.errors import OutputError
from nbreports.jobs.jobs import Jobs
from nbreports.report.options import run_options
from nbreports.storage.naming import inside, plain_name, suggested_name
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.answering.files import FileAnswers
from nbreports.widgets.answering.jobs import TYPES, JobAnswers
from nbreports.widgets.messages.generating import (
    Ending,
    FormatCard,
    GenerateOffered,
    GenerateStarted,
    TableCard,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nbreports.jobs.job import Job
    from nbreports.widgets.messages.generating import GenerateOffer, GenerateStart

_ONE_TABLE = (".csv", ".parquet")


class GeneratingAnswers(Answers):
    """Jobs of the session's report."""

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"generate.offer": self.offer, "generate.start": self.start}

    async def offer(self, question: GenerateOffer, _buffers: Sequence[bytes]) -> GenerateOffered:
        """Say what can be made."""
        tables = [
            TableCard(id=block.id, label=block.title or block.id)
            for block in _blocks(self.session.definition.body)
            if block.kind == "table"
        ]
        reason = None if tables else "The report has no table, and this format holds nothing else."
        formats = [
            FormatCard(ending=ending, label=TYPES[ending][0], reason=reason if ending in _ONE_TABLE else None)
            for ending in get_args(Ending)
        ]
        file = self._files.file
        name = file.path.stem if file else suggested_name(self.session.definition.title)
        return GenerateOffered(
            v=1,
            id=question.id,
            kind="generate.offered",
            name=name,
            folder=str(self._files.root),
            formats=formats,
            tables=tables,
        )

    async def start(self, question: GenerateStart, _buffers: Sequence[bytes]) -> GenerateStarted:
        """Begin a job."""
        paths = self._paths(question)
        job = await asyncio.to_thread(self._begin, question, paths)
        self.session.area(JobAnswers).show(job)
        return GenerateStarted(v=1, id=question.id, kind="generate.started", job=job.id)

    @property
    def _files(self) -> FileAnswers:
        return self.session.area(FileAnswers)

    def _paths(self, question: GenerateStart) -> list[Path]:
        folder = inside(self._files.root, question.folder or ".")
        if not folder.is_dir():
            raise OutputError(
                f"there is no folder {question.folder!r:.80}",
                remedy="Create the folder first, or leave it out.",
            )
        paths = [folder / plain_name(question.name, ending) for ending in dict.fromkeys(question.formats)]
        if not question.replace:
            line = self.session.area(JobAnswers).line
            mine = {
                output["path"]
                for record in Jobs().journal.jobs()
                if record.line == line
                for output in record.outputs
            }
            taken = [path.name for path in paths if path.exists() and str(path.absolute()) not in mine]
            if taken:
                raise OutputError(
                    f"{', '.join(taken)} {'is' if len(taken) == 1 else 'are'} there already",
                    remedy="Choose another name, or replace.",
                    code="file_exists",
                )
        return paths

    def _begin(self, question: GenerateStart, paths: list[Path]) -> Job:
        from nbreports.report.generating import generate

        session = self.session
        return generate(
            session.definition,
            tuple(paths),
            session.catalog(),
            data=session.data,
            folder=session.folder,
            options=run_options(
                deterministic=question.deterministic,
                render={"stamp": question.stamp, "table": question.table},
            ),
            params={name: value for name, value in question.params.items() if value is not None},
            line=session.area(JobAnswers).line,
        )


def _blocks(body: Sequence[Any]) -> list[Any]:
    return [one for block in body for one in (block, *_blocks(getattr(block, "blocks", ())))]
