"""The report's file: saving, opening, versions, code."""

from __future__ import annotations

import asyncio
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbreports.definition.dump import dumps, to_dict
from nbreports.definition.load import loads
from nbreports.errors import NbreportsError, UsageError
from nbreports.report.file import ENDING, ReportFile
from nbreports.report.report import Report
from nbreports.storage.naming import inside, plain_name, suggested_name
from nbreports.widgets.answering.base import Answers, Handler, Reply
from nbreports.widgets.answering.listing import listed, version_card
from nbreports.widgets.autosave import Autosave
from nbreports.widgets.messages.files import (
    CodeShown,
    FileBytes,
    FileDone,
    FilesListed,
    VersionShown,
    VersionsListed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbreports.definition.report import ReportDefinition
    from nbreports.widgets.messages.base import Message
    from nbreports.widgets.messages.files import (
        FileCode,
        FileDownload,
        FileDuplicate,
        FileOpen,
        FileRename,
        FileSave,
        FileSaveAs,
        FilesList,
        VersionRead,
        VersionsList,
    )
    from nbreports.widgets.report_session import ReportSession

_READ_ONLY = frozenset({"output_erofs", "output_eacces", "output_eperm"})


class FileAnswers(Answers):
    """Keeps an edited report in its file, and answers what is asked about files."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self.file: ReportFile | None = None
        self._saved = dumps(session.definition)
        self._busy = asyncio.Lock()
        self._telling = threading.Lock()
        self._autosave = Autosave(self._save_quietly)
        if session.opened is not None:
            self.file, found = ReportFile.open(session.opened)
            self._saved = dumps(found)
        self._settle()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {
            "files.list": self.list_files,
            "file.open": self.open_file,
            "file.save": self.save,
            "file.save_as": self.save_as,
            "file.rename": self.rename,
            "file.duplicate": self.duplicate,
            "file.download": self.download,
            "file.code": self.code,
            "versions.list": self.list_versions,
            "version.read": self.read_version,
        }

    def changed(self, definition: ReportDefinition) -> None:
        """Save soon, where the session is one that saves by itself."""
        if not self.session.notebook:
            return
        if self.file is None:
            self._tell("download")
        elif dumps(definition) != self._saved:
            self._tell("unsaved")
            self._autosave.touch()

    def close(self) -> None:
        """Save what is not saved yet; then nothing any more."""
        self._autosave.close()
        if self.session.notebook and self.file is not None and self._unsaved():
            try:
                self.file.save(self.session.definition)
            except NbreportsError as error:
                self._failed(error)

    # --- saving ------------------------------------------------------------------------------------------------

    async def save(self, question: FileSave, _buffers: Sequence[bytes]) -> FileDone:
        """Save now."""
        async with self._busy:
            file = self._at_hand()
            await self._write(over=question.over)
        return self._done(question, file.path)

    async def save_as(self, question: FileSaveAs, _buffers: Sequence[bytes]) -> FileDone:
        """Go on in another file."""
        session = self.session
        place = Path(question.path)
        folder = inside(self.root, str(place.parent))
        path = folder / plain_name(place.name, ENDING)
        definition = session.definition
        self._check_moved(definition, folder)
        async with self._busy:
            file = await asyncio.to_thread(ReportFile.create, path, definition, replace=question.replace)
            self._take(file, definition)
        return self._done(question, path)

    async def _save_quietly(self) -> None:
        async with self._busy:
            try:
                await self._write()
            except NbreportsError:
                # the state says so
                return

    async def _write(self, *, over: bool = False) -> None:
        file = self._at_hand()
        definition = self.session.definition
        if not over and not self._unsaved():
            self._settle()
            return
        self._tell("saving")
        try:
            await asyncio.to_thread(file.save, definition, over=over)
        except NbreportsError as error:
            self._failed(error)
            raise
        self._saved = dumps(definition)
        if self._unsaved():
            self._tell("unsaved")
            self._autosave.touch()
        else:
            self._settle(datetime.now(UTC))

    # --- other files -------------------------------------------------------------------------------------------

    async def list_files(self, question: FilesList, _buffers: Sequence[bytes]) -> FilesListed:
        """List the reports in the folder."""
        files, more = await asyncio.to_thread(listed, self.root, self.file.path if self.file else None)
        return FilesListed(
            v=1, id=question.id, kind="files.listed", folder=str(self.root), files=files, more=more
        )

    async def open_file(self, question: FileOpen, _buffers: Sequence[bytes]) -> FileDone:
        """Go on with the report of another file; it is only read."""
        path = inside(self.root, question.path)
        if path.suffix != ENDING:
            raise UsageError(
                f"{question.path!r:.80} is no report", remedy=f"Choose a file that ends in {ENDING}."
            )
        async with self._busy:
            if self._unsaved() and not question.discard:
                if self.file is None:
                    raise UsageError(
                        "this report is in no file yet",
                        remedy="Save it as a file first, or open the other one all the same.",
                        code="unsaved",
                    )
                await self._write()
            file, definition = await asyncio.to_thread(ReportFile.open, path)
            self._take(file, definition)
        return self._done(question, path)

    async def rename(self, question: FileRename, _buffers: Sequence[bytes]) -> FileDone:
        """Give the file another name."""
        name = plain_name(question.name, ENDING)
        async with self._busy:
            file = self._at_hand()
            await asyncio.to_thread(file.rename, name)
            self._settle()
        return self._done(question, file.path)

    async def duplicate(self, question: FileDuplicate, _buffers: Sequence[bytes]) -> FileDone:
        """Put the report into a further file and go on in this one."""
        async with self._busy:
            path = await asyncio.to_thread(self._at_hand().duplicate, self.session.definition)
        return self._done(question, path)

    async def download(self, question: FileDownload, _buffers: Sequence[bytes]) -> Reply:
        """Return the report's file as it stands."""
        name = self.file.path.name if self.file else suggested_name(self.session.definition.title) + ENDING
        answer = FileBytes(v=1, id=question.id, kind="file.bytes", name=name, type="application/json")
        return Reply(answer, [dumps(self.session.definition).encode()])

    async def code(self, question: FileCode, _buffers: Sequence[bytes]) -> CodeShown:
        """Return the report as Python."""
        code = await asyncio.to_thread(self.session.report.to_code)
        return CodeShown(v=1, id=question.id, kind="file.code_shown", code=code)

    # --- versions ----------------------------------------------------------------------------------------------

    async def list_versions(self, question: VersionsList, _buffers: Sequence[bytes]) -> VersionsListed:
        """List what the file was before."""
        found = [] if self.file is None else await asyncio.to_thread(self._versions, self.file)
        return VersionsListed(v=1, id=question.id, kind="versions.listed", versions=found)

    async def read_version(self, question: VersionRead, _buffers: Sequence[bytes]) -> VersionShown:
        """Return the report of a version; the page makes it a step that can be undone."""
        versions = self._at_hand().versions
        data = await asyncio.to_thread(versions.read, question.version)
        return VersionShown(v=1, id=question.id, kind="version.shown", report=to_dict(loads(data)))

    @staticmethod
    def _versions(file: ReportFile) -> list[Any]:
        return [version_card(version, file.versions.read(version.ident)) for version in file.versions.list()]

    # --- the state ---------------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The folder whose files a page may name."""
        here = Path.cwd().resolve()
        own = self.file.path.parent if self.file else self.session.folder
        return here if own is None or own.resolve().is_relative_to(here) else own.resolve()

    def _at_hand(self) -> ReportFile:
        if self.file is None:
            raise UsageError("the report is in no file yet", remedy="Save it as a file.", code="no_file")
        return self.file

    def _unsaved(self) -> bool:
        return dumps(self.session.definition) != self._saved

    def _take(self, file: ReportFile, definition: ReportDefinition) -> None:
        """Go on in a file that holds ``definition``."""
        before = self.file, self._saved
        self.file, self._saved = file, dumps(definition)
        try:
            self.session.report = Report.of(definition, file.path.resolve().parent)
        except NbreportsError:
            self.file, self._saved = before
            raise
        self._settle()

    def _check_moved(self, definition: ReportDefinition, folder: Path) -> None:
        """Refuse a folder in which the files the report names would not be found."""
        own = self.session.folder
        if own is None or own.resolve() == folder:
            return
        named = [source.path for source in definition.sources.values() if source.kind == "file"]
        if definition.theme.logo:
            named.append(definition.theme.logo)
        missing = [name for name in named if not (folder / name).is_file()]
        if missing:
            raise UsageError(
                f"the report reads {missing[0]}, which is not in that folder",
                remedy="Save it beside the files it reads, or copy them there first.",
            )

    def _settle(self, when: datetime | None = None) -> None:
        if self.file is None or os.environ.get("BINDER_SERVICE_HOST"):
            self._tell("download", when)
        elif self.file.read_only:
            self._tell("readonly", message="The file can only be read: download it, or save it as another.")
        else:
            self._tell("saved", when or self.file.when)

    def _failed(self, error: NbreportsError) -> None:
        state = "readonly" if error.code in _READ_ONLY else "failed"
        self._tell(state, message=f"{error.message}. {error.remedy or ''}".strip(), reason=error.code)

    def _tell(
        self,
        state: str,
        when: datetime | None = None,
        *,
        message: str | None = None,
        reason: str | None = None,
    ) -> None:
        with self._telling:
            path = None if self.file is None else self._shown(self.file.path)
            last = self.session.file.get("when") if state in ("unsaved", "saving") else None
            self.session.file = {
                "path": path,
                "state": state,
                "when": when.isoformat() if when else last,
                "message": message,
                "reason": reason,
            }

    def _shown(self, path: Path) -> str:
        root = self.root
        whole = path.resolve()
        return str(whole.relative_to(root)) if whole.is_relative_to(root) else str(whole)

    def _done(self, question: Message, path: Path) -> FileDone:
        return FileDone(v=1, id=question.id, kind="file.done", path=self._shown(path))
