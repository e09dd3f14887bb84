"""Text to typed nodes: Python's syntax, read by ``ast`` against an allow-list, never run.

Whatever is not on the list is an ``ExpressionError`` with its place in the text and what to write instead.
"""

from __future__ import annotations

import ast
from datetime import date
from typing import TYPE_CHECKING, get_args
from typing import Literal as Choice

from nbreports.definition.expressions import hints
from nbreports.definition.expressions.functions import FUNCTIONS, Function
from nbreports.definition.expressions.nodes import (
    Arithmetic,
    ArithmeticOp,
    Call,
    Compare,
    CompareOp,
    Conditional,
    Expression,
    In,
    IsNone,
    Literal,
    Logical,
    Name,
    Namespace,
    Unary,
)
from nbreports.definition.expressions.source_text import SourceText
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

Space = Choice["param", "group", "report", "run", "page", "slot"]

#: The values of each namespace; None where the report names them.
NAMESPACES: Mapping[str, tuple[str, ...] | None] = {
    "param": None,
    "slot": None,
    "group": ("key", "label", "level"),
    "report": ("title", "name"),
    "run": ("stamp", "started", "rows"),
    "page": ("number", "count"),
}
CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "none": None}
RESERVED = frozenset(NAMESPACES) | frozenset(CONSTANTS) | {"col"}

_ARITHMETIC: dict[type[ast.operator], ArithmeticOp] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_COMPARE: dict[type[ast.cmpop], CompareOp] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def parse(text: str, *, where: str | None = None) -> Expression:
    """Read one expression.

    Parameters
    ----------
    text
        The expression as a person wrote it, at most 2,000 characters.
    where
        Its place in the report, for errors: a JSON pointer.

    Returns
    -------
    Expression
        Frozen nodes, at most 300 of them, at most 40 deep.

    Raises
    ------
    ExpressionError
        Where the text is not of the language. ``column`` is the offset of the part that is not.
    """
    if not isinstance(text, str):
        raise ExpressionError(
            f"an expression is text, not {type(text).__name__}", where=where, code="expression_type"
        )
    return _Parser(text, where).parse()


class _Parser(SourceText):
    """One text read against the list of what may stand in it."""

    def parse(self) -> Expression:
        return self.node(self.read())

    def node(self, tree: ast.expr) -> Expression:
        match tree:
            case ast.Constant():
                return self.constant(tree)
            case ast.Name():
                return self.name(tree)
            case ast.Attribute():
                return self.attribute(tree)
            case ast.UnaryOp():
                return self.unary(tree)
            case ast.BinOp():
                return self.arithmetic(tree)
            case ast.BoolOp():
                op: Choice["and", "or"] = "and" if isinstance(tree.op, ast.And) else "or"
                return Logical(op, tuple(self.node(value) for value in tree.values), *self.span(tree))
            case ast.Compare():
                return self.comparison(tree)
            case ast.IfExp():
                return Conditional(
                    self.node(tree.test), self.node(tree.body), self.node(tree.orelse), *self.span(tree)
                )
            case ast.Call():
                return self.call(tree)
        message, remedy = hints.construct(tree)
        raise self.refused(message, at=tree, remedy=remedy, code="expression_not_allowed")

    def constant(self, tree: ast.Constant) -> Literal:
        value = tree.value
        if isinstance(value, float) and value in (float("inf"), float("-inf")):
            raise self.refused(
                "the number is too large",
                at=tree,
                remedy="Numbers go up to about 1.8e308.",
                code="expression_number",
            )
        if isinstance(value, str) and any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise self.refused(
                "the text holds half of a character",
                at=tree,
                remedy="Write the whole character, such as '\\U0001F600', not a surrogate.",
                code="expression_character",
            )
        if value is None or isinstance(value, bool | str | float):
            return Literal(value, *self.span(tree))
        if isinstance(value, int):
            return Literal(self.integer(value, tree), *self.span(tree))
        message, remedy = hints.constant(value)
        raise self.refused(message, at=tree, remedy=remedy, code="expression_not_allowed")

    def integer(self, value: int, tree: ast.expr) -> int:
        if not -(2**63) <= value < 2**63:
            raise self.refused(
                "the whole number does not fit 64 bits",
                at=tree,
                remedy="Write it with a decimal point, or as a power such as 1e30.",
                code="expression_number",
            )
        return value

    def name(self, tree: ast.Name) -> Expression:
        name = self.raw(tree)
        if name in CONSTANTS:
            return Literal(CONSTANTS[name], *self.span(tree))
        if name in NAMESPACES:
            values = NAMESPACES[name]
            example = values[0] if values else "name"
            raise self.refused(
                f"'{name}' stands for nothing alone",
                at=tree,
                remedy=f"Write {name}.{example}, or col({name!r}) for a field of that name.",
                code="expression_name",
            )
        if name == "col":
            raise self.refused(
                "'col' needs a field's name",
                at=tree,
                remedy="Write col('a b'), also for a field that is named col.",
                code="expression_name",
            )
        self.plain(name, tree)
        return Name(name, None, *self.span(tree))

    def attribute(self, tree: ast.Attribute) -> Expression:
        if not isinstance(tree.value, ast.Name):
            raise self.refused(
                "a dot may only follow the name of a join or of a namespace",
                at=tree,
                remedy="Write airline.name for a field of a join, param.x for a parameter; "
                "functions stand before: lower(s), not s.lower().",
                code="expression_not_allowed",
            )
        space = self.raw(tree.value)
        name = self.raw(tree)
        if space in CONSTANTS or space == "col":
            raise self.refused(
                f"'{space}' has no parts", at=tree, remedy=hints.FIELD, code="expression_not_allowed"
            )
        self.plain(space, tree.value)
        self.plain(name, tree)
        if space not in NAMESPACES:
            return Name(name, space, *self.span(tree))
        values = NAMESPACES[space]
        if values is not None and name not in values:
            raise self.refused(
                f"'{space}' has no '{name}'",
                at=tree,
                remedy=hints.nearest(name, values, prefix=f"{space}."),
                code="expression_name",
            )
        known: Space = next(choice for choice in get_args(Space) if choice == space)
        return Namespace(known, name, *self.span(tree))

    def raw(self, tree: ast.Name | ast.Attribute) -> str:
        """Return the name as written: Python's parser folds ``µ`` and its like, columns of data do not."""
        segment = self.encoded[tree.col_offset : tree.end_col_offset].decode("utf-8", "replace")
        if isinstance(tree, ast.Name):
            return segment
        return segment.rpartition(".")[2].strip(" ")

    def plain(self, name: str, tree: ast.expr) -> None:
        if name.startswith("__"):
            raise self.refused(
                f"'{name}' is not a name of this language",
                at=tree,
                remedy=f"Write col({name!r}) if a column of the data has this name.",
                code="expression_not_allowed",
            )

    def unary(self, tree: ast.UnaryOp) -> Expression:
        if isinstance(tree.op, ast.Not):
            return Unary("not", self.node(tree.operand), *self.span(tree))
        if isinstance(tree.op, ast.USub):
            inner = tree.operand
            if isinstance(inner, ast.Constant):
                value = inner.value
                if isinstance(value, int) and not isinstance(value, bool):
                    return Literal(self.integer(-value, tree), *self.span(tree))
                if isinstance(value, float):
                    self.constant(inner)
                    return Literal(-value if value else 0.0, *self.span(tree))
            operand = self.node(inner)
            if isinstance(operand, Literal) and type(operand.value) in (int, float) and not operand.value:
                return operand
            return Unary("-", operand, *self.span(tree))
        if isinstance(tree.op, ast.UAdd):
            raise self.refused(
                "a number needs no sign '+'", at=tree, remedy="Leave it out.", code="expression_not_allowed"
            )
        raise self.refused(
            "'~' is not an operator of this language",
            at=tree,
            remedy="Write not, as in: not paid.",
            code="expression_not_allowed",
        )

    def arithmetic(self, tree: ast.BinOp) -> Expression:
        op = _ARITHMETIC.get(type(tree.op))
        if op is None:
            message, remedy = hints.operator(tree.op)
            raise self.refused(message, at=tree, remedy=remedy, code="expression_not_allowed")
        return Arithmetic(op, self.node(tree.left), self.node(tree.right), *self.span(tree))

    # ------------------------------------------------------------ comparisons

    def comparison(self, tree: ast.Compare) -> Expression:
        lefts = [tree.left, *tree.comparators[:-1]]
        pairs = [
            self.pair(left, op, right)
            for left, op, right in zip(lefts, tree.ops, tree.comparators, strict=True)
        ]
        return pairs[0] if len(pairs) == 1 else Logical("and", tuple(pairs), *self.span(tree))

    def pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression:
        span = (self.column(left), self.end(right))
        if isinstance(op, ast.In | ast.NotIn):
            return In(self.node(left), self.items(right), isinstance(op, ast.NotIn), *span)
        operand = self.node(left)
        other = self.node(right)
        if isinstance(op, ast.Is | ast.IsNot):
            if other != Literal(None):
                raise self.refused(
                    "'is' compares with none only",
                    at=right,
                    remedy="Write == to compare values, as in: status == 'paid'.",
                    code="expression_not_allowed",
                )
            return IsNone(operand, isinstance(op, ast.IsNot), *span)
        if Literal(None) in (operand, other):
            negated = " not" if isinstance(op, ast.NotEq) else ""
            raise self.refused(
                "nothing is equal to none, not even none",
                at=right if other == Literal(None) else left,
                remedy=f"Write: x is{negated} none.",
                code="expression_none",
            )
        return Compare(_COMPARE[type(op)], operand, other, *span)

    def items(self, tree: ast.expr) -> tuple[Expression, ...]:
        if isinstance(tree, ast.List | ast.Tuple):
            items = tuple(self.node(item) for item in tree.elts)
            for item, part in zip(items, tree.elts, strict=True):
                if item == Literal(None):
                    raise self.refused(
                        "a list holds no none, because nothing is equal to it",
                        at=part,
                        remedy="Write: x is none or x in [...].",
                        code="expression_none",
                    )
            return items
        node = self.node(tree) if isinstance(tree, ast.Attribute) else None
        if isinstance(node, Namespace) and node.space == "param":
            return (node,)
        raise self.refused(
            "'in' needs a list or a parameter",
            at=tree,
            remedy="Write: region in ['North', 'South'], region in param.regions, or contains(text, 'part').",
            code="expression_in",
        )

    # ------------------------------------------------------------------ calls

    def call(self, tree: ast.Call) -> Expression:
        if not isinstance(tree.func, ast.Name):
            raise self.refused(
                "only the functions of this language can be called",
                at=tree.func,
                remedy="Functions stand before what they work on: lower(s), not s.lower().",
                code="expression_not_allowed",
            )
        name = self.raw(tree.func)
        for argument in tree.args:
            if isinstance(argument, ast.Starred):
                raise self.refused(
                    "'*' cannot stand before an argument",
                    at=argument,
                    remedy="Write the arguments out; all rows are counted by count().",
                    code="expression_not_allowed",
                )
        if name == "col":
            return self.col(tree)
        function = FUNCTIONS.get(name)
        if function is None:
            raise self.refused(
                f"there is no function '{name}'",
                at=tree.func,
                remedy=hints.function(name, FUNCTIONS),
                code="expression_function",
            )
        self.arity(function, tree)
        keywords = tuple((keyword.arg or "", self.keyword(function, keyword)) for keyword in tree.keywords)
        args = tuple(self.node(argument) for argument in tree.args)
        span = self.span(tree)
        if name == "if_":
            return Conditional(args[0], args[1], args[2], *span)
        for kind, value, part in zip(function.kinds(len(args)), args, tree.args, strict=True):
            wrong = hints.written(kind, value)
            if wrong is not None:
                raise self.refused(
                    f"{name}: {wrong[0]}", at=part, remedy=wrong[1], code="expression_argument"
                )
        if name == "date" and isinstance(args[0], Literal):
            self.iso_date(args[0], tree.args[0])
        return Call(name, args, keywords, *span)

    def col(self, tree: ast.Call) -> Name:
        if len(tree.args) == 1 and not tree.keywords and isinstance(tree.args[0], ast.Constant):
            literal = self.constant(tree.args[0])
            if isinstance(literal.value, str) and literal.value:
                return Name(literal.value, None, *self.span(tree))
        raise self.refused(
            "'col' takes one field's name, as a text",
            at=tree,
            remedy="Write col('a b').",
            code="expression_argument",
        )

    def arity(self, function: Function, tree: ast.Call) -> None:
        given = len(tree.args)
        most = None if function.repeats else len(function.args)
        if given >= function.required and (most is None or given <= most):
            return
        wanted = (
            f"at least {function.required}"
            if most is None
            else str(most)
            if most == function.required
            else f"{function.required} to {most}"
        )
        raise self.refused(
            f"{function.name} takes {wanted} argument{'' if wanted == '1' else 's'}, not {given}",
            at=tree,
            remedy=f"Write {function.usage}.",
            code="expression_arity",
        )

    def keyword(self, function: Function, keyword: ast.keyword) -> Expression:
        if keyword.arg is None or keyword.arg not in function.keywords:
            raise self.refused(
                f"{function.name} takes no '{keyword.arg or '**'}'",
                at=keyword,
                remedy=f"Write {function.usage}.",
                code="expression_keyword",
            )
        value = self.node(keyword.value)
        if not (
            isinstance(value, Name) or (isinstance(value, Literal) and isinstance(value.value, str | None))
        ):
            raise self.refused(
                f"{keyword.arg} is the name of a group, or none",
                at=keyword.value,
                remedy="Write running(sum(x), reset=region), or reset=none to run through the report.",
                code="expression_keyword",
            )
        return value

    def iso_date(self, literal: Literal, tree: ast.expr) -> None:
        try:
            date.fromisoformat(str(literal.value))
        except ValueError:
            raise self.refused(
                f"{literal.value!r} is not a date",
                at=tree,
                remedy="Write year, month and day, as in date('2024-01-31').",
                code="expression_date",
            ) from None
