"""A report as the Python that a person would write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nbreports.definition.base import Definition
from nbreports.definition.blocks import BlockBase, CrosstabTotals
from nbreports.definition.dump import given
from nbreports.definition.ids import automatic_ids
from nbreports.definition.page import FirstPage, PageText
from nbreports.definition.parameters import ParamValues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbreports.definition.report import ReportDefinition

WIDTH = 100
_INDENT = "    "
_AS_DICT = (PageText, FirstPage, CrosstabTotals, ParamValues)
"""Objects too small for a name of their own: written as dicts."""


def to_code(definition: ReportDefinition, *, name: str = "report") -> str:
    """Return Python source that makes the report.

    Parameters
    ----------
    definition
        The report.
    name
        The variable it is assigned to.

    Returns
    -------
    str
        Sorted imports, then one assignment; a block stands on one line where it fits in 100 characters. Ids
        are written only where they are not the ones that would be given anyway.
    """
    writer = _Writer(automatic_ids(definition.body))
    statement = f"{name} = {writer.report(definition)}\n"
    imports = f"from nbreports import {', '.join(sorted(writer.names))}"
    if len(imports) > WIDTH:
        listed = "".join(f"{_INDENT}{each},\n" for each in sorted(writer.names))
        imports = f"from nbreports import (\n{listed})"
    return f"{imports}\n\n{statement}"


class _Writer:
    def __init__(self, automatic: frozenset[str]) -> None:
        self.automatic = automatic
        self.names: set[str] = {"Report"}

    def report(self, definition: ReportDefinition) -> str:
        keys = given(definition)
        head = [literal(keys.pop("title")), literal(keys.pop("source"))]
        body = [self.lines(block, 1) for block in keys.pop("body", ())]
        if not keys:
            return f"Report({', '.join(head)}, {_listed(body, 0)})"
        body = [self.lines(block, 2) for block in definition.body]
        items = [*head, *(f"{name}={self.lines(value, 1, len(name) + 1)}" for name, value in keys.items())]
        if body:
            items.append(f"body={_listed(body, 1)}")
        return _broken("Report(", items, ")", 0)

    def lines(self, value: Any, level: int, lead: int = 0) -> str:
        """Return a value at an indentation, on one line where that fits after ``lead`` characters."""
        flat = self.flat(value)
        if len(_INDENT) * level + lead + len(flat) + 1 <= WIDTH and "\n" not in flat:
            return flat
        match value:
            case Definition() if not isinstance(value, _AS_DICT):
                name, args, keywords = self._call(value)
                items = [self.lines(_item(arg), level + 1) for arg in args]
                items += [f"{key}={self.lines(each, level + 1, len(key) + 1)}" for key, each in keywords]
                return _broken(f"{name}(", items, ")", level) if items else flat
            case Definition() | dict():
                pairs = given(value) if isinstance(value, Definition) else value
                items = [
                    f"{literal(key)}: {self.lines(_item(each), level + 1, len(literal(key)) + 2)}"
                    for key, each in pairs.items()
                ]
                return _broken("{", items, "}", level) if items else flat
            case tuple():
                items = [self.lines(_item(each), level + 1) for each in value]
                return _broken("[", items, "]", level) if items else flat
            case _:
                return flat

    def flat(self, value: Any) -> str:
        match value:
            case Definition() if not isinstance(value, _AS_DICT):
                name, args, keywords = self._call(value)
                parts = [self.flat(_item(arg)) for arg in args]
                parts += [f"{key}={self.flat(each)}" for key, each in keywords]
                return f"{name}({', '.join(parts)})"
            case Definition() | dict():
                pairs = given(value) if isinstance(value, Definition) else value
                inside = (f"{literal(key)}: {self.flat(_item(each))}" for key, each in pairs.items())
                return f"{{{', '.join(inside)}}}"
            case tuple():
                return f"[{', '.join(self.flat(_item(each)) for each in value)}]"
            case _:
                return literal(value)

    def _call(self, value: Definition) -> tuple[str, list[Any], list[tuple[str, Any]]]:
        cls = type(value)
        self.names.add(cls.__name__)
        keys = given(value)
        keys.pop("kind", None)
        if isinstance(value, BlockBase) and value.id in self.automatic:
            keys.pop("id", None)
        args: list[Any] = []
        if cls.variadic is not None:
            args = list(keys.pop(cls.variadic, ()))
        for key in cls.positional:
            if key not in keys:
                break
            args.append(keys.pop(key))
        if "group_by" in keys and len(keys["group_by"]) == 1 and keys["group_by"][0].is_short():
            keys["group_by"] = keys["group_by"][0].by
        return cls.__name__, args, [(cls.attribute_of(key), each) for key, each in keys.items()]


def _item(value: Any) -> Any:
    """Return a list's item or a named object as it is written: a bare string where it is short."""
    if isinstance(value, Definition) and value.is_short():
        return getattr(value, value.attribute_of(str(value.short)))
    return value


def _broken(opening: str, items: Iterable[str], closing: str, level: int) -> str:
    inside = "".join(f"{_INDENT * (level + 1)}{item},\n" for item in items)
    return f"{opening}\n{inside}{_INDENT * level}{closing}"


def _listed(items: list[str], level: int) -> str:
    return _broken("[", items, "]", level) if items else "[]"


def literal(value: bool | float | str | None) -> str:
    """Return a plain value as Python source; texts in double quotes unless they hold some."""
    if not isinstance(value, str):
        return repr(value)
    text = json.dumps(value, ensure_ascii=False)
    if '"' in value and "'" not in value:
        text = "'" + text[1:-1].replace('\\"', '"') + "'"
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
