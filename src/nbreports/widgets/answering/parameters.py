"""A report's parameters as a form shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nbreports.definition.resolution import ALL, resolve_params
from nbreports.errors import ParameterError
from nbreports.pipeline.values import evaluate_default
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.parameters import FormField, ParamsDescribe, ParamsForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbreports.definition.parameters import Param
    from nbreports.definition.report import ReportDefinition


class ParameterAnswers(Answers):
    """The form of the report's parameters."""

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"params.describe": self.describe}

    def describe(self, question: ParamsDescribe, _buffers: Sequence[bytes]) -> ParamsForm:
        """Return the parameters with these values."""
        fields = form_fields(self.session.definition, question.params)
        return ParamsForm(v=1, id=question.id, kind="params.form", fields=fields)


def form_fields(
    definition: ReportDefinition, given: Mapping[str, Any], now: datetime | None = None
) -> list[FormField]:
    """Return a field for each parameter: its value, from its default where none is given, or what is wrong with it."""
    started = now or datetime.now(UTC)
    return [_field(param, given, started) for param in definition.params]


def _field(param: Param, given: Mapping[str, Any], started: datetime) -> FormField:
    mine = {param.name: given[param.name]} if param.name in given else {}
    error = None
    try:
        value = resolve_params((param,), mine, lambda text: evaluate_default(text, started))[param.name]
    except ParameterError as wrong:
        value = mine.get(param.name)
        error = f"{wrong.message}. {wrong.remedy or ''}".strip() if value not in (None, "") else None
    choices = [_plain(each) for each in param.values] if isinstance(param.values, tuple) else None
    return FormField(
        name=param.name,
        label=param.label or param.name.replace("_", " ").capitalize(),
        type=param.type,
        required=param.required,
        multi=param.multi,
        values=choices,
        value=None if value == ALL else _plain(value),
        min=_plain(param.min),
        max=_plain(param.max),
        error=error,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
