"""Types of expressions, before any engine sees them.

A wrong type, such as text added to a number, is an ``ExpressionError`` at its place.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Literal as Choice

from nbreports.definition.expressions.functions import DATE_UNITS, FUNCTIONS, Function
from nbreports.definition.expressions.hints import nearest
from nbreports.definition.expressions.nodes import (
    Arithmetic,
    Call,
    Compare,
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
from nbreports.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

DataTypeName = Choice[
    "integer", "float", "decimal", "text", "boolean", "date", "datetime", "time", "duration", "bytes", "null"
]

NUMBERS: frozenset[DataTypeName] = frozenset({"integer", "float", "decimal"})
ORDERED: frozenset[DataTypeName] = NUMBERS | {"text", "date", "datetime", "time", "duration"}
ARGUMENTS: Mapping[str, frozenset[DataTypeName]] = {
    "number": NUMBERS,
    "summable": NUMBERS | {"boolean", "duration"},
    "averageable": NUMBERS | {"boolean", "duration"},
    "orderable": ORDERED,
    "boolean": frozenset({"boolean"}),
    "text": frozenset({"text"}),
    "text_or_integer": frozenset({"text", "integer"}),
    "moment": frozenset({"date", "datetime"}),
    "clock": frozenset({"datetime", "time"}),
    "datelike": frozenset({"text", "date", "datetime"}),
}
_RUN: Mapping[str, DataTypeName] = {
    "group.label": "text",
    "group.level": "integer",
    "report.title": "text",
    "report.name": "text",
    "run.stamp": "text",
    "run.started": "datetime",
    "run.rows": "integer",
    "page.number": "integer",
    "page.count": "integer",
}
# how the types that are compared with texts are written
_WRITTEN: Mapping[DataTypeName, str] = {
    "date": "2024-01-31",
    "datetime": "2024-01-31T12:00",
    "time": "12:00",
}
_MAX_EXACT_DIGITS = 15
_MAX_EXACT_SCALE = 10


def infer(
    expression: Expression,
    fields: Mapping[str, DataTypeName],
    *,
    params: Mapping[str, DataTypeName] | None = None,
    where: str | None = None,
    text: str | None = None,
) -> DataTypeName:
    """Return the type of an expression.

    Parameters
    ----------
    expression
        Measures and calculated fields written out, or listed in ``fields`` with their types.
    fields
        Types by ``Name.key``.
    params
        Types of parameters, and of any other ``space.name``; one that is missing goes with every type.
    where, text
        For errors: the place in the report and the expression as written.

    Raises
    ------
    ExpressionError
        Where a name is unknown or a type is wrong; ``column`` is the place.
    """
    return Types(fields, params=params, where=where, text=text).of(expression)


def exact(node: Expression) -> Decimal | None:
    """Return a float literal as the decimal it was written as, where that stays small; else None.

    ``price * 1.19`` over decimals is decimal, and exact.
    """
    if not isinstance(node, Literal) or not isinstance(node.value, float):
        return None
    value = Decimal(repr(node.value))
    _, digits, exponent = value.as_tuple()
    if (
        not isinstance(exponent, int)
        or not -_MAX_EXACT_SCALE <= exponent <= 0
        or len(digits) > _MAX_EXACT_DIGITS
    ):
        return None
    return value


class Types:
    """The types of one expression's parts, each found once."""

    def __init__(
        self,
        fields: Mapping[str, DataTypeName],
        *,
        params: Mapping[str, DataTypeName] | None = None,
        where: str | None = None,
        text: str | None = None,
    ) -> None:
        self._fields = fields
        self._params = params or {}
        self._where = where
        self._text = text
        # by identity: the node is kept, so that its id is not given to another
        self._known: dict[int, tuple[Expression, DataTypeName]] = {}

    def of(self, node: Expression) -> DataTypeName:
        """Return the type of ``node``."""
        known = self._known.get(id(node))
        if known is None:
            known = (node, self._find(node))
            self._known[id(node)] = known
        return known[1]

    def common(self, *nodes: Expression) -> DataTypeName:
        """Return the one type that holds all of ``nodes``."""
        found: DataTypeName = "null"
        several = [self.of(node) for node in nodes]
        decimal = "decimal" in several
        for node, kind in zip(nodes, several, strict=True):
            one = "decimal" if decimal and kind == "float" and exact(node) is not None else kind
            both = _unify(found, one)
            if both is None:
                raise self._error(
                    node,
                    f"{_a(one)} cannot stand where {_a(found)} stands",
                    "Give all of them one type; a number becomes text by concat(x, '').",
                )
            found = both
        return found

    def _error(self, node: Expression, message: str, remedy: str) -> ExpressionError:
        return ExpressionError(
            message,
            where=self._where,
            remedy=remedy,
            code="expression_type",
            column=node.column,
            end=node.end,
            text=self._text,
        )

    def _find(self, node: Expression) -> DataTypeName:
        match node:
            case Literal():
                return _literal_type(node)
            case Name():
                return self._name(node)
            case Namespace():
                key = f"{node.space}.{node.name}"
                return self._params.get(key) or self._params.get(node.name) or _RUN.get(key, "null")
            case Unary():
                return self._unary(node)
            case Arithmetic():
                return self._arithmetic(node)
            case Compare():
                self._comparable(node.left, node.right, node.op in ("==", "!="), node.op)
                return "boolean"
            case In():
                for item in node.items:
                    self._comparable(node.operand, item, True, "in")
                return "boolean"
            case IsNone():
                self.of(node.operand)
                return "boolean"
            case Logical():
                for operand in node.operands:
                    self._condition(operand, node.op)
                return "boolean"
            case Conditional():
                self._condition(node.test, "if")
                return self.common(node.then, node.otherwise)
            case Call():
                return self._call(node, FUNCTIONS[node.function])

    def _name(self, node: Name) -> DataTypeName:
        kind = self._fields.get(node.key)
        if kind is None:
            raise ExpressionError(
                f"there is no field '{node.key}'",
                where=self._where,
                remedy=nearest(node.key, self._fields),
                code="expression_field",
                column=node.column,
                end=node.end,
                text=self._text,
            )
        return kind

    def _condition(self, node: Expression, word: str) -> None:
        kind = self.of(node)
        if kind not in ("boolean", "null"):
            raise self._error(
                node,
                f"'{word}' needs something true or false, and this is {_a(kind)}",
                "Compare it with something, as in: amount > 0.",
            )

    def _unary(self, node: Unary) -> DataTypeName:
        if node.op == "not":
            self._condition(node.operand, "not")
            return "boolean"
        kind = self.of(node.operand)
        if kind not in NUMBERS | {"duration", "null"}:
            raise self._error(node, f"{_a(kind)} has no negative", "Write - before a number.")
        return kind

    def _arithmetic(self, node: Arithmetic) -> DataTypeName:
        left, right = self.of(node.left), self.of(node.right)
        if left == "null" or right == "null":
            return _with_unknown(node.op, right if left == "null" else left)
        if left in NUMBERS and right in NUMBERS:
            if node.op in {"**", "/"}:
                return "float"
            return self.common(node.left, node.right)
        kind = _MOMENTS.get((left, node.op, right))
        if kind is None:
            raise self._error(
                node, f"'{node.op}' cannot join {_a(left)} and {_a(right)}", _remedy(node.op, left, right)
            )
        return kind

    def _comparable(self, left: Expression, right: Expression, equality: bool, op: str) -> None:
        kinds = (self.of(left), self.of(right))
        if "null" in kinds:
            return
        if kinds[0] in _WRITTEN and kinds[1] == "text":
            self._moment_text(right, kinds[0])
            return
        if kinds[1] in _WRITTEN and kinds[0] == "text":
            self._moment_text(left, kinds[1])
            return
        fits = (
            (kinds[0] in NUMBERS and kinds[1] in NUMBERS)
            or kinds[0] == kinds[1] != "bytes"
            or set(kinds) == {"date", "datetime"}
        )
        if not fits:
            raise self._error(
                right,
                f"{_a(kinds[0])} cannot be compared with {_a(kinds[1])}",
                _comparison_remedy(*kinds),
            )
        if kinds[0] == "boolean" and not equality:
            raise self._error(right, f"'{op}' does not order booleans", "Write ==, !=, and, or, not.")

    def _moment_text(self, node: Expression, kind: DataTypeName) -> None:
        if not isinstance(node, Literal):
            raise self._error(
                node, f"a text cannot be compared with a {kind}", "Make it a date first: date(x)."
            )
        if moment(node, kind) is None:
            raise self._error(node, f"{node.value!r} is not a {kind}", f"Write it as '{_WRITTEN[kind]}'.")

    def _call(self, node: Call, function: Function) -> DataTypeName:
        for kind, argument in zip(function.kinds(len(node.args)), node.args, strict=True):
            allowed = ARGUMENTS.get(kind)
            found = self.of(argument)
            if allowed is not None and found not in allowed and found != "null":
                raise self._error(
                    argument,
                    f"{function.name} cannot work on {_a(found)}",
                    f"Write {function.usage} with {' or '.join(_a(each) for each in sorted(allowed))}.",
                )
        if function.name == "date_trunc":
            unit, argument = node.args
            if self.of(argument) == "date" and isinstance(unit, Literal) and unit.value not in DATE_UNITS:
                raise self._error(
                    unit, f"a date has no {unit.value}", f"A date has: {', '.join(DATE_UNITS)}."
                )
            return self.of(argument)
        match function.result:
            case "same":
                return self.of(node.args[0])
            case "common":
                return self.common(*node.args)
            case "sum":
                summed = self.of(node.args[0])
                return "integer" if summed == "boolean" else summed
            case "mean":
                return "duration" if self.of(node.args[0]) == "duration" else "float"
            case result:
                return result


def moment(node: Literal, kind: DataTypeName) -> date | datetime | time | None:
    """Return an ISO text as the ``kind`` it is compared with, or None where it is not one."""
    text = str(node.value)
    try:
        if kind == "date":
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if kind == "datetime" else time.fromisoformat(text)
    except ValueError:
        return None


def _literal_type(node: Literal) -> DataTypeName:
    match node.value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case Decimal():
            return "decimal"
        case str():
            return "text"
        case datetime():
            return "datetime"
        case date():
            return "date"
        case time():
            return "time"


_MOMENTS: Mapping[tuple[DataTypeName, str, DataTypeName], DataTypeName] = {
    ("date", "+", "integer"): "date",
    ("integer", "+", "date"): "date",
    ("date", "-", "integer"): "date",
    ("date", "-", "date"): "integer",
    ("datetime", "-", "datetime"): "duration",
    ("datetime", "+", "duration"): "datetime",
    ("duration", "+", "datetime"): "datetime",
    ("datetime", "-", "duration"): "datetime",
    ("duration", "+", "duration"): "duration",
    ("duration", "-", "duration"): "duration",
}
_WIDER: Mapping[frozenset[DataTypeName], DataTypeName] = {
    frozenset({"integer", "float"}): "float",
    frozenset({"integer", "decimal"}): "decimal",
    frozenset({"decimal", "float"}): "float",
    frozenset({"date", "datetime"}): "datetime",
}


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "integer" else kind if kind == "bytes" else f"a {kind}"


def _unify(left: DataTypeName, right: DataTypeName) -> DataTypeName | None:
    if right in {left, "null"}:
        return left
    if left == "null":
        return right
    return _WIDER.get(frozenset({left, right}))


def _with_unknown(op: str, known: DataTypeName) -> DataTypeName:
    if op in ("/", "**"):
        return "float"
    return known


def _remedy(op: str, left: DataTypeName, right: DataTypeName) -> str:
    kinds = {left, right}
    if "text" in kinds and op == "+":
        return "Join texts by concat(a, b)."
    if "boolean" in kinds:
        return "Make a number of it first: if_(paid, 1, 0)."
    if kinds & {"date", "datetime"}:
        return "A date takes whole days: day + 7, or one date - another; datetimes give a duration."
    return "Arithmetic needs numbers on both sides."


def _comparison_remedy(left: DataTypeName, right: DataTypeName) -> str:
    kinds = {left, right}
    if kinds & {"date", "datetime"}:
        return "Compare it with a date: day >= '2024-01-31', or its part: year(day) == 2024."
    if "text" in kinds and kinds & NUMBERS:
        return "Put the value in quotes to compare texts, or leave them out to compare numbers."
    if "boolean" in kinds:
        return "Compare with true or false, or write the name alone: paid."
    return "Compare values of one type."
