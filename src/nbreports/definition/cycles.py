"""Names that lead back to themselves: measures, calculated fields, joined sources, parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbreports.definition.faults import pointer, quote
from nbreports.definition.sources import QuerySource
from nbreports.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbreports.definition.report import ReportDefinition
    from nbreports.definition.walking import Place


def calculated_cycles(report: ReportDefinition) -> Iterator[DefinitionError]:
    """Yield each circle among measures, and among calculated fields."""
    fields = {name: field.expr for name, field in report.fields.items() if field.expr}
    measures = {name: measure.expr for name, measure in report.measures.items()}
    for key, texts in (("fields", fields), ("measures", measures)):
        links = {name: _named(text) & set(texts) for name, text in texts.items()}
        # alone, a measure may bear the name of the field it works on: amount is sum(amount)
        if key == "measures":
            links = {name: targets - {name} for name, targets in links.items()}
        yield from _circles(links, (key,), "expr", f"{key} refer to each other in a circle")


def join_problems(report: ReportDefinition) -> Iterator[DefinitionError]:
    """Yield joins that bear the same name, and query sources that read themselves."""
    links: dict[str, set[str]] = {}
    for name, source in report.sources.items():
        if not isinstance(source, QuerySource):
            continue
        links[name] = {source.from_, *(join.to for join in source.joins)} & set(report.sources)
        seen: set[str] = set()
        for index, join in enumerate(source.joins):
            if join.name in seen:
                yield DefinitionError(
                    f"two joins are called {quote(join.name)}",
                    where=pointer(("sources", name, "joins", index)),
                    remedy="Give one of them its own 'as'.",
                    code="duplicate_name",
                )
            seen.add(join.name)
    yield from _circles(links, ("sources",), "", "sources read each other in a circle")


def param_cycles(report: ReportDefinition) -> Iterator[DefinitionError]:
    """Yield each circle among parameters that depend on each other."""
    places = {param.name: index for index, param in enumerate(report.params)}
    links = {param.name: set(param.depends_on) & places.keys() - {param.name} for param in report.params}
    for error in _circles(links, ("params",), "depends_on", "parameters depend on each other in a circle"):
        name = (error.where or "").split("/")[2]
        error.where = pointer(("params", places[name], "depends_on"))
        error.remedy = "Let one of them depend on nothing."
        yield error


def _named(text: str) -> set[str]:
    from nbreports.definition.expressions.analysis import names
    from nbreports.definition.expressions.parser import parse

    try:
        return names(parse(text))
    except DefinitionError:
        return set()


def _circles(
    links: Mapping[str, set[str]], place: Place, key: str, message: str
) -> Iterator[DefinitionError]:
    done: set[str] = set()
    for start in links:
        path: list[str] = []
        on_path: set[str] = set()
        waiting = [(start, iter(sorted(links[start])))] if start not in done else []
        while waiting:
            name, targets = waiting[-1]
            if name not in on_path:
                path.append(name)
                on_path.add(name)
            target = next(targets, None)
            if target is None:
                waiting.pop()
                on_path.discard(path.pop())
                done.add(name)
            elif target in on_path:
                circle = [*path[path.index(target) :], target]
                yield DefinitionError(
                    f"{message}: {' -> '.join(circle)}",
                    where=pointer((*place, target, key) if key else (*place, target)),
                    remedy="Write one of them out.",
                    code="cycle",
                )
            elif target in links and target not in done:
                waiting.append((target, iter(sorted(links[target]))))
