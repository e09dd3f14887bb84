"""What a form of parameters shows: each with its value, what it may be, and what is wrong with it.

A parameter whose values come from a source is offered those that fit the parameters it depends on; what was chosen
before and fits no more is dropped when another parameter is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nbreports.definition.parameters import ParamValues
from nbreports.errors import NbreportsError, ParameterError
from nbreports.pipeline.param_settling import Choices, FormParam, Settling, parents_first
from nbreports.pipeline.preview_asker import BenchAsker
from nbreports.pipeline.preview_bench import Bench, KeptBench, Prints
from nbreports.pipeline.values import run_values
from nbreports.query.offers import offer
from nbreports.query.planner import Planner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbreports.definition.report import ReportDefinition
    from nbreports.pipeline.attaching import Attachable
    from nbreports.query.planner import Attachment
    from nbreports.sources.catalog import Catalog


@dataclass(frozen=True)
class Form:
    """The parameters of a report, in its order, and the values by name once what fits no more is dropped."""

    fields: tuple[FormParam, ...]
    params: dict[str, Any]


class ParamForm:
    """Describes the parameters of a report under change; the sources of their values stay attached.

    Used from one thread at a time.
    """

    def __init__(self) -> None:
        self._bench = KeptBench()

    def describe(
        self,
        definition: ReportDefinition,
        given: Mapping[str, Any],
        catalog: Catalog,
        *,
        changed: str | None = None,
        now: datetime | None = None,
    ) -> Form:
        """Return the parameters with what they may be.

        Parameters
        ----------
        given
            Values by name.
        changed
            The parameter that was set last: values of others that do not fit it are dropped, not refused.
        now
            For defaults that are expressions.
        """
        settling = self._settling(definition, given, catalog, now)
        if changed is not None:
            settling.fresh.add(changed)
        found = {index: settling.settle(index) for index in parents_first(definition.params)}
        return Form(tuple(found[index] for index in range(len(found))), settling.given)

    def search(
        self, definition: ReportDefinition, given: Mapping[str, Any], catalog: Catalog, name: str, text: str
    ) -> Choices:
        """Return the values of one parameter that have ``text`` in them.

        Raises
        ------
        NbreportsError
            Where its source cannot be asked, or it has none.
        """
        at = next((place for place, param in enumerate(definition.params) if param.name == name), None)
        if at is None or not isinstance(definition.params[at].values, ParamValues):
            raise ParameterError(
                f"{name!r} takes no values of a source",
                where=f"param.{name}",
                remedy="Type the value.",
                code="unknown_parameter",
            )
        settling = self._settling(definition, given, catalog, None)
        for index in parents_first(definition.params):
            if index == at:
                break
            settling.settle(index)
        return settling.choices(at, text)

    def close(self) -> None:
        """End the engine."""
        self._bench.close()

    # --- inside ------------------------------------------------------------------------------------------------

    def _settling(
        self,
        definition: ReportDefinition,
        given: Mapping[str, Any],
        catalog: Catalog,
        now: datetime | None,
    ) -> Settling:
        values = run_values(
            definition.model_copy(update={"params": ()}), {}, now if now is not None else datetime.now(UTC)
        )
        if not any(isinstance(param.values, ParamValues) for param in definition.params):
            return Settling(definition, given, values.started)
        prints = Prints(catalog)

        def opened(bench: Bench) -> Settling:
            planner = Planner(
                definition, values, _attaching(bench, prints), bound=lambda name: name in catalog.names()
            )
            failed = _failed(planner)
            bench.engine.lock()
            return Settling(
                definition, given, values.started, planner, BenchAsker(bench, lambda: None), failed
            )

        return self._bench.work(definition.timezone or "UTC", prints, opened)


def _attaching(bench: Bench, prints: Prints) -> Any:
    def attach(name: str, source: Attachable) -> Attachment:
        return bench.attached(name, source, prints).attached.attachment

    return attach


def _failed(planner: Planner) -> dict[int, NbreportsError]:
    """Attach every source that values come from; return why those of some parameters cannot be asked."""
    failed = {}
    for index, param in enumerate(planner.definition.params):
        if isinstance(param.values, ParamValues):
            try:
                offer(planner, index, {})
            except NbreportsError as error:
                failed[index] = error
    return failed
