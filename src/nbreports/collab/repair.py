"""A definition with what the format does not allow left out, one place after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.load import definition_from_dict
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from nbreports.definition.report import ReportDefinition

MOST_REPAIRS = 500

_NEEDED = {"title": "Untitled", "source": "data"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something mended or left out.

    Parameters
    ----------
    where
        A JSON pointer into the definition as it was then, or the key of an item.
    message
        What was wrong.
    """

    where: str
    message: str


def repaired(data: dict[str, Any]) -> tuple[ReportDefinition | None, tuple[Problem, ...]]:
    """Return the report of an object, with what is not allowed left out, and what that was.

    The innermost thing that is wrong goes first: a key, and where its object needs it, the object.
    """
    problems: list[Problem] = []
    for _ in range(MOST_REPAIRS):
        try:
            return definition_from_dict(data), tuple(problems)
        except DefinitionError as error:
            where = error.where or "/"
            problems.append(Problem(where, error.message))
            if not _cut(data, where):
                break
    return None, tuple(problems)


def _cut(data: dict[str, Any], where: str) -> bool:
    """Take out what stands at ``where``, or the object that needs it; return whether anything was."""
    if where == "/":
        # what every report needs is given: what else is in it shall not be lost for it
        missing = {key: value for key, value in _NEEDED.items() if key not in data}
        data.update(missing)
        return bool(missing)
    parts = [part.replace("~1", "/").replace("~0", "~") for part in where.split("/")[1:]]
    if parts == ["schema"]:
        # a newer schema is nothing to mend
        return False
    way: list[Any] = [data]
    for part in parts:
        inner = _inside(way[-1], part)
        if inner is _NOTHING:
            break
        way.append(inner)
    if len(way) == 1:
        return False
    # all the way there, or as far as there is anything
    return _remove(way[-2], parts[len(way) - 2])


_NOTHING = object()


def _inside(owner: Any, part: str) -> Any:
    if isinstance(owner, dict):
        return owner.get(part, _NOTHING)
    if isinstance(owner, list) and part.isdigit() and int(part) < len(owner):
        return owner[int(part)]
    return _NOTHING


def _remove(owner: Any, part: str) -> bool:
    if isinstance(owner, dict):
        del owner[part]
    else:
        del owner[int(part)]
    return True
