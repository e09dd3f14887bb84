"""A template file: read, checked, and listed also where it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nbreports.definition.check import problems
from nbreports.definition.load import load
from nbreports.errors import DefinitionError, NbreportsError

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition

ENDING = ".nbreport"
ORDER = (
    *("listing", "grouped-listing", "summary", "one-pager", "crosstab", "trend", "top-ten"),
    *("document", "distribution", "blank"),
)
"""How the built-in templates are listed; others of the folder follow."""


@dataclass(frozen=True)
class Template:
    """A template as it is listed: what it is called, and either its report or what is wrong with it.

    Attributes
    ----------
    key
        A name for programs: the file's, with ``own/`` before it where it is no built-in one.
    """

    key: str
    path: Path
    own: bool = False
    definition: ReportDefinition | None = None
    error: NbreportsError | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        if self.definition is None:
            return self.path.stem
        return self.definition.name or self.definition.title

    @property
    def description(self) -> str:
        """What it is for, in a sentence."""
        return (self.definition.description if self.definition is not None else None) or ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""
        return self.definition.tags if self.definition is not None else ()


@cache
def builtin_templates() -> tuple[Template, ...]:
    """Return the templates that come with the package."""
    folder = Path(__file__).parent / "builtin"
    known = {template.key: template for template in _folder(folder, own=False)}
    first = [known.pop(key) for key in ORDER if key in known]
    return (*first, *known.values())


def read_folder(folder: Path) -> tuple[Template, ...]:
    """Return the own templates of a folder, by name; a folder that is not there has none.

    Raises
    ------
    DefinitionError
        Where the folder is there and cannot be read.
    """
    return tuple(sorted(_folder(folder, own=True), key=lambda template: template.name.casefold()))


def read_template(path: Path, *, own: bool = True) -> Template:
    """Return the template in a file; one that cannot be read has its error, and nothing is raised."""
    key = f"own/{path.stem}" if own else path.stem
    try:
        definition = load(path)
        for problem in problems(definition):
            if problem.code != "unbound_slot":
                raise problem
    except NbreportsError as error:
        return Template(key, path, own, error=error)
    return Template(key, path, own, definition)


def _folder(folder: Path, *, own: bool) -> list[Template]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ENDING and path.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DefinitionError(
            f"the folder of templates cannot be read: {error.strerror}",
            where=str(folder),
            remedy="Let this user read the folder, or name another one in NBREPORTS_TEMPLATES.",
            code="templates_unreadable",
        ) from error
    return [read_template(path, own=own) for path in files]
