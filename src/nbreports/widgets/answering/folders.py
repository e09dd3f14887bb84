"""The files of the report's folder, and what was read of it lately."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nbreports.errors import UsageError
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.answering.uploads import Uploads
from nbreports.widgets.folder_paths import paths_in, relative_path
from nbreports.widgets.messages.sources import (
    FileUploaded,
    PathCard,
    PathsCompleted,
    RecentTold,
    SourceFound,
)
from nbreports.widgets.recents import Recent, Recents
from nbreports.widgets.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nbreports.widgets.messages.sources import (
        FileUpload,
        PathsComplete,
        RecentCard,
        RecentUsed,
        SourceFind,
    )
    from nbreports.widgets.report_session import ReportSession


class FolderAnswers(Answers):
    """The files of the report's folder, and what was read of it lately."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._uploads = Uploads()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "file.upload": self.upload,
            "paths.complete": self.complete_path,
            "recent.used": self.use_recent,
            "source.find": self.find,
        }

    async def upload(self, question: FileUpload, buffers: Sequence[bytes]) -> FileUploaded:
        """Take a piece of a file from the browser."""
        folder = self._own_folder()
        view = question.id.rpartition(".")[0]
        received, path = await asyncio.to_thread(
            self._uploads.take,
            folder,
            view,
            question.name,
            question.offset,
            b"".join(buffers),
            last=question.last,
            picture=question.purpose == "picture",
        )
        return FileUploaded(v=1, id=question.id, kind="file.uploaded", received=received, path=path)

    def close_view(self, view: str) -> None:
        """Let go of what a view was sending."""
        self._uploads.drop(view)

    def close(self) -> None:
        """Let go of what was half sent."""
        self._uploads.close()

    async def use_recent(self, question: RecentUsed, _buffers: Sequence[bytes]) -> RecentTold:
        """Remember that a source is read, or forget it."""

        def note() -> list[RecentCard]:
            recents = Recents(self._own_folder())
            put = recents.forget if question.forget else recents.use
            put(Recent(question.name, question.path, question.table))
            return Workspace.of(self.session).recent(recents.last())

        told = await asyncio.to_thread(note)
        return RecentTold(v=1, id=question.id, kind="recent.told", recent=told)

    async def complete_path(self, question: PathsComplete, _buffers: Sequence[bytes]) -> PathsCompleted:
        """Return what the folder holds under a path that is begun."""
        found, more = await asyncio.to_thread(paths_in, self._own_folder(), question.path)
        paths = [PathCard(path=path, size=size) for path, size in found]
        return PathsCompleted(v=1, id=question.id, kind="paths.completed", paths=paths, more=more)

    async def find(self, question: SourceFind, _buffers: Sequence[bytes]) -> SourceFound:
        """Return the file of a path, or each of its tables."""
        folder = self._own_folder()
        found = await asyncio.to_thread(
            lambda: Workspace.of(self.session).tables(relative_path(folder, question.path))
        )
        return SourceFound(v=1, id=question.id, kind="source.found", sources=found)

    def _own_folder(self) -> Path:
        """Return the folder whose files may be picked."""
        folder = self.session.folder
        if folder is None or not self.session.notebook:
            raise UsageError(
                "this report has no folder of its own", remedy="Open it in the builder, or save it first."
            )
        return folder
