"""A report from Python source, read as syntax and never run."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from nbreports.definition import blocks, fields, groups, page, parameters, rules, sources, theme
from nbreports.definition.base import Definition
from nbreports.definition.faults import refuse, suggestion
from nbreports.definition.reading import MAX_BYTES
from nbreports.definition.report import ReportDefinition
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

_MODULES = (blocks, fields, groups, page, parameters, rules, sources, theme)
CLASSES: Mapping[str, type[Definition]] = {
    each.__name__: each
    for module in _MODULES
    for each in vars(module).values()
    if isinstance(each, type)
    and issubclass(each, Definition)
    and each not in (Definition, blocks.BlockBase)
    and each.__module__ == module.__name__
} | {"Report": ReportDefinition}
"""The names that may be called, and what they make."""

_MAX_DEPTH = 130


def from_code(text: str) -> ReportDefinition:
    """Return the report that Python source makes, without running it.

    Parameters
    ----------
    text
        Imports of ``nbreports``, assignments, and one ``Report(…)``. Values are literals, lists, dicts, names
        assigned before, and the classes of the format.

    Raises
    ------
    DefinitionError
        With line and column, for anything else.
    """
    if len(text) > MAX_BYTES:
        refuse(
            f"the code has {len(text):,} characters and {MAX_BYTES:,} are allowed",
            where="/",
            remedy="Import a smaller report.",
            code="too_large",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        refuse(
            f"not Python: {error.msg}",
            where=f"line {error.lineno or 1}, column {error.offset or 1}",
            remedy="Check the brackets, commas and quotes at this place.",
            code="code",
        )
    except (ValueError, RecursionError, MemoryError):
        refuse(
            "not Python that can be read",
            where="line 1",
            remedy="Use plain text, nested less deeply.",
            code="code",
        )
    return _Reader().report(tree)


class _Reader:
    def __init__(self) -> None:
        self.classes: dict[str, type[Definition]] = {}
        self.modules: set[str] = set()
        self.values: dict[str, Any] = {}
        self.found: ReportDefinition | None = None

    def report(self, tree: ast.Module) -> ReportDefinition:
        for number, statement in enumerate(tree.body):
            match statement:
                case ast.Expr(value=ast.Constant(value=str())) if number == 0:
                    continue
                case ast.ImportFrom() | ast.Import():
                    self._import(statement)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.values[name] = self.value(value)
                case ast.Expr(value=ast.Call() as call):
                    if not isinstance(self.value(call), ReportDefinition):
                        _refuse(call, "this makes something and keeps nothing", "Put it into the report.")
                case _:
                    _refuse(
                        statement, "only imports, assignments and the report may stand here", "Take it out."
                    )
        if self.found is None:
            refuse("there is no Report(…)", where="line 1", remedy="Add one.", code="code")
        return self.found

    def _import(self, statement: ast.ImportFrom | ast.Import) -> None:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name != "nbreports":
                    _refuse(statement, f"'{alias.name}' is imported", "Import from nbreports alone.")
                self.modules.add(alias.asname or alias.name)
            return
        if statement.module == "__future__":
            return
        if statement.module != "nbreports" or statement.level:
            _refuse(statement, f"'{statement.module or '.'}' is imported", "Import from nbreports alone.")
        for alias in statement.names:
            if alias.name == "*":
                self.classes.update(CLASSES)
            elif alias.name in CLASSES:
                self.classes[alias.asname or alias.name] = CLASSES[alias.name]
            else:
                _refuse(statement, f"'{alias.name}' is nothing of a report", suggestion(alias.name, CLASSES))

    def value(self, node: ast.expr, depth: int = 0) -> Any:  # noqa: RET503 - refusing never returns
        if depth > _MAX_DEPTH:
            _refuse(node, "nested too deeply", "Use fewer rows inside rows.")
        match node:
            case ast.Constant(value=str() | bool() | int() | float() | None):
                return node.value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if not (
                isinstance(number, bool)
            ):
                return -number
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [self.value(item, depth + 1) for item in items]
            case ast.Dict():
                return self._dict(node, depth)
            case ast.Name(id=name):
                if name not in self.values:
                    _refuse(node, f"'{name}' is not known here", f'Name a frame by a text: "{name}".')
                return self.values[name]
            case ast.Call():
                return self._call(node, depth)
        _refuse(node, "only literals and the classes of a report are read", "Write the value itself.")

    def _dict(self, node: ast.Dict, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            match key:
                case ast.Constant(value=str(name)):
                    if name in found:
                        _refuse(key, f"the key {name!r} is there twice", "Keep one of them.")
                    found[name] = self.value(value, depth + 1)
                case _:
                    _refuse(node if key is None else key, "a key is not a text", "Write each key as a text.")
        return found

    def _call(self, node: ast.Call, depth: int) -> Definition:
        cls = self._class(node.func)
        args = [self.value(arg, depth + 1) for arg in node.args]
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                _refuse(keyword.value, "'**' is not read", "Write each key by its name.")
            keywords[keyword.arg] = self.value(keyword.value, depth + 1)
        try:
            made = cls(*args, **keywords)
        except DefinitionError as error:
            error.where = f"line {node.lineno}, {error.where}" if error.where else f"line {node.lineno}"
            raise
        if isinstance(made, ReportDefinition):
            if self.found is not None:
                _refuse(node, "there is a second report", "Import one report at a time.")
            self.found = made
        return made

    def _class(self, func: ast.expr) -> type[Definition]:  # noqa: RET503 - refusing never returns
        match func:
            case ast.Name(id=name) if name in self.classes:
                return self.classes[name]
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self.modules:
                if name in CLASSES:
                    return CLASSES[name]
                _refuse(func, f"'{name}' is nothing of a report", suggestion(name, CLASSES))
            case ast.Name(id=name) if name in CLASSES:
                _refuse(func, f"'{name}' is not imported", f"Add: from nbreports import {name}.")
            case ast.Name(id=name):
                _refuse(func, f"'{name}' is nothing of a report", suggestion(name, CLASSES))
        _refuse(func, "only the classes of a report are called", "Write the value itself.")


def _refuse(node: ast.AST, message: str, remedy: str) -> NoReturn:
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
    refuse(message, where=f"line {line}, column {column}", remedy=remedy, code="code")
