"""The parameters of a form settled one after the other, those that others depend on first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbreports.definition.param_values import coerce
from nbreports.definition.parameters import ParamValues
from nbreports.definition.resolution import ALL, resolve_params
from nbreports.document.formatting import format_value
from nbreports.errors import NbreportsError
from nbreports.pipeline.param_checks import refused
from nbreports.pipeline.values import evaluate_default
from nbreports.query.offers import above, check_of, is_open, offer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from nbreports.definition.parameters import Param
    from nbreports.definition.report import ReportDefinition
    from nbreports.document.formatting import FormatSpec
    from nbreports.pipeline.asking import Asker
    from nbreports.query.offers import Offer
    from nbreports.query.planner import Planner

SHOWN = 200
"""Values of a source that a form is given; where there are more, it searches."""


@dataclass(frozen=True)
class Choice:
    """A value a parameter may have, and how it reads."""

    value: Any
    text: str


@dataclass(frozen=True)
class Choices:
    """Values a parameter may have; ``more`` where there are others beside those listed."""

    listed: tuple[Choice, ...]
    more: bool = False


@dataclass(frozen=True)
class FormParam:
    """One parameter as a form shows it.

    Attributes
    ----------
    value
        As a run would hold it: of the parameter's type, a tuple where it takes several, ``"all"`` or None; as it was
        given where that is wrong.
    error
        What is wrong with it.
    choices
        What it may be; None where it is typed.
    dropped
        What it was, in words, and may not be any more.
    """

    param: Param
    value: Any
    error: str | None = None
    choices: Choices | None = None
    dropped: tuple[str, ...] = ()


class Settling:
    """One form under way.

    Parameters
    ----------
    given
        Values by name.
    started
        The moment of defaults that are expressions.
    planner, asker
        Open the sources of values, and ask them; None where no parameter has any.
    failed
        Why the values of a parameter, by its number, cannot be asked.

    Attributes
    ----------
    given
        Values by name, without those that were dropped.
    fresh
        Names of what was changed, and of what was dropped for it.
    """

    def __init__(
        self,
        definition: ReportDefinition,
        given: Mapping[str, Any],
        started: datetime,
        planner: Planner | None = None,
        asker: Asker | None = None,
        failed: Mapping[int, NbreportsError] | None = None,
    ) -> None:
        self.params = definition.params
        self.given = dict(given)
        self.started = started
        self.planner = planner
        self.asker = asker
        self.failed = failed or {}
        self.values: dict[str, Any] = {}
        self.fresh: set[str] = set()

    def settle(self, index: int) -> FormParam:
        """Return one parameter; those it depends on are settled before."""
        param = self.params[index]
        value, error = self._resolved(param)
        found = FormParam(param, value, error)
        if isinstance(param.values, tuple):
            found = FormParam(
                param, value, error, Choices(tuple(_choice(each, None) for each in param.values))
            )
        elif isinstance(param.values, ParamValues):
            found = self._offered(index, value, error)
        self.values[param.name] = found.value if found.error is None else None
        return found

    def choices(self, index: int, search: str = "") -> Choices:
        """Return what one parameter may be; raises as asking does."""
        return self._listed(self._offer(index), search)

    # --- inside ------------------------------------------------------------------------------------------------

    def _resolved(self, param: Param) -> tuple[Any, str | None]:
        """Return the value of a parameter by its own word, and what is wrong with it."""
        mine = {param.name: self.given[param.name]} if param.name in self.given else {}
        try:
            values = resolve_params((param,), mine, lambda text: evaluate_default(text, self.started))
        except NbreportsError as wrong:
            value = mine.get(param.name)
            # what is merely missing shows by itself
            return value, _said(wrong) if value not in (None, "") else None
        return values[param.name], None

    def _offered(self, index: int, value: Any, error: str | None) -> FormParam:
        param = self.params[index]
        if index in self.failed:
            return FormParam(param, value, _said(self.failed[index]))
        try:
            offered = self._offer(index)
            dropped: tuple[str, ...] = ()
            wrong = self._wrong(offered, value) if error is None else ()
            if wrong and self.fresh & set(above(self.params, param)):
                dropped = tuple(_choice(each, offered.spec).text for each in wrong)
                self.fresh.add(param.name)
                value = self._without(offered, value, wrong)
            elif wrong:
                error = _said(refused(check_of(offered, wrong), wrong[0], self._asker()))
            return FormParam(param, value, error, self._with(self._listed(offered), value, offered), dropped)
        except NbreportsError as failure:
            return FormParam(param, value, _said(failure))

    def _wrong(self, offered: Offer, value: Any) -> tuple[Any, ...]:
        """Return the values of a parameter that it may not have."""
        given = _several(value)
        if not given:
            return ()
        found = self._asker().line(check_of(offered, given).found)
        return tuple(each for number, each in enumerate(given) if not found[f"v{number}"])

    def _without(self, offered: Offer, value: Any, wrong: Sequence[Any]) -> Any:
        """Return what is left of a value, and note it as given: the rest, else the default, else nothing."""
        param = offered.param
        kept = tuple(each for each in _several(value) if each not in wrong)
        if kept:
            self.given[param.name] = list(kept)
            return kept
        was_given = self.given.pop(param.name, None) is not None
        default, error = self._resolved(param)
        if was_given and error is None and not self._wrong(offered, default):
            return default
        if param.default is None or param.required:
            return None
        self.given[param.name] = ALL
        return ALL

    def _listed(self, offered: Offer, search: str = "") -> Choices:
        answer = self._asker().table(offered.values(SHOWN + 1, search)).column("value").to_pylist()
        held = (coerce(offered.param.type, each) for each in answer[:SHOWN])
        listed = tuple(_choice(each, offered.spec) for each in held if each is not None)
        return Choices(listed, len(answer) > SHOWN)

    def _with(self, choices: Choices, value: Any, offered: Offer) -> Choices:
        """Return choices with those of ``value`` that are not listed."""
        known = [each.value for each in choices.listed]
        others = tuple(_choice(each, offered.spec) for each in _several(value) if each not in known)
        return Choices((*others, *choices.listed), choices.more)

    def _offer(self, index: int) -> Offer:
        assert self.planner is not None  # noqa: S101 - there is one where values come from a source
        return offer(self.planner, index, self.values)

    def _asker(self) -> Asker:
        assert self.asker is not None  # noqa: S101 - there is one where values come from a source
        return self.asker


def parents_first(params: Sequence[Param]) -> Iterator[int]:
    """Yield the number of each parameter, after those it depends on; of a circle, as they stand."""
    waiting = list(range(len(params)))
    while waiting:
        names = {params[index].name for index in waiting}
        ready = [index for index in waiting if not names & set(params[index].depends_on)] or waiting
        yield from ready
        waiting = [index for index in waiting if index not in ready]


def _several(value: Any) -> tuple[Any, ...]:
    if is_open(value):
        return ()
    return value if isinstance(value, tuple) else (value,)


def _choice(value: Any, spec: FormatSpec | None) -> Choice:
    """Return a value as a choice: numbers and texts as they stand where no format is said."""
    if spec is None or (spec.format is None and spec.type not in ("boolean", "date", "datetime")):
        return Choice(value, str(value))
    return Choice(value, format_value(value, spec))


def _said(error: NbreportsError) -> str:
    return f"{error.message}. {error.remedy or ''}".strip()
