"""Own templates: a folder of files beside the built-in ones; what is deleted is kept aside until restored."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.definition.dump import dumps
from nbreports.errors import OutputError, UsageError
from nbreports.storage.atomic import AtomicFile
from nbreports.templates import ENDING, Template, builtin_templates, read_folder, read_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbreports.definition.report import ReportDefinition

FOLDER_VARIABLE = "NBREPORTS_TEMPLATES"
_ASIDE = ".deleted"
_STAMP = "%Y%m%dT%H%M%S%f"
_LONGEST_STEM = 80


@dataclass(frozen=True)
class Deleted:
    """A template that was deleted: ``key`` restores it."""

    key: str
    name: str
    when: datetime


def own_folder() -> Path:
    """Return the folder of own templates: that of ``NBREPORTS_TEMPLATES``, else the user's data folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("nbreports", appauthor=False) / "templates"


class TemplateLibrary:
    """The built-in templates and those of one folder.

    Parameters
    ----------
    folder
        Of the own ones; :func:`own_folder` when None. It is made when the first is saved.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = own_folder() if folder is None else folder

    def list(self) -> tuple[Template, ...]:
        """Return every template, built-in ones first; a broken one has its error.

        Raises
        ------
        DefinitionError
            Where the folder is there and cannot be read.
        """
        return (*builtin_templates(), *self.own())

    def own(self) -> tuple[Template, ...]:
        """Return the own templates, by name; raises as ``list``."""
        return read_folder(self.folder)

    def get(self, key: str) -> Template:
        """Return a template by its key, its name, or the path of its file.

        Raises
        ------
        UsageError
            Where there is none; the remedy names the nearest.
        """
        if key.endswith(ENDING):
            return read_template(Path(key))
        known = self.list()
        wanted = key.casefold()
        ways: tuple[Callable[[Template], bool], ...] = (
            lambda each: each.key == key,
            lambda each: each.own and wanted in (each.path.stem.casefold(), each.name.casefold()),
            lambda each: wanted in (each.key.casefold(), each.name.casefold()),
        )
        for way in ways:
            found = next(filter(way, known), None)
            if found is not None:
                return found
        from difflib import get_close_matches

        names = [name for each in known for name in (each.key, each.name)]
        near = get_close_matches(key, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(t.key for t in known)}."
        raise UsageError(f"there is no template {key!r}", remedy=hint, code="no_template")

    def save(self, definition: ReportDefinition, name: str, *, description: str | None = None) -> Template:
        """Keep a report with slots as a template of that name.

        Raises
        ------
        UsageError
            For an empty name, or one that an own template has already.
        OutputError
            Where it cannot be written.
        """
        name = self._free(name)
        path = self._path(name)
        named = definition.model_copy(
            update={"name": name, "description": description or definition.description}
        )
        self._write(path, named)
        return read_template(path)

    def rename(self, key: str, name: str) -> Template:
        """Give an own template another name; raises as ``save``."""
        template = self._own(key)
        if template.definition is None:
            # a broken file keeps its text: only the file is named anew
            path = self._path(self._free(name))
            _move(template.path, path)
            return read_template(path)
        if template.name == name.strip():
            return template
        name = self._free(name, besides=template.key)
        self._write(template.path, template.definition.model_copy(update={"name": name}))
        return read_template(template.path)

    def duplicate(self, key: str, name: str | None = None) -> Template:
        """Return a copy of a template, built-in ones too, as an own one.

        Raises
        ------
        UsageError
            For a template that is broken, or not there.
        """
        template = self.get(key)
        if template.definition is None:
            raise UsageError(
                f"the template {template.name!r} cannot be read", remedy="Repair or delete its file."
            )
        if name is None:
            taken = {each.name.casefold() for each in self.own()}
            name, number = f"{template.name} (copy)", 2
            while name.casefold() in taken:
                name, number = f"{template.name} (copy {number})", number + 1
        return self.save(template.definition, name)

    def delete(self, key: str) -> Deleted:
        """Put an own template aside; ``restore`` brings it back.

        Raises
        ------
        UsageError
            For a built-in one.
        OutputError
            Where it cannot be moved.
        """
        template = self._own(key)
        aside = self.folder / _ASIDE
        when = datetime.now(UTC)
        target = aside / f"{template.path.stem}.{when.strftime(_STAMP)}{ENDING}"
        try:
            aside.mkdir(exist_ok=True)
        except OSError as error:
            raise _failed(aside, error) from error
        _move(template.path, target)
        return Deleted(target.name, template.name, when)

    def deleted(self) -> tuple[Deleted, ...]:
        """Return the templates that were deleted, the last first."""
        try:
            files = sorted((self.folder / _ASIDE).glob(f"*{ENDING}"))
        except OSError:
            return ()
        found = []
        for path in files:
            try:
                when = datetime.strptime(path.stem.rpartition(".")[2], _STAMP).replace(tzinfo=UTC)
            except ValueError:
                continue
            template = read_template(path)
            name = template.name if template.definition is not None else path.stem.rpartition(".")[0]
            found.append(Deleted(path.name, name, when))
        return tuple(sorted(found, key=lambda each: each.when, reverse=True))

    def restore(self, key: str) -> Template:
        """Bring a deleted template back; where its name is taken meanwhile, under another.

        Raises
        ------
        UsageError
            Where nothing is kept under this key.
        """
        known = {each.key: each for each in self.deleted()}
        if key not in known:
            raise UsageError(
                f"no deleted template is kept as {key!r}",
                remedy="It may be restored already: list the templates again.",
                code="no_template",
            )
        source = self.folder / _ASIDE / key
        name = known[key].name
        taken = {each.name.casefold() for each in self.own()}
        path = self._path(name)
        _move(source, path)
        template = read_template(path)
        if template.definition is not None and name.casefold() in taken:
            number = 2
            while f"{name} ({number})".casefold() in taken:
                number += 1
            self._write(path, template.definition.model_copy(update={"name": f"{name} ({number})"}))
            template = read_template(path)
        return template

    def _own(self, key: str) -> Template:
        template = self.get(key)
        if not template.own:
            raise UsageError(
                f"the template {template.name!r} comes with nbreports and stays as it is",
                remedy="Duplicate it, and change the copy.",
                code="builtin_template",
            )
        return template

    def _free(self, name: str, besides: str | None = None) -> str:
        """Return a name without blanks around it.

        Raises
        ------
        UsageError
            Where it is empty, too long or taken.
        """
        name = " ".join(name.split())
        if not name or len(name) > _LONGEST_STEM:
            raise UsageError(
                "a template needs a name" if not name else f"the name has {len(name)} characters",
                remedy=f"Give it 1 to {_LONGEST_STEM} characters.",
                code="template_name",
            )
        for each in self.own():
            if each.key != besides and each.name.casefold() == name.casefold():
                raise UsageError(
                    f"there is a template called {each.name!r} already",
                    remedy="Choose another name, or delete that one first.",
                    code="template_exists",
                )
        return name

    def _path(self, name: str) -> Path:
        """Return the path of a new file for a name."""
        stem = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")[:_LONGEST_STEM] or "template"
        path, number = self.folder / f"{stem}{ENDING}", 2
        while path.exists():
            path, number = self.folder / f"{stem}-{number}{ENDING}", number + 1
        return path

    def _write(self, path: Path, definition: ReportDefinition) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _failed(self.folder, error) from error
        with AtomicFile(path) as file:
            file.write(dumps(definition).encode())
            file.commit()


def _move(source: Path, target: Path) -> None:
    """Move a file to a name that nothing has; a file that came there meanwhile is not replaced."""
    try:
        try:
            os.link(source, target)
        except OSError:
            if target.exists():
                raise
            # a file system without hard links
            source.rename(target)
        else:
            source.unlink()
    except OSError as error:
        raise _failed(target, error) from error


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"the template cannot be kept: {error.strerror or error}",
        where=str(path),
        remedy=f"Write to a folder you may write to: set {FOLDER_VARIABLE}.",
    )
