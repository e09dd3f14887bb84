"""Random expressions of the language, each of a known type, as text."""

from __future__ import annotations

NUMERIC = ("integer", "float", "decimal")
FIELDS = {
    "integer": ("i", "j"),
    "float": ("f", "h"),
    "decimal": ("m", "p"),
    "text": ("s", "u"),
    "boolean": ("b", "c"),
    "date": ("d", "e"),
    "datetime": ("t", "v"),
}
LITERALS = {
    "integer": ("0", "1", "-3", "7", "12"),
    "float": ("0.5", "-2.5", "3.0", "0.0", "1.25"),
    "text": ("'a'", "''", "'Ab c'", "'🙂'", '"o\'clock"', "' é'"),
    "boolean": ("true", "false"),
    "date": ("date('2024-02-29')", "date('1999-12-31')", "today()"),
    "datetime": ("now()",),
}


class Soup:
    """Draws expressions of one row from a `random.Random`."""

    def __init__(self, random, fields=FIELDS):
        self.random = random
        self.fields = fields

    def one(self, kind, depth=3):
        if depth <= 0 or self.random.random() < 0.15:
            return self.leaf(kind)
        choice = self.random.random()
        if choice < 0.12:
            then, other = self.one(kind, depth - 1), self.one(kind, depth - 1)
            test = self.one("boolean", depth - 1)
            return self.random.choice((f"if_({test}, {then}, {other})", f"({then} if {test} else {other})"))
        if choice < 0.2:
            return f"coalesce({self.one(kind, depth - 1)}, {self.one(kind, depth - 1)})"
        return getattr(self, kind)(depth - 1)

    def leaf(self, kind):
        literals = LITERALS.get(kind, ())
        if literals and self.random.random() < 0.35:
            return self.random.choice(literals)
        return self.random.choice(self.fields[kind])

    def pick(self, *makers):
        return self.random.choice(makers)()

    def moment(self, depth):
        return self.one(self.random.choice(("date", "datetime")), depth)

    def integer(self, depth):
        part = self.random.choice(("year", "quarter", "month", "week", "day", "weekday"))
        op = self.random.choice(("+", "-", "//", "%", "+", "-", "//", "%", "*"))
        return self.pick(
            lambda: f"({self.one('integer', depth)} {op} {self.one('integer', depth if op != '*' else 0)})",
            lambda: f"{part}({self.moment(depth)})",
            lambda: f"hour({self.one('datetime', depth)})",
            lambda: f"length({self.one('text', depth)})",
            lambda: f"abs({self.one('integer', depth)})",
            lambda: f"-({self.one('integer', depth)})",
            lambda: f"round({self.one('integer', depth)}, {self.random.choice((-1, 0, 2))})",
            lambda: f"({self.one('date', depth)} - {self.one('date', depth)})",
        )

    def float(self, depth):
        op = self.random.choice(("+", "-", "*", "/", "//", "%"))
        other = self.random.choice(NUMERIC)
        function = self.random.choice(("abs", "floor", "ceil", "round"))
        return self.pick(
            lambda: f"({self.one('float', depth)} {op} {self.one('float', depth)})",
            lambda: f"({self.fields['float'][0]} {op} {self.one(other, depth)})",
            lambda: f"({self.one(other, depth)} / {self.one(self.random.choice(NUMERIC), depth)})",
            lambda: f"{function}({self.one('float', depth)})",
            lambda: f"round({self.one('float', depth)}, 1)",
            lambda: f"({self.leaf('integer')} ** {self.leaf('integer')})",
        )

    def decimal(self, depth):
        op = self.random.choice(("+", "-", "%", "//"))
        return self.pick(
            lambda: f"({self.one('decimal', min(depth, 1))} {op} {self.one('decimal', 0)})",
            lambda: f"({self.one('decimal', 0)} {op} {self.one('integer', 0)})",
            lambda: f"({self.one('decimal', 0)} * {self.random.choice(('1.19', '0.5', '-3', '2', 'i'))})",
            lambda: f"({self.random.choice(('1.5', '100', '0.01'))} {op} {self.leaf('decimal')})",
            lambda: f"{self.random.choice(('abs', 'floor', 'ceil', 'round'))}({self.one('decimal', depth)})",
            lambda: f"round({self.one('decimal', depth)}, {self.random.choice((-1, 0, 1, 3))})",
            lambda: f"-({self.one('decimal', depth)})",
        )

    def text(self, depth):
        inner = self.one("text", depth)
        return self.pick(
            lambda: f"{self.random.choice(('lower', 'upper', 'title', 'trim'))}({inner})",
            lambda: f"concat({inner}, {self.one(self.random.choice(('text', 'integer')), depth)})",
        )

    def boolean(self, depth):
        kind = self.random.choice(("integer", "float", "decimal", "text", "date", "datetime"))
        other = self.random.choice(NUMERIC) if kind in NUMERIC else kind
        op = self.random.choice(("==", "!=", "<", "<=", ">", ">="))
        one = self.one(kind, depth)
        return self.pick(
            lambda: f"({one} {op} {self.one(other, depth)})",
            lambda: f"({self.leaf(kind)} <= {one} < {self.leaf(kind)})",
            lambda: f"({one} {self.random.choice(('in', 'not in'))} [{self.leaf(kind)}, {self.leaf(kind)}])",
            lambda: f"({one} {self.random.choice(('is none', 'is not none'))})",
            lambda: f"({self.one('boolean', depth)} {self.random.choice(('is none', 'is not none'))})",
            lambda: (
                f"({self.one('boolean', depth)} {self.random.choice(('==', '!='))} {self.one('boolean', depth)})"
            ),
            lambda: f"(not {self.one('boolean', depth)})",
            lambda: (
                f"({self.one('boolean', depth)} {self.random.choice(('and', 'or'))} {self.one('boolean', depth)})"
            ),
            lambda: (
                f"{self.random.choice(('contains', 'startswith', 'endswith'))}({self.one('text', depth)}, {self.leaf('text')})"
            ),
            lambda: f"({self.leaf('date')} {op} '2024-01-31')",
            lambda: f"({self.leaf('datetime')} {op} '2024-01-31T12:30')",
            lambda: f"({self.leaf('datetime')} {op} {self.leaf('date')})",
        )

    def date(self, depth):
        unit = self.random.choice(("year", "quarter", "month", "week", "day"))
        return self.pick(
            lambda: f"({self.one('date', depth)} {self.random.choice('+-')} {self.leaf('integer')})",
            lambda: f"date_trunc('{unit}', {self.one('date', depth)})",
            lambda: f"date({self.moment(depth)})",
        )

    def datetime(self, depth):
        unit = self.random.choice(("year", "quarter", "month", "week", "day", "hour", "minute", "second"))
        return f"date_trunc('{unit}', {self.one('datetime', depth)})"

    # ---------------------------------------------------------------- totals

    def aggregate(self):
        """One aggregate of a row expression."""
        number = self.random.choice(NUMERIC)
        anything = self.random.choice(tuple(self.fields))
        name = self.random.choice(("mean", "median", "std", "var"))
        return self.pick(
            lambda: "count()",
            lambda: f"count({self.one(anything, 2)})",
            lambda: f"nunique({self.one(self.random.choice(('integer', 'text', 'date', 'boolean')), 1)})",
            lambda: f"sum({self.one(number, 2)})",
            lambda: f"sum({self.one('boolean', 1)})",
            lambda: f"mean({self.one('boolean', 1)})",
            lambda: f"{name}({self.leaf(number)})",
            lambda: f"quantile({self.leaf(number)}, {self.random.choice((0, 0.25, 0.9, 1))})",
            lambda: (
                f"{self.random.choice(('min', 'max'))}({self.one(self.random.choice(('integer', 'text', 'date', 'decimal')), 2)})"
            ),
            lambda: f"{self.random.choice(('first', 'last'))}({self.one(anything, 2)})",
            lambda: f"{self.random.choice(('any', 'all'))}({self.one('boolean', 2)})",
        )

    def total(self):
        """An expression of totals: aggregates, and what can be done with them."""
        number = lambda: self.random.choice(  # noqa: E731 - a name for a draw
            (
                "count()",
                f"count({self.leaf('text')})",
                f"sum({self.one('integer', 1)})",
                f"nunique({self.leaf('text')})",
            )
        )
        return self.pick(
            self.aggregate,
            self.aggregate,
            lambda: f"({self.aggregate_number()} / {number()})",
            lambda: f"({number()} {self.random.choice(('+', '-', '//', '%'))} {number()})",
            lambda: (
                f"({number()} if count({self.leaf('integer')}) > 2 else {self.random.choice(('none', number()))})"
            ),
            lambda: f"coalesce(sum({self.leaf('integer')}), 0)",
            lambda: f"round(sum({self.leaf('decimal')}) * 1.19, 1)",
            lambda: f"(any({self.one('boolean', 1)}) and count() > 1)",
        )

    def aggregate_number(self):
        return f"{self.random.choice(('sum', 'mean', 'max'))}({self.leaf(self.random.choice(NUMERIC))})"
