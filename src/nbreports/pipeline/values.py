"""What a run knows beside its rows: parameter values with their defaults, and the values of ``report`` and ``run``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from nbreports.definition.expressions.nodes import Arithmetic, Call, Expression, Literal, Unary
from nbreports.definition.expressions.parser import parse
from nbreports.definition.resolution import resolve_params
from nbreports.errors import ParameterError
from nbreports.query.resolve import RunValues

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nbreports.definition.report import ReportDefinition


def run_values(definition: ReportDefinition, given: Mapping[str, Any], started: datetime) -> RunValues:
    """Return the values of a run that began at ``started``.

    Raises
    ------
    ParameterError
        For a value that is unknown, missing, of the wrong type or out of range.
    """
    params = resolve_params(definition.params, given, lambda text: evaluate_default(text, started))
    names = {
        "report.title": definition.title,
        "report.name": definition.name or definition.title,
        "run.started": started,
    }
    return RunValues(params, started, names)


def evaluate_default(text: str, started: datetime) -> Any:
    """Return the value of a date parameter's default: ``today()``, ``now()``, a date, days more or less.

    Raises
    ------
    ParameterError
        For anything else.
    """
    return _value(parse(text), started, text)


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
    raise ParameterError(
        f"the default {text!r} is no date",
        remedy='Write a date, today(), today() - 30 or date_trunc("month", today()).',
    )
