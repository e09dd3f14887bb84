"""Expressions to Ibis: rows, totals, running totals.

Names become columns and literals Ibis literals; no text of a report ever becomes a part of a statement.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.functions import AGGREGATES
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
from nbreports.definition.expressions.tree import children
from nbreports.definition.expressions.types import NUMBERS, DataTypeName, Types, exact, moment
from nbreports.errors import ExpressionError
from nbreports.query import functions
from nbreports.query.environment import Environment, data_type
from nbreports.query.widths import Widths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value = Any
Table = Any

# what an expression may grow to in the engine's language; // and % write their operands several times
MAX_SIZE = 20_000

_COMPARE: Mapping[str, Callable[[Value, Value], Value]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def compile_row(expression: Expression, table: Table, env: Environment) -> Value:
    """Return an expression of one row.

    Parameters
    ----------
    expression
        Without aggregates; parameters, measures and values of the run put in.
    table
        An Ibis table, bound or not.

    Raises
    ------
    ExpressionError
        Where a name or a type is wrong, or an aggregate stands.
    """
    return _Compiler(table, env).compile(expression)


def compile_aggregate(
    expression: Expression, table: Table, env: Environment, *, order_by: Sequence[Any] = ()
) -> Value:
    """Return an expression of totals, to be given to ``table.aggregate`` or to that of a grouped table.

    Parameters
    ----------
    expression
        Every name in it stands inside an aggregate, or is one of ``env.keys``.
    order_by
        The print order, for ``first`` and ``last``: Ibis sort keys over ``table``.

    Raises
    ------
    ExpressionError
        Where a name or a type is wrong, or a name stands outside every aggregate.
    """
    return _Compiler(table, env, totals=True, order_by=order_by).compile(expression)


def compile_over(expression: Expression, table: Table, env: Environment, window: Any) -> Value:
    """Return an expression of totals with every aggregate taken over ``window``, as ``running`` wants.

    Parameters
    ----------
    window
        An ``ibis.window`` with order and frame.

    Raises
    ------
    ExpressionError
        As ``compile_aggregate`` does.
    """
    return _Compiler(table, env, totals=True, window=window).compile(expression)


class _Compiler:
    """One expression over one table; inside an aggregate it compiles rows, outside totals."""

    def __init__(
        self,
        table: Table,
        env: Environment,
        *,
        totals: bool = False,
        order_by: Sequence[Any] = (),
        window: Any = None,
    ) -> None:
        self.table = table
        self.env = env
        self.totals = totals
        self.order_by = order_by
        self.window = window
        schema = table.schema()
        self.types = Types(
            {key: data_type(schema[column]) for key, column in env.columns.items() if column in schema}
        )
        self.widths = Widths(
            self.types, {key: schema[column] for key, column in env.columns.items() if column in schema}
        )

    def compile(self, expression: Expression) -> Value:
        self.types.of(expression)
        self.bound(expression)
        if isinstance(expression, Name) and not self.totals:
            return self.table[self.env.columns[expression.key]]
        value = self.value(expression)
        if self.totals and self.window is None and not value.op().relations:
            return _once(self.table, value)
        return value

    def bound(self, expression: Expression) -> None:
        sizes: dict[int, int] = {}

        def size(node: Expression) -> int:
            known = sizes.get(id(node))
            if known is None:
                known = self.repeats(node, [size(part) for part in children(node)])
                sizes[id(node)] = known
            return known

        if size(expression) > MAX_SIZE:
            raise ExpressionError(
                "the expression grows too large in the engine",
                column=expression.column,
                end=expression.end,
                remedy="Nest //, % and ** less deeply: make calculated fields of the parts.",
                code="expression_too_large",
            )

    def repeats(self, node: Expression, parts: list[int]) -> int:
        """Return how large ``node`` becomes, given how large its parts do."""
        if isinstance(node, Arithmetic) and node.op in ("//", "%"):
            return 4 * parts[0] + 6 * parts[1]
        if isinstance(node, Arithmetic) and node.op == "**":
            return 2 * sum(parts)
        if isinstance(node, In):
            return 1 + len(node.items) * parts[0] + sum(parts)
        if isinstance(node, Conditional | Call) and self.types.of(node) == "decimal":
            return 1 + max(len(parts), 1) * sum(parts)
        return 1 + sum(parts)

    # ------------------------------------------------------------------ nodes

    def value(self, node: Expression) -> Value:
        """Return the node's value, in which a NaN is NULL."""
        value = self.bare(node)
        if isinstance(node, Arithmetic) and self.types.of(node) == "float":
            return functions.without_nan(value)
        return value

    def bare(self, node: Expression) -> Value:
        match node:
            case Literal():
                return self.literal(node)
            case Name():
                return self.name(node)
            case Unary(op="not"):
                return ~self.value(node.operand)
            case Unary():
                return -functions.wide(self.value(node.operand))
            case Arithmetic():
                return self.arithmetic(node)
            case Compare():
                return self.compare(node.op, node.left, node.right)
            case In():
                return self.membership(node)
            case IsNone():
                operand = functions.closed(self.value(node.operand))
                return operand.notnull() if node.negated else operand.isnull()
            case Logical():
                parts = [self.value(operand) for operand in node.operands]
                return functools.reduce(lambda a, b: a & b if node.op == "and" else a | b, parts)
            case Conditional():
                return self.conditional(node)
            case Call():
                return self.aggregate(node) if node.function in AGGREGATES else self.call(node)
            case Namespace():
                raise ExpressionError(
                    f"{node.space}.{node.name} has no value here",
                    column=node.column,
                    end=node.end,
                    remedy="Pages have numbers in page headers and footers, groups their values in bands.",
                    code="expression_namespace",
                )

    def literal(self, node: Literal) -> Value:
        import ibis

        match node.value:
            case None:
                return ibis.null()
            case bool():
                return ibis.literal(node.value, "boolean")
            case int():
                # bare numbers are 32 bits wide in the engine, and would overflow there
                return ibis.literal(node.value).cast("int64")
            case float():
                # bare numbers with a point are decimals in the engine
                return ibis.literal(repr(node.value)).cast("float64")
            case Decimal():
                return _decimal(node.value)
        return ibis.literal(node.value)

    def name(self, node: Name) -> Value:
        column = self.env.columns.get(node.key)
        if column is None:
            raise ExpressionError(
                f"there is no field '{node.key}'",
                column=node.column,
                end=node.end,
                remedy=nearest(node.key, self.env.columns),
                code="expression_field",
            )
        value = functions.loose(self.table[column])
        if not self.totals:
            return value
        if node.key not in self.env.keys:
            raise ExpressionError(
                f"'{node.key}' has a value in each row, and here one is needed for all of them",
                column=node.column,
                end=node.end,
                remedy=f"Write sum({node.key}), first({node.key}) or another total of it.",
                code="expression_not_aggregate",
            )
        kept = value.arbitrary()
        return kept if self.window is None else kept.over(self.window)

    def arithmetic(self, node: Arithmetic) -> Value:
        kind = self.types.of(node)
        left, right = self.types.of(node.left), self.types.of(node.right)
        if {left, right} <= NUMBERS:
            # NaN passes through sums and products; only the last of them need ask for it
            inner = self.bare if kind == "float" and node.op in "+-*/" else self.value
            sides = (self.fitted(node.left, kind, inner), self.fitted(node.right, kind, inner))
            return functions.arithmetic(node.op, functions.wide(sides[0]), functions.wide(sides[1]), kind)
        if "null" in (left, right):
            return self.null(kind)
        first, second = self.value(node.left), self.value(node.right)
        match (left, node.op, right):
            case ("date", "+", "integer"):
                return functions.add_days(first, functions.wide(second))
            case ("integer", "+", "date"):
                return functions.add_days(second, functions.wide(first))
            case ("date", "-", "integer"):
                return functions.add_days(first, -functions.wide(second))
            case ("date", "-", "date"):
                return first.delta(second, unit="day")
        return first + second if node.op == "+" else first - second

    def null(self, kind: DataTypeName) -> Value:
        import ibis

        names: Mapping[str, str] = {
            "integer": "int64",
            "float": "float64",
            "decimal": "decimal(38, 2)",
            "text": "string",
            "datetime": "timestamp",
            "duration": "interval('us')",
            "bytes": "binary",
        }
        return ibis.null() if kind == "null" else ibis.null(names.get(kind, kind))

    def fitted(
        self, node: Expression, kind: DataTypeName, inner: Callable[[Expression], Value] | None = None
    ) -> Value:
        """Return the node's value for a place of ``kind``; ``0.5`` is decimal among decimals."""
        decimal = exact(node) if kind == "decimal" else None
        if decimal is not None:
            return _decimal(decimal)
        if self.types.of(node) == "null":
            # a NULL of some width would widen the decimals beside it
            return self.null("null" if kind == "decimal" else kind)
        if kind == "float" and isinstance(node, Literal) and isinstance(node.value, int):
            return self.literal(Literal(float(node.value)))
        value = (inner or self.value)(node)
        if kind == "float" and self.types.of(node) == "decimal":
            return functions.double(value)
        return value

    def compare(self, op: str, left: Expression, right: Expression) -> Value:
        kinds = (self.types.of(left), self.types.of(right))
        values = (self.side(left, kinds[1]), self.side(right, kinds[0]))
        if "decimal" in kinds and self.widths.part_digits(left, right):
            return _COMPARE[op](values[0] - values[1], 0)
        return _COMPARE[op](*values)

    def side(self, node: Expression, other: DataTypeName) -> Value:
        import ibis

        kind = self.types.of(node)
        if kind == "null" and other != "null":
            return self.null(other)
        if isinstance(node, Literal) and kind == "text" and other in ("date", "datetime", "time"):
            return ibis.literal(moment(node, other))
        if isinstance(node, Literal) and kind == "integer" and isinstance(node.value, int):
            return ibis.literal(node.value)
        return (
            self.fitted(node, other) if other == "decimal" and exact(node) is not None else self.value(node)
        )

    def membership(self, node: In) -> Value:
        import ibis

        kind = self.types.of(node.operand)
        operand = self.value(node.operand)
        if not node.items:
            return ibis.literal(node.negated)
        if kind == "decimal" and self.widths.part_digits(node.operand, *node.items):
            equal = [self.compare("==", node.operand, item) for item in node.items]
            found = functools.reduce(lambda a, b: a | b, equal)
        else:
            found = operand.isin([self.side(item, kind) for item in node.items])
        return ~found if node.negated else found

    def conditional(self, node: Conditional) -> Value:
        import ibis

        test = self.fitted(node.test, "boolean")
        then, otherwise = self.alike(self.types.of(node), node.then, node.otherwise)
        return ibis.cases((test, then), else_=otherwise)

    def alike(self, kind: DataTypeName, *nodes: Expression) -> list[Value]:
        """Return the nodes' values as values of one type."""
        values = [self.fitted(node, kind) for node in nodes]
        if kind == "decimal" and self.widths.part_digits(*nodes):
            known = [n for n, node in enumerate(nodes) if self.types.of(node) != "null"]
            for n in known:
                others = [functions.zero_like(values[other]) for other in known if other != n]
                values[n] = functools.reduce(lambda a, b: a + b, others, values[n])
        return values

    # ------------------------------------------------------------------ calls

    def call(self, node: Call) -> Value:
        import ibis

        name, args = node.function, node.args
        kind = self.types.of(args[0]) if args else "null"
        match name:
            case "coalesce":
                return ibis.coalesce(*self.alike(self.types.of(node), *args))
            case "round":
                digits = args[1].value if len(args) > 1 and isinstance(args[1], Literal) else 0
                return functions.rounded(self.number(args[0]), int(str(digits)), kind)
            case "floor" | "ceil":
                return functions.floored(self.number(args[0]), kind, name)
            case "abs":
                return self.number(args[0]).abs()
            case "date_trunc":
                unit = args[0].value if isinstance(args[0], Literal) else None
                kind = self.types.of(args[1])
                return functions.truncated(self.typed(args[1], "date"), str(unit), kind)
            case "year" | "quarter" | "month" | "week" | "day" | "weekday" | "hour":
                return functions.part(name, self.typed(args[0], "datetime"))
            case "concat":
                texts = [self.typed(argument, "text").cast("string") for argument in args]
                return functools.reduce(lambda a, b: a + b, texts)
            case "date":
                return self.typed(args[0], "text").cast("date")
            case "today" | "now":
                return self.clock(node)
        if name in functions.TEXT:
            return functions.TEXT[name](*(self.typed(argument, "text") for argument in args))
        raise ExpressionError(
            f"{name} cannot stand here",
            column=node.column,
            end=node.end,
            remedy="It works on the lines of a table, in the columns of its bands.",
            code="expression_kind",
        )

    def number(self, node: Expression) -> Value:
        return functions.wide(self.typed(node, "float"))

    def typed(self, node: Expression, kind: DataTypeName) -> Value:
        """Return the node's value; a bare none becomes a NULL of ``kind``."""
        return self.fitted(node, kind) if self.types.of(node) == "null" else self.value(node)

    def clock(self, node: Call) -> Value:
        import ibis

        if self.env.now is None:
            raise ExpressionError(
                f"{node.function}() is not known here",
                column=node.column,
                end=node.end,
                remedy="The time of the run is needed for it.",
                code="expression_now",
            )
        return ibis.literal(self.env.now.date() if node.function == "today" else self.env.now)

    def aggregate(self, node: Call) -> Value:
        if not self.totals:
            raise ExpressionError(
                f"{node.function} works on many rows, and this place has one",
                column=node.column,
                end=node.end,
                remedy="Put it into a total, a measure or a chart; a filter or a detail cell sees one row.",
                code="expression_kind",
            )
        rows = _Compiler(self.table, self.env)
        rows.types, rows.widths = self.types, self.widths
        if not node.args:
            return self.over(self.table.count())
        argument = node.args[0]
        value, kind = rows.value(argument), self.types.of(argument)
        if kind == "null":
            kind = "boolean" if node.function in ("any", "all") else "float"
            value = self.null(kind)
        if value.op().shape.is_scalar():
            value = _in_each_row(self.table, value)
        if node.function in ("first", "last"):
            return functions.edge(node.function, value, self.order_by, self.window)
        share = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], Literal) else None
        return functions.aggregate(
            node.function, value, kind, self.over, share=None if share is None else float(str(share))
        )

    def over(self, value: Value) -> Value:
        return value if self.window is None else value.over(self.window)


def _decimal(value: Decimal) -> Value:
    import ibis
    import ibis.expr.datatypes as dt

    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return ibis.null("float64")
    scale = max(-exponent, 0)
    precision = max(len(digits) + max(exponent, 0), scale + 1)
    # through text: a bare number would be read as a float where it has many digits
    return functions.loose(ibis.literal(format(value, "f")).cast(dt.Decimal(precision, scale)))


def _once(table: Table, value: Value) -> Value:
    """Return a constant as a total: without an aggregate in it, the engine would answer once a row."""
    import ibis

    return ibis.ifelse(table.count() >= 0, value, ibis.null())


def _in_each_row(table: Table, value: Value) -> Value:
    """Return a constant as a column: ``count(1)`` counts rows."""
    import ibis

    return ibis.ifelse(table[table.columns[0]].isnull(), value, value)
