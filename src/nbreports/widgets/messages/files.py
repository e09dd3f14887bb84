"""The report's file: saving, opening, versions, code."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from nbreports.widgets.messages.base import Message, Part

Place = Annotated[str, Field(min_length=1, max_length=500)]
VersionId = Annotated[str, Field(min_length=1, max_length=80)]


class FilesList(Message):
    """Ask for the reports in the notebook's folder."""

    kind: Literal["files.list"]


class FileOpen(Message):
    """Open a report by its path in the folder; ``discard`` also where the report at hand is in no file."""

    kind: Literal["file.open"]
    path: Place
    discard: bool = False


class FileSave(Message):
    """Save now; ``over`` also over what someone else has written, which becomes a version."""

    kind: Literal["file.save"]
    over: bool = False


class FileSaveAs(Message):
    """Save as another file, by its path in the folder."""

    kind: Literal["file.save_as"]
    path: Place
    replace: bool = False


class FileRename(Message):
    """Give the file another name."""

    kind: Literal["file.rename"]
    name: Place


class FileDuplicate(Message):
    """Put the report into a further file."""

    kind: Literal["file.duplicate"]


class FileDownload(Message):
    """Ask for the report's file, as it stands, as bytes."""

    kind: Literal["file.download"]


class FileCode(Message):
    """Ask for the report as Python code."""

    kind: Literal["file.code"]


class VersionsList(Message):
    """Ask for the versions of the file."""

    kind: Literal["versions.list"]


class VersionRead(Message):
    """Ask for the report a version holds."""

    kind: Literal["version.read"]
    version: VersionId


class FileCard(Part):
    """A report in the folder."""

    path: str
    title: str
    when: str
    current: bool


class FilesListed(Message):
    """The reports in the folder, newest first; ``more`` where there are more than are told."""

    kind: Literal["files.listed"]
    folder: str
    files: list[FileCard]
    more: bool


class FileDone(Message):
    """It is done; ``path`` is the file it was done with."""

    kind: Literal["file.done"]
    path: str


class FileBytes(Message):
    """A file's bytes in the buffer."""

    kind: Literal["file.bytes"]
    name: str
    type: str


class CodeShown(Message):
    """The report as Python code."""

    kind: Literal["file.code_shown"]
    code: str


class VersionCard(Part):
    """A version: what the report was called and how many blocks it had then."""

    id: str
    when: str
    size: int
    title: str
    blocks: int
    readable: bool


class VersionsListed(Message):
    """The versions of the file, newest first."""

    kind: Literal["versions.listed"]
    versions: list[VersionCard]


class VersionShown(Message):
    """The report a version holds, as its file has it."""

    kind: Literal["version.shown"]
    report: dict[str, Any]


QUESTIONS: tuple[type[Message], ...] = (
    FilesList,
    FileOpen,
    FileSave,
    FileSaveAs,
    FileRename,
    FileDuplicate,
    FileDownload,
    FileCode,
    VersionsList,
    VersionRead,
)
ANSWERS: tuple[type[Message], ...] = (
    FilesListed,
    FileDone,
    FileBytes,
    CodeShown,
    VersionsListed,
    VersionShown,
)
