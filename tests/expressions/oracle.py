"""What expressions mean, said a second time: a slow interpreter in plain Python that knows nothing of nbreports.

It walks Python's syntax tree over rows of Python values (None is NULL) and follows the text of the format: three-valued
logic, division by zero is NULL, `//` and `%` floor, rounding goes half away from zero, aggregates skip NULL, NaN is NULL.
"""

from __future__ import annotations

import ast
import math
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

EXACT = Context(prec=80)
ROW_CONSTANTS = {"true": True, "false": False, "none": None}


class Overflow(Exception):
    """An integer that does not fit 64 bits."""


class Unclear(Exception):
    """A result that hangs on the last bit of a float; both sides may be right."""


def row(text, fields, now=None):
    """The value of an expression of one row."""
    return Reading(fields, None, now).of(ast.parse(text, mode="eval").body)


def total(text, rows, now=None):
    """The value of an expression of totals over rows, which come in print order."""
    return Reading({}, rows, now).of(ast.parse(text, mode="eval").body)


def running(text, rows, now=None):
    """The values of running(text), one a row."""
    return [total(text, rows[: place + 1], now) for place in range(len(rows))]


def same(got, want):
    """Whether an engine's value is the one wanted; floats to nine digits."""
    if got is None or want is None:
        return got is None and want is None
    if isinstance(got, bool) or isinstance(want, bool):
        return got is want
    if isinstance(got, float) or isinstance(want, float):
        got, want = float(got), float(want)
        if math.isinf(got) or math.isinf(want):
            return got == want
        return math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(want, int | Decimal) and isinstance(got, int | Decimal):
        return Fraction(got) == Fraction(want)
    return type(got) is type(want) and got == want


def clean(value):
    return None if isinstance(value, float) and math.isnan(value) else value


class Reading:
    """One scope: a row's fields, or the rows of a total."""

    def __init__(self, fields, rows, now):
        self.fields = fields
        self.rows = rows
        self.now = now

    def of(self, node):
        return clean(getattr(self, type(node).__name__)(node))

    # ------------------------------------------------------------- leaves

    def Constant(self, node):
        return node.value

    def Name(self, node):
        return ROW_CONSTANTS[node.id] if node.id in ROW_CONSTANTS else self.fields[node.id]

    # ---------------------------------------------------------- operators

    def UnaryOp(self, node):
        value = self.of(node.operand)
        if value is None:
            return None
        if isinstance(node.op, ast.Not):
            return not value
        return fits(-value) if not isinstance(value, Decimal) else value.copy_negate()

    def BinOp(self, node):
        left, right = self.together(node.left, node.right)
        if left is None or right is None:
            return None
        return OPERATORS[type(node.op)](left, right)

    def together(self, left_node, right_node):
        """Both values; a float written out beside a decimal is that decimal."""
        left, right = self.of(left_node), self.of(right_node)
        if isinstance(left, Decimal) and written_float(right_node):
            right = Decimal(repr(right))
        if isinstance(right, Decimal) and written_float(left_node):
            left = Decimal(repr(left))
        return alike(left, right)

    def BoolOp(self, node):
        values = [self.of(value) for value in node.values]
        deciding = isinstance(node.op, ast.Or)
        if deciding in values:
            return deciding
        return None if None in values else not deciding

    def Compare(self, node):
        lefts = [node.left, *node.comparators[:-1]]
        results = [self.pair(a, op, b) for a, op, b in zip(lefts, node.ops, node.comparators, strict=True)]
        if False in results:
            return False
        return None if None in results else True

    def pair(self, left_node, op, right_node):
        if isinstance(op, ast.Is | ast.IsNot):
            return (self.of(left_node) is None) is isinstance(op, ast.Is)
        if isinstance(op, ast.In | ast.NotIn):
            return self.member(left_node, right_node.elts, isinstance(op, ast.NotIn))
        left, right = self.together(left_node, right_node)
        left, right = dated(left, right)
        if left is None or right is None:
            return None
        if isinstance(left, float) or isinstance(right, float):
            left, right = float(left), float(right)
        return COMPARISONS[type(op)](left, right)

    def member(self, left_node, items, negated):
        if not items:
            return negated
        results = [self.pair(left_node, ast.Eq(), item) for item in items]
        found = True if True in results else None if None in results else False
        return found if found is None else found is not negated

    def IfExp(self, node):
        return self.of(node.body) if self.of(node.test) is True else self.of(node.orelse)

    # -------------------------------------------------------------- calls

    def Call(self, node):
        name = node.func.id
        if name in AGGREGATES:
            return self.aggregate(name, node.args)
        if name == "if_":
            return self.of(node.args[1]) if self.of(node.args[0]) is True else self.of(node.args[2])
        values = [self.of(argument) for argument in node.args]
        if name == "coalesce":
            return next((value for value in values if value is not None), None)
        if name == "now":
            return self.now
        if name == "today":
            return self.now.date()
        if None in values:
            return None
        return FUNCTIONS[name](*values)

    def aggregate(self, name, args):
        if not args:
            return len(self.rows)
        values = [Reading(fields, None, self.now).of(args[0]) for fields in self.rows]
        values = [value for value in values if value is not None]
        if name == "count":
            return len(values)
        if name == "nunique":
            return len(set(values))
        if not values:
            return None
        if name == "quantile":
            return quantile(values, self.of(args[1]))
        return clean(AGGREGATES[name](values))


def written_float(node):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def alike(left, right):
    if isinstance(left, float) and isinstance(right, Decimal):
        return left, float(right)
    if isinstance(left, Decimal) and isinstance(right, float):
        return float(left), right
    return left, right


def dated(left, right):
    if isinstance(right, str) and isinstance(left, date | time):
        return left, type(left).fromisoformat(right)
    if isinstance(left, str) and isinstance(right, date | time):
        return type(right).fromisoformat(left), right
    if isinstance(left, datetime) and type(right) is date:
        return left, datetime(right.year, right.month, right.day)
    if isinstance(right, datetime) and type(left) is date:
        return datetime(left.year, left.month, left.day), right
    return left, right


def fits(value):
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        raise Overflow(value)
    return value


# ------------------------------------------------------------------ arithmetic


def add(left, right):
    if type(left) is date and isinstance(right, int):
        return left + timedelta(days=right)
    if type(right) is date and isinstance(left, int):
        return right + timedelta(days=left)
    return EXACT.add(left, right) if Decimal in (type(left), type(right)) else fits(left + right)


def subtract(left, right):
    if type(left) is date:
        return (left - right).days if type(right) is date else left - timedelta(days=right)
    return EXACT.subtract(left, right) if Decimal in (type(left), type(right)) else fits(left - right)


def multiply(left, right):
    return EXACT.multiply(left, right) if Decimal in (type(left), type(right)) else fits(left * right)


def divide(left, right):
    if right == 0:
        return None
    return float(left) / float(right)


def floor_divide(left, right):
    if right == 0:
        return None
    if Decimal in (type(left), type(right)):
        return Decimal(math.floor(Fraction(left) / Fraction(right)))
    if isinstance(left, float) and math.isinf(left):
        return None
    return fits(left // right)


def modulo(left, right):
    if right == 0:
        return None
    if Decimal in (type(left), type(right)):
        rest = Fraction(left) - Fraction(right) * math.floor(Fraction(left) / Fraction(right))
        return EXACT.divide(Decimal(rest.numerator), Decimal(rest.denominator))
    if isinstance(left, float) and math.isinf(left):
        return None
    return left % right


def power(left, right):
    left, right = float(left), float(right)
    if left == 0 and right < 0:
        return None
    try:
        value = left**right
    except OverflowError:
        return math.inf if left > 0 or right % 2 == 0 else -math.inf
    return None if isinstance(value, complex) else value


OPERATORS = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.FloorDiv: floor_divide,
    ast.Mod: modulo,
    ast.Pow: power,
}
COMPARISONS = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


# --------------------------------------------------------------- row functions


def rounding(value, digits=0):
    if isinstance(value, float) and math.isinf(value):
        return value
    scaled = Fraction(value) * Fraction(10) ** digits
    if (
        isinstance(value, float)
        and scaled.denominator not in (1, 2)
        and abs(scaled % 1 - Fraction(1, 2)) < 1e-6
    ):
        raise Unclear(value)
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    whole = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=EXACT))
    result = Fraction(whole) / Fraction(10) ** digits
    if isinstance(value, float):
        return float(result)
    if isinstance(value, Decimal):
        return EXACT.divide(Decimal(result.numerator), Decimal(result.denominator))
    return fits(int(result))


def to_whole(function):
    def apply(value):
        return value if isinstance(value, float) and math.isinf(value) else type(value)(function(value))

    return apply


def trunc(unit, value):
    kept = {"year": 1, "quarter": 2, "month": 2, "week": 3, "day": 3, "hour": 4, "minute": 5, "second": 6}[
        unit
    ]
    parts = list(value.timetuple()[:6])
    if unit == "week":
        monday = value - timedelta(days=value.weekday())
        parts[:3] = [monday.year, monday.month, monday.day]
    if unit == "quarter":
        parts[1] = (parts[1] - 1) // 3 * 3 + 1
    parts = [part if place < kept else (1 if place < 3 else 0) for place, part in enumerate(parts)]
    return datetime(*parts) if isinstance(value, datetime) else date(*parts[:3])


def to_date(value):
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value.date() if isinstance(value, datetime) else value


FUNCTIONS = {
    "round": rounding,
    "abs": lambda value: fits(abs(value)) if not isinstance(value, Decimal) else value.copy_abs(),
    "floor": to_whole(math.floor),
    "ceil": to_whole(math.ceil),
    "year": lambda value: value.year,
    "quarter": lambda value: (value.month + 2) // 3,
    "month": lambda value: value.month,
    "week": lambda value: value.isocalendar().week,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
    "hour": lambda value: value.hour,
    "date_trunc": trunc,
    "date": to_date,
    "lower": str.lower,
    "upper": str.upper,
    "title": lambda value: " ".join(word[:1].upper() + word[1:].lower() for word in value.split(" ")),
    "trim": lambda value: value.strip(" \t\n\r\v\f"),
    "concat": lambda *values: "".join(str(value) for value in values),
    "length": len,
    "contains": lambda value, other: other in value,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


# ------------------------------------------------------------------ aggregates


def summed(values):
    if isinstance(values[0], float):
        try:
            return math.fsum(values)
        except (OverflowError, ValueError):
            return sum(values)
    if isinstance(values[0], timedelta):
        return sum(values, timedelta())
    return sum(values)


def averaged(values):
    if isinstance(values[0], timedelta):
        return sum(values, timedelta()) / len(values)
    if all(math.isfinite(value) for value in values):
        return float(sum(Fraction(value) for value in values) / len(values))
    return sum(values) / len(values)


def quantile(values, share):
    ordered = sorted(float(value) for value in values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = math.ceil(place)
    if ordered[low] == ordered[high]:
        return ordered[low]
    if math.isinf(ordered[low]) or math.isinf(ordered[high]):
        return clean(ordered[low] + ordered[high])
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def variance(values):
    if len(values) < 2 or not all(math.isfinite(value) for value in values):
        return None
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    return float(sum((value - mean) ** 2 for value in exact) / (len(exact) - 1))


def deviation(values):
    found = variance(values)
    return None if found is None else math.sqrt(found)


AGGREGATES = {
    "count": len,
    "nunique": None,
    "sum": summed,
    "mean": averaged,
    "min": min,
    "max": max,
    "median": lambda values: quantile(values, 0.5),
    "quantile": quantile,
    "std": deviation,
    "var": variance,
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "any": any,
    "all": all,
}
