"""The typed nodes an expression becomes: a closed set, frozen, without text to run.

``parse`` in ``parser.py`` makes them from Python syntax; ``query`` compiles them to Ibis. Each node keeps
``column`` and ``end``, the zero-based offsets in the text where it begins and where it has ended, for errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time  # noqa: TC003 - the nodes' types can be read at run time
from decimal import Decimal  # noqa: TC003 - likewise
from typing import Literal as Choice

ArithmeticOp = Choice["+", "-", "*", "/", "//", "%", "**"]
CompareOp = Choice["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, boolean or none (``value`` None). Integers fit 64 bits.

    Decimals, dates, datetimes and times never come from text; they stand for values of the run.
    """

    value: int | float | str | bool | Decimal | date | datetime | time | None
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)

    # in Python 1 == 1.0 == True, and none of them means the same in an expression
    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name:
    """A field, calculated field or measure of the source: ``amount``, ``airline.name``, ``col("a b")``.

    ``name`` is the plain name, ``table`` the ``as`` name of a join or None.
    """

    name: str
    table: str | None = None
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The name as ``fields`` of the report spells it: ``airline.name``."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True, slots=True)
class Namespace:
    """A value of the run: ``param.x``, ``group.key``, ``report.title``, ``run.rows``, ``page.number``."""

    space: Choice["param", "group", "report", "run", "page", "slot"]
    name: str
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x`` or ``not x``."""

    op: Choice["-", "not"]
    operand: Expression
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left op right``; division by zero is NULL, ``//`` and ``%`` floor."""

    op: ArithmeticOp
    left: Expression
    right: Expression
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; a chain ``a < b < c`` is parsed into ``Logical("and", …)`` of these."""

    op: CompareOp
    left: Expression
    right: Expression
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class IsNone:
    """``x is none`` or, ``negated``, ``x is not none``."""

    operand: Expression
    negated: bool = False
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class In:
    """``x in [a, b]`` or ``x in param.p`` (``items`` is then one multi-valued ``Namespace``)."""

    operand: Expression
    items: tuple[Expression, ...]
    negated: bool = False
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Logical:
    """``a and b``, ``a or b``, in three-valued logic."""

    op: Choice["and", "or"]
    operands: tuple[Expression, ...]
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then if test else otherwise``, ``if_(test, then, otherwise)``; a NULL test takes ``otherwise``."""

    test: Expression
    then: Expression
    otherwise: Expression
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed list in ``functions.py``: row function, aggregate, order or scope function."""

    function: str
    args: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()
    column: int = field(default=0, compare=False)
    end: int | None = field(default=None, compare=False)


Expression = (
    Literal | Name | Namespace | Unary | Arithmetic | Compare | IsNone | In | Logical | Conditional | Call
)
