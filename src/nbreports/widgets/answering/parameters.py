"""A report's parameters as a form shows them."""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nbreports.definition.labels import humanise
from nbreports.definition.resolution import ALL
from nbreports.widgets.answering.base import Answers, Handler
from nbreports.widgets.messages.parameters import (
    FormField,
    ParamChoice,
    ParamChoices,
    ParamsDescribe,
    ParamSearch,
    ParamsForm,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbreports.pipeline.param_form import Form, ParamForm
    from nbreports.pipeline.param_settling import Choice, Choices, FormParam
    from nbreports.widgets.report_session import ReportSession


class ParameterAnswers(Answers):
    """The form of the report's parameters."""

    def __init__(self, session: ReportSession) -> None:
        super().__init__(session)
        self._form: ParamForm | None = None
        self._lock = threading.Lock()

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each kind of question."""
        return {"params.describe": self.describe, "param.search": self.search}

    async def describe(self, question: ParamsDescribe, _buffers: Sequence[bytes]) -> ParamsForm:
        """Return the parameters with these values."""
        form = await asyncio.to_thread(self._described, question)
        return ParamsForm(
            v=1,
            id=question.id,
            kind="params.form",
            fields=[_field(each) for each in form.fields],
            params={name: _plain(value) for name, value in form.params.items()},
        )

    async def search(self, question: ParamSearch, _buffers: Sequence[bytes]) -> ParamChoices:
        """Return the values of one parameter with a text in them."""
        found = await asyncio.to_thread(self._searched, question)
        return ParamChoices(
            v=1, id=question.id, kind="param.choices", choices=_choices(found.listed), more=found.more
        )

    def close(self) -> None:
        """End the engine that asks for values."""
        with self._lock:
            form, self._form = self._form, None
        if form is not None:
            form.close()

    def _described(self, question: ParamsDescribe) -> Form:
        session = self.session
        with self._lock:
            return self._made().describe(
                session.definition, question.params, session.catalog(), changed=question.changed
            )

    def _searched(self, question: ParamSearch) -> Choices:
        session = self.session
        with self._lock:
            return self._made().search(
                session.definition, question.params, session.catalog(), question.name, question.text
            )

    def _made(self) -> ParamForm:
        from nbreports.pipeline.param_form import ParamForm

        if self._form is None:
            self._form = ParamForm()
        return self._form


def _field(found: FormParam) -> FormField:
    param, choices = found.param, found.choices
    return FormField(
        name=param.name,
        label=param.label or humanise(param.name),
        type=param.type,
        required=param.required,
        multi=param.multi,
        has_default=param.default is not None,
        depends_on=list(param.depends_on),
        choices=None if choices is None else _choices(choices.listed),
        more=choices is not None and choices.more,
        value=None if found.value == ALL else _plain(found.value),
        min=_plain(param.min),
        max=_plain(param.max),
        error=found.error,
        dropped=list(found.dropped),
    )


def _choices(listed: Iterable[Choice]) -> list[ParamChoice]:
    return [ParamChoice(value=_plain(each.value), text=each.text) for each in listed]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
