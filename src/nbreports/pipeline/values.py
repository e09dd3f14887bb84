"""What a run knows beside its rows: parameter values with their defaults, and the values of ``report`` and ``run``."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from nbreports.definition.expressions.nodes import Arithmetic, Call, Expression, Literal, Unary
from nbreports.definition.expressions.parser import parse
from nbreports.definition.resolution import resolve_params
from nbreports.errors import ParameterError
from nbreports.query.resolve import RunValues

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.definition.report import ReportDefinition


MOST_DIGITS = 38
"""What the engine's decimals hold."""


def run_values(definition: ReportDefinition, given: Mapping[str, Any], started: datetime) -> RunValues:
    """Return the values of a run that began at ``started``.

    Raises
    ------
    ParameterError
        For a value that is unknown, missing, of the wrong type or out of range.
    """
    # today() is the date where the report is at home
    started = started if started.tzinfo is not None else started.replace(tzinfo=UTC)
    started = started.astimezone(ZoneInfo(definition.timezone or "UTC"))
    params = resolve_params(definition.params, given, lambda text: evaluate_default(text, started))
    for param in definition.params:
        _check_digits(param.name, params[param.name])
    names = {
        "report.title": definition.title,
        "report.name": definition.name or definition.title,
        "run.started": started,
    }
    return RunValues(params, started, names)


def _check_digits(name: str, value: Any) -> None:
    several = value if isinstance(value, tuple) else (value,)
    for each in several:
        if not isinstance(each, Decimal):
            continue
        _, digits, exponent = each.as_tuple()
        places = int(exponent)
        if max(len(digits), -places) + max(places, 0) > MOST_DIGITS:
            raise ParameterError(
                f"{each} has more than {MOST_DIGITS} digits",
                where=f"param.{name}",
                remedy="Give fewer digits.",
                code="parameter_range",
            )


def evaluate_default(text: str, started: datetime) -> Any:
    """Return the value of a date parameter's default: ``today()``, ``now()``, a date, days more or less.

    Raises
    ------
    ParameterError
        For anything else.
    """
    try:
        return _value(parse(text), started, text)
    except (OverflowError, ValueError, TypeError, AttributeError):
        raise _no_date(text) from None


def _no_date(text: str) -> ParameterError:
    return ParameterError(
        f"the default {text!r} is no date",
        remedy='Write a date, today(), today() - 30 or date_trunc("month", today()).',
    )


def _value(node: Expression, started: datetime, text: str) -> Any:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Unary) and node.op == "-":
        return -_value(node.operand, started, text)
    if isinstance(node, Call) and node.function == "today" and not node.args:
        return started.date()
    if isinstance(node, Call) and node.function == "now" and not node.args:
        return started
    if isinstance(node, Call) and node.function == "date" and len(node.args) == 1:
        inner = _value(node.args[0], started, text)
        if isinstance(inner, str):
            return date.fromisoformat(inner)
    if isinstance(node, Call) and node.function == "date_trunc" and len(node.args) == 2:
        unit, moment = _value(node.args[0], started, text), _value(node.args[1], started, text)
        if unit == "year":
            return moment.replace(month=1, day=1)
        if unit == "quarter":
            return moment.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1)
        if unit == "month":
            return moment.replace(day=1)
        if unit == "week":
            return moment - timedelta(days=moment.weekday())
    if isinstance(node, Arithmetic) and node.op in ("+", "-"):
        left, right = _value(node.left, started, text), _value(node.right, started, text)
        if isinstance(left, date) and isinstance(right, int):
            return left + timedelta(days=right if node.op == "+" else -right)
    raise _no_date(text)
