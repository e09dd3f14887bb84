"""Everything a run would refuse, each with its place, found without running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbreports.definition.check import problems
from nbreports.errors import NbreportsError
from nbreports.pipeline.images import Folder, check_images
from nbreports.pipeline.param_checks import check_params
from nbreports.pipeline.preview_asker import BenchAsker
from nbreports.pipeline.preview_bench import KeptBench, Prints

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbreports.definition.report import ReportDefinition
    from nbreports.sources.catalog import Catalog


class ProblemFinder:
    """Finds problems of a report under change; its sources stay attached while they are what they were.

    Used from one thread at a time.
    """

    def __init__(self) -> None:
        self._bench = KeptBench()

    def find(
        self,
        definition: ReportDefinition,
        params: Mapping[str, Any],
        catalog: Catalog,
        folder: Path | None = None,
    ) -> tuple[NbreportsError, ...]:
        """Return what is wrong, in printed order; what one block does wrong hides no other's."""
        found: list[NbreportsError] = list(problems(definition))
        prints = Prints(catalog)
        whole = self._planned(definition, params, prints, folder)
        if whole is not None:
            # those of the whole report first, then each block by itself
            found += self._each(definition, params, prints, folder) or [whole]
        told: dict[tuple[str | None, str], NbreportsError] = {}
        for error in found:
            told.setdefault((error.where, error.message), error)
        return tuple(told.values())

    def close(self) -> None:
        """End the engine."""
        self._bench.close()

    def _each(
        self,
        definition: ReportDefinition,
        params: Mapping[str, Any],
        prints: Prints,
        folder: Path | None,
    ) -> list[NbreportsError]:
        bare = self._planned(definition.model_copy(update={"body": ()}), params, prints, folder)
        if bare is not None:
            return [bare]
        found = []
        for index, block in enumerate(definition.body):
            alone = definition.model_copy(update={"body": (block,)})
            error = self._planned(alone, params, prints, folder)
            if error is not None:
                if error.where is not None and error.where.startswith("/body/0"):
                    error.where = f"/body/{index}{error.where.removeprefix('/body/0')}"
                found.append(error)
        return found

    def _planned(
        self,
        definition: ReportDefinition,
        params: Mapping[str, Any],
        prints: Prints,
        folder: Path | None,
    ) -> NbreportsError | None:
        try:
            plan, _, _ = self._bench.plan(definition, params, prints, None)
            check_images(plan, Folder(folder))
            check_params(plan, BenchAsker(self._bench.bench, lambda: None))
        except NbreportsError as error:
            return error
        return None
